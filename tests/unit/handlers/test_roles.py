"""Each role's Home and what can be done from it; channels of other organisations; the emergency in a note."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from slack_bolt import App, BoltRequest

from bot.domain.visits import OutcomeKind
from bot.services import alert_ladder, recording
from bot.services.recording import ChildRecord, RecordOutcome
from handlers.app import build_app
from handlers.playground.standin import Message, View
from scheduler import sweeps
from tests.builders import AMINA as AMINA_
from tests.unit.handlers.conftest import Office

AMINA, GRACE, PRIYA = "U0AMINA", "U0GRACE", "U0PRIYA"


def _home(office: Office, user: str) -> View:
    office.slack.open_home(user)
    return office.slack.wait_for(lambda: office.slack.home(user), what="a Home tab")


def _not_seen(office: Office, note: str = "") -> None:
    _home(office, AMINA)
    office.slack.click(AMINA, "home", "record_open", match=office.child.reference)
    office.press(AMINA, "No, go on", then="What happened?")
    office.press(AMINA, "record_outcome_kind", "Child not seen: no answer", then="On which day?")
    office.slack.submit(AMINA, {"announced": "Yes, announced", **({"note": note} if note else {})})


def test_a_manager_takes_an_alert_from_home(office: Office) -> None:
    _not_seen(office)
    page = _home(office, GRACE)
    assert "Open alerts: 1" in page.all_text
    assert "Nobody has acknowledged it yet" in page.all_text
    office.slack.click(GRACE, "home", "Open")
    office.press(GRACE, "Acknowledge", then="What happens now?")
    errors = office.slack.submit(GRACE, {"by_time": "16:00"})
    assert errors is not None
    assert set(errors) == {"plan"}
    office.slack.submit(GRACE, {"plan": ["Strategy discussion"], "by_time": "16:00"})
    office.slack.wait_for(lambda: "Grace Bell has it" in _home(office, GRACE).all_text)
    assert office.slack.modals(GRACE) == []


def test_a_by_when_in_the_past_is_told_at_its_field(office: Office) -> None:
    _not_seen(office)
    _home(office, GRACE)
    office.slack.click(GRACE, "home", "Acknowledge")
    office.modal(GRACE, "What happens now?")
    errors = office.slack.submit(GRACE, {"plan": ["Strategy discussion"], "by_time": "07:00"})
    assert errors is not None
    assert set(errors) <= {"by_day", "by_time"}
    assert errors


def test_the_policy_lead_answers_a_gap_and_the_asker_hears_it(office: Office) -> None:
    office.slack.say(AMINA, "who won the cup final last night?")
    office.slack.read(AMINA, "don't say")
    assert "who won the cup final" in _home(office, PRIYA).all_text
    office.slack.click(PRIYA, "home", "Reply")
    office.modal(PRIYA, "The question was")
    assert office.slack.submit(PRIYA, {"reply": "Nobody here knows. <!channel>"}) is None
    office.deliver()
    heard = office.slack.read(AMINA, "Nobody here knows")
    assert "From Priya Shah" in heard.all_text
    assert "Nobody" not in heard.text


def test_an_overdue_child_is_told_to_the_worker_with_a_way_on(office: Office) -> None:
    office.clock.move(timedelta(days=9))
    sweeps.all_now(office.deps)
    for _ in range(6):
        office.deliver()
        office.clock.move(timedelta(seconds=5))
    told = office.slack.read(AMINA, "No visit is recorded here")
    assert "overdue" not in told.text.lower()
    office.slack.click(AMINA, told, "Record")
    assert office.modal(AMINA, "worried")


def test_an_emergency_in_a_note_comes_first(office: Office) -> None:
    _not_seen(office, "The neighbour says the toddler is home alone.")
    shown = office.modal(AMINA, "999").all_text
    assert shown.index("999") < shown.index("has not seen it yet")


def _said_in_a_shared_channel(
    office: Office, user: str, text: str, team: str = "T0DOORSTEP"
) -> list[Message]:
    """What the bot then shows in the channel, to whomever; to this person alone is all that it may."""
    event = {
        "type": "app_mention",
        "user": user,
        "team": team,
        "channel": "C0GENERAL",
        "ts": "1.1",
        "text": f"<@U0BOT> {text}",
    }
    body = {
        "type": "event_callback",
        "event_id": "EvShared",
        "team_id": "T0DOORSTEP",
        "is_ext_shared_channel": True,
        "event": event,
    }
    build_app(office.deps).dispatch(BoltRequest(body=body, mode="socket_mode"))
    office.slack.read("C0GENERAL", "shared with other organisations", thread_ts="1.1", as_user=user)
    said = [one for one in office.slack.messages("C0GENERAL", "1.1", as_user=user) if one.bot_id]
    assert {one.ephemeral_to for one in said} == {user}
    return said


def test_no_answer_in_a_channel_shared_with_others(office: Office) -> None:
    [refused] = _said_in_a_shared_channel(office, AMINA, "CP visits?")
    assert "direct message" in refused.all_text
    assert office.slack.calls("chat.postMessage") == []


DANGER = "mum hit the baby and there is a bruise"


def test_an_emergency_in_a_shared_channel_is_answered_to_our_own_person_alone(office: Office) -> None:
    steps, _ = _said_in_a_shared_channel(office, AMINA, DANGER)
    assert "999" in steps.all_text
    assert "07700" not in steps.all_text
    assert "07700 900103" in office.slack.read(AMINA, "999").all_text
    [posted] = office.slack.calls("chat.postMessage")
    assert str(posted.args["channel"]).startswith("D")


def test_who_is_ours_and_on_no_list_yet_has_the_steps_without_numbers(office: Office) -> None:
    steps, _ = _said_in_a_shared_channel(office, "U0NOOR", DANGER)
    assert "999" in steps.all_text
    assert "07700" not in office.slack.read("U0NOOR", "999").all_text


@pytest.mark.parametrize(("user", "team"), [(AMINA, "T0ELSEWHERE"), ("U0GUEST", "T0DOORSTEP")])
def test_people_of_other_organisations_have_the_refusal_and_nothing_else(
    office: Office, user: str, team: str
) -> None:
    [refused] = _said_in_a_shared_channel(office, user, DANGER, team)
    assert "999" not in refused.all_text
    assert office.slack.calls("chat.postMessage") == []


def test_edits_joins_and_bots_are_acknowledged_and_left_alone(office: Office) -> None:
    app: App = build_app(office.deps)
    for number, extra in enumerate(
        [
            {"subtype": "message_changed"},
            {"subtype": "message_deleted"},
            {"subtype": "channel_join"},
            {"bot_id": "B0OTHER"},
            {"user": ""},
        ]
    ):
        event = {
            "type": "message",
            "channel_type": "im",
            "user": AMINA,
            "channel": "D1",
            "ts": "1.1",
            "text": "hi",
        }
        body = {"type": "event_callback", "event_id": f"EvOdd{number}", "event": {**event, **extra}}
        assert app.dispatch(BoltRequest(body=body, mode="socket_mode")).status == 200
    assert office.slack.calls("chat.postMessage") == []


def test_a_file_without_words_gets_a_sentence(office: Office) -> None:
    app: App = build_app(office.deps)
    channel = app.client.conversations_open(users=AMINA)["channel"]["id"]
    event = {
        "type": "message",
        "subtype": "file_share",
        "channel_type": "im",
        "user": AMINA,
        "channel": channel,
        "ts": "1.1",
        "text": "",
        "files": [{"id": "F1"}],
    }
    body = {"type": "event_callback", "event_id": "EvFile", "team_id": "T0DOORSTEP", "event": event}
    app.dispatch(BoltRequest(body=body, mode="socket_mode"))
    assert office.slack.read(AMINA, "can't read files")


def test_a_deputys_home_shows_the_alerts_that_came_to_them_until_somebody_has_them(office: Office) -> None:
    command = RecordOutcome(
        None,
        office.clock.today(),
        time(8),
        tuple(ChildRecord(child.id, OutcomeKind.NO_ANSWER) for child in (office.child, office.sibling)),
    )
    recording.record_outcome(office.deps, AMINA_, command, "view:1")
    office.slack.open_home("U0DANIEL")
    home = office.slack.wait_for(lambda: office.slack.home("U0DANIEL"))
    assert "as deputy" not in home.all_text, "it is with the manager"
    office.clock.move(timedelta(minutes=30))
    alert_ladder.sweep_alerts(office.deps)

    def shown() -> View | None:
        office.slack.open_home("U0DANIEL")
        return office.slack.home("U0DANIEL")

    home = office.slack.wait_for(lambda: (view := shown()) and "as deputy: 1" in view.all_text and view)
    assert office.child.label in home.all_text
    assert office.sibling.label in home.all_text
    office.slack.click("U0DANIEL", "home", "Acknowledge")
    assert "This covers all of them" in office.modal("U0DANIEL", "What happens now?").all_text
    plan = {"plan": ["Duty worker goes today"], "by_day": "2026-11-23", "by_time": "16:00"}
    assert office.slack.submit("U0DANIEL", plan) is None
    office.slack.wait_for(lambda: "Daniel Okoro has it" in office.slack.home("U0DANIEL").all_text)  # type: ignore[union-attr]
    later = RecordOutcome(
        None,
        office.clock.today(),
        time(9, 20),
        tuple(ChildRecord(child.id, OutcomeKind.SEEN) for child in (office.child, office.sibling)),
    )
    recording.record_outcome(office.deps, AMINA_, later, "view:2")
    office.slack.wait_for(lambda: (view := shown()) and "as deputy" not in view.all_text)
