"""A statement is linked to the paragraphs it cites, or to none: never to others."""

from __future__ import annotations

import pytest

from knowledge.guidance.digests import Statement
from knowledge.guidance.originals import read_text
from knowledge.guidance.quoting import Linker

NOTE = """Ferry Council
Calling on families

This note is for every caller at a family's home and says what is looked at there.

Callers keep their coat near the door.

Cover

Cover for a caller who is away is agreed with the senior caller before the leave begins.

Kitchen and larder, looked at by the caller on each second call

The caller looks whether there is bread and milk for the next day.

Guidance history of the calling note
Edition\tWritten by\tSigned by\tDay\tNext look

1.\tThe callers' circle\t-\tBoard of callers\tJune 2015\tJune 2016
2.\t-\tSenior caller\tBoard of callers\tMay 2019\t

Doors

A shut door is knocked on again by the caller inside two days and the

senior caller hears of it the same evening. Ask the neighbours nothing. The letter for shut doors is in the drawer.
"""


COVER = Statement(
    "cover", "Cover", "Cover for a caller who is away: ask the senior caller before leave.", (1,)
)


def linked(section: str, text: str, *cite: int) -> list[tuple[int, str]]:
    """Line and text of the blocks, the whole digest being taken to fit."""
    linker = Linker(read_text("ferry", NOTE))
    linker.fit([COVER])
    return [(b.line, b.text) for b in linker.blocks(Statement("s", section, text, cite))]


def test_a_heading_of_its_own_line_is_found() -> None:
    assert [line for line, _ in linked("Doors", "A shut door: knock again inside 2 days.", 1)] == [24]


def test_a_row_that_begins_with_the_heading_is_one() -> None:
    assert linked("Edition", "Edition 2 was signed by the board of callers in May 2019.", 2) == [
        (20, "- Senior caller Board of callers May 2019")
    ]


def test_a_row_that_looks_like_a_heading_is_quoted_too() -> None:
    assert linked("Edition", "The first edition came from the callers' circle in June 2015.", 1) == [
        (19, "1. The callers' circle - Board of callers June 2015 June 2016")
    ]


@pytest.mark.parametrize("heading", ["Callers", "This", "Edit", "Ed"])
def test_a_sentence_or_a_part_of_a_word_is_no_heading(heading: str) -> None:
    assert linked(heading, "Callers keep their coat near the door.", 1) == []


def test_a_long_heading_may_go_on() -> None:
    assert [line for line, _ in linked("Kitchen and larder", "Bread and milk for the next day?", 1)] == [14]


@pytest.mark.parametrize("section", ["Gardens", "Ferry Council Gardens", ""])
def test_a_heading_that_is_not_there_is_not_the_top(section: str) -> None:
    assert linked(section, "Calling on families: a note for every caller at a family's home.", 1, 2, 3) == []


def test_the_title_counts_from_the_top() -> None:
    assert [
        n for n, _ in linked("Ferry Council: calling on families", "For every caller at a home.", 1, 3)
    ] == [1, 4]


def test_of_a_paragraph_over_several_lines_only_the_cited_sentences_are_quoted() -> None:
    whole = linked("Doors", "A shut door: 2 days, and the senior caller hears.", 1, 2)
    assert whole[0][1].startswith("A shut door")
    assert whole[0][1].endswith("in the drawer.")
    first = linked("Doors", "A shut door is knocked on again inside 2 days.", 1)
    assert first == [(24, whole[0][1].split(" Ask the")[0])]
    later = linked("Doors", "The letter for shut doors lies in the drawer; the senior caller hears.", 2)
    assert later == [(24, whole[0][1])]
