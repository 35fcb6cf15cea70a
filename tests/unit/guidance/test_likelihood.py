"""Likelihood of words and of turns of phrase, against what a reader would expect of small languages."""

import pytest

from knowledge.guidance.likelihood import Language, Likelihood, turns_of
from knowledge.guidance.words import tokens

ASKINGS = [
    [{"bedroom", "look"}, {"bedroom", "see"}],
    [{"door", "shut"}, {"door", "nobody"}, {"see", "door"}],
]


def test_a_word_of_one_unit_speaks_for_it_alone() -> None:
    found = Likelihood(ASKINGS).of({"bedroom": 1.0})
    assert found.keys() == {0}
    assert found[0] > 0


def test_a_word_of_both_speaks_more_for_the_one_that_says_it_more() -> None:
    found = Likelihood([*ASKINGS, [{"see"}]]).of({"see": 1.0})
    assert max(found, key=found.__getitem__) == 2
    assert found[0] > found[1]


def test_a_word_nobody_uses_says_nothing() -> None:
    assert Likelihood(ASKINGS).of({"giraffe": 1.0}) == {}
    assert Likelihood([]).of({"bedroom": 1.0}) == {}


def test_a_word_common_at_large_says_less() -> None:
    alone = Likelihood(ASKINGS).of({"bedroom": 1.0})[0]
    among = Likelihood(ASKINGS, Language([["bedroom"]] * 20)).of({"bedroom": 1.0})[0]
    assert 0 < among < alone


def test_what_is_carried_over_counts_less() -> None:
    meant = Likelihood(ASKINGS).of({"bedroom": 0.4, "door": 1.0})
    assert meant[1] > meant[0]


@pytest.mark.parametrize(
    ("text", "turn"),
    [
        ("do I have to go?", "do have"),
        ("have I to do it?", "do have"),  # order aside
        ("who do I tell", "i who"),
        ("by when is it due", "by when"),
    ],
)
def test_small_words_near_each_other_make_a_turn_of_phrase(text: str, turn: str) -> None:
    assert turns_of(tokens(text))[turn] == 1.0


def test_words_with_a_subject_make_no_turn_of_phrase() -> None:
    turns = turns_of(tokens("must I look at the bedroom"))
    assert not any("bedroom" in turn or "look" in turn for turn in turns)


def test_words_far_apart_make_no_turn_of_phrase() -> None:
    assert "must who" not in turns_of(tokens("who sees the old green bedroom that they must"))
