"""`make citations`: every cited place, every figure and every quote held against the originals themselves.

python -m bench.citations [--documents FOLDER] [--packs FOLDER ...] [--asks N] [--uncited]

Reads the originals (.txt and .md) with a reader of its own. Counted are: whether the paragraphs that a digest
statement or a rule cites exist; whether each of its figures stands in them, their lead or their heading (of rules those
that hold whatever the readings); and whether each quote of an answer stands word for word in the file, in a paragraph
its citation names. Exit 1 where anything is listed. --uncited lists the paragraphs with a figure or a duty that no
statement and no rule cites, and the figures of a cited paragraph that no statement on it says.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.raw import Claim, Claims, Raw, quoted_form, read_claims
from knowledge.guidance import PACKS, load_guidance
from knowledge.results import FoundPassage

_CARDINALS = (
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
_NUMBER = {w: str(i) for words in (_CARDINALS, _ORDINALS) for i, w in enumerate(words, 1)}
_NUMBER |= dict.fromkeys(("a", "an", "every", "each", "per"), "1") | {
    "other": "2",
    "fifteen": "15",
    "twenty": "20",
}
_N = rf"(?:\d+(?:\.\d+)?|{'|'.join(_NUMBER)})"
_TIME = re.compile(
    rf"\b(?:(?P<other>every other)|(?P<n>{_N}))[\s-]+(?P<working>working )?(?:calendar |school |full )?"
    r"(?P<unit>day|week|month|hour|year|minute)(?:s|ly)?\b"
)
_ALONE = {"daily": ("1", "day"), "weekly": ("1", "week"), "monthly": ("1", "month"), "yearly": ("1", "year"),
          "fortnightly": ("2", "week"), "fortnight": ("2", "week"), "twice": ("2", "visit")}  # fmt: skip
_AGE = re.compile(
    r"\b(?:over|under|aged?|until|till|turn(?:s|ed|ing)?|of|below|above|they are|child is|reach(?:es)?)"
    r"(?: the age of| age)? (?P<n>\d{1,2}|three|eighteen)\b"
    r"(?! ?(?:working|calendar|days?|weeks?|months?|hours?|visits?))"
)
_AGES = re.compile(r"\b(\d{1,2})\s?[-–]\s?(\d{1,2}) (?:yrs|years?)")
_BIRTHDAY = re.compile(rf"\b({_N})(?:th|rd|nd|st)? birthday\b|\b({_N})[- ]years?[- ]olds?\b|\bage ({_N})\b")
_VISITS = re.compile(
    rf"\b(?P<n>every second|every third|every other|\d+|{'|'.join(_CARDINALS[1:])}|second|third|fourth)"
    r"(?: (?!working|days?|week|month|hours?|years?)[\w-]+){0,4}? visits?\b"
)
_EVERY = re.compile(
    r"\b(?:at|on|during) (?:every|each|all)(?: (?!second|third|other)[\w-]+){0,4}? visits?\b|\b(?:each|every) time\b"
)
_ANY = re.compile(r"\bat (?:a )?visits?\b|\bon each occasion\b|\balways\b|\bwhen carrying out a\b")
_NOW = re.compile(
    r"\b(?:immediately|immediate|at once(?! [iu]n)|straight ?away|straight after|right away|there and then)\b"
)
_SAME_DAY = re.compile(r"\b(?:same|that very) day\b")
_BARE = re.compile(r"(?<![\w.])\d+(?:\.\d+)?%?(?![\w.]*\d)")
_DUTY = re.compile(r"\b(?:must|should|shall|need(?:s|ed)? to|ha(?:s|ve) to|required?|requirements?|expect(?:ed|ation)|"
                   r"ensure|responsible|responsibility|is to|are to|will)\b", re.I)  # fmt: skip
Figures = frozenset[tuple[str, str]]


def said(text: str) -> Figures:
    """The figures of a text with their units: times, ages, every n-th visit, at once, and numbers by themselves."""
    text = quoted_form(text).replace("’", "'").lower()
    found: set[tuple[str, str]] = {("0", "now")} if _NOW.search(text) else set()
    found |= {("1", "visit")} if _EVERY.search(text) else set()
    found |= {("0", "day")} if _SAME_DAY.search(text) else set()
    for m in _TIME.finditer(text):
        n = "2" if m["other"] else _NUMBER.get(m["n"], m["n"])
        found.add((n, ("working " if m["working"] else "") + m["unit"]))
    for word, figure in _ALONE.items():
        if re.search(rf"(?<!\d[ -])\b{word}\b", text):
            found.add(figure)
    for m in _AGE.finditer(text):
        found.add((_NUMBER.get(m["n"], m["n"]), "age"))
    for m in _AGES.finditer(text):
        found |= {(m[1], "age"), (m[2], "age")}
    for m in _BIRTHDAY.finditer(text):
        n = m[1] or m[2] or m[3]
        found.add((_NUMBER.get(n, n), "age"))
    for m in _VISITS.finditer(text):
        n = m["n"].removeprefix("every ")
        found.add((_NUMBER.get(n, n), "visit"))
    return frozenset(found | {(m[0], "number") for m in _BARE.finditer(text)})


def missing(claim: str, original: str) -> Figures:
    """The figures of a statement that its original does not give in the same unit."""
    have = said(original) | ({("1", "visit")} if _ANY.search(original.lower()) else set())
    numbers = {n for n, _ in have}
    return frozenset(f for f in said(claim) if f not in have and not (f[1] == "number" and f[0] in numbers))


@dataclass
class Tally:
    """What was counted, and what was found wrong."""

    statements: int = 0
    figures: int = 0
    amounts: int = 0
    questions: int = 0
    quotes: int = 0
    wrong: list[str] = field(default_factory=list)


def best_place(raw: Raw, claim: Claim) -> list[int] | None:
    """The cited lines: of several headings with one name the place that bears out the most figures."""
    places = raw.places(claim.section, claim.cite)
    return min(places, key=lambda p: len(missing(claim.text, raw.around(p))), default=None)


def check_claims(claims: Claims, raw: Raw, tally: Tally) -> None:
    """(a) and (b): cited places exist, and the figures stand there."""
    for claim in claims.statements:
        tally.statements += 1
        tally.figures += len(said(claim.text))
        where = f"{claim.document} | {claim.section} | {claim.id}"
        if claim.figure == "none" and any(
            unit not in ("number", "visit", "now") for _, unit in said(claim.text)
        ):
            tally.wrong.append(f"{where}: is marked as giving no figure, and gives one")
        lines = best_place(raw, claim)
        if lines is None:
            why = "has too few paragraphs" if raw.section_found(claim.section) else "is not found"
            tally.wrong.append(f"{where}: the heading {why} (cite {claim.cite})")
            continue
        for n, unit in sorted(missing(claim.text, raw.around(lines))):
            tally.wrong.append(f"{where}: {n} {unit} does not stand at line {[i + 1 for i in lines]}")


def check_rules(claims: Claims, raw: Raw, tally: Tally) -> None:
    """(b) for rules: what they cite exists, and each amount stands in it unless only a reading gives it."""
    for rule in claims.rules:
        tally.amounts += len(rule.amounts)
        have: set[tuple[str, str]] = set()
        for section, cite in rule.cites:
            places = raw.places(section, cite)
            have |= {f for lines in places for f in said(raw.around(lines))}
            if not places:
                tally.wrong.append(f"{claims.document} | rule {rule.id}: no paragraph {cite} under {section}")
        for n, unit in sorted(rule.amounts - have):
            tally.wrong.append(
                f"{claims.document} | rule {rule.id}: {n} {unit} does not stand in what it cites"
            )


def check_passage(passage: FoundPassage, raw: Raw, claims: Claims) -> Iterator[str]:
    """(c): each quote stands word for word where the passage says."""
    claim = next((c for c in claims.statements if c.id == passage.statement_id), None)
    allowed = {i for p in raw.places(claim.section, claim.cite) for i in p} if claim else None
    named = re.fullmatch(r"line (\d+)", passage.place)
    for quote in passage.quotes:
        found = raw.found_at(quote)
        if not found:
            yield f"not in the file: {quote[:90]}"
        elif allowed is not None and not any(allowed & set(range(a, b + 1)) for a, b in found):
            yield f"stands at line {[a + 1 for a, _ in found]}, cited are {sorted(i + 1 for i in allowed)}"
        elif allowed is None and not any(raw.stands_under(passage.section, b) for _, b in found):
            yield f"stands at line {[a + 1 for a, _ in found]}, which is not under that heading"
    if named and passage.quotes:
        line = int(named[1]) - 1
        found = [
            (a, b)
            for a, b in raw.found_at(passage.quotes[0])
            if not allowed or allowed & set(range(a, b + 1))
        ]
        if found and not any(raw.begins(first) <= line <= last for first, last in found):
            yield f"names line {line + 1}, its first quote stands at {[first + 1 for first, _ in found]}"


def check_answers(
    folder: Path,
    packs: Sequence[Path],
    all_claims: dict[str, Claims],
    raws: dict[str, Raw],
    asks: int,
    tally: Tally,
) -> None:
    """Ask in the words of the digests, and hold every quote against the files."""
    guidance = load_guidance(packs, documents=folder, only_documents=True)
    questions = [
        str(ask)
        for document in raws
        for listed in all_claims[document].asks.values()
        for ask in listed[:: max(1, len(listed) // asks)][:asks]
    ]
    seen: set[str] = set()
    for question in questions:
        tally.questions += 1
        answer = guidance.answer(question)
        for passage in (*answer.answers, *guidance.other_policies(answer)):
            if passage.document not in raws:
                continue
            tally.quotes += len(passage.quotes)
            for why in check_passage(passage, raws[passage.document], all_claims[passage.document]):
                seen.add(f"{passage.document} | {passage.section} | {passage.statement_id or '-'}: {why}")
    tally.wrong += sorted(seen)


def uncited(claims: Claims, raw: Raw) -> Iterator[str]:
    """The lines with a figure or a duty that no statement and no rule cites, or whose figure none of them says."""
    told: dict[int, set[tuple[str, str]]] = {}
    for claim in claims.statements:
        for i in {i for place in raw.places(claim.section, claim.cite) for i in place}:
            told.setdefault(i, set()).update(said(claim.text))
    cites = [cite for rule in claims.rules for cite in rule.cites]
    ruled = {i for section, cite in cites for place in raw.places(section, cite) for i in place}
    for i, line in enumerate(raw.lines):
        if raw.heading_above(i) == i:
            continue
        where = f"{claims.document} line {i + 1}"
        figures = {f for f in said(line) if f[1] != "number"} - {("1", "visit")}
        if i not in told and i not in ruled and (figures or _DUTY.search(line)):
            yield f"{where} is cited by nothing: {quoted_form(line)[:100]}"
        elif i in told:
            yield from (f"{where}: no statement says {n} {unit}" for n, unit in sorted(figures - told[i]))


def read_folder(folder: Path, packs: Sequence[Path]) -> tuple[dict[str, Claims], dict[str, Raw]]:
    """The digests of all packs, and the originals that stand in a folder as text."""
    found = (read_claims(pack) for where in packs for pack in sorted(where.iterdir()) if pack.is_dir())
    all_claims = {c.document: c for c in found if c is not None}
    raws = {}
    for path in sorted(folder.iterdir()):
        if path.suffix in (".txt", ".md") and path.stem in all_claims:
            sections = [c.section for c in all_claims[path.stem].statements]
            raws[path.stem] = Raw(path.read_text(encoding="utf-8"), sections)
    return all_claims, raws


def share(right: int, of: int) -> str:
    """A part of a whole in per cent; never rounded up to 100."""
    return f"{int(1000 * right / of) / 10:.1f} %" if of else "nothing to check"


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--documents", type=Path, default=Path("tests/data/documents"), help="folder of originals"
    )
    parser.add_argument("--packs", type=Path, action="append", default=[], help="further folder of packs")
    parser.add_argument("--asks", type=int, default=1, help="questions a statement (0: ask nothing)")
    parser.add_argument("--uncited", action="store_true", help="list what no statement and no rule cites")
    options = parser.parse_args(argv)
    all_claims, raws = read_folder(options.documents, [PACKS, *options.packs])
    if not raws:
        print(f"No digest's document stands in {options.documents} as .txt or .md.")
        return 1
    if options.uncited:
        lines = [line for document, raw in raws.items() for line in uncited(all_claims[document], raw)]
        print("\n".join([*lines, f"paragraphs and figures that nothing says: {len(lines)}"]))
        return 1 if lines else 0
    tally = Tally()
    for document, raw in raws.items():
        check_claims(all_claims[document], raw, tally)
        check_rules(all_claims[document], raw, tally)
    wrong_figures = len(tally.wrong)
    if options.asks:
        check_answers(options.documents, options.packs, all_claims, raws, options.asks, tally)
    print("\n".join(tally.wrong))
    checked = tally.statements + tally.figures + tally.amounts
    print(f"documents {len(raws)}: {', '.join(raws)}")
    print(
        f"statements {tally.statements}, their figures {tally.figures}, amounts of rules {tally.amounts}: ",
        end="",
    )
    print(f"{share(checked - wrong_figures, checked)} right")
    print(f"questions {tally.questions}, quotes {tally.quotes}, wrong {len(tally.wrong) - wrong_figures}")
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
