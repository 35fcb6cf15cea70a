"""The small parts: dates as people here write them, text that cannot do harm and is never silently lost."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import NotFound
from bot.views import parts
from bot.views.anchors import Anchor, place, read_place, unpack


def test_a_moment_is_shown_in_london_with_its_weekday() -> None:
    assert parts.moment(datetime(2026, 12, 8, 14, 0, tzinfo=UTC)) == "Tue 8 Dec, 14:00"
    assert parts.moment(datetime(2026, 7, 7, 13, 0, tzinfo=UTC)) == "Tue 7 Jul, 14:00"


def test_midnight_is_the_end_of_the_day_before() -> None:
    assert parts.moment(datetime(2026, 12, 8, 0, 0, tzinfo=UTC)) == "end of Mon 7 Dec"
    assert parts.moment(datetime(2026, 7, 7, 23, 0, tzinfo=UTC)) == "end of Tue 7 Jul"


def test_days_carry_their_weekday() -> None:
    assert parts.day(date(2026, 12, 8)) == "Tue 8 Dec"
    assert parts.day_year(date(2027, 1, 1)) == "Fri 1 Jan 2027"


@pytest.mark.parametrize(
    ("words", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_words_are_joined_as_people_say_them(words: list[str], said: str) -> None:
    assert parts.join_words(words) == said


@given(st.text(), st.integers(2, 80))
def test_clipped_text_never_exceeds_its_limit(text: str, limit: int) -> None:
    assert len(parts.clip(text, limit)) <= limit


@given(st.text(alphabet="<>&ab ", max_size=400), st.integers(8, 200))
def test_escaped_text_keeps_its_limit_and_whole_entities(text: str, limit: int) -> None:
    shown = parts.clip_escaped(text, limit)
    assert len(shown) <= limit
    assert "<" not in shown
    assert ">" not in shown
    assert parts.escape(parts.unescape(shown)) == shown


@given(st.text(alphabet="ab \n", max_size=3000), st.integers(5, 300))
def test_pieces_lose_nothing_but_white_space(text: str, limit: int) -> None:
    found = parts.pieces(text, limit)
    assert all(len(piece) <= limit for piece in found)
    assert "".join("".join(found).split()) == "".join(text.split())


def test_a_long_message_gives_up_its_longest_texts_first() -> None:
    short = parts.section("Short and important.")
    drawn = parts.message("x", [short, *(parts.said("word " * 600) for _ in range(6))])
    assert drawn.blocks[0] == short
    assert len(str(drawn.blocks)) < 12_000
    assert len(drawn.blocks) == 7


def test_anchors_come_back_as_they_went() -> None:
    anchor = Anchor(child_id=3, visit_id=4, purpose="plan", channel="D1", ts="1.2")
    assert unpack(anchor.pack()) == anchor
    assert unpack("") == Anchor()


@pytest.mark.parametrize(
    "text", ["{", "[]", "3", '{"child":1}', '{"child_id":"1"}', '{"child_id":true}', "null"]
)
def test_an_anchor_of_another_version_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(NotFound, match="older version"):
        unpack(text)


def test_a_section_too_long_for_a_button_has_none() -> None:
    assert read_place(place("camden", "Frequency of visits")) == ("camden", "Frequency of visits")
    assert place("camden", "x" * 2100) == ""
