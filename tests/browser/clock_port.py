"""A control port with a clock that can be moved, in the product's place."""

import json
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MORNING = 8


class ClockPort:
    """`GET /clock` and `POST /clock`, as the page's contract has them."""

    def __init__(self, now: datetime) -> None:
        self.now = now.astimezone(UTC)
        port = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer()

            def do_POST(self) -> None:
                port.move(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self._answer()

            def log_message(self, *args: object) -> None:
                """Stay quiet."""

            def _answer(self) -> None:
                body = json.dumps({"now": port.now.isoformat()}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def move(self, wish: dict[str, object]) -> None:
        """Move as asked: by seconds, or to the next morning."""
        seconds = wish.get("advance_seconds")
        if isinstance(seconds, int):
            self.now += timedelta(seconds=seconds)
        else:
            self.now = (self.now + timedelta(days=1)).replace(hour=MORNING, minute=0, second=0)

    def stop(self) -> None:
        """Give the port back."""
        self._server.shutdown()
        self._server.server_close()
