"""The playground's one extra: a port on loopback that shows and moves the product's clock."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from bot.bootstrap import Deps
from bot.clock import ShiftedClock, london
from bot.domain.schedule import ONE_DAY, at_london

OFFSET = "clock_offset"


def saved_offset(seconds: Any) -> timedelta:
    """The offset of an earlier run, so that a restart does not bring back yesterday."""
    return timedelta(seconds=float(seconds)) if seconds else timedelta()


class ControlPort:
    """Serves GET and POST /clock and GET /healthz on 127.0.0.1. After a jump every sweep runs at once."""

    def __init__(
        self,
        deps: Deps,
        clock: ShiftedClock,
        port: int,
        *,
        after_jump: Callable[[], None],
        health: Callable[[], tuple[bool, dict[str, Any]]],
    ) -> None:
        self._deps = deps
        self._clock = clock
        self._after_jump = after_jump
        self._health = health
        control = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path == "/clock":
                    control._answer(self, 200, control.shown())
                elif self.path == "/healthz":
                    ok, facts = control._health()
                    control._answer(self, 200 if ok else 503, {"ok": ok, **facts})
                else:
                    control._answer(self, 404, {"error": "There is /clock and /healthz here."})

            def do_POST(self) -> None:
                if self.path != "/clock":
                    control._answer(self, 404, {"error": "There is only /clock here."})
                    return
                length = int(self.headers.get("content-length") or 0)
                try:
                    body = json.loads(self.rfile.read(length) or b"{}")
                    control.move(body)
                except (ValueError, TypeError, AttributeError) as trouble:
                    control._answer(self, 400, {"error": str(trouble)})
                    return
                control._answer(self, 200, control.shown())

            def log_message(self, format: str, *args: Any) -> None:
                """Nothing: the logs are for the product."""

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, name="control", daemon=True)

    @property
    def url(self) -> str:
        """Where the port listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def shown(self) -> dict[str, Any]:
        """The clock as the page shows it."""
        return {"now": self._clock.now().isoformat(), "offset_seconds": self._clock.offset.total_seconds()}

    def move(self, body: dict[str, Any]) -> None:
        """Jump forward: {"advance_seconds": n}, {"to": "next_morning"} or {"to": a moment with its zone}."""
        now = self._clock.now()
        if "advance_seconds" in body:
            target = now + timedelta(seconds=float(body["advance_seconds"]))
        elif body.get("to") == "next_morning":
            today = london(now).date()
            starts = self._deps.knowledge.local.day.starts
            target = at_london(today, starts)
            if target <= now:
                target = at_london(today + ONE_DAY, starts)
            target += timedelta(minutes=1)
        else:
            target = datetime.fromisoformat(str(body.get("to")))
            if target.tzinfo is None:
                raise ValueError("Give the moment with its time zone.")
        self._clock.jump_to(target.astimezone(UTC))
        with self._deps.transaction() as tx:
            tx.state.set(OFFSET, {"seconds": self._clock.offset.total_seconds()})
        self._after_jump()

    @staticmethod
    def _answer(handler: BaseHTTPRequestHandler, status: int, body: dict[str, Any]) -> None:
        data = json.dumps(body, default=str).encode()
        handler.send_response(status)
        handler.send_header("content-type", "application/json")
        handler.send_header("content-length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)
