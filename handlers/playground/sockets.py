"""Socket Mode as Slack serves it: single-use links, hello, envelopes, acks, pings and disconnects."""

import asyncio
import contextlib
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from handlers.playground.changes import Changes
from handlers.playground.errors import ApiError

MAX_CONNECTIONS = 10
LIFE_SECONDS = 18060
PING_SECONDS = 10.0
PING_TEXT = b"Ping from the playground"


@dataclass(eq=False)
class Connection:
    """One WebSocket the app opened; a muted one stays open and says nothing more."""

    socket: web.WebSocketResponse
    muted: bool = False
    opened_at: float = field(default_factory=time.monotonic)


class Sockets:
    """The app's open connections, and the acks that are awaited on them."""

    def __init__(self, app_id: str, changes: Changes) -> None:
        self._app_id = app_id
        self._changes = changes
        self._tickets: set[str] = set()
        self._connections: list[Connection] = []
        self._awaited: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._next = 0
        self._joined = asyncio.Event()
        self.opened = 0

    @property
    def connected(self) -> int:
        """How many connections are open (muted ones too: Slack cannot tell)."""
        return len(self._connections)

    def new_ticket(self) -> str:
        """What apps.connections.open puts into its link; good for one connection."""
        if len(self._connections) >= MAX_CONNECTIONS:
            raise ApiError("too_many_websockets")
        ticket = secrets.token_hex(16)
        self._tickets.add(ticket)
        return ticket

    async def accept(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection until either side closes it."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.json_response({"ok": False, "error": "invalid_ticket"}, status=403)
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(autoping=False, max_msg_size=0, timeout=0.2)
        await socket.prepare(request)
        connection = Connection(socket)
        self._connections.append(connection)
        self.opened += 1
        life = 360 if request.query.get("debug_reconnects") == "true" else LIFE_SECONDS
        await socket.send_json(self._hello(life))
        pinging = asyncio.create_task(self._ping(connection))
        expiry = asyncio.create_task(self._expire(connection, life))
        self._joined.set()
        self._changes.note()
        try:
            await self._read(connection)
        finally:
            pinging.cancel()
            expiry.cancel()
            self._connections.remove(connection)
            if not self._connections:
                self._joined.clear()
            self._changes.note()
        return socket

    async def send(self, envelope: dict[str, Any], seconds: float) -> dict[str, Any] | None:
        """Send one envelope on some open connection and wait for its ack; None if none comes in time.

        Raises ConnectionError if there is no connection to send on within that time.
        """
        deadline = time.monotonic() + seconds
        try:
            async with asyncio.timeout(seconds):
                await self._joined.wait()
        except TimeoutError:
            raise ConnectionError("no open connection") from None
        ack = asyncio.get_running_loop().create_future()
        self._awaited[envelope["envelope_id"]] = ack
        try:
            await self._send_somewhere(json.dumps(envelope))
            async with asyncio.timeout(max(0.0, deadline - time.monotonic())):
                answer: dict[str, Any] = await ack
                return answer
        except TimeoutError:
            return None
        finally:
            self._awaited.pop(envelope["envelope_id"], None)

    async def _send_somewhere(self, text: str) -> None:
        """Send on the next connection in turn; one that is just closing is passed over."""
        self._next += 1
        turn = self._next % max(1, len(self._connections))
        for connection in self._connections[turn:] + self._connections[:turn]:
            if connection.muted:
                return
            with contextlib.suppress(ConnectionError):
                await connection.socket.send_str(text)
                return
        raise ConnectionError("no open connection")

    async def ask_to_reconnect(self, reason: str) -> None:
        """Send `disconnect` on every connection; a reason other than `warning` closes it as well."""
        for connection in list(self._connections):
            with contextlib.suppress(ConnectionError):
                note = {"type": "disconnect", "reason": reason, "debug_info": {"host": "playground"}}
                await connection.socket.send_json(note)
                if reason != "warning":
                    asyncio.get_running_loop().call_later(0.2, self._close_soon, connection)

    def fall_silent(self) -> None:
        """From now on the connections that are open carry nothing, not even pongs; TCP stays up."""
        for connection in self._connections:
            connection.muted = True

    async def ping_all(self) -> None:
        """Ping every connection that is not muted."""
        for connection in list(self._connections):
            if not connection.muted:
                with contextlib.suppress(ConnectionError):
                    await connection.socket.ping(PING_TEXT)

    async def close_all(self) -> None:
        """Hang up."""
        for connection in list(self._connections):
            await connection.socket.close()

    def _close_soon(self, connection: Connection) -> None:
        task = asyncio.ensure_future(connection.socket.close())
        task.add_done_callback(lambda done: done.cancelled() or done.exception())

    def _hello(self, life: int) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": len(self._connections),
            "debug_info": {
                "host": "playground",
                "build_number": 1,
                "approximate_connection_time": life,
            },
            "connection_info": {"app_id": self._app_id},
        }

    async def _read(self, connection: Connection) -> None:
        async for message in connection.socket:
            if connection.muted:
                continue
            if message.type is WSMsgType.PING:
                await connection.socket.pong(message.data)
            elif message.type is WSMsgType.TEXT:
                self._note_ack(message.data)

    def _note_ack(self, text: str) -> None:
        try:
            answer = json.loads(text)
        except ValueError:
            return
        waiting = self._awaited.get(answer.get("envelope_id", "")) if isinstance(answer, dict) else None
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)

    async def _ping(self, connection: Connection) -> None:
        with contextlib.suppress(ConnectionError):
            while not connection.socket.closed:
                await asyncio.sleep(PING_SECONDS)
                if not connection.muted:
                    await connection.socket.ping(PING_TEXT)

    async def _expire(self, connection: Connection, life: int) -> None:
        with contextlib.suppress(ConnectionError):
            await asyncio.sleep(max(0, life - 10))
            await connection.socket.send_json({"type": "disconnect", "reason": "warning"})
            await asyncio.sleep(10)
            await connection.socket.send_json({"type": "disconnect", "reason": "refresh_requested"})
            await connection.socket.close()
