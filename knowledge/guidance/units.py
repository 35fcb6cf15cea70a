"""Units: what can be found, a digest statement with the blocks it rests on, or a block of an original by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from knowledge.guidance.digests import Digest
from knowledge.guidance.figures import Figure, figures, has_figure
from knowledge.guidance.originals import Block, Original
from knowledge.guidance.quoting import Linker
from knowledge.guidance.ranking import GROUP, Analysed
from knowledge.guidance.texts import Texts

NOTHING = Analysed((), ())
LEAST_WORTH_FINDING = 12  # characters
PLANS = frozenset(
    GROUP + name
    for name in (
        "child-protection",
        "child-in-need",
        "in-care",
        "early-help",
        "disability",
        "section-47",
        "placed-with-parents",
    )
)
PEOPLE = frozenset(
    GROUP + name
    for name in (
        "manager",
        "chair",
        "reviewing-officer",
        "head-of-service",
        "police",
        "named-lead",
        "social-care",
    )
) | {"panel"}
_CAPITALS = re.compile(r"\b[A-Z]{3,}\b")
_NO_SYSTEMS = frozenset(("CIN", "CWD", "CFC", "CIC", "LAC", "IRO", "EDT", "PWP", "TED", "ASYE", "HOS"))


@dataclass(frozen=True, slots=True)
class Unit:
    """What can be found: a digest statement with its blocks, or a block of an original by itself."""

    document: str
    title: str
    section: str
    text: str
    blocks: tuple[Block, ...] = ()
    statement_id: str = ""
    topics: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    badges: tuple[str, ...] = ()
    place: str = ""
    figures: frozenset[Figure] = frozenset()
    timed: bool = False
    no_figure: bool = False
    rules: tuple[tuple[str, str], ...] = ()
    plans: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    systems: frozenset[str] = frozenset()

    @property
    def full_text(self) -> str:
        return " ".join([self.text, *(b.text for b in self.blocks)])


@dataclass(frozen=True, slots=True)
class Document:
    """A document that can be answered from."""

    id: str
    title: str
    has_digest: bool
    has_original: bool
    names: tuple[str, ...]


def akin(one: Unit, other: Unit) -> bool:
    """Whether two units speak of the same thing: the same unit, topic, or section of one document."""
    return (
        one is other
        or bool(set(one.topics) & set(other.topics))
        or (one.document == other.document and one.section == other.section)
    )


def plans_in(terms: Iterable[str]) -> frozenset[str]:
    """The plans a child can be on that are among the terms of a text."""
    return frozenset(t for t in terms if t in PLANS)


def place_of(block: Block) -> str:
    """Where a block stands, for a citation."""
    if block.page:
        return f"page {block.page}"
    if block.paragraph:
        return f"paragraph {block.paragraph}"
    return f"line {block.line}" if block.line else ""


def units_of(digests: Sequence[Digest], originals: Mapping[str, Original]) -> Iterable[Unit]:
    """Every statement of the digests, linked to its blocks, then every block that no statement cites."""
    for digest in digests:
        original = originals.get(digest.document)
        linker = Linker(original) if original is not None else None
        if linker is not None:
            linker.fit(digest.statements)
        cited: set[int] = set()
        for statement in digest.statements:
            blocks = linker.blocks(statement) if linker is not None else ()
            cited.update(b.line for b in blocks)
            yield Unit(
                document=digest.document,
                title=digest.title,
                section=statement.section,
                text=statement.text,
                blocks=blocks,
                statement_id=statement.id,
                topics=statement.topics,
                asks=statement.asks,
                badges=digest.statement_badges,
                place=place_of(blocks[0]) if blocks else f"paragraph {_numbers(statement.cite)}",
                figures=figures(statement.text),
                timed=has_figure(" ".join([statement.text, *(b.text for b in blocks)])),
                no_figure=statement.no_figure,
                rules=statement.rules,
            )
        if original is not None:
            yield from _passages(original, digest.title, cited, digest.badges)
    digested = {d.document for d in digests}
    for document, original in originals.items():
        if document not in digested:
            yield from _passages(original, original.title, set(), ())


def _numbers(cite: Sequence[int]) -> str:
    together = len(cite) > 1 and list(cite) == list(range(cite[0], cite[-1] + 1))
    return f"{cite[0]}-{cite[-1]}" if together else ", ".join(map(str, cite))


def _passages(original: Original, title: str, cited: set[int], badges: tuple[str, ...]) -> Iterable[Unit]:
    for block in original.blocks:
        if block.line not in cited and len(block.text) >= LEAST_WORTH_FINDING:
            yield Unit(
                document=original.document,
                title=title,
                section=block.section,
                text="",
                blocks=(block,),
                badges=badges,
                place=place_of(block),
                figures=figures(block.text),
                timed=has_figure(block.text),
            )


def fields_of(unit: Unit, texts: Texts) -> dict[str, Analysed]:
    """The analysed fields of a unit."""

    def of(text: str) -> Analysed:
        return texts.read(text).analysed

    quoted = " ".join(b.text for b in unit.blocks)
    fields = {"text": of(unit.text or quoted), "heading": of(unit.section)}
    if unit.text and quoted:
        fields["quote"] = of(quoted)
    leads = sorted({b.lead for b in unit.blocks if b.lead})
    if leads:
        fields["lead"] = of(" ".join(leads))
    if unit.topics:
        fields["topics"] = of(" ".join(unit.topics).replace("-", " "))
    asks = [of(a) for a in unit.asks]
    if asks:
        fields["asks"] = Analysed(
            tuple(s for a in asks for s in a.stems), tuple(g for a in asks for g in a.groups)
        )
    return fields


def with_plans(
    units: Sequence[Unit], rows: Sequence[Mapping[str, Analysed]]
) -> tuple[list[Unit], list[frozenset[str]]]:
    """The units with the plans they hold for (those of the heading first), and all plans they mention.

    They also get the people they name and the systems they call by their capitals: what answers to "who" and "where"
    can differ in.
    """
    mentioned = [
        plans_in([*row["text"].groups, *row["heading"].groups, *row.get("topics", NOTHING).groups])
        for row in rows
    ]
    named = [
        replace(
            unit,
            plans=plans_in(row["heading"].groups) or plans,
            people=frozenset((*row["text"].groups, *row["text"].stems)) & PEOPLE,
            systems=frozenset(_CAPITALS.findall(unit.text)) - _NO_SYSTEMS,
        )
        for unit, row, plans in zip(units, rows, mentioned, strict=True)
    ]
    return named, mentioned
