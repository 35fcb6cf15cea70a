"""Files as other programs write them: delimiters, quotes, encodings, headings."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import InvalidInput
from bot.services.import_table import Columns, Table, read_file, read_table

COLUMNS = Columns(("reference", "initials", "last_visit"), ("reference", "initials"), {"ref": "reference"})


def table(text: str | bytes) -> Table:
    return read_table("file.csv", text if isinstance(text, bytes) else text.encode(), COLUMNS)


def refusal(text: str | bytes) -> str:
    with pytest.raises(InvalidInput) as trouble:
        table(text)
    return trouble.value.sentence


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_delimiters(mark: str) -> None:
    found = table(f"Reference{mark}Initials\nMP-1{mark}AB\n")
    assert [dict(row.cells) for row in found.rows] == [{"reference": "MP-1", "initials": "AB"}]


@pytest.mark.parametrize(
    "heading", ["last_visit", "Last Visit", "LAST-VISIT", " last  visit ", '"Last visit"', "Last.visit"]
)
def test_headings_are_read_tolerantly(heading: str) -> None:
    assert table(f"Ref,initials,{heading}\nMP-1,AB,2026-01-05\n").rows[0].get("last_visit") == "2026-01-05"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings(encoding: str) -> None:
    assert table("reference,initials\r\nMP-1,É\r\n".encode(encoding)).rows[0].get("initials") == "É"


def test_what_spreadsheets_add_is_taken_off() -> None:
    found = table('sep=;\nreference;initials\n="MP-1";\u00a0AB \n;;\n\nMP\u20112;CD;;\n')
    assert [(row.line, row.get("reference"), row.get("initials")) for row in found.rows] == [
        (3, "MP-1", "AB"),
        (6, "MP-2", "CD"),
    ]


def test_columns_that_are_not_known_are_named_once() -> None:
    assert table("reference,shoe size,initials\nMP-1,3,AB\nMP-2,4,CD\n").ignored == ("shoe size",)


def test_words_for_nothing_are_nothing_but_initials_stay() -> None:
    row = table("reference,initials,last_visit\nMP-1,NA,n/a\n").rows[0]
    assert row.get("last_visit") == ""
    assert row.cells["initials"] == "NA"


def test_a_cell_may_run_over_lines_and_lines_are_still_counted() -> None:
    found = table('reference,remark,initials\nMP-1,"two\nlines, with ""quotes""",AB\nMP-2,x,CD\n')
    assert [(row.line, row.get("initials"), row.trouble) for row in found.rows] == [
        (2, "AB", ""),
        (4, "CD", ""),
    ]


def test_a_quote_that_is_never_closed_costs_its_own_line_only() -> None:
    found = table('reference,initials,last_visit\nMP-1,"AB,\nMP-2,CD,\nMP-3,EF,\n')
    assert [(row.line, row.get("reference"), bool(row.trouble)) for row in found.rows] == [
        (2, "MP-1", True),
        (3, "MP-2", False),
        (4, "MP-3", False),
    ]


def test_a_line_with_too_many_cells_is_named() -> None:
    found = table("reference,initials\nMP-1,AB,extra\nMP-2,CD\n")
    assert "3 cells" in found.rows[0].trouble
    assert found.rows[1].trouble == ""


def test_missing_cells_at_the_end_are_empty() -> None:
    assert table("reference,initials,last_visit\nMP-1,AB\n").rows[0].get("last_visit") == ""


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"\n  \n", "empty"),
        (b"reference,initials\n", "no rows"),
        (b"reference,last visit\nMP-1,x\n", "lacks the column initials"),
        (b"referense,initials\nMP-1,x\n", '"referense" meant for reference'),
        (b"reference,ref,initials\nMP-1,MP-1,AB\n", "two columns for reference"),
        (b"PK\x03\x04rest", "Excel"),
        (b"\xd0\xcf\x11\xe0rest", "Excel"),
        (b"%PDF-1.7", "PDF"),
        (b"\x00\x01\x02", "not text"),
        (b"\x81\x8d\x8f", "not text"),
        (b'"reference,initials\nMP-1,AB\n', "quotation marks"),
    ],
)
def test_files_that_can_not_be_used_at_all(data: bytes, said: str) -> None:
    assert said in refusal(data)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for start in (b"", b"reference,initials\n"):
        with contextlib.suppress(InvalidInput):
            table(start + data)


def test_files_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no file"):
        read_file(tmp_path / "gone.csv")
    with pytest.raises(InvalidInput, match="a folder"):
        read_file(tmp_path)


def test_two_stray_quotes_do_not_swallow_the_rows_between_them() -> None:
    found = table('reference,initials,last_visit\nMP-1,"AB,\nMP-2,CD,\nMP-3,EF,"\nMP-4,GH,\n')
    assert [(row.get("reference"), bool(row.trouble)) for row in found.rows] == [
        ("MP-1", True),
        ("MP-2", False),
        ("MP-3", True),
        ("MP-4", False),
    ]
