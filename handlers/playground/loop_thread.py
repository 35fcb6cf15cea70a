"""An event loop in a thread of its own, so that plain test code can use the asyncio server."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


class LoopThread:
    """Runs coroutines and functions on its loop and hands back their results."""

    def __init__(self, name: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=name, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, Result], timeout: float = 60.0) -> Result:
        """Wait for a coroutine; its exception is raised here."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout)

    def call(self, function: Callable[..., Result], *args: Any, **kwargs: Any) -> Result:
        """Call a plain function on the loop, where all state lives."""

        async def on_loop() -> Result:
            return function(*args, **kwargs)

        return self.run(on_loop())

    def stop(self) -> None:
        """End the loop and its thread."""
        self.run(self._loop.shutdown_asyncgens())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
