"""Phrases in a text, and which of them stand near each other: the word side of the urgent routes.

A phrase is words in order: `a|b` either, `a?` may be missing, `a*` any ending, `#` a number, `##` a year, `..` up to
three words between; "the", "his" and the like may always stand between two words. A sign is groups of phrases:
`a + b` near each other in any order, `a > b` in this order, `~6` the distance in words, `- c` not with c close by in
the same part of a sentence, `-- c` not where its words are those of c, `-* c` with c nowhere at all, `-> c` with no c
in its sentence, `!` not silenced by talk about forms and duties, `!!` by no talk about paper at all.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from knowledge.guidance.files import DataError

NEAR = 12
GAP = 3
LEAST_PREFIX = 3
PASSED_IN_A_ROW = 2
DENIED_WITHIN = 3
BESIDE = 6  # how far off a group that must not be there still counts
LONGEST_PREFIX = 16
CENTURIES = ("19", "20")
BEFORE_THE_TIME = frozenset({"at", "by"})
AFTER_THE_TIME = frozenset({"hrs", "hr", "hours", "h"})
PASSED_OVER = frozenset(
    {"a", "an", "the", "my", "our", "your", "his", "her", "their", "this", "that", "some"}
)
DENIALS = frozenset({"no", "any", "nil", "without", "never", "none"})

Span = tuple[int, int]
Hits = Mapping[str, Sequence[Span]]


@dataclass(slots=True)
class _Node:
    words: dict[str, _Node] = field(default_factory=dict)
    starts: dict[str, _Node] = field(default_factory=dict)
    gap: _Node | None = None
    groups: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Sign:
    """Groups that must stand near each other, and groups that must not stand beside them."""

    parts: tuple[str, ...]
    ordered: tuple[bool, ...]  # whether each part after the first must follow the one before it
    near: int
    without: tuple[str, ...]
    loud: bool
    sure: bool = False
    never: tuple[str, ...] = ()
    anywhere: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()  # groups that take back what stands in their sentence
    needs: frozenset[str] = frozenset()  # the parts, to see at once that a text lacks one of them

    def met(self, hits: Hits, seams: Sequence[int] = (), sentences: Sequence[int] = ()) -> bool:
        """Whether the groups were found as this sign asks.

        `seams` is the part of a sentence each word stands in, `sentences` its sentence: what is asked in one
        sentence takes back nothing that happens in another.
        """
        if any(hits.get(group) for group in self.anywhere):
            return False
        asked = [start for group in self.asked for start, _ in hits.get(group, ())]
        if asked:
            if not sentences:
                return False
            quiet = {sentences[start] for start in asked}
            hits = {**hits, **outside(hits, self.parts, sentences, quiet)}
        return any(self._follows(hits, (span,), 1, seams) for span in hits.get(self.parts[0], ()))

    def _follows(self, hits: Hits, taken: tuple[Span, ...], at: int, seams: Sequence[int]) -> bool:
        if at == len(self.parts):
            return not self._taken_back(hits, taken, seams)
        for span in hits.get(self.parts[at], ()):
            if span in taken:
                continue
            last = taken[-1]
            if self.ordered[at - 1] and span[0] < last[1]:
                continue
            if max(span[0] - last[1], last[0] - span[1]) > self.near:
                continue
            if self._follows(hits, (*taken, span), at + 1, seams):
                return True
        return False

    def _taken_back(self, hits: Hits, taken: tuple[Span, ...], seams: Sequence[int]) -> bool:
        """Whether a group that must not be there stands close by: a calm word elsewhere takes nothing back."""
        if any(
            start < last and first < end
            for group in self.never
            for start, end in hits.get(group, ())
            for first, last in taken
        ):
            return True
        if not self.without:
            return False
        first, last = min(start for start, _ in taken), max(end for _, end in taken)
        return any(
            max(start - last, first - end) <= BESIDE
            and (not seams or (seams[start] <= seams[last - 1] and seams[end - 1] >= seams[first]))
            for group in self.without
            for start, end in hits.get(group, ())
        )


def since(hits: Hits, groups: Iterable[str], sentences: Sequence[int], first: int) -> Hits:
    """What was found of the groups in this sentence and those after it."""
    return {
        group: [(start, end) for start, end in hits.get(group, ()) if sentences[start] >= first]
        for group in groups
    }


def outside(hits: Hits, groups: Iterable[str], sentences: Sequence[int], quiet: Collection[int]) -> Hits:
    """What was found of the groups in other sentences than these."""
    return {
        group: [(start, end) for start, end in hits.get(group, ()) if sentences[start] not in quiet]
        for group in groups
    }


class Seams:
    """Where one thing said ends and the next begins, in text without punctuation."""

    def __init__(self, data: Mapping[str, str]) -> None:
        def listed(name: str) -> frozenset[str]:
            return frozenset(str(data.get(name) or "").split())

        self._joiners, self._and, self._subjects = listed("joiners"), listed("and"), listed("subjects")
        self._verbs, self._leading = listed("verbs"), listed("leading")

    def parts(self, words: Sequence[str], clauses: Sequence[int]) -> list[int]:
        """The part of a sentence each word stands in, counted upwards."""
        parts: list[int] = []
        number = 0
        for at, clause in enumerate(clauses):
            if at and (clause != clauses[at - 1] or self._begins(words, at)):
                number += 1
            parts.append(number)
        return parts

    def _begins(self, words: Sequence[str], at: int) -> bool:
        word, before = words[at], words[at - 1]
        following = words[at + 1] if at + 1 < len(words) else ""
        if word in self._joiners:
            return True
        if word in self._and:
            return following in self._subjects or following in self._verbs
        if word not in self._subjects or before in self._and or before in self._joiners:
            return False
        if before == "do" and at > 1 and words[at - 2] == "to":
            return True  # "what to do he has ...", no question "do he"
        if following in PASSED_OVER or before in PASSED_OVER:
            return False
        return following in self._verbs and before not in self._leading


class Phrases:
    """Groups of phrases, found in one pass over the words of a text."""

    def __init__(self, groups: Mapping[str, str], deniable: Iterable[str] = ()) -> None:
        self._root = _Node()
        self._deniable = frozenset(deniable)
        self.names = frozenset(groups)
        self.words: set[str] = set()
        for name, phrases in groups.items():
            for phrase in re.split(r"[,;]\s*", " ".join(str(phrases).split())):
                if phrase:
                    self._add(name, phrase)

    def _add(self, group: str, phrase: str) -> None:
        nodes = [self._root]
        for word in phrase.split():
            bare = word.removesuffix("?")
            either = bare.split("|")
            self.words.update(w for w in either if w.isalpha())
            following = [_step(node, each) for node in nodes for each in either]
            nodes = [*following, *nodes] if word.endswith("?") else following
        for node in nodes:
            if node is self._root:
                raise DataError(
                    f"urgent-words.yaml, group '{group}': '{phrase}' has no word that must stand."
                )
            node.groups.add(group)

    def find(self, words: Sequence[str], clauses: Sequence[int]) -> dict[str, list[Span]]:
        """Where each group occurs. A group that can be denied is not counted after "no" or "any" in its clause."""
        found: dict[str, list[Span]] = {}
        for start in range(len(words)):
            ends: set[tuple[str, int]] = set()
            _walk(self._root, words, start, ends, PASSED_IN_A_ROW)
            denied = bool(ends) and _denied(words, clauses, start)
            for group, end in ends:
                if not (denied and group in self._deniable):
                    found.setdefault(group, []).append((start, end))
        return found

    def sign(self, text: str, where: str) -> Sign:
        """A sign read from its line of data."""
        loud, sure, near = text.startswith("!"), text.startswith("!!"), NEAR
        parts: list[str] = []
        ordered: list[bool] = []
        absent: dict[str, list[str]] = {"-": [], "--": [], "-*": [], "->": []}
        after = ""
        for piece in text.lstrip("!").split():
            if piece in ("+", ">", *absent):
                after = piece
                continue
            if piece.startswith("~") and piece[1:].isdigit():
                near = int(piece[1:])
                continue
            if piece not in self.names:
                raise DataError(f"urgent-words.yaml, {where}: there is no group called '{piece}'.")
            if after in absent:
                absent[after].append(piece)
            else:
                if parts:
                    ordered.append(after == ">")
                parts.append(piece)
        if not parts:
            raise DataError(f"urgent-words.yaml, {where}: '{text}' names no group.")
        without, never, anywhere, asked = map(tuple, absent.values())
        return Sign(
            tuple(parts), tuple(ordered), near, without, loud, sure, never, anywhere, asked, frozenset(parts)
        )


def _step(node: _Node, word: str) -> _Node:
    if word == "..":
        node.gap = node.gap or _Node()
        return node.gap
    if word.endswith("*"):
        return node.starts.setdefault(word[:-1], _Node())
    return node.words.setdefault(word, _Node())


def _walk(node: _Node, words: Sequence[str], at: int, ends: set[tuple[str, int]], passed: int) -> None:
    if passed == 0:
        ends.update((group, at) for group in node.groups)
    if passed == 0 and node.gap is not None:
        for skip in range(min(GAP, len(words) - at) + 1):
            _walk(node.gap, words, at + skip, ends, PASSED_IN_A_ROW)
    if at >= len(words):
        return
    word = words[at]
    following = node.words.get(word)
    if following is not None:
        _walk(following, words, at + 1, ends, 0)
    if word.isdigit():
        for number in ("#", "##") if _is_year(words, at) else ("#",):
            if number in node.words:
                _walk(node.words[number], words, at + 1, ends, 0)
    if node.starts:
        for length in range(LEAST_PREFIX, min(len(word), LONGEST_PREFIX) + 1):
            following = node.starts.get(word[:length])
            if following is not None:
                _walk(following, words, at + 1, ends, 0)
    if passed < PASSED_IN_A_ROW and word in PASSED_OVER:
        _walk(node, words, at + 1, ends, passed + 1)


def _is_year(words: Sequence[str], at: int) -> bool:
    """Whether a number is a year, and no time of day ("at 1930", "2015 hrs")."""
    word = words[at]
    if len(word) != len("2024") or not word.startswith(CENTURIES):
        return False
    return not (
        BEFORE_THE_TIME.intersection(words[max(0, at - 1) : at])
        or AFTER_THE_TIME.intersection(words[at + 1 : at + 2])
    )


def _denied(words: Sequence[str], clauses: Sequence[int], start: int) -> bool:
    before = range(max(0, start - DENIED_WITHIN), start)
    return any(
        words[i] in DENIALS and clauses[i] == clauses[start] and words[i + 1] != "1" for i in before
    )  # "no 1" is "no one"
