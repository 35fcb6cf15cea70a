"""Ways in which the stand-in can be told to misbehave, as the real Slack sometimes does."""

from dataclasses import asdict, dataclass, field
from itertools import count
from typing import Any


class FaultError(ValueError):
    """A fault was asked for that does not exist or makes no sense; the text says which and why."""


@dataclass(frozen=True)
class Kind:
    """One way to misbehave: its name, a label for the page, and which settings it takes."""

    name: str
    label: str
    fields: tuple[str, ...]
    on_delivery: bool = False


KINDS = {
    kind.name: kind
    for kind in (
        Kind("rate_limited", "Answer 429 with Retry-After", ("methods", "channel", "times", "retry_after")),
        Kind("status", "Answer with a server error", ("methods", "channel", "times", "status", "accepted")),
        Kind("error", "Answer with an error code", ("methods", "channel", "times", "error", "accepted")),
        Kind("hang", "Hang before answering", ("methods", "channel", "times", "seconds", "accepted")),
        Kind(
            "accept_then_drop", "Accept the call, then drop the connection", ("methods", "channel", "times")
        ),
        Kind("drop_before_accept", "Drop the connection before accepting", ("methods", "channel", "times")),
        Kind("history_lag", "History shows messages late", ("seconds",)),
        Kind("duplicate_delivery", "Deliver everything twice", ("times",), on_delivery=True),
        Kind("lose_delivery", "Lose deliveries", ("times",), on_delivery=True),
        Kind("delay_ack", "Notice the app's acks late", ("times", "seconds"), on_delivery=True),
        Kind("silent_socket", "Open sockets fall silent (once)", (), on_delivery=True),
        Kind("disconnect", "Ask the sockets to reconnect (once)", ("reason",), on_delivery=True),
    )
}
ONCE = frozenset({"silent_socket", "disconnect"})
_numbers = count(1)


@dataclass
class Fault:
    """One misbehaviour in force: for these methods, this many times (None: until cleared).

    `channel` narrows it to calls about one channel or user.
    """

    kind: str
    methods: tuple[str, ...] = ("*",)
    channel: str | None = None
    times: int | None = None
    retry_after: int = 1
    status: int = 500
    error: str = "internal_error"
    seconds: float = 5.0
    accepted: bool = False
    reason: str = "refresh_requested"
    id: int = field(default_factory=lambda: next(_numbers))
    used: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise FaultError(f"there is no fault called {self.kind!r}; there are {', '.join(KINDS)}")
        if self.times is not None and self.times < 1:
            raise FaultError("times must be 1 or more, or left out to last until cleared")
        if self.kind == "status" and not 500 <= self.status <= 599:
            raise FaultError("status must be between 500 and 599")
        if self.seconds < 0 or self.retry_after < 0:
            raise FaultError("seconds and retry_after cannot be below 0")

    @property
    def spent(self) -> bool:
        """True once it has happened as often as asked."""
        return self.times is not None and self.used >= self.times

    def as_json(self) -> dict[str, Any]:
        """The fault with the settings that matter to its kind."""
        told = ("id", "kind", "used", *KINDS[self.kind].fields)
        return {key: value for key, value in asdict(self).items() if key in told}


def fault_from(wish: dict[str, Any]) -> Fault:
    """A fault from JSON; `method` may name one method, `methods` several. Raises FaultError."""
    known = {
        "kind",
        "methods",
        "channel",
        "times",
        "retry_after",
        "status",
        "error",
        "seconds",
        "accepted",
        "reason",
    }
    wish = {key: value for key, value in wish.items() if value not in (None, "")}
    method = wish.pop("method", None)
    if unknown := sorted(set(wish) - known):
        raise FaultError(f"unknown setting {unknown[0]!r}; a fault has {', '.join(sorted(known))} and method")
    methods = wish.pop("methods", [method or "*"])
    names = (methods,) if isinstance(methods, str) else tuple(methods)
    try:
        for key, kind in (("times", int), ("retry_after", int), ("status", int), ("seconds", float)):
            if key in wish:
                wish[key] = kind(wish[key])
        return Fault(methods=names, **wish)
    except (TypeError, ValueError) as error:
        raise FaultError(str(error)) from error


class Faults:
    """The misbehaviours in force, oldest first."""

    def __init__(self) -> None:
        self._active: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        """Put a misbehaviour in force."""
        self._active.append(fault)
        return fault

    def clear(self, fault_id: int | None = None) -> None:
        """End one misbehaviour, or all."""
        self._active = [f for f in self._active if fault_id is not None and f.id != fault_id]

    def active(self) -> list[Fault]:
        """Those that may still happen."""
        return [fault for fault in self._active if not fault.spent]

    def strike(self, method: str, args: dict[str, Any]) -> Fault | None:
        """The misbehaviour due for this call, counted as happened; None if it goes well."""
        for fault in self.active():
            about = (args.get("channel"), args.get("user_id"), args.get("user"), args.get("users"))
            due = ("*" in fault.methods or method in fault.methods) and fault.channel in (None, *about)
            if due and not KINDS[fault.kind].on_delivery and fault.kind != "history_lag":
                fault.used += 1
                return fault
        return None

    def strike_delivery(self, kind: str) -> Fault | None:
        """The delivery misbehaviour of this kind due now, counted as happened."""
        for fault in self.active():
            if fault.kind == kind:
                fault.used += 1
                return fault
        return None

    @property
    def history_lag(self) -> float:
        """Seconds for which conversations.history does not show a new message."""
        return max((fault.seconds for fault in self.active() if fault.kind == "history_lag"), default=0.0)
