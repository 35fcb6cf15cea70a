"""The words for a message that does not go out now: not wanted any more, or not yet possible."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Drop:
    """The message is not wanted any more, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Wait:
    """The message can't go out yet, and why: it is tried again."""

    reason: str
