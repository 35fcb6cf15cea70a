"""From what Slack sends to a command: nothing is guessed, and what is missing is named at its field."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from bot.domain.visits import OutcomeKind
from bot.errors import InvalidInput
from bot.views import recording, visits
from bot.views.anchors import Anchor
from handlers import forms
from tests.unit.views.facts import TODAY, Facts


def _chosen(*values: str) -> dict[str, Any]:
    return {"selected_options": [{"value": value} for value in values]}


def _one(value: str) -> dict[str, Any]:
    return {"selected_option": {"value": value}}


def _filled(view: dict[str, Any], **values: dict[str, Any]) -> dict[str, Any]:
    """A view as it comes back, with block ids written with "__" for ":"."""
    state = {name.replace("__", ":"): {"any": value} for name, value in values.items()}
    return {**view, "state": {"values": state}}


def _plan_view(fat: bool = False) -> dict[str, Any]:
    facts = Facts(fat)
    return visits.plan_form(facts.choice(), visits.PlanState((1,), TODAY), Anchor(child_id=1))


def _record_view(kind: OutcomeKind | None, own: dict[int, OutcomeKind] | None = None) -> dict[str, Any]:
    state = recording.RecordState((1, 2), kind, own or {})
    return recording.record_form(Facts(False).choice(), state, Anchor(child_id=1, visit_id=3))


def test_a_plan_is_read() -> None:
    view = _filled(
        _plan_view(),
        children__0=_chosen("1", "2"),
        day={"selected_date": "2026-12-08"},
        time={"selected_time": "14:05"},
        announced=_one("no"),
        going=_chosen("U0DANIEL"),
    )
    plan = forms.read_plan(view)
    assert plan.child_ids == (1, 2)
    assert (plan.day, plan.time) == (date(2026, 12, 8), time(14, 5))
    assert plan.announced is False
    assert plan.going == ("U0DANIEL",)


def test_children_beyond_ten_are_read_from_the_second_group() -> None:
    view = _filled(_plan_view(fat=True), children__0=_chosen("1"), children__1=_chosen("11", "12"))
    assert forms.children(view) == (1, 11, 12)


def test_a_plan_without_children_day_or_time_says_so_at_the_field() -> None:
    with pytest.raises(InvalidInput) as nobody:
        forms.read_plan(_filled(_plan_view()))
    assert forms.errors_for(_plan_view(), nobody.value) == {"children:0": "Choose at least one child."}
    with pytest.raises(InvalidInput) as empty:
        forms.read_plan(_filled(_plan_view(), children__0=_chosen("1")))
    assert set(empty.value.fields) == {"day", "time"}


def test_a_field_the_form_does_not_show_gives_its_sentence_to_the_first_one() -> None:
    trouble = InvalidInput({"nowhere": "Something is wrong.", "day": "Past."})
    assert forms.errors_for(_plan_view(), trouble) == {"children:0": "Something is wrong.", "day": "Past."}


def test_a_seen_visit_keeps_each_childs_own_flags() -> None:
    view = _filled(
        _record_view(OutcomeKind.SEEN),
        children__0=_chosen("1", "2"),
        outcome=_one("seen"),
        flags__1=_chosen("alone", "bedroom"),
        flags__2=_chosen("awake"),
        why_not_alone__2=_one("parent_refused"),
        happened_on={"selected_date": "2026-12-07"},
        happened_at={"selected_time": "09:15"},
        announced=_one("yes"),
    )
    command = forms.read_record(view)
    first, second = command.children
    assert (first.alone, first.bedroom, first.awake, first.spoken_to) == (True, True, False, False)
    assert first.not_alone_reason == ""
    assert (second.alone, second.awake) == (False, True)
    assert second.not_alone_reason == "The parent or carer didn't agree"
    assert command.visit_id == 3
    assert command.next_day is None


def test_one_sibling_may_differ() -> None:
    own = {2: OutcomeKind.SEEN_ELSEWHERE}
    view = _filled(
        _record_view(OutcomeKind.NO_ANSWER, own),
        children__0=_chosen("1", "2"),
        outcome=_one("no_answer"),
        kind__1=_one("same"),
        kind__2=_one("seen_elsewhere"),
        place__2=_one("school"),
        tried=_chosen("knocked"),
        note={"value": "  Curtains drawn.  "},
        happened_on={"selected_date": "2026-12-07"},
        happened_at={"selected_time": "09:15"},
        announced=_one("no"),
    )
    command = forms.read_record(view)
    assert [record.kind for record in command.children] == [OutcomeKind.NO_ANSWER, OutcomeKind.SEEN_ELSEWHERE]
    assert command.children[1].place == "school"
    assert command.tried == ("knocked",)
    assert command.note == "Curtains drawn."
    assert command.announced is False


def test_a_childs_own_outcome_ends_when_only_that_child_is_left() -> None:
    view = _filled(
        _record_view(OutcomeKind.SEEN, {2: OutcomeKind.REFUSED}),
        children__0=_chosen("2"),
        outcome=_one("seen"),
        kind__2=_one("refused"),
    )
    assert forms.read_record_state(view).kind_of(2) is OutcomeKind.SEEN


def test_an_unfinished_record_names_everything_that_is_missing() -> None:
    with pytest.raises(InvalidInput) as trouble:
        forms.read_record(_filled(_record_view(None)))
    assert set(trouble.value.fields) == {"children", "outcome"}
    with pytest.raises(InvalidInput) as later:
        forms.read_record(
            _filled(_record_view(OutcomeKind.SEEN), children__0=_chosen("1"), outcome=_one("seen"))
        )
    assert set(later.value.fields) == {"happened_on", "happened_at", "announced"}


def test_nonsense_in_a_payload_is_nothing_chosen() -> None:
    view = _filled(
        _plan_view(),
        children__0=_chosen("1; drop table", "²"),
        day={"selected_date": "tomorrow"},
        time={"selected_time": "25:00"},
    )
    assert forms.children(view) == ()
    assert forms.day(view, "day") is None
    assert forms.clock_time(view, "time") is None


def test_an_acknowledgement_needs_a_step_and_a_moment() -> None:
    with pytest.raises(InvalidInput) as trouble:
        forms.read_acknowledgement({"state": {"values": {}}})
    assert set(trouble.value.fields) == {"plan", "by_day", "by_time"}
