"""The engine turn by turn: what an input changes, what it leaves alone, and what it says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain import checklists as engine
from bot.domain.checklists import Outcome, Run, RunStatus, Turned
from bot.errors import Conflict
from knowledge.checklist_packs import Checklist, Facts, load_checklists
from knowledge.checklists.reading import TEXT_LIMIT, How

NOW = datetime(2026, 11, 24, 8, 40, tzinfo=UTC)
ALL = load_checklists()
BEFORE, DURING, AFTER = ALL["before-visit"], ALL["during-visit"], ALL["after-visit"]
JOINT: Facts = {"announced": True, "lone": False, "purpose": "statutory"}


def say(run: Run, value: str | list[str], checklist: Checklist = BEFORE) -> Turned:
    return engine.answer(checklist, run, run.turn, value, NOW)


def here(run: Run, checklist: Checklist = BEFORE) -> str | None:
    step = engine.current(checklist, run)
    return step.id if step is not None else None


def through(run: Run, *values: str, checklist: Checklist = BEFORE) -> Run:
    for value in values:
        turned = say(run, value, checklist)
        assert turned.outcome in (Outcome.TAKEN, Outcome.FINISHED), turned.notice
        run = turned.run
    return run


def finished() -> Run:
    run = engine.begin(BEFORE, JOINT)
    return through(run, "all", "child_alone", "everyone", "See her room.", "clear", "wait_ring")


def opened(run: Run) -> Run:
    return engine.more(BEFORE, run).run


def test_a_whole_checklist() -> None:
    run = engine.begin(BEFORE, JOINT)
    assert (here(run), engine.place(BEFORE, run), engine.progress(BEFORE, run)) == ("history", (1, 6), (0, 6))
    run = finished()
    assert (run.status, here(run), engine.progress(BEFORE, run)) == (RunStatus.FINISHED, None, (6, 6))
    assert engine.more_left(BEFORE, run) > 5


def test_a_fact_that_is_known_is_not_asked_again() -> None:
    assert here(engine.begin(BEFORE, {})) == "purpose"
    assert here(engine.begin(BEFORE, {"purpose": "review"})) == "history"


def test_an_answer_gives_its_fact_to_the_next_checklist() -> None:
    run = through(engine.begin(BEFORE, {"lone": True}), "safeguarding", "all", "mum")
    assert engine.facts_known(BEFORE, run) == {"lone": True, "purpose": "safeguarding"}
    assert engine.begin(AFTER, engine.facts_known(BEFORE, run)).facts["purpose"] == "safeguarding"


def test_a_branch_can_ask_for_what_nobody_has_said(tmp_path: Path) -> None:
    text = (Path("knowledge/checklists") / "before-visit.yaml").read_text()
    (tmp_path / "trial.yaml").write_text(
        text.replace("when: {leave_soon: true}", "when: {leave_soon: unknown}")
    )
    trial = load_checklists(tmp_path)["before-visit"]
    asked = {
        soon: "leave"
        in engine.reached(trial, engine.begin(trial, {} if soon is None else {"leave_soon": soon})).ids
        for soon in (None, True, False)
    }
    assert asked == {None: True, True: False, False: False}


def test_facts_that_are_not_declared_are_refused() -> None:
    with pytest.raises(ValueError, match="no fact is called 'weather'"):
        engine.begin(BEFORE, {"weather": "fine"})
    with pytest.raises(ValueError, match="has no value 'cpp'"):
        engine.begin(BEFORE, {"plan": ("cpp",)})
    with pytest.raises(ValueError, match="true or false"):
        engine.begin(BEFORE, {"lone": "yes"})
    with pytest.raises(ValueError, match="use `card`"):
        engine.begin(DURING, {})


def test_two_plans_at_once_are_normal() -> None:
    run = opened(
        through(
            engine.begin(BEFORE, {**JOINT, "plan": ("cp", "cic"), "new_worker": True}),
            "all",
            "mum",
            "all of them",
            "x1",
            "yes",
            "999",
        )
    )
    asked = {step.id for step in engine.reached(BEFORE, run).path(run)}
    assert {"network", "more_often", "handover"} <= asked


class TestStaleTurns:
    def test_a_double_click_changes_nothing_and_says_so(self) -> None:
        run = engine.begin(BEFORE, JOINT)
        once = engine.answer(BEFORE, run, run.turn, "all", NOW)
        twice = engine.answer(BEFORE, once.run, run.turn, "all", NOW)
        assert (twice.outcome, twice.run) == (Outcome.STALE, once.run)
        assert twice.notice == "Already noted: Yes, all of it."

    def test_a_button_of_an_earlier_question(self) -> None:
        run = engine.begin(BEFORE, JOINT)
        later = through(run, "all", "child_alone")
        stale = engine.answer(BEFORE, later, run.turn, "not_yet", NOW)
        assert (stale.outcome, stale.run) == (Outcome.STALE, later)
        assert "already has its answer (Yes, all of it)" in stale.notice

    def test_typed_text_that_comes_too_late_is_handed_back(self) -> None:
        run = engine.begin(BEFORE, JOINT)
        later = through(run, "all")
        stale = engine.answer(BEFORE, later, run.turn, "I read the chronology on the train", NOW)
        assert (stale.outcome, stale.run, stale.kept) == (
            Outcome.STALE,
            later,
            "I read the chronology on the train",
        )

    def test_a_turn_that_never_was(self) -> None:
        run = engine.begin(BEFORE, JOINT)
        stale = engine.answer(BEFORE, run, 99, "all", NOW)
        assert (stale.outcome, stale.run) == (Outcome.STALE, run)
        assert stale.notice

    def test_back_and_skip_and_keep_pressed_twice(self) -> None:
        run = through(engine.begin(BEFORE, JOINT), "all", "child_alone", "everyone")
        presses: list[Callable[[Run], Turned]] = [
            lambda at: engine.back(BEFORE, at, run.turn),
            lambda at: engine.skip(BEFORE, at, run.turn, "no_time", NOW),
        ]
        for press in presses:
            once = press(run)
            twice = press(once.run)
            assert once.run.turn == run.turn + 1
            assert (twice.outcome, twice.run) == (Outcome.STALE, once.run)

    def test_after_the_end(self) -> None:
        run = finished()
        late = engine.answer(BEFORE, run, run.turn, "all", NOW)
        assert (late.outcome, late.run) == (Outcome.STALE, run)
        assert "finished" in late.notice


class TestGoingBack:
    def test_later_answers_are_kept(self) -> None:
        run = through(engine.begin(BEFORE, JOINT), "all", "child_alone", "everyone")
        run = engine.back(BEFORE, engine.back(BEFORE, run, run.turn).run, run.turn + 1).run
        assert (here(run), engine.place(BEFORE, run), engine.progress(BEFORE, run)) == ("who", (2, 6), (3, 6))
        run = through(run, "parent")
        assert here(run) == "approach"
        assert run.given("told") is not None
        assert [given.values for given in run.earlier] == [("child_alone",)]

    def test_an_answer_can_be_left_as_it_is(self) -> None:
        run = through(engine.begin(BEFORE, JOINT), "all", "child_alone")
        run = engine.back(BEFORE, run, run.turn).run
        kept = engine.keep(BEFORE, run, run.turn)
        assert (kept.outcome, here(kept.run), kept.run.earlier) == (Outcome.MOVED, "told", ())
        open_one = engine.keep(BEFORE, kept.run, kept.run.turn)
        assert (open_one.outcome, open_one.run) == (Outcome.REFUSED, kept.run)

    def test_at_the_first_question(self) -> None:
        run = engine.begin(BEFORE, JOINT)
        turned = engine.back(BEFORE, run, run.turn)
        assert (turned.outcome, turned.run, turned.notice) == (
            Outcome.REFUSED,
            run,
            "This is the first question.",
        )

    def test_from_the_end(self) -> None:
        run = finished()
        turned = engine.back(BEFORE, run, run.turn)
        assert (here(turned.run), turned.run.status) == ("contingency", RunStatus.ACTIVE)
        again = engine.keep(BEFORE, turned.run, turned.run.turn)
        assert again.outcome is Outcome.FINISHED


class TestChanging:
    def branch(self) -> Run:
        """Stands after `unwelcome: yes` and the two questions that hang on it."""
        run = opened(finished())
        while here(run) != "unwelcome":
            run = engine.skip(BEFORE, run, run.turn, "", NOW).run
        return through(run, "yes", "child_first", "read_it")

    def test_no_answer_is_dropped_silently(self) -> None:
        run = engine.change(BEFORE, self.branch(), "unwelcome").run
        turned = say(run, "no")
        assert turned.set_aside == ("unwelcome_plan", "orders")
        assert "2 earlier answers no longer apply" in turned.notice
        assert "What will you do if they are there?" in turned.notice
        lines = {line.step: line for line in engine.summary(BEFORE, turned.run).lines}
        assert not lines["unwelcome_plan"].applies
        assert lines["unwelcome_plan"].shown == "Stay with the child and ring for help"

    def test_what_was_set_aside_comes_back_with_its_branch(self) -> None:
        away = say(engine.change(BEFORE, self.branch(), "unwelcome").run, "no").run
        refused = engine.change(BEFORE, away, "unwelcome_plan")
        assert (refused.outcome, refused.run) == (Outcome.REFUSED, away)
        again = say(engine.change(BEFORE, away, "unwelcome").run, "yes").run
        assert engine.progress(BEFORE, again)[0] == engine.progress(BEFORE, self.branch())[0]
        assert all(line.applies for line in engine.summary(BEFORE, again).lines)

    def test_a_finished_run_can_be_changed(self) -> None:
        turned = engine.change(BEFORE, finished(), "who")
        assert (here(turned.run), turned.run.status) == ("who", RunStatus.ACTIVE)
        assert say(turned.run, "mum and dad").outcome is Outcome.FINISHED

    def test_twice_is_once(self) -> None:
        run = engine.change(BEFORE, finished(), "who").run
        assert engine.change(BEFORE, run, "who").run == run

    def test_a_step_that_is_not_there(self) -> None:
        run = finished()
        assert engine.change(BEFORE, run, "no_such_step").run == run


class TestSkipping:
    def test_a_required_question_wants_a_reason(self) -> None:
        run = through(engine.begin(BEFORE, JOINT), "all")
        bare = engine.skip(BEFORE, run, run.turn, "", NOW)
        assert (bare.outcome, bare.run) == (Outcome.REFUSED, run)
        why = engine.skip(BEFORE, run, run.turn, "no_time", NOW)
        assert (why.outcome, here(why.run)) == (Outcome.SKIPPED, "told")
        assert engine.summary(BEFORE, why.run).lines[1].shown == "Skipped: no time now"

    def test_a_reason_in_own_words_is_a_note(self) -> None:
        run = through(engine.begin(BEFORE, JOINT), "all")
        given = engine.skip(BEFORE, run, run.turn, "the family asked me not to", NOW).run.given("who")
        assert given is not None
        assert (given.how, given.text, given.note, given.values) == (
            How.SKIPPED,
            "the family asked me not to",
            True,
            (),
        )

    def test_an_optional_one_needs_none(self) -> None:
        run = engine.begin(BEFORE, JOINT)
        turned = engine.skip(BEFORE, run, run.turn, "", NOW)
        assert (turned.outcome, here(turned.run)) == (Outcome.SKIPPED, "who")

    def test_the_danger_marker_cannot_be_skipped(self) -> None:
        run = engine.begin(BEFORE, {"danger": True})
        turned = engine.skip(BEFORE, run, run.turn, "no_time", NOW)
        assert (turned.outcome, turned.run) == (Outcome.REFUSED, run)
        assert "can't be skipped" in turned.notice

    def test_a_skip_over_an_answer_keeps_the_answer(self) -> None:
        run = engine.change(BEFORE, finished(), "history").run
        turned = engine.skip(BEFORE, run, run.turn, "settled", NOW)
        assert [given.values for given in turned.run.earlier] == [("all",)]

    def test_a_skip_is_no_answer_to_a_branch(self, tmp_path: Path) -> None:
        text = (Path("knowledge/checklists") / "before-visit.yaml").read_text()
        text = text.replace('when: {answer.unwelcome: "yes"}', "when: {answer.unwelcome: answered}")
        (tmp_path / "before-visit.yaml").write_text(text)
        trial = load_checklists(tmp_path)["before-visit"]
        run = engine.change(trial, opened(finished()), "unwelcome").run
        skipped = engine.skip(trial, run, run.turn, "no_time", NOW).run
        answered = engine.answer(trial, run, run.turn, "no", NOW).run
        assert "unwelcome_plan" not in engine.reached(trial, skipped).ids
        assert "unwelcome_plan" in engine.reached(trial, answered).ids

    def test_a_skipped_answer_opens_no_branch(self) -> None:
        run = engine.begin(BEFORE, {"lone": True})
        run = engine.skip(BEFORE, run, run.turn, "no_time", NOW).run
        assert "purpose" not in engine.facts_known(BEFORE, run)


class TestStopping:
    def test_a_stopped_run_waits_where_it_stood(self) -> None:
        run = through(engine.begin(BEFORE, JOINT), "all")
        turned = engine.stop(run)
        assert (turned.outcome, turned.run.status, here(turned.run)) == (
            Outcome.PAUSED,
            RunStatus.STOPPED,
            "who",
        )
        typed = engine.answer(BEFORE, turned.run, turned.run.turn, "mum", NOW)
        assert (typed.outcome, typed.run, typed.kept) == (Outcome.PAUSED, turned.run, "mum")
        old_button = engine.answer(BEFORE, turned.run, run.turn, "parent", NOW)
        assert (old_button.outcome, old_button.run) == (Outcome.PAUSED, turned.run)
        again = engine.resume(turned.run).run
        assert (again.status, here(again)) == (RunStatus.ACTIVE, "who")
        assert say(again, "mum").outcome is Outcome.TAKEN

    def test_an_old_button_stays_dead_after_carrying_on(self) -> None:
        run = through(engine.begin(BEFORE, JOINT), "all")
        again = engine.resume(engine.stop(run).run).run
        assert engine.answer(BEFORE, again, run.turn, "parent", NOW).outcome is Outcome.STALE

    def test_stop_and_resume_twice(self) -> None:
        run = engine.begin(BEFORE, JOINT)
        stopped = engine.stop(run).run
        assert engine.stop(stopped).run == stopped
        assert engine.resume(engine.resume(stopped).run).run == engine.resume(stopped).run
        assert engine.stop(finished()).run == finished()
        assert engine.resume(finished()).outcome is Outcome.FINISHED


class TestNothingIsLost:
    LONG = "She told me about the garden. " * 150

    def at_note(self) -> Run:
        return through(engine.begin(BEFORE, JOINT), "all", "child_alone", "everyone")

    def test_a_text_too_long_is_refused_and_kept_whole(self) -> None:
        turned = say(self.at_note(), self.LONG)
        assert turned.outcome is Outcome.REFUSED
        assert turned.kept == self.LONG
        assert Run.from_json(turned.run.to_json()).drafts[0].text == self.LONG
        assert say(turned.run, self.LONG).run == turned.run

    def test_it_can_become_the_answer(self) -> None:
        run = say(self.at_note(), self.LONG).run
        turned = engine.place_draft(BEFORE, run, "approach", NOW, keep_it=True)
        given = turned.run.given("approach")
        assert given is not None
        assert (given.text, given.note, here(turned.run), turned.run.drafts) == (
            self.LONG,
            True,
            "together",
            (),
        )

    def test_it_can_be_let_go(self) -> None:
        run = say(self.at_note(), self.LONG).run
        turned = engine.place_draft(BEFORE, run, "approach", NOW, keep_it=False)
        assert (turned.run.drafts, here(turned.run)) == ((), "approach")
        again = engine.place_draft(BEFORE, turned.run, "approach", NOW, keep_it=True)
        assert (again.outcome, again.run) == (Outcome.STALE, turned.run)

    def test_a_story_typed_at_a_question_with_buttons_is_offered_as_a_note(self) -> None:
        run = engine.begin(BEFORE, JOINT)
        story = "Mum rang me this morning and said the boys are with her sister."
        turned = say(run, story)
        assert (turned.outcome, turned.kept) == (Outcome.REFUSED, story)
        kept = engine.place_draft(BEFORE, turned.run, "history", NOW, keep_it=True).run
        assert [note.text for note in kept.notes] == [story]
        assert here(kept) == "history"
        assert engine.summary(BEFORE, kept).notes[0].text == story
        other = say(through(kept, "all"), "x" * 5_000).run
        both = engine.place_draft(BEFORE, other, "who", NOW, keep_it=True).run
        assert [len(note.text) for note in both.notes] == [len(story), 5_000]

    def test_two_long_texts_are_both_kept(self) -> None:
        run = say(self.at_note(), self.LONG).run
        run = say(run, self.LONG + "And then she laughed.").run
        assert len(run.drafts) == 2
        given = engine.place_draft(BEFORE, run, "approach", NOW, keep_it=True).run.given("approach")
        assert given is not None
        assert given.text.count("garden") == 300

    def test_a_slip_of_the_keys_is_no_draft(self) -> None:
        assert say(engine.begin(BEFORE, JOINT), "asdf").run.drafts == ()

    def test_the_longest_text_that_fits(self) -> None:
        turned = say(self.at_note(), "x" * TEXT_LIMIT)
        assert turned.outcome is Outcome.TAKEN


class TestFreeText:
    def test_it_is_marked_and_never_shown(self) -> None:
        run = through(engine.begin(BEFORE, JOINT), "all", "child_alone", "everyone", "Ask about Ali's bed.")
        given = run.given("approach")
        assert given is not None
        assert given.note
        line = engine.summary(BEFORE, run).lines[-1]
        assert (line.shown, line.text) == ("Your note, 20 characters", "Ask about Ali's bed.")
        assert "Ali" not in line.shown

    def test_it_can_be_purged_and_the_rest_stays(self) -> None:
        run = through(engine.begin(BEFORE, JOINT), "all", "child_alone", "everyone", "Ask about Ali's bed.")
        run = say(run, "Ali says " * 20).run
        bare = run.without_notes()
        assert "Ali" not in bare.to_json()
        assert engine.progress(BEFORE, bare) == engine.progress(BEFORE, run)
        assert engine.summary(BEFORE, bare).lines[-1].shown == "Your note, no longer kept"

    def test_choices_are_not_notes(self) -> None:
        given = through(engine.begin(BEFORE, JOINT), "all").given("history")
        assert given is not None
        assert (given.note, given.how, given.at, given.turn) == (False, How.CHOSEN, NOW, 1)


class TestNotices:
    def test_what_was_typed_is_said_back(self) -> None:
        assert say(engine.begin(BEFORE, JOINT), "read it all").notice == "Noted: Yes, all of it."
        near = say(engine.begin(BEFORE, {}), "statutry visit")
        assert near.notice == "I read that as “Statutory visit”. Go back if it isn't."

    def test_a_choice_can_say_something(self) -> None:
        turned = say(engine.begin(BEFORE, JOINT), "not_yet")
        assert turned.notice == "A few minutes with them before you knock will pay off."

    def test_days_are_read_in_london(self) -> None:
        """At half past midnight in summer London is a day ahead of UTC."""
        late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
        run = engine.begin(AFTER, {"seen": False, "asked_worried": True})
        run = through(run, "today", checklist=AFTER)
        turned = engine.answer(AFTER, run, run.turn, "today", late)
        assert turned.notice == "Noted: Wednesday 1 July 2026."

    def test_a_moment_without_zone_is_refused(self) -> None:
        with pytest.raises(ValueError, match="time zone"):
            engine.answer(BEFORE, engine.begin(BEFORE, JOINT), 1, "all", datetime(2026, 11, 24))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("Back", "back"),
        ("go back!", "back"),
        ("skip", "skip"),
        ("Stop here", "stop"),
        ("more", "more"),
        ("mum", None),
    ],
)
def test_commands_that_people_type(typed: str, command: str | None) -> None:
    assert engine.command(BEFORE, engine.begin(BEFORE, JOINT), typed) == command


def test_a_choice_wins_over_a_command() -> None:
    run = through(engine.begin(AFTER, {"seen": True, "asked_worried": True}), "done", checklist=AFTER)
    assert here(run, AFTER) == "record"
    assert engine.command(AFTER, run, "later today") is None


def test_another_revision_is_not_mixed_in(tmp_path: Path) -> None:
    text = (Path("knowledge/checklists") / "before-visit.yaml").read_text()
    (tmp_path / "old.yaml").write_text(text)
    changed = text.replace("revision: 1", "revision: 2").replace("id: everyone,", "id: all_of_them,")
    (tmp_path / "new.yaml").write_text(changed)
    new = load_checklists(tmp_path)["before-visit"]
    run = through(engine.begin(BEFORE, JOINT), "all", "child_alone", "everyone", "See her room.")
    for call in (
        lambda: engine.current(new, run),
        lambda: engine.answer(new, run, run.turn, "clear", NOW),
        lambda: engine.back(new, run, run.turn),
    ):
        with pytest.raises(Conflict):
            call()
    turned = engine.carry_over(new, run)
    assert (turned.run.revision, here(turned.run, new), turned.set_aside) == (2, "told", ("told",))
    assert turned.run.given("approach") == run.given("approach")
    assert [given.values for given in turned.run.earlier] == [("everyone",)]
    assert (
        turned.notice
        == "The questions have been revised. One of your answers no longer fits and is kept aside."
    )


class TestSavedRuns:
    def test_the_same_run_comes_back(self) -> None:
        run = finished()
        assert Run.from_json(run.to_json()) == run

    @pytest.mark.parametrize(
        "text",
        ["", "null", "[]", "{}", '{"format": 2}', '{"format": 1}', '{"format": 1, "checklist": "x"}', "\x00"],
    )
    def test_a_damaged_one_is_refused(self, text: str) -> None:
        with pytest.raises(ValueError):
            Run.from_json(text)

    def test_facts_that_are_no_longer_declared_count_as_unknown(self) -> None:
        run = Run.from_json(finished().to_json().replace('"lone": false', '"weather": "fine", "lone": false'))
        assert engine.progress(BEFORE, run) == (6, 6)


def test_what_was_agreed_is_on_the_card() -> None:
    card = engine.card(DURING, {}, before=(BEFORE, finished()))
    lines = {line.id: line for _, lines in card.groups for line in lines}
    assert lines["shut_door"].agreed == ("Wait, knock again, ring the parent",)
    own_words = engine.change(BEFORE, finished(), "contingency").run
    own_words = say(own_words, "gran two doors down has a key").run
    card = engine.card(DURING, {}, before=(BEFORE, own_words))
    lines = {line.id: line for _, lines in card.groups for line in lines}
    assert lines["shut_door"].agreed == ("Your note, 29 characters",)
    assert lines["shut_door"].text == "gran two doors down has a key"
    nothing = engine.card(DURING, {})
    assert nothing.groups[0][1][0].agreed == ()
