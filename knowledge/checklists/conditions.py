"""Branches as data: a condition over facts and earlier answers, in one small declared form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

UNKNOWN = "unknown"
"""Wanted value that fits when nobody has given the fact."""

ANSWERED = "answered"
"""Wanted value that fits when the step was answered, whatever the answer (a skip is no answer)."""

ANSWER = "answer."
"""Prefix of a name that means an earlier step's answer instead of a fact."""

State = Mapping[str, frozenset[str]]
"""What is known: name -> its values as text. A missing name is unknown; an empty set is "none of them"."""


@dataclass(frozen=True, slots=True)
class Test:
    """One line of a condition: it fits when the named fact or answer holds any of the wanted values."""

    name: str
    wanted: frozenset[str]

    def holds(self, state: State) -> bool:
        known = state.get(self.name)
        if known is None:
            return UNKNOWN in self.wanted
        return not known.isdisjoint(self.wanted)


@dataclass(frozen=True, slots=True)
class Condition:
    """All `tests` fit, at least one of `either` (if there are any), and `unless` does not."""

    tests: tuple[Test, ...] = ()
    either: tuple[Condition, ...] = ()
    unless: Condition | None = None

    def holds(self, state: State) -> bool:
        return (
            all(test.holds(state) for test in self.tests)
            and (not self.either or any(part.holds(state) for part in self.either))
            and not (self.unless is not None and self.unless.holds(state))
        )

    def every_test(self) -> Iterator[Test]:
        """Every line of the condition, however deep."""
        yield from self.tests
        for part in self.either:
            yield from part.every_test()
        if self.unless is not None:
            yield from self.unless.every_test()


ALWAYS = Condition()
NEVER = Condition(unless=ALWAYS)
