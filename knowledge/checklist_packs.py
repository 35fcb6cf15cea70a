"""Loading checklists from YAML: all of a folder can be trusted, or it is refused with every problem named.

A folder holds one file per checklist revision, and may hold its own `facts.yaml`, `words.yaml` and
`sources.yaml`; where it has none, those that ship with the product are used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from knowledge.checklists.branches import TooTangledError, spread
from knowledge.checklists.conditions import Condition
from knowledge.checklists.model import (
    FREE_TEXT,
    Checklist,
    Checklists,
    Choice,
    Fact,
    Facts,
    FactValue,
    Holds,
    Kind,
    Prompt,
    Step,
    Vocabulary,
    Words,
)
from knowledge.checklists.pages import ChecklistPackError, Page, Problem, Section, nearest, open_page
from knowledge.checklists.parts import Document, Shelf, read_choices, read_id, read_prompt, read_step

__all__ = [
    "FORMAT",
    "FREE_TEXT",
    "SHIPPED",
    "Checklist",
    "ChecklistPackError",
    "Checklists",
    "Choice",
    "Condition",
    "Document",
    "Fact",
    "FactValue",
    "Facts",
    "Kind",
    "Problem",
    "Prompt",
    "Step",
    "Vocabulary",
    "Words",
    "load_checklists",
]

FORMAT = 1
"""The form of file this version reads; the revision of a checklist is another number."""

SHIPPED = Path(__file__).parent / "checklists"
_SHELF = ("facts.yaml", "words.yaml", "sources.yaml")


def load_checklists(folder: Path = SHIPPED, documents: Mapping[str, Document] | None = None) -> Checklists:
    """Every checklist of a folder. ChecklistPackError names file, line, key and cure of all that is wrong.

    `documents` is what may be cited; without it the folder's (or the shipped) `sources.yaml` says.
    """
    problems: list[Problem] = []
    shelf = _load_shelf(folder, documents, problems)
    _stop(problems)
    loaded: list[tuple[Checklist, Section]] = []
    names = sorted(path for path in folder.glob("*.yaml") if path.name not in _SHELF)
    if not names:
        problems.append(Problem(folder.name, 1, "the folder", "has no checklist in it. Add a YAML file."))
    for path in names:
        page, section = open_page(path)
        if section is not None:
            checklist = _read_checklist(section, shelf)
            loaded.append((checklist, section))
            if not page.problems:
                _check_branches(checklist, section)
        problems += page.problems
    problems += _check_together(loaded)
    _stop(problems)
    return Checklists(checklist for checklist, _ in loaded)


def _stop(problems: list[Problem]) -> None:
    if problems:
        raise ChecklistPackError(tuple(problems))


def _load_shelf(folder: Path, documents: Mapping[str, Document] | None, problems: list[Problem]) -> Shelf:
    """Facts, words and citable documents: the folder's own, else the shipped ones."""
    own = tuple(name for name in _SHELF if folder != SHIPPED and (folder / name).exists())
    shelf, found = _read_shelf(folder, own) if own else _shipped_shelf()
    problems += found
    return replace(shelf, documents=documents) if documents is not None else shelf


@lru_cache(maxsize=1)
def _shipped_shelf() -> tuple[Shelf, tuple[Problem, ...]]:
    """What ships with the product does not change while it runs."""
    return _read_shelf(SHIPPED, ())


def _read_shelf(folder: Path, own: tuple[str, ...]) -> tuple[Shelf, tuple[Problem, ...]]:
    pages: list[Page] = []

    def section(name: str) -> Section | None:
        page, found = open_page((folder if name in own else SHIPPED) / name)
        pages.append(page)
        if found is not None:
            _check_format(found)
        return found

    facts, words, sources = map(section, _SHELF)
    shelf = Shelf(
        vocabulary=_read_facts(facts) if facts is not None else Vocabulary({}),
        words=_read_words(words) if words is not None else Words((), (), (), frozenset()),
        documents=_read_sources(sources) if sources is not None else {},
    )
    return shelf, tuple(problem for page in pages for problem in page.problems)


def _check_format(section: Section) -> None:
    found = section.number("format", f"Write “format: {FORMAT}”.")
    if found is not None and found != FORMAT:
        section.refuse("format", f"is {found}; this version reads {FORMAT}. Rewrite the file in that form.")


def _read_facts(section: Section) -> Vocabulary:
    facts: dict[str, Fact] = {}
    for part in section.sections("facts", "List the facts that branches may use."):
        name = read_id(part)
        holds = part.text("holds", f"Choose one of {', '.join(Holds)}.")
        if holds not in set(Holds):
            part.refuse("holds", f"can't be “{holds}”. Choose one of {', '.join(Holds)}.")
            holds = Holds.FLAG
        bands = tuple(
            (read_id(band), band.number("below_months", "The age in months.", required=False))
            for band in part.sections("bands", "List the bands, youngest first.")
        )
        values = part.texts("values", "List its values.") or tuple(band for band, _ in bands)
        fact = Fact(name, Holds(holds), part.text("says", "Say what it means."), values, bands)
        part.close()
        if (fact.holds is Holds.FLAG) == bool(fact.values):
            part.refuse("values", "a flag has none, and every other fact needs a list of them.")
        if name in facts:
            part.refuse("id", f"“{name}” stands there twice.")
        facts[name] = fact
    section.close()
    return Vocabulary(facts)


def _read_words(section: Section) -> Words:
    commands: dict[str, tuple[str, ...]] = {}
    part = section.section("commands", "Name the commands and how they are typed.")
    if part is not None:
        commands = {name: part.texts(name, "List the words.") for name in part.entries}
    words = Words(
        yes=section.texts("yes", "List the words."),
        no=section.texts("no", "List the words."),
        done=section.texts("done", "List the words."),
        negations=frozenset(section.texts("negations", "List the words.")),
        fillers=frozenset(section.texts("fillers", "List the words.")),
        commands=commands,
    )
    section.close()
    return words


def _read_sources(section: Section) -> dict[str, Document]:
    found: dict[str, Document] = {}
    documents = section.section("documents", "List the documents.")
    for name in documents.entries if documents is not None else ():
        part = documents.section(name, "") if documents is not None else None
        if part is None:
            continue
        headings = part.section("sections", "List the headings with their number of blocks.")
        blocks = (
            {} if headings is None else {key: headings.number(key, "A number.") for key in headings.entries}
        )
        found[name] = Document(part.text("title", "Give its title."), blocks)
        part.close()
    section.close()
    return found


def _read_checklist(section: Section, shelf: Shelf) -> Checklist:
    _check_format(section)
    usual = read_choices(section, "skip_reasons", shelf)
    groups = section.section("groups", "") if section.has("groups") else None
    named = {} if groups is None else {key: groups.text(key, "Name the group.") for key in groups.entries}
    earlier: dict[str, Step] = {}
    read: dict[str, list[Step]] = {"steps": [], "more": []}
    for key, steps in read.items() if not named else ():
        for part in section.sections(key, "List the questions."):
            step = read_step(part, shelf, earlier, usual)
            if key == "more" and part.has("fold"):
                part.refuse("fold", "is for questions asked by default. Take it out: this one waits anyway.")
            earlier[step.id] = step
            steps.append(step)
    prompts = [read_prompt(part, shelf, named) for part in section.sections("prompts", "List the lines.")]
    further = [
        read_prompt(part, shelf, named) for part in section.sections("more_prompts", "List the lines.")
    ]
    length = section.section("length", "Say how many are asked by default: least and most.")
    checklist = Checklist(
        id=read_id(section),
        revision=section.number("revision", "Number the revision, 1 for the first.") or 0,
        format=FORMAT,
        title=section.text("title", "Name the checklist.", 75),
        intro=section.text("intro", "One sentence said at the start.", default=""),
        vocabulary=shelf.vocabulary,
        words=shelf.words,
        steps=tuple(read["steps"]),
        more=tuple(read["more"]),
        groups=named,
        prompts=tuple(prompts),
        more_prompts=tuple(further),
        least=(length.number("least", "The fewest asked.") or 0) if length is not None else 0,
        most=(length.number("most", "The most asked.") or 0) if length is not None else 0,
    )
    if length is not None:
        length.close()
    section.close()
    if bool(checklist.steps) == bool(checklist.prompts):
        section.refuse(
            "steps", "needs either steps (questions) or groups and prompts (a card), not both or neither."
        )
    identities = [entry.id for entry in (*prompts, *further)]
    for twice in sorted({one for one in identities if identities.count(one) > 1}):
        section.refuse("prompts", f"“{twice}” stands there twice. Each line needs its own id.")
    return checklist


def _check_branches(checklist: Checklist, section: Section) -> None:
    """Refuse steps that nothing reaches, and a checklist that can ask more, or less, than it promises."""
    first: tuple[Step | Prompt, ...] = checklist.steps or checklist.prompts
    further: tuple[Step | Prompt, ...] = checklist.more or checklist.more_prompts
    try:
        found = spread(first, further, checklist.vocabulary)
    except TooTangledError as error:
        section.refuse(
            "steps", f"hang together too much to be checked ({error}). Let fewer facts meet in a branch."
        )
        return
    for dead, witness in found.witnesses.items():
        if witness is None:
            section.refuse(
                f"steps › {dead}.when", "nothing ever reaches this. Correct the condition or take it out."
            )
    if found.most > checklist.most:
        section.refuse(
            "length", f"up to {found.most} are asked, not {checklist.most}. Move some under `more`."
        )
    if found.least < checklist.least:
        section.refuse(
            "length", f"as few as {found.least} are asked, not {checklist.least}. Correct `least`."
        )


def _check_together(loaded: list[tuple[Checklist, Section]]) -> list[Problem]:
    """Two files for one revision; prompts that recall an answer of a step that is not there."""
    pages: list[Page] = []
    seen: dict[tuple[str, int], str] = {}
    steps = {(checklist.id, step.id) for checklist, _ in loaded for step in checklist.every_step()}
    for checklist, section in loaded:
        page = Page(section.page.file)
        pages.append(page)
        key = (checklist.id, checklist.revision)
        if key in seen:
            cure = (
                f"{checklist.id} revision {checklist.revision} stands in {seen[key]} too. Raise the number."
            )
            page.refuse(section.entries.get("revision"), "revision", cure)
        seen[key] = page.file
        for prompt in (*checklist.prompts, *checklist.more_prompts):
            if prompt.agreed is not None and prompt.agreed not in steps:
                where, step = prompt.agreed
                hint = nearest(step, [name for of, name in steps if of == where])
                cure = f"no checklist “{where}” has a step “{step}”.{hint}"
                page.refuse(section.entries.get("prompts"), f"prompts › {prompt.id}.agreed", cure)
    return [problem for page in pages for problem in page.problems]
