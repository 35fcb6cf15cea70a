"""The book of every call the app made, kept so that a checker can compare it with what was meant."""

import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Call:
    """One Web API call: what was asked, whether it took effect, what the caller was told; real time."""

    n: int
    method: str
    args: dict[str, Any]
    monotonic: float = field(default_factory=time.monotonic)
    wall: float = field(default_factory=time.time)
    accepted: bool = False
    outcome: str = "in progress"
    ts: str | None = None
    channel: str | None = None
    fault: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The line as the control port tells it."""
        return asdict(self)


class Ledger:
    """All calls in order; `accepted` is True where the call took effect, even if the caller never heard."""

    def __init__(self) -> None:
        self._calls: list[Call] = []

    def __iter__(self) -> Iterator[Call]:
        return iter(list(self._calls))

    def __len__(self) -> int:
        return len(self._calls)

    def open(self, method: str, args: dict[str, Any]) -> Call:
        """Begin a line; the server completes it."""
        call = Call(n=len(self._calls) + 1, method=method, args=args)
        self._calls.append(call)
        return call

    def calls(self, method: str | None = None, since: int = 0, *, accepted: bool | None = None) -> list[Call]:
        """Lines after number `since`, of one method and one acceptance if asked."""
        return [
            call
            for call in self._calls[since:]
            if method in (None, call.method) and accepted in (None, call.accepted)
        ]
