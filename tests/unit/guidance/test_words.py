"""Words: forms of one word meet, and words that only look alike do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.guidance import Guidance
from knowledge.guidance.figures import AT_ONCE, Figure, figures, has_figure
from knowledge.guidance.words import stem, tokens


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("recorded", "recording"),
        ("visits", "visiting"),
        ("refusal", "refused"),
        ("frequency", "frequently"),
        ("children", "child"),
        ("leave", "leaving"),
        ("agencies", "agency"),
        ("bruised", "bruising"),
    ],
)
def test_forms_of_one_word_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("care", "car"),
        ("note", "not"),
        ("teams", "team"),
        ("meeting", "meet"),
        ("police", "policy"),
        ("matter", "mate"),
    ],
)
def test_words_that_only_look_alike_keep_apart(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@given(st.text(max_size=60))
def test_any_text_has_tokens_that_stem_without_error(text: str) -> None:
    for token in tokens(text):
        assert stem(token)


def test_hurried_spellings_are_opened() -> None:
    assert tokens("Cant get in, wot now? 2 hrs") == ["can", "not", "get", "in", "what", "now", "2", "hours"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("every ten working days", {Figure("10", "day", True)}),
        ("weekly", {Figure("1", "week")}),
        ("48 working hours", {Figure("48", "hour", True)}),
        ("on every third visit", {Figure("3", "visit")}),
        ("tell her immediately", {AT_ONCE}),
        ("no number here", set()),
    ],
)
def test_figures_are_read_however_they_are_worded(text: str, wanted: set[Figure]) -> None:
    assert figures(text) == wanted


def test_a_bare_number_is_no_time() -> None:
    assert not has_figure("regulation 28 applies")
    assert has_figure("over 3 years old")


@pytest.mark.parametrize("word", ["insurance", "reset", "cost", "planets", "renewing"])
def test_a_word_of_english_is_no_slip_of_the_keyboard(shipped: Guidance, word: str) -> None:
    assert shipped.consider(f"{word} and visits").read.words[0] == word


def test_a_slip_goes_to_the_commoner_of_two_words(shipped: Guidance) -> None:
    assert "house" in shipped.consider("nobody in the hous").read.words
