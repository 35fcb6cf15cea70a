"""Getting events and interactions to the app: over sockets or signed HTTP, with Slack's retries."""

import asyncio
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from handlers.playground.changes import Changes
from handlers.playground.faults import Faults
from handlers.playground.signed_http import SignedHttp
from handlers.playground.sockets import Sockets

Json = dict[str, Any]


@dataclass(frozen=True)
class Patience:
    """How long Slack waits for an ack, and after which pauses it tries an event again (seconds)."""

    ack_seconds: float = 3.0
    retry_pauses: tuple[float, ...] = (0.0, 60.0, 300.0)


@dataclass(eq=False)
class Delivery:
    """One thing sent to the app, and what became of it."""

    n: int
    kind: str
    payload: Json
    started_at: float = field(default_factory=time.monotonic)
    attempts: int = 0
    acked: bool = False
    ack_seconds: float | None = None
    reply: Any = None
    problem: str | None = None
    finished: bool = False

    @property
    def what(self) -> str:
        """The event or interaction type inside, for reading in a list."""
        event = self.payload.get("event")
        inner = event if isinstance(event, dict) else self.payload
        return str(inner.get("type") or inner.get("command") or self.kind)

    def as_json(self) -> Json:
        """The delivery as the control port tells it."""
        return {
            "n": self.n,
            "kind": self.kind,
            "what": self.what,
            "event_id": self.payload.get("event_id"),
            "attempts": self.attempts,
            "acked": self.acked,
            "ack_seconds": self.ack_seconds,
            "problem": self.problem,
            "finished": self.finished,
        }


class Courier:
    """Carries payloads to the app and keeps the record of every delivery."""

    def __init__(
        self,
        changes: Changes,
        faults: Faults,
        sockets: Sockets,
        patience: Patience,
        complain: Callable[[str, str], None],
    ) -> None:
        self._changes = changes
        self._complain = complain
        self._faults = faults
        self._sockets = sockets
        self._tasks: set[asyncio.Task[Any]] = set()
        self.patience = patience
        self.http: SignedHttp | None = None
        self.deliveries: list[Delivery] = []

    def send_event(self, payload: Json) -> Delivery:
        """Start delivering an event; it is tried again as Slack does until acked or given up."""
        delivery = self._record("events_api", payload)
        self._start(self._deliver_event(delivery))
        return delivery

    async def send_interaction(self, kind: str, payload: Json) -> Delivery:
        """Deliver an interaction or command once and wait for its ack: Slack never repeats these."""
        delivery = self._record(kind, payload)
        await self._attempt(delivery)
        delivery.finished = True
        self._changes.note()
        return delivery

    def start_interaction(self, payload: Json) -> Delivery:
        """Deliver an interaction whose answer nobody waits for (view_closed)."""
        delivery = self._record("interactive", payload)
        self._start(self._deliver_once(delivery))
        return delivery

    def send_again(self, past: Delivery) -> Delivery:
        """Deliver a past payload once more, unchanged (same event_id, same trigger_id)."""
        delivery = self._record(past.kind, past.payload)
        self._start(self._deliver_once(delivery))
        return delivery

    async def close(self) -> None:
        """Stop everything that is still under way."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self.http is not None:
            await self.http.close()

    def _record(self, kind: str, payload: Json) -> Delivery:
        delivery = Delivery(len(self.deliveries) + 1, kind, payload)
        self.deliveries.append(delivery)
        return delivery

    def _start(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver_once(self, delivery: Delivery) -> None:
        await self._attempt(delivery)
        delivery.finished = True
        self._changes.note()

    async def _deliver_event(self, delivery: Delivery) -> None:
        if self._faults.strike_delivery("lose_delivery"):
            delivery.problem = "lost"
        else:
            reason = await self._attempt(delivery)
            for number, pause in enumerate(self.patience.retry_pauses, start=1):
                if reason is None or reason == "no_retry":
                    break
                await asyncio.sleep(pause)
                reason = await self._attempt(delivery, number, reason)
            if reason is not None:
                self._complain(delivery.what, f"given up after {delivery.attempts} attempts ({reason})")
        delivery.finished = True
        self._changes.note()

    async def _attempt(self, delivery: Delivery, retry_num: int = 0, retry_reason: str = "") -> str | None:
        """Try once; None when acked, else Slack's word for what went wrong."""
        delivery.attempts += 1
        if self._faults.strike_delivery("duplicate_delivery"):
            self._start(self._hand_over(delivery, retry_num, retry_reason))
        began = time.monotonic()
        answer = await self._hand_over(delivery, retry_num, retry_reason)
        late = self._faults.strike_delivery("delay_ack") if "payload" in answer else None
        if late is not None:
            left = self.patience.ack_seconds - (time.monotonic() - began)
            await asyncio.sleep(max(0.0, min(late.seconds, left)))
            if late.seconds > left:
                answer = {"reason": "http_timeout" if self.http else "timeout"}
        if "payload" in answer:
            delivery.acked = True
            delivery.ack_seconds = time.monotonic() - began
            delivery.reply = answer["payload"]
            delivery.problem = None
            self._changes.note()
            return None
        delivery.problem = str(answer["reason"])
        self._changes.note()
        return "no_retry" if answer.get("no_retry") else delivery.problem

    async def _hand_over(self, delivery: Delivery, retry_num: int, retry_reason: str) -> Json:
        seconds = self.patience.ack_seconds
        if self.http is not None:
            return await self.http.post(delivery.kind, delivery.payload, seconds, retry_num, retry_reason)
        envelope: Json = {
            "envelope_id": str(uuid.uuid4()),
            "type": delivery.kind,
            "payload": delivery.payload,
            "accepts_response_payload": delivery.kind != "events_api",
        }
        if delivery.kind == "events_api":
            envelope |= {"retry_attempt": retry_num, "retry_reason": retry_reason}
        try:
            ack = await self._sockets.send(envelope, seconds)
        except ConnectionError:
            return {"reason": "connection_failed"}
        return {"reason": "timeout"} if ack is None else {"payload": ack.get("payload")}
