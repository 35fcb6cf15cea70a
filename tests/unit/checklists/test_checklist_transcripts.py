"""Conversations as text in tests/transcripts, replayed line by line; the run is saved and reloaded after each.

A practitioner can read and correct them. The lines that mean something:

    checklist: before-visit                  which one, and what is known of case and visit
    facts: announced; not lone; plan = cp, cic
    now: 2026-11-24 08:40                    the moment, London time; may be given again later
    Doorstep (2 of 6): Who knows ...?        the question that must now stand there
    > Noted: 15:30.                          what must have been said about the last input
    Amina: half past three                   typed            Amina taps: Yes + No     tapped
    Amina taps again: Yes                    the same button of the same question once more
    Amina skips: No time now                 Amina goes back | keeps it | stops | carries on | opens the rest
    Amina changes: Who knows                 the question that begins so
    Amina keeps her text as a note           or: lets her text go
    Finished, 12 more on a tap               nothing is left to ask
    Summary:                                 followed by "- question | answer", all of them
    Card:                                    followed by "heading" and "- line" (with "(agreed)"), all of them
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.domain import checklists as engine
from bot.domain.checklists import Run, RunStatus, Turned
from knowledge.checklist_packs import Checklist, FactValue, load_checklists
from knowledge.checklists.model import Holds

FOLDER = Path(__file__).parents[2] / "transcripts"
ALL = load_checklists()


@dataclass
class Conversation:
    """What a transcript has led to so far."""

    checklist: Checklist
    run: Run
    now: datetime
    facts: dict[str, FactValue] = field(default_factory=dict)
    last: Turned | None = None
    asked_at: int = 0
    before: tuple[Checklist, Run] | None = None

    def took(self, turned: Turned) -> None:
        self.asked_at = self.run.turn
        self.last = turned
        self.run = Run.from_json(turned.run.to_json())


def moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo("Europe/London"))


def facts(checklist: Checklist, text: str) -> dict[str, FactValue]:
    """`announced; not lone; plan = cp, cic` as facts."""
    found: dict[str, FactValue] = {}
    for part in filter(None, (one.strip() for one in text.split(";"))):
        name, _, value = (one.strip() for one in part.partition("="))
        if value:
            many = checklist.vocabulary.facts[name].holds is Holds.MANY
            found[name] = tuple(one.strip() for one in value.split(",")) if many else value
        else:
            found[name.removeprefix("not ")] = not name.startswith("not ")
    return found


def taps(conversation: Conversation, labels: str, step_id: str | None) -> list[str]:
    step = conversation.checklist.step(step_id or "")
    assert step is not None
    wanted = labels.split(" + ")
    ids = [choice.id for label in wanted for choice in step.choices if choice.label == label]
    assert len(ids) == len(wanted), f"{step.id} has no such button: {labels}"
    return ids


def act(c: Conversation, what: str) -> None:
    """One thing that the person does."""
    step = engine.current(c.checklist, c.run)
    kind, _, text = what.partition(": ")
    if kind == "types" or kind == "taps":
        value = taps(c, text, step.id if step else None) if kind == "taps" else text
        many = isinstance(value, list) and len(value) == 1
        c.took(engine.answer(c.checklist, c.run, c.run.turn, value[0] if many else value, c.now))
    elif kind == "taps again":
        given = next(one for one in c.run.answers if one.turn == c.asked_at)
        value = taps(c, text, given.step)
        before, turn = c.run, c.asked_at
        c.last = engine.answer(c.checklist, c.run, turn, value[0] if len(value) == 1 else value, c.now)
        assert c.last.run == before, "a second click changed something"
    elif kind == "skips":
        c.took(engine.skip(c.checklist, c.run, c.run.turn, "" if text == "-" else text, c.now))
    elif kind == "changes":
        found = [one.id for one in c.checklist.every_step() if one.ask.startswith(text)]
        assert len(found) == 1, f"{len(found)} questions begin with {text}"
        c.took(engine.change(c.checklist, c.run, found[0]))
    else:
        c.took(plain_act(c, kind))


def plain_act(c: Conversation, what: str) -> Turned:
    draft = c.run.drafts[0].step if c.run.drafts else ""
    if what.endswith("text as a note"):
        return engine.place_draft(c.checklist, c.run, draft, c.now, keep_it=True)
    if what.endswith("text go"):
        return engine.place_draft(c.checklist, c.run, draft, c.now, keep_it=False)
    return {
        "goes back": lambda: engine.back(c.checklist, c.run, c.run.turn),
        "keeps it": lambda: engine.keep(c.checklist, c.run, c.run.turn),
        "stops": lambda: engine.stop(c.run),
        "carries on": lambda: engine.resume(c.run),
        "opens the rest": lambda: engine.more(c.checklist, c.run),
    }[what]()


def check_line(c: Conversation, line: str) -> bool:
    """Whether the line was an expectation, which then holds."""
    if found := re.fullmatch(r"Doorstep \((\d+) of (\d+)\): (.+)", line):
        step = engine.current(c.checklist, c.run)
        assert step is not None, "it is finished"
        assert step.ask == found[3]
        assert engine.place(c.checklist, c.run) == (int(found[1]), int(found[2]))
        return True
    if line.startswith("> "):
        assert c.last is not None
        assert c.last.notice == line[2:]
        return True
    if found := re.fullmatch(r"Finished(?:, (\d+) more on a tap)?", line):
        assert c.run.status is RunStatus.FINISHED
        assert engine.more_left(c.checklist, c.run) == int(found[1] or 0)
        return True
    return False


def shown_summary(c: Conversation) -> list[str]:
    found = engine.summary(c.checklist, c.run)
    lines = [f"- {one.ask} | {one.shown}{'' if one.applies else ' (set aside)'}" for one in found.lines]
    lines += [f"- note kept at {note.step} | {len(note.text)} characters" for note in found.notes]
    return lines + [
        f"- text waiting at {draft.step} | {len(draft.text)} characters" for draft in found.drafts
    ]


def shown_card(c: Conversation) -> list[str]:
    lines = []
    for heading, group in engine.card(ALL["during-visit"], c.facts, c.before).groups:
        lines.append(heading)
        lines += [f"- {one.say}" + (f" ({'; '.join(one.agreed)})" if one.agreed else "") for one in group]
    return lines


def replay(text: str) -> None:
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    c: Conversation | None = None
    now = moment("2026-11-24 08:40")
    name = ""
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        if line.startswith("checklist: "):
            name = line.removeprefix("checklist: ")
        elif line.startswith("now: "):
            now = moment(line.removeprefix("now: "))
            if c is not None:
                c.now = now
        elif line.startswith("facts:"):
            given = facts(ALL[name], line.removeprefix("facts:"))
            before = (c.checklist, c.run) if c is not None else None
            checklist = ALL[name] if not ALL[name].is_card else ALL["before-visit"]
            c = Conversation(checklist, engine.begin(checklist, given), now, given, before=before)
        elif line in ("Summary:", "Card:"):
            assert c is not None
            ends = ("Amina", "Doorstep", "now:", "checklist:", "facts:", ">", "Finished", "Summary:", "Card:")
            block = []
            while number < len(lines) and not lines[number].startswith(ends):
                block.append(lines[number])
                number += 1
            assert (shown_summary(c) if line == "Summary:" else shown_card(c)) == block
        elif c is not None and check_line(c, line):
            continue
        else:
            found = re.fullmatch(r"Amina(:)? (.+)", line)
            assert found, f"not understood: {line}"
            assert c is not None
            typed = found[2].replace("\\n", "\n")
            repeated = re.fullmatch(r"\[(.+) × (\d+)\]", typed)
            if repeated:
                typed = repeated[1] * int(repeated[2])
            act(c, f"types: {typed}" if found[1] else found[2])


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_transcript(path: Path) -> None:
    replay(path.read_text(encoding="utf-8"))


def test_there_are_transcripts_for_every_checklist() -> None:
    named = {line for path in FOLDER.glob("*.txt") for line in path.read_text().splitlines()}
    assert {f"checklist: {name}" for name in ALL} <= named


def test_a_wrong_transcript_fails() -> None:
    good = (FOLDER / "announced-joint-visit.txt").read_text()
    with pytest.raises(AssertionError):
        replay(good.replace("Doorstep (2 of 7)", "Doorstep (3 of 7)"))
    with pytest.raises(AssertionError):
        replay(good.replace("| Statutory visit", "| Assessment"))
