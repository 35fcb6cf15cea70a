"""A checklist in progress, as plain data that can be saved and reloaded between any two turns."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from knowledge.checklists.model import Facts, FactValue
from knowledge.checklists.reading import How

FORMAT = 1
"""The form of a saved run; the revision of its checklist is another number."""


class RunStatus(StrEnum):
    """Where a run stands: a stopped one waits to be carried on, a finished one can be changed again."""

    ACTIVE = "active"
    STOPPED = "stopped"
    FINISHED = "finished"


OPEN = frozenset({RunStatus.ACTIVE, RunStatus.STOPPED})


@dataclass(frozen=True, slots=True)
class Given:
    """What was done about one step: an answer, or a skip with its reason (`how` is then SKIPPED).

    `values` are choice ids or an ISO date, time or number. `text` is the person's own words; where `note` is
    True it has to be encrypted at rest and never posted back in full. `turn` is the turn it was given in.
    """

    step: str
    turn: int
    at: datetime
    how: How
    values: tuple[str, ...] = ()
    text: str = ""
    note: bool = False

    @property
    def skipped(self) -> bool:
        return self.how is How.SKIPPED


@dataclass(frozen=True, slots=True)
class Typed:
    """Something typed at a step that could not be its answer, kept word for word."""

    step: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Run:
    """One person's way through one revision of a checklist.

    `answers` holds the latest of each step, reached or not; `earlier` everything that was replaced since;
    `drafts` what was typed and could not be taken, `notes` the drafts that were kept as notes. `turn` rises
    with every change, so that a button of an earlier question can be told from the present one.
    """

    checklist: str
    revision: int
    facts: Facts
    answers: tuple[Given, ...] = ()
    earlier: tuple[Given, ...] = ()
    drafts: tuple[Typed, ...] = ()
    notes: tuple[Typed, ...] = ()
    position: str | None = None
    turn: int = 1
    status: RunStatus = RunStatus.ACTIVE
    more: bool = False

    def given(self, step_id: str) -> Given | None:
        """The latest answer or skip of a step."""
        return next((given for given in self.answers if given.step == step_id), None)

    def without_notes(self) -> Run:
        """The run with every free text taken out, for when narrative is purged."""

        def bare(given: Given) -> Given:
            return replace(given, text="") if given.note else given

        answers, earlier = tuple(map(bare, self.answers)), tuple(map(bare, self.earlier))
        return replace(self, answers=answers, earlier=earlier, drafts=(), notes=())

    def to_json(self) -> str:
        """The run as text; it holds free text, so it is encrypted where it is stored."""
        saved = {
            "format": FORMAT,
            "checklist": self.checklist,
            "revision": self.revision,
            "facts": {name: list(v) if isinstance(v, tuple) else v for name, v in self.facts.items()},
            "answers": [_save(given) for given in self.answers],
            "earlier": [_save(given) for given in self.earlier],
            "drafts": [_save(typed) for typed in self.drafts],
            "notes": [_save(typed) for typed in self.notes],
            "position": self.position,
            "turn": self.turn,
            "status": self.status.value,
            "more": self.more,
        }
        return json.dumps(saved, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Run:
        """The run that `to_json` wrote; ValueError where the text is another form or damaged."""
        try:
            saved = json.loads(text)
            if saved["format"] != FORMAT:
                raise ValueError(f"this run was saved in form {saved['format']}; this version reads {FORMAT}")
            return cls(
                checklist=saved["checklist"],
                revision=saved["revision"],
                facts={name: _fact(value) for name, value in saved["facts"].items()},
                answers=tuple(_given(one) for one in saved["answers"]),
                earlier=tuple(_given(one) for one in saved["earlier"]),
                drafts=tuple(_typed(one) for one in saved["drafts"]),
                notes=tuple(_typed(one) for one in saved["notes"]),
                position=saved["position"],
                turn=saved["turn"],
                status=RunStatus(saved["status"]),
                more=saved["more"],
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"this is not a saved checklist run ({error})") from error


def _save(entry: Given | Typed) -> dict[str, Any]:
    if isinstance(entry, Typed):
        return {"step": entry.step, "text": entry.text, "at": entry.at.isoformat()}
    return {
        "step": entry.step,
        "turn": entry.turn,
        "at": entry.at.isoformat(),
        "how": entry.how.value,
        "values": list(entry.values),
        "text": entry.text,
        "note": entry.note,
    }


def _fact(value: Any) -> FactValue:
    return tuple(value) if isinstance(value, list) else value


def _given(saved: Mapping[str, Any]) -> Given:
    return Given(
        step=saved["step"],
        turn=saved["turn"],
        at=datetime.fromisoformat(saved["at"]),
        how=How(saved["how"]),
        values=tuple(saved["values"]),
        text=saved["text"],
        note=saved["note"],
    )


def _typed(saved: Mapping[str, Any]) -> Typed:
    return Typed(saved["step"], saved["text"], datetime.fromisoformat(saved["at"]))


class Outcome(StrEnum):
    """What one input did. Only REFUSED, STALE and PAUSED leave the question where it was."""

    TAKEN = "taken"
    SKIPPED = "skipped"
    MOVED = "moved"
    FINISHED = "finished"
    REFUSED = "refused"
    STALE = "stale"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Turned:
    """The run after one input, and what to say about it ("" where the next question says enough).

    `kept` is typed text that was not taken, whole, so that it can be offered as a note. `set_aside` are the
    steps whose answers no longer apply after a change; they stay in the run. `alarm`: show the urgent steps.
    """

    run: Run
    outcome: Outcome
    notice: str = ""
    kept: str = ""
    set_aside: tuple[str, ...] = ()
    alarm: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One step of a summary. `shown` may stand in a message; `text` is free text, for a form only.

    `applies` is False for an answer set aside by a later change. `can_change` offers the way back to it.
    """

    step: str
    ask: str
    shown: str
    text: str = ""
    note: bool = False
    skipped: bool = False
    applies: bool = True
    can_change: bool = True
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """All that was answered, in the order of asking, then what was set aside, and what was typed besides."""

    title: str
    status: RunStatus
    lines: tuple[Line, ...]
    waiting: int
    more_left: int
    drafts: tuple[Typed, ...] = ()
    notes: tuple[Typed, ...] = ()


@dataclass(frozen=True, slots=True)
class CardLine:
    """One line to read at the door; `agreed` is what was agreed beforehand, safe to show in a message.

    `text` is the same where it was agreed in the person's own words: for a form only, as it may name people.
    """

    id: str
    say: str
    shows: str = ""
    agreed: tuple[str, ...] = ()
    why: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A card in groups (heading, lines); `more` waits for a tap."""

    title: str
    intro: str
    groups: tuple[tuple[str, tuple[CardLine, ...]], ...]
    more: tuple[tuple[str, tuple[CardLine, ...]], ...] = field(default_factory=tuple)
