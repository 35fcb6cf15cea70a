"""What a checklist is made of: frozen types, filled by the loader, read by the engine and the views."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from knowledge.checklists.conditions import ALWAYS, ANSWER, ANSWERED, NEVER, Condition, State
from knowledge.results import Citation

FactValue = bool | str | tuple[str, ...]
"""Yes or no, one value, or several (none of them: an empty tuple)."""

Facts = Mapping[str, FactValue]
"""What is known about case and visit, by the names in `facts.yaml`; a name that is missing is unknown."""


class Kind(StrEnum):
    """How a step is answered."""

    CHOICE = "choice"
    YES_NO = "yes_no"
    TEXT = "text"
    DATE = "date"
    TIME = "time"
    NUMBER = "number"
    CONFIRM = "confirm"
    NOTE = "note"


FREE_TEXT = frozenset({Kind.TEXT, Kind.NOTE})
"""Kinds whose answer is the person's own words: the caller encrypts them."""


class Holds(StrEnum):
    """What a fact can be: yes or no, one value of a list, or any number of them."""

    FLAG = "flag"
    ONE = "one"
    MANY = "many"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something a branch may ask about. `bands` maps a value to the age in months at which it ends."""

    name: str
    holds: Holds
    says: str
    values: tuple[str, ...] = ()
    bands: tuple[tuple[str, int | None], ...] = ()

    def as_values(self, value: FactValue) -> frozenset[str]:
        """The value as the set of texts that conditions compare; ValueError says what would be right."""
        if self.holds is Holds.FLAG:
            if not isinstance(value, bool):
                raise ValueError(f"fact {self.name} is true or false, not {value!r}")
            return frozenset({"true" if value else "false"})
        given = (value,) if isinstance(value, str) else value
        if isinstance(given, bool) or (self.holds is Holds.ONE and len(given) != 1):
            raise ValueError(f"fact {self.name} takes one of {', '.join(self.values)}, not {value!r}")
        for one in given:
            if one not in self.values:
                raise ValueError(f"fact {self.name} has no value {one!r}; it has {', '.join(self.values)}")
        return frozenset(given)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The facts that checklists may branch on."""

    facts: Mapping[str, Fact]

    def state(self, facts: Facts) -> dict[str, frozenset[str]]:
        """Facts as conditions compare them; ValueError names a fact or value that is not declared."""
        for name in facts:
            if name not in self.facts:
                raise ValueError(f"no fact is called {name!r}; declared are {', '.join(sorted(self.facts))}")
        return {name: self.facts[name].as_values(value) for name, value in facts.items()}

    def state_of_old(self, facts: Facts) -> dict[str, frozenset[str]]:
        """As `state`, for facts taken down earlier: what is no longer declared counts as unknown."""
        state = {}
        for name, value in facts.items():
            try:
                state.update(self.state({name: value}))
            except ValueError:
                continue
        return state

    def age_band(self, born: date | None, on: date) -> str | None:
        """The declared age band on a day (it ends on the birthday itself); None without a date of birth."""
        if born is None:
            return None
        months = (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)
        bands = next((fact.bands for fact in self.facts.values() if fact.bands), ())
        return next((band for band, ends in bands if ends is None or months < ends), None)


@dataclass(frozen=True, slots=True)
class Words:
    """How people type yes, no, done and the commands of a conversation; an authority can add its own."""

    yes: tuple[str, ...]
    no: tuple[str, ...]
    done: tuple[str, ...]
    negations: frozenset[str]
    fillers: frozenset[str] = frozenset()
    commands: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to tap. `says` is shown once it is taken; `alarm` asks the caller for the urgent steps.

    `only` cannot be combined with others where several may be chosen.
    """

    id: str
    label: str
    synonyms: tuple[str, ...] = ()
    says: str = ""
    alarm: bool = False
    only: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One question: what is asked, how it is answered, when it is asked, and why, with its source.

    `shows` names facts of the case that the caller puts beside the question (danger, owed, due, agreed ...);
    `prompts` are read, not answered and not stored. `fills` is the fact that the answer gives later branches.
    `fold` says when a default question waits among the further ones instead. `also` are further places that
    ask for the same.
    """

    id: str
    ask: str
    kind: Kind
    why: str
    source: Citation
    help: str = ""
    choices: tuple[Choice, ...] = ()
    many: bool = False
    own_words: bool = False
    required: bool = False
    skip_reasons: tuple[Choice, ...] = ()
    when: Condition = ALWAYS
    fold: Condition = NEVER
    fills: str = ""
    shows: str = ""
    prompts: tuple[str, ...] = ()
    dates: str = "any"
    least: int | None = None
    most: int | None = None
    unit: str = ""
    also: tuple[Citation, ...] = ()

    @property
    def note(self) -> bool:
        """Whether an answer can be the person's own words."""
        return self.kind in FREE_TEXT or self.own_words

    @property
    def can_skip(self) -> bool:
        return not self.required or bool(self.skip_reasons)

    def cited(self, adopted: str = "") -> tuple[Citation, ...]:
        """Every place that asks for this, the adopted policy's first."""
        return tuple(sorted((self.source, *self.also), key=lambda place: place.document != adopted))

    def choice(self, choice_id: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.id == choice_id), None)


@dataclass(frozen=True, slots=True)
class Prompt:
    """One line of a card that is read at the door. `agreed` is the (checklist, step) it recalls."""

    id: str
    say: str
    group: str
    why: str
    source: Citation
    when: Condition = ALWAYS
    shows: str = ""
    agreed: tuple[str, str] | None = None
    also: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Checklist:
    """A revision of a checklist: questions (`steps`, then `more` on a tap) or a card to read (`prompts`)."""

    id: str
    revision: int
    format: int
    title: str
    intro: str
    vocabulary: Vocabulary
    words: Words
    steps: tuple[Step, ...] = ()
    more: tuple[Step, ...] = ()
    groups: Mapping[str, str] = field(default_factory=dict)
    prompts: tuple[Prompt, ...] = ()
    more_prompts: tuple[Prompt, ...] = ()
    least: int = 0
    most: int = 0

    @property
    def is_card(self) -> bool:
        return bool(self.prompts)

    def every_step(self) -> Iterator[Step]:
        yield from self.steps
        yield from self.more

    def step(self, step_id: str) -> Step | None:
        return next((step for step in self.every_step() if step.id == step_id), None)


class Checklists(Mapping[str, Checklist]):
    """The newest revision of every checklist by id, and the older ones for runs that began with them."""

    def __init__(self, revisions: Iterable[Checklist]) -> None:
        self._revisions = {(found.id, found.revision): found for found in revisions}
        self._newest = {name: self._revisions[name, number] for name, number in sorted(self._revisions)}

    def revision(self, checklist_id: str, number: int) -> Checklist | None:
        """The revision a run began with, or None where it is no longer kept."""
        return self._revisions.get((checklist_id, number))

    def every_revision(self) -> tuple[Checklist, ...]:
        return tuple(self._revisions.values())

    def __getitem__(self, checklist_id: str) -> Checklist:
        return self._newest[checklist_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._newest)

    def __len__(self) -> int:
        return len(self._newest)


def add_answer(state: dict[str, frozenset[str]], step: Step, values: frozenset[str]) -> None:
    """Make a step's answer known to the branches after it."""
    state[ANSWER + step.id] = values | {ANSWERED}
    if step.fills and values:
        state[step.fills] = values


def asked(step: Step, state: State) -> bool:
    """Whether a step applies: its own condition, and that nobody has given the fact it would fill."""
    return step.when.holds(state) and not (step.fills and step.fills in state)
