"""Ways of asking: read line by line where that is the same as YAML, and by YAML everywhere else."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.guidance import PACKS
from knowledge.guidance.digests import _plain_lists
from knowledge.guidance.files import DataError, parse_yaml

LETTERS = st.text("ab1 -:#'\"&*?!|>%@[]{},.~_=\\\t\u00a0\u2028é’no", max_size=9)
LINES = st.lists(st.one_of(LETTERS, LETTERS.map("  - {}".format), LETTERS.map("{}:".format)), max_size=4)


@given(LINES)
@example(["", "a:", "  - no"])
@example(["a:", "  - 12 34", "  - 1 2"])
@example(["no:", "  - a b"])
@example(["a:", '  - "x: y"', "  - one two"])
@example(["a:", "  - a &b", "  - a *b", "  - a !b"])
@example(["a-b:", "  - 0x1 f", "  - a b", "a-b:", "  - c d"])
@example(["a:", "  - one two", "    three four"])
@example(["a:", "  - 2020-01-01 1", "  - null", "  - ab"])
def test_what_is_read_line_by_line_is_what_yaml_reads(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = _plain_lists(text)
    if found is not None:
        assert parse_yaml(text, "asks.yaml") == found


@pytest.mark.parametrize(
    "line", ["  - no", "  - 12", "  - a: b", "  - a #b", "  - 'a b'", "  - ~", "- a b", "   - a b"]
)
def test_a_line_that_may_mean_more_is_left_to_yaml(line: str) -> None:
    assert _plain_lists(f"key:\n  - two words\n{line}\n") is None


def test_every_shipped_list_is_read_the_same_way() -> None:
    packs = sorted(PACKS.glob("*/asks.yaml"))
    assert packs
    for path in packs:
        text = path.read_text(encoding="utf-8")
        found = _plain_lists(text)
        try:
            wanted = parse_yaml(text, path.name)
        except DataError:
            assert found is None
            continue
        assert found is None or found == wanted
