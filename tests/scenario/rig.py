"""The real product as its own processes, beside the stand-in Slack, with a clock that can be moved."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from bot.bootstrap import Deps, build
from bot.clock import ShiftedClock
from bot.control import OFFSET
from bot.settings import Settings
from bot.storage.migrate import migrate
from handlers.playground.standin import StandInSlack
from knowledge import Knowledge

KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Process:
    """One of our processes and what it has printed."""

    popen: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def wait_for(self, words: str, timeout: float = 30.0) -> str:
        """Until it has printed a line with these words."""
        deadline = time.monotonic() + timeout
        with self.changed:
            while True:
                found = next((line for line in self.lines if words in line), None)
                if found is not None:
                    return found
                left = deadline - time.monotonic()
                if left <= 0 or (self.popen.poll() is not None and not self.changed.wait(0.2)):
                    raise AssertionError(f"never said {words!r}:\n" + "\n".join(self.lines[-40:]))
                self.changed.wait(min(left, 0.5))

    def read(self) -> None:
        """Collect its lines until it ends."""
        assert self.popen.stdout is not None
        for line in self.popen.stdout:
            with self.changed:
                self.lines.append(line.rstrip())
                self.changed.notify_all()
        with self.changed:
            self.changed.notify_all()

    def kill(self) -> None:
        """End it without warning."""
        self.popen.send_signal(signal.SIGKILL)
        self.popen.wait(10)

    def stop(self) -> int:
        """Ask it to end, as a deployment does."""
        if self.popen.poll() is None:
            self.popen.send_signal(signal.SIGTERM)
        return self.popen.wait(15)


class Product:
    """The product on a database of its own. `deps` reads and seeds the same database from the test."""

    def __init__(
        self, slack: StandInSlack, database_url: str, knowledge: Knowledge, at: datetime = MONDAY
    ) -> None:
        self.slack = slack
        self.database_url = database_url
        self.processes: list[Process] = []
        self.controls: list[str] = []
        settings = Settings(
            _env_file=None,  # type: ignore[call-arg]
            DATABASE_URL=database_url,
            DOORSTEP_DATA_KEY=KEY,
            **slack.environment,
        )
        clock = ShiftedClock()
        clock.restore(at - clock.wall())
        self.deps: Deps = build(settings, clock=clock, knowledge=knowledge)
        migrate(self.deps.engine)
        with self.deps.transaction() as tx:
            tx.state.set(OFFSET, {"seconds": clock.offset.total_seconds()})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.processes:
            if process.popen.poll() is None:
                process.kill()
        self.deps.engine.dispose()

    def environment(self, **more: str) -> dict[str, str]:
        """What the processes are started with."""
        plain = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("SLACK_", "DOORSTEP_")) and name != "DATABASE_URL"
        }
        return plain | {
            "DATABASE_URL": self.database_url,
            "DOORSTEP_DATA_KEY": KEY,
            "DOORSTEP_EDT_PHONE": "01452 614758",
            "DOORSTEP_CONTROL_PORT": "0",
            "PORT": "0",
            "PYTHONUNBUFFERED": "1",
            **self.slack.environment,
            **more,
        }

    def command(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the product to its end."""
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=ROOT,
            env=self.environment(**more),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def launch(self, command: str, **more: str) -> Process:
        """Start a long-running command."""
        popen = subprocess.Popen(
            [sys.executable, "-m", "bot", command],
            cwd=ROOT,
            env=self.environment(**more),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        process = Process(popen)
        threading.Thread(target=process.read, daemon=True).start()
        self.processes.append(process)
        return process

    def start(self, **more: str) -> Process:
        """Everything in one process, over Socket Mode."""
        process = self.launch("run", **more)
        process.wait_for("Doorstep is connected")
        self.controls = [self._control_of(process)]
        self.slack.wait_for_app()
        return process

    def start_http(self, **more: str) -> tuple[Process, Process]:
        """`web` and `worker` apart, over signed HTTP."""
        web = self.launch("web", **more)
        worker = self.launch("worker", **more)
        self.slack.events_url = web.wait_for("Doorstep answers on").split("answers on ")[1]
        worker.wait_for("worker is running")
        self.controls = [self._control_of(web), self._control_of(worker)]
        return web, worker

    @staticmethod
    def _control_of(process: Process) -> str:
        return process.wait_for("control port:").split("control port: ")[1]

    def move_clock(self, **body: Any) -> datetime:
        """Move the product's clock; every sweep has run when this returns."""
        for control in self.controls:
            request = urllib.request.Request(
                f"{control}/clock",
                data=json.dumps(body).encode(),
                headers={"content-type": "application/json"},
            )
            with urllib.request.urlopen(request, timeout=30) as response:
                now = datetime.fromisoformat(json.load(response)["now"])
        return now

    def now(self) -> datetime:
        """The product's time."""
        with urllib.request.urlopen(f"{self.controls[-1]}/clock", timeout=10) as response:
            return datetime.fromisoformat(json.load(response)["now"])

    def health(self) -> tuple[int, dict[str, Any]]:
        """What /healthz says."""
        try:
            with urllib.request.urlopen(f"{self.controls[-1]}/healthz", timeout=10) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as answer:
            return answer.code, json.load(answer)

    def eventually(self, look: Callable[[], Any], timeout: float = 10.0) -> Any:
        """Until a look at the database gives something."""
        deadline = time.monotonic() + timeout
        pause = threading.Event()
        while True:
            found = look()
            if found:
                return found
            if time.monotonic() > deadline:
                raise AssertionError("it did not happen in time")
            pause.wait(0.05)
