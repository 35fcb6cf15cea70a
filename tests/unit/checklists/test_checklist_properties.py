"""Whatever is tapped or typed, in whatever order: the run reloads, nothing is lost, and it comes to an end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import checklists as engine
from bot.domain.checklists import Given, Outcome, Run, RunStatus, Turned, Typed
from knowledge.checklist_packs import Checklist, Facts, Kind, Step, load_checklists
from knowledge.checklists.model import Holds

ALL = load_checklists()
ASKED = [checklist for checklist in ALL.values() if not checklist.is_card]
BEGUN = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
UNCHANGED = {Outcome.STALE, Outcome.PAUSED}


def facts_of(checklist: Checklist) -> st.SearchStrategy[Facts]:
    """Any facts that the service could fill in, also contradictory ones."""
    one: dict[str, st.SearchStrategy[Any]] = {}
    for name, fact in checklist.vocabulary.facts.items():
        if fact.holds is Holds.FLAG:
            one[name] = st.booleans()
        elif fact.holds is Holds.ONE:
            one[name] = st.sampled_from(fact.values)
        else:
            one[name] = st.lists(st.sampled_from(fact.values), unique=True, max_size=3).map(tuple)
    return st.fixed_dictionaries({}, optional=one)


def valid_answer(step: Step, pick: int) -> str | list[str]:
    """An answer that fits the step."""
    plain = {
        Kind.DATE: "tomorrow",
        Kind.TIME: "16:30",
        Kind.NUMBER: str(step.least),
        Kind.NOTE: f"Line {pick}.",
    }
    options: list[str | list[str]] = [choice.id for choice in step.choices]
    if step.kind in plain:
        options.append(plain[step.kind])
    if step.many:
        options.append([choice.id for choice in step.choices if not choice.only])
    return options[pick % len(options)]


TEXTS = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "",
            "👍",
            "yes",
            "no",
            "mum and dad",
            "tomorrow",
            "31 February",
            "half past",
            "<!channel>",
            "x" * 3001,
            "Z" * 10_000,
        ]
    ),
)
ACTION = st.one_of(
    st.tuples(st.just("valid"), st.integers(0, 20)),
    st.tuples(st.just("typed"), TEXTS),
    st.tuples(
        st.just("tapped"),
        st.lists(st.sampled_from(["all", "parent", "nobody", "yes", "no", "gone"]), max_size=3),
    ),
    st.tuples(st.just("skip"), st.one_of(st.sampled_from(["", "no_time", "elsewhere"]), TEXTS)),
    st.tuples(st.just("old"), st.integers(-3, -1)),
    st.tuples(st.just("change"), st.integers(0, 60)),
    st.tuples(st.just("draft"), st.booleans()),
    st.tuples(st.sampled_from(["back", "keep", "more", "stop", "resume"]), st.none()),
)


def act(checklist: Checklist, run: Run, kind: str, with_: Any, at: datetime) -> Turned:
    step = engine.current(checklist, run)
    every = [one.id for one in checklist.every_step()]
    draft = run.drafts[0].step if run.drafts else every[0]
    moves: dict[str, Callable[[], Turned]] = {
        "valid": lambda: engine.answer(
            checklist, run, run.turn, valid_answer(step, with_) if step else "yes", at
        ),
        "typed": lambda: engine.answer(checklist, run, run.turn, with_, at),
        "tapped": lambda: engine.answer(checklist, run, run.turn, with_, at),
        "skip": lambda: engine.skip(checklist, run, run.turn, with_, at),
        "old": lambda: engine.answer(checklist, run, run.turn + with_, "yes", at),
        "change": lambda: engine.change(checklist, run, every[with_ % len(every)]),
        "draft": lambda: engine.place_draft(checklist, run, draft, at, keep_it=with_),
        "back": lambda: engine.back(checklist, run, run.turn),
        "keep": lambda: engine.keep(checklist, run, run.turn),
        "more": lambda: engine.more(checklist, run),
        "stop": lambda: engine.stop(run),
        "resume": lambda: engine.resume(run),
    }
    return moves[kind]()


def check(checklist: Checklist, run: Run, turned: Turned, kind: str, with_: Any) -> None:
    """What holds after any input."""
    after = turned.run
    assert Run.from_json(after.to_json()) == after
    assert after.turn - run.turn in (0, 1)
    assert turned.outcome not in UNCHANGED or kind in ("stop", "resume") or after == run
    done, of = engine.progress(checklist, after)
    assert 0 <= done <= of
    number, _ = engine.place(checklist, after)
    assert 1 <= number <= of
    step = engine.current(checklist, after)
    assert (step is None) == (after.status is RunStatus.FINISHED)
    assert after.status is not RunStatus.FINISHED or done == of
    assert len({one.step for one in after.answers}) == len(after.answers)
    kept: list[Given] = [*after.answers, *after.earlier]
    assert all(one in kept for one in (*run.answers, *run.earlier)), "an answer was lost"
    if kind == "typed" and turned.outcome in (Outcome.REFUSED, *UNCHANGED):
        assert turned.kept == with_ or turned.notice.startswith("Already noted")
    if not (kind == "draft" and not with_):
        texts: list[Typed | Given] = [*after.drafts, *after.notes, *after.answers]
        assert all(any(draft.text in one.text for one in texts) for draft in run.drafts), "a draft was lost"
    shown = engine.summary(checklist, after)
    assert {line.step for line in shown.lines} == {one.step for one in after.answers}
    assert len(turned.notice) <= 3000


def live(checklist: Checklist, facts: Facts, actions: list[tuple[str, Any]]) -> Run:
    run = engine.begin(checklist, facts)
    for number, (kind, with_) in enumerate(actions):
        turned = act(checklist, run, kind, with_, BEGUN + timedelta(minutes=number))
        check(checklist, run, turned, kind, with_)
        run = Run.from_json(turned.run.to_json())
    return run


def finish(checklist: Checklist, run: Run, pick: int) -> int:
    """Answer until there is nothing left, the further questions included; how many answers it took."""
    run = engine.resume(run).run
    count = 0
    while True:
        step = engine.current(checklist, run)
        if step is None:
            opened = engine.more(checklist, run)
            if opened.outcome is Outcome.REFUSED:
                return count
            run = opened.run
            continue
        turned = engine.answer(checklist, run, run.turn, valid_answer(step, pick + count), BEGUN)
        assert turned.run.turn > run.turn, turned.notice
        run = turned.run
        count += 1
        assert count <= 2 * len(list(checklist.every_step())), "it goes round in circles"


def any_life(data: st.DataObject) -> None:
    checklist = data.draw(st.sampled_from(ASKED), label="checklist")
    facts = data.draw(facts_of(checklist), label="facts")
    actions = data.draw(st.lists(ACTION, max_size=25), label="actions")
    run = live(checklist, facts, actions)
    finish(checklist, run, data.draw(st.integers(0, 9), label="pick"))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_sequence_of_inputs(data: st.DataObject) -> None:
    any_life(data)


@pytest.mark.prove
@settings(max_examples=5_000, deadline=None)
@given(st.data())
def test_any_sequence_of_inputs_at_length(data: st.DataObject) -> None:
    any_life(data)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_default_questions_stay_few(data: st.DataObject) -> None:
    checklist = data.draw(st.sampled_from(ASKED))
    run = engine.begin(checklist, data.draw(facts_of(checklist)))
    pick = data.draw(st.integers(0, 9))
    count = 0
    while (step := engine.current(checklist, run)) is not None:
        run = engine.answer(checklist, run, run.turn, valid_answer(step, pick + count), BEGUN).run
        count += 1
    assert checklist.least <= count <= checklist.most


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_card_is_never_longer_than_promised(data: st.DataObject) -> None:
    card = ALL["during-visit"]
    shown = engine.card(card, data.draw(facts_of(card)))
    lines = [line for _, group in shown.groups for line in group]
    assert card.least <= len(lines) <= card.most
