"""An authority's own wording: for the shipped text it was written for, and no figure by the back door."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.bootstrap import Deps
from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.services import desk, guidance
from bot.services.own_words import OwnWords, fingerprint
from bot.storage.wordings import Wording
from tests.builders import AMINA, PRIYA
from tests.service.post import Post

HOUSE, STATEMENT = "gloucestershire", "cp-visit-frequency"
ASKED = "how often is a CP visit due?"
OWN = "See the child at least every 10 working days, not fewer."


def _worded_for(deps: Deps, shipped: str, text: str = OWN, statement: str = STATEMENT) -> None:
    """A wording stored when the shipped text was this."""
    with deps.transaction() as tx:
        tx.wordings.put(
            HOUSE,
            statement,
            Wording(text, shipped and fingerprint(shipped), PRIYA.slack_id, deps.clock.now()),
        )


def _shown(deps: Deps) -> str:
    return guidance.ask(deps, AMINA, ASKED, private=True).answer.answers[0].text


def _section(deps: Deps) -> list[str]:
    unit = deps.knowledge.guidance.statement(HOUSE, STATEMENT)
    assert unit is not None
    return guidance.section(deps, AMINA, HOUSE, unit.section)


def test_a_wording_is_shown_while_its_summary_stands(post: Post) -> None:
    desk.reword(post.deps, PRIYA, HOUSE, STATEMENT, OWN, 0, "w")
    assert _shown(post.deps) == OWN
    assert OWN in _section(post.deps)
    assert desk.desk(post.deps, PRIYA).lapsed == ()


@pytest.mark.parametrize("earlier", ["See the child every 3 working days.", ""])
def test_where_the_summary_changed_it_is_shown_and_the_desk_asks(post: Post, earlier: str) -> None:
    """ "" is a wording from before the fingerprints: nobody knows what it was written for."""
    deps = post.deps
    _worded_for(deps, earlier)
    assert "not fewer" not in _shown(deps)
    assert OWN not in _section(deps)
    (lapsed,) = desk.desk(deps, PRIYA).lapsed
    assert (lapsed.own, lapsed.passage.text) == (OWN, _shown(deps))


def _again(deps: Deps) -> None:
    desk.reword(deps, PRIYA, HOUSE, STATEMENT, OWN, 0, "again")


def _left(deps: Deps) -> None:
    desk.drop_wording(deps, PRIYA, HOUSE, STATEMENT)


@pytest.mark.parametrize(("done", "own"), [(_again, True), (_left, False)])
def test_the_policy_lead_settles_it(post: Post, done: Callable[[Deps], None], own: bool) -> None:
    _worded_for(post.deps, "An earlier text.")
    done(post.deps)
    assert (_shown(post.deps) == OWN) is own
    assert desk.desk(post.deps, PRIYA).lapsed == ()
    with pytest.raises(NotFound):
        desk.lapsed_wording(post.deps, PRIYA, HOUSE, STATEMENT)


def test_a_wording_of_a_statement_that_is_gone_is_asked_about_too(post: Post) -> None:
    _worded_for(post.deps, "An earlier text.", statement="no-longer-there")
    (lapsed,) = desk.desk(post.deps, PRIYA).lapsed
    assert (lapsed.own, lapsed.passage.text) == (OWN, "")


def test_a_wording_that_holds_is_not_dropped_by_an_old_button(post: Post) -> None:
    desk.reword(post.deps, PRIYA, HOUSE, STATEMENT, OWN, 0, "w")
    with pytest.raises(NotFound):
        desk.drop_wording(post.deps, PRIYA, HOUSE, STATEMENT)
    assert _shown(post.deps) == OWN


def test_only_the_policy_lead_settles_it(post: Post) -> None:
    _worded_for(post.deps, "An earlier text.")
    with pytest.raises(NotAllowed):
        desk.drop_wording(post.deps, AMINA, HOUSE, STATEMENT)
    with post.deps.transaction(reading=True) as tx:
        assert len(OwnWords.of(post.deps, tx).lapsed(post.deps)) == 1


@pytest.mark.parametrize(
    "words",
    [
        "within 30 minutes",
        "if over 16",
        "if aged under 5",
        "in 50% of cases",
        "annually",
        "yearly",
        "termly",
        "twice a week",
        "half-yearly",
        "within 48h",
        "within 10wd",
        "by the next working day",
        "once a month",
        "each week",
        "every other week",
        "biannually",
        "bi-monthly",
        "overnight",
        "by the end of the day",
        "within the hour",
        "within a couple of days",
        "by his eighteenth birthday",
        "within ½ a day",
        "in the second week",
        "every third visit",
        "at every visit",
        "for thirty minutes",
        "a dozen times",
        "straight away",
    ],
)
def test_no_figure_comes_in_with_the_words(post: Post, words: str) -> None:
    with pytest.raises(InvalidInput, match="stands neither in the summary"):
        desk.reword(
            post.deps,
            PRIYA,
            HOUSE,
            STATEMENT,
            f"See the child at least every 10 working days, {words}.",
            0,
            "w",
        )
    assert words not in _shown(post.deps)


@pytest.mark.parametrize(
    "words",
    [
        "See the child at least every ten working days.",
        "Every 10 working days at least: see the child, and see them alone where you can.",
        "At least every 10 working days, you or someone else of the team sees the child.",
    ],
)
def test_the_same_figure_in_other_words_is_welcome(post: Post, words: str) -> None:
    desk.reword(post.deps, PRIYA, HOUSE, STATEMENT, words, 0, "w")
    assert _shown(post.deps) == words
