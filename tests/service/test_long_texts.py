"""An emergency is read to the end of a text, however long; what is too long to look up still shows its route."""

from __future__ import annotations

import pytest

from bot.errors import InvalidInput
from bot.services import desk, guidance
from bot.services.guidance import QUESTION_MOST
from tests.builders import AMINA, PRIYA
from tests.service.post import Post

TALK = "We talked about school and about the garden and about the cat. "
DANGER = "Then mum told me that she has taken an overdose tonight."


@pytest.mark.parametrize("letters", [2100, QUESTION_MOST - 100, QUESTION_MOST + 100, 3 * QUESTION_MOST])
def test_a_danger_at_the_end_shows_its_route(post: Post, letters: int) -> None:
    text = TALK * (letters // len(TALK)) + DANGER
    found = guidance.ask(post.deps, AMINA, text, private=True)
    assert found.answer.urgent == post.deps.knowledge.guidance.urgent(DANGER)
    assert found.answer.urgent is not None
    assert desk.desk(post.deps, PRIYA).gaps == ()
    if len(text) > QUESTION_MOST:
        assert not found.answer.covered
        assert f"{len(text.strip()):,} characters" in found.answer.note


def test_what_is_only_long_is_refused(post: Post) -> None:
    with pytest.raises(InvalidInput) as refused:
        guidance.ask(post.deps, AMINA, TALK * 80, private=True)
    assert "can be looked up" in refused.value.fields["question"]
