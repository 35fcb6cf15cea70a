"""The parts of a checklist file: conditions, citations, choices, steps, prompts; refused with their cure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from knowledge.checklists.conditions import (
    ALWAYS,
    ANSWER,
    ANSWERED,
    NEVER,
    UNKNOWN,
    Condition,
    Test,
)
from knowledge.checklists.model import Choice, Holds, Kind, Prompt, Step, Vocabulary, Words
from knowledge.checklists.pages import Section, nearest
from knowledge.checklists.reading import plain
from knowledge.results import Citation

ASK, HELP, LABEL, ID, SAY, CHOICES = 300, 300, 75, 40, 150, 10
"""What fits a message with buttons on the services where it is asked."""

SLOTS = ("danger", "owed", "due", "promises", "agreed", "last_visit")
"""What a caller can put beside a question or prompt: facts of the case that no checklist holds."""

_ID = re.compile(r"[a-z][a-z0-9_-]*")
_BLOCKS = re.compile(r"\d+(?:\s*(?:-|,)\s*\d+)*")


@dataclass(frozen=True, slots=True)
class Document:
    """A document that may be cited: its title, its headings with their number of blocks (None: unknown)."""

    title: str
    sections: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the parts of a checklist may refer to."""

    vocabulary: Vocabulary
    words: Words
    documents: Mapping[str, Document]


def read_id(section: Section) -> str:
    found = section.text("id", "Give it a short name in small letters, like safe_by.", ID)
    if found and not _ID.fullmatch(found):
        section.refuse("id", "must be small letters, figures, - and _, starting with a letter.")
    return found


def read_source(section: Section, shelf: Shelf) -> Citation:
    """The place a step rests on."""
    source = section.section("source", "Name the document, section and block it rests on.")
    return read_citation(source, shelf) if source is not None else Citation("", "", "")


def read_also(section: Section, shelf: Shelf) -> tuple[Citation, ...]:
    """Further places that ask for the same."""
    return tuple(read_citation(part, shelf) for part in section.sections("also", "List further places."))


def read_citation(source: Section, shelf: Shelf) -> Citation:
    """Document, heading and blocks of a citation; all of them must be known."""
    nowhere = Citation("", "", "")
    document = source.text("document", "Name the document by its id.")
    heading = source.text("section", "Give the heading as it stands in the document.")
    block = source.text("block", "Give the paragraph below the heading: 2, 2-4 or 2, 5.", 30)
    source.close()
    known = shelf.documents.get(document)
    if known is None:
        source.refuse(
            "document", f"“{document}” is not a document on the shelf.{nearest(document, [*shelf.documents])}"
        )
        return nowhere
    if heading not in known.sections:
        hint = nearest(heading, [*known.sections])
        source.refuse("section", f"“{heading}” is not a heading of {document}.{hint}")
        return nowhere
    blocks = known.sections[heading]
    if not _BLOCKS.fullmatch(block):
        source.refuse("block", "must be a number, a range like 2-4, or a list like 2, 5.")
    elif blocks is not None and any(not 1 <= int(one) <= blocks for one in re.findall(r"\d+", block)):
        source.refuse("block", f"“{block}” is not there: the heading has {blocks} blocks.")
    return Citation(document, known.title, heading, block)


def read_condition(section: Section, shelf: Shelf, earlier: Mapping[str, Step]) -> Condition:
    """A branch: facts and `answer.STEP` with the wanted values, `any:` of several, `not:` one."""
    tests, either, unless = [], [], None
    for name in section.entries:
        if name == "any":
            either = [
                read_condition(part, shelf, earlier) for part in section.sections("any", "List conditions.")
            ]
        elif name == "not":
            part = section.section("not", "Give a condition.")
            unless = read_condition(part, shelf, earlier) if part is not None else None
        else:
            wanted = frozenset(section.texts(name, "Give one value, or a list of them."))
            _check_test(section, name, wanted, shelf, earlier)
            tests.append(Test(name, wanted))
    if not tests and not either and unless is None:
        section.refuse("", "is empty. Give a condition, or leave it out to ask always.")
    return Condition(tuple(tests), tuple(either), unless)


def _check_test(
    section: Section, name: str, wanted: frozenset[str], shelf: Shelf, earlier: Mapping[str, Step]
) -> None:
    if name.startswith(ANSWER):
        step = earlier.get(name.removeprefix(ANSWER))
        if step is None:
            hint = nearest(name.removeprefix(ANSWER), [*earlier])
            section.refuse(
                name, f"no question before this one has that id.{hint} A branch can only look back."
            )
            return
        if step.fold != NEVER:
            section.refuse(
                name, f"“{step.id}” may be folded away, so nothing can hang on it. Take its `fold` out."
            )
        allowed = {choice.id for choice in step.choices} | {ANSWERED}
    else:
        fact = shelf.vocabulary.facts.get(name)
        if fact is None:
            known = [*shelf.vocabulary.facts, *(ANSWER + one for one in earlier)]
            section.refuse(name, f"is not a fact that is known.{nearest(name, known)}")
            return
        allowed = set(fact.values or ("true", "false")) | {UNKNOWN}
    for value in sorted(wanted - allowed):
        section.refuse(name, f"can't be “{value}”. It can be {', '.join(sorted(allowed))}.")


def read_choices(section: Section, key: str, shelf: Shelf) -> tuple[Choice, ...]:
    """The answers to tap, with their other spellings; no two may be typed the same way."""
    choices, seen, forms = [], set(), dict[str, str]()
    for part in section.sections(key, "List choices, each with an id and a label."):
        choice = Choice(
            id=read_id(part),
            label=part.text("label", "Say what the button reads.", LABEL),
            synonyms=part.texts("synonyms", "List other ways of typing it.", LABEL),
            says=part.text("says", "One sentence shown once it is chosen.", ASK, default=""),
            alarm=part.flag("alarm", "true where choosing it must bring up the urgent steps."),
            only=part.flag("only", "true where it can't be combined with another."),
        )
        part.close()
        if choice.id in seen:
            part.refuse("id", f"“{choice.id}” stands there twice. Each answer needs its own id.")
        seen.add(choice.id)
        for form in {plain(text) for text in (choice.label, *choice.synonyms)}:
            if form in forms:
                part.refuse("synonyms", f"“{form}” could also mean “{forms[form]}”. Keep it on one of them.")
            forms[form] = choice.id
        choices.append(choice)
    if len(choices) > CHOICES:
        section.refuse(key, f"has {len(choices)} choices; at most {CHOICES} fit. Join or drop some.")
    return tuple(choices)


def _whole_choices(section: Section, kind: Kind, shelf: Shelf) -> tuple[Choice, ...]:
    """The written choices, with yes, no and done filled in where the kind brings them."""
    written = read_choices(section, "choices", shelf)
    brought = {Kind.YES_NO: (("yes", "Yes"), ("no", "No")), Kind.CONFIRM: (("done", "Done"),)}.get(kind, ())
    if not brought:
        if kind is Kind.CHOICE and len(written) < 2:
            section.refuse("choices", "needs at least two choices. Add some, or use another kind.")
        return written
    by_id = {choice.id: choice for choice in written}
    for extra in sorted(by_id.keys() - {name for name, _ in brought}):
        section.refuse(
            "choices", f"“{extra}” can't be here: a {kind} has {' and '.join(n for n, _ in brought)}."
        )
    return tuple(by_id.get(name, Choice(name, label)) for name, label in brought)


def _skip_reasons(section: Section, shelf: Shelf, usual: tuple[Choice, ...]) -> tuple[Choice, ...]:
    node = section.entries.get("skip_reasons")
    if isinstance(node, yaml.ScalarNode) and node.value == "none":
        section.used.add("skip_reasons")
        return ()
    return read_choices(section, "skip_reasons", shelf) if node is not None else usual


def _condition(
    section: Section, key: str, shelf: Shelf, earlier: Mapping[str, Step], default: Condition
) -> Condition:
    section.used.add(key)
    if not section.has(key):
        return default
    part = section.section(key, "")
    return read_condition(part, shelf, earlier) if part is not None else default


def _slot(section: Section) -> str:
    shows = section.text("shows", "", default="")
    if shows and shows not in SLOTS:
        section.refuse("shows", f"can't be “{shows}”. It can be {', '.join(SLOTS)}.")
    return shows


def read_step(section: Section, shelf: Shelf, earlier: Mapping[str, Step], usual: tuple[Choice, ...]) -> Step:
    """One question. What is wrong is added to the page; the step is then not to be used."""
    named = section.text("kind", f"Choose one of {', '.join(Kind)}.")
    if named and named not in set(Kind):
        section.refuse("kind", f"can't be “{named}”. Choose one of {', '.join(Kind)}.")
    kind = Kind(named) if named in set(Kind) else Kind.NOTE
    step = Step(
        id=read_id(section),
        ask=section.text("ask", "Write the question in one short sentence.", ASK),
        kind=kind,
        why=section.text("why", "Say in one line why it is asked.", HELP),
        source=read_source(section, shelf),
        help=section.text("help", "One line.", HELP, default=""),
        choices=_whole_choices(section, kind, shelf),
        many=section.flag("many", "true where several choices may be taken."),
        own_words=section.flag("own_words", "true where other words may be typed."),
        required=section.flag("required", "true where it is skipped only with a reason."),
        skip_reasons=_skip_reasons(section, shelf, usual),
        when=_condition(section, "when", shelf, earlier, ALWAYS),
        fold=_condition(section, "fold", shelf, earlier, NEVER),
        fills=section.text("fills", "Name a fact.", default=""),
        shows=_slot(section),
        prompts=section.texts("prompts", "List short lines to read.", SAY),
        dates=section.text("dates", "future, past or any.", default="any"),
        least=section.number("least", "The smallest number taken.", required=False),
        most=section.number("most", "The largest number, or for a date the most days away.", required=False),
        unit=section.text("unit", "", ID, default=""),
        also=read_also(section, shelf),
    )
    section.close()
    _check_step(section, step, shelf, earlier)
    return step


def _check_step(section: Section, step: Step, shelf: Shelf, earlier: Mapping[str, Step]) -> None:
    """Keys that contradict each other."""
    if step.id in earlier:
        section.refuse("id", f"“{step.id}” stands there twice. Each question needs its own id.")
    if (step.many or step.own_words) and step.kind is not Kind.CHOICE:
        section.refuse("many" if step.many else "own_words", "goes with kind: choice only. Take it out.")
    if step.dates not in ("any", "future", "past") or (step.dates != "any" and step.kind is not Kind.DATE):
        section.refuse("dates", "can be future, past or any, and goes with kind: date only.")
    if step.kind is Kind.NUMBER and (step.least is None or step.most is None):
        section.refuse("least", "a number needs least and most, so that a slip is noticed.")
    if step.kind not in (Kind.NUMBER, Kind.DATE) and (step.least is not None or step.most is not None):
        section.refuse("least", "goes with kind: number only. Take least and most out.")
    if step.many is False and any(choice.only for choice in step.choices):
        section.refuse("choices", "`only` goes with many: true. Take it out.")
    if not step.fills:
        return
    fact = shelf.vocabulary.facts.get(step.fills)
    if fact is None:
        section.refuse(
            "fills", f"“{step.fills}” is not a fact.{nearest(step.fills, [*shelf.vocabulary.facts])}"
        )
    elif step.kind is not Kind.CHOICE or fact.holds is Holds.FLAG:
        section.refuse("fills", "only a choice can fill a fact that has a list of values.")
    else:
        for choice in step.choices:
            if choice.id not in fact.values:
                section.refuse(
                    "choices", f"“{choice.id}” is not a value of the fact {step.fills}, which this fills."
                )


def read_prompt(section: Section, shelf: Shelf, groups: Mapping[str, str]) -> Prompt:
    """One line of a card."""
    agreed = None
    if section.has("agreed"):
        part = section.section("agreed", "")
        if part is not None:
            agreed = (part.text("checklist", "Name a checklist."), part.text("step", "Name its step."))
            part.close()
    section.used.add("agreed")
    prompt = Prompt(
        id=read_id(section),
        say=section.text("say", "Write one short line to read.", SAY),
        group=section.text("group", f"Choose one of {', '.join(groups)}."),
        why=section.text("why", "Say in one line why it is there.", HELP),
        source=read_source(section, shelf),
        when=_condition(section, "when", shelf, {}, ALWAYS),
        shows=_slot(section),
        agreed=agreed,
        also=read_also(section, shelf),
    )
    section.close()
    if prompt.group and prompt.group not in groups:
        section.refuse(
            "group", f"“{prompt.group}” is not a group of this card.{nearest(prompt.group, [*groups])}"
        )
    return prompt
