"""When things go wrong: deliveries twice, old buttons, slow triggers, errors of ours, Slack away. Never silence."""

from __future__ import annotations

from typing import Any

import pytest
from slack_bolt import App

from bot.errors import Conflict
from bot.services import inbox
from handlers import replay
from handlers.app import build_app
from handlers.playground.standin import View
from tests.unit.handlers.conftest import Office

AMINA, GRACE = "U0AMINA", "U0GRACE"


def _home(office: Office) -> View:
    office.slack.open_home(AMINA)
    return office.slack.wait_for(lambda: office.slack.home(AMINA))


def _plan_form(office: Office) -> None:
    _home(office)
    office.slack.click(AMINA, "home", "plan_open", match=office.child.reference)
    office.modal(AMINA, "Which day?")


def _answers(office: Office) -> int:
    return sum("10 working days" in message.all_text for message in office.slack.messages(AMINA))


def test_an_event_delivered_again_is_answered_once(office: Office) -> None:
    office.slack.say(AMINA, "how often is a CP visit due?")
    office.slack.read(AMINA, "10 working days")
    event = next(d for d in reversed(office.slack.deliveries) if "event" in d.payload)
    again = office.slack.redeliver(event)
    assert again.acked
    office.slack.say(AMINA, "thanks")
    office.slack.read(AMINA, "You're welcome")
    assert _answers(office) == 1


def test_an_event_is_stored_before_it_is_acknowledged(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it can't be written down it is not acknowledged, and Slack delivers it again until it can."""
    office.faults_expected.append("the first delivery fails")
    real, calls = inbox.receive, []

    def once_broken(*args: Any) -> bool:
        calls.append(args)
        if len(calls) == 1:
            raise OSError("disk full")
        return real(*args)

    monkeypatch.setattr("handlers.inbox.inbox.receive", once_broken)
    office.slack.say(AMINA, "how often is a CP visit due?")
    assert office.slack.read(AMINA, "10 working days")
    assert len(calls) == 2


def test_a_form_sent_twice_is_saved_once(office: Office) -> None:
    _plan_form(office)
    office.slack.submit(AMINA, {"day": "2026-11-24", "time": "14:00"})
    office.slack.read(AMINA, "Your visit is planned")
    sent = next(d for d in reversed(office.slack.deliveries) if d.payload.get("type") == "view_submission")
    assert office.slack.redeliver(sent).acked
    with office.deps.transaction(reading=True) as tx:
        assert len(tx.visits.planned_for_child(office.child.id)) == 1
    planned = [m for m in office.slack.messages(AMINA) if "Your visit is planned" in m.all_text]
    assert len(planned) == 1


def test_a_button_we_no_longer_know_leads_somewhere(office: Office, app: App) -> None:
    posted = app.client.chat_postMessage(
        channel=app.client.conversations_open(users=AMINA)["channel"]["id"],
        text="old",
        blocks=[
            {
                "type": "actions",
                "elements": [
                    {"type": "button", "action_id": "of_old", "text": {"type": "plain_text", "text": "Old"}}
                ],
            }
        ],
    )
    message = office.slack.read(AMINA, "Old")
    assert message.ts == posted["ts"]
    office.slack.click(AMINA, message, "Old")
    assert office.slack.read(AMINA, "from an older message")


@pytest.mark.parametrize("value", ["", "{", '{"child_id":"1"}', '{"child_id":999999}'])
def test_a_button_of_another_version_or_of_somebody_elses_child_gets_a_sentence(
    office: Office, app: App, value: str
) -> None:
    element = {"type": "button", "action_id": "why_open", "text": {"type": "plain_text", "text": "Why"}}
    if value:
        element["value"] = value
    app.client.chat_postMessage(
        channel=app.client.conversations_open(users=AMINA)["channel"]["id"],
        text="old",
        blocks=[{"type": "actions", "elements": [element]}],
    )
    message = office.slack.read(AMINA, "Why")
    office.slack.click(AMINA, message, "Why")
    shown = office.slack.wait_for(
        lambda: [m for m in office.slack.messages(AMINA, as_user=AMINA) if m.ephemeral_to == AMINA]
    )
    assert shown[-1].all_text.strip()


def test_a_form_we_no_longer_know_keeps_what_was_typed(office: Office, app: App) -> None:
    _plan_form(office)
    view = office.slack.modal(AMINA)
    assert view is not None
    text = {"type": "plain_text", "text": "x"}
    field = {"type": "plain_text_input", "action_id": "a"}
    app.client.views_update(
        view_id=view.id,
        view={
            "type": "modal",
            "title": text,
            "submit": text,
            "callback_id": "form_of_old",
            "blocks": [{"type": "input", "block_id": "b", "label": text, "element": field}],
        },
    )
    office.slack.submit(AMINA, {"b": "typed"})
    office.modal(AMINA, "older version")
    assert len(office.slack.modals(AMINA)) == 2, "the form is still there underneath"


def test_a_trigger_that_ran_out_leaves_a_button_to_try_again(office: Office) -> None:
    office.faults_expected.append("views.open is refused")
    _home(office)
    office.slack.misbehave("error", "views.open", error="expired_trigger_id", times=1)
    office.slack.click(AMINA, "home", "plan_open", match=office.child.reference)
    offer = office.slack.read(AMINA, "Nothing was lost")
    assert office.child.reference not in offer.all_text
    office.slack.click(AMINA, offer, "Try again")
    assert office.modal(AMINA, office.child.label)


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("status", {"status": 500}),
        ("status", {"status": 503, "accepted": True}),
        ("rate_limited", {"retry_after": 1}),
        ("error", {"error": "internal_error"}),
        ("drop_before_accept", {}),
        ("accept_then_drop", {}),
        ("hang", {"seconds": 0.5, "accepted": True}),
    ],
)
@pytest.mark.parametrize("method", ["views.open", "views.push"])
def test_a_form_that_slack_did_not_open_is_offered_again_once(
    office: Office, method: str, kind: str, more: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    office.faults_expected.append("a form is not opened")
    monkeypatch.setattr("handlers.app.TRIGGER_LIVES", 0.2)
    if kind == "hang":
        made = build_app(office.deps)  # an app that waits as short as the test has time
        office.answer_with(made)
    where = "home"
    _home(office)
    if method == "views.push":
        office.slack.command(AMINA, "/visit", "mine")
        office.modal(AMINA, office.child.reference)
        where = "modal"
    office.slack.misbehave(kind, method, times=1, **more)
    before = office.slack.messages(AMINA)
    office.slack.click(AMINA, where, "why_open", match=office.child.reference)
    offer = office.slack.read(AMINA, "Nothing was lost")
    assert "couldn't open the form" in offer.all_text
    assert office.child.reference not in offer.all_text
    office.slack.close(AMINA, clear=True) if office.slack.modal(AMINA) else None
    office.slack.click(AMINA, offer, "Try again")
    assert office.modal(AMINA, "10 working days")
    office.slack.settle()
    assert len(office.slack.messages(AMINA)) == len(before) + 1, "one sentence, and no second one after it"


def test_a_form_that_is_wrong_is_our_error_and_gets_a_reference(office: Office) -> None:
    office.faults_expected.append("views.open is refused for good")
    _home(office)
    office.slack.misbehave("error", "views.open", error="invalid_arguments", times=1)
    office.slack.click(AMINA, "home", "why_open", match=office.child.reference)
    assert "D-" in office.modal(AMINA, "went wrong").all_text


def test_nothing_is_offered_where_the_form_only_adds_to_an_answer(office: Office) -> None:
    office.faults_expected.append("views.open is refused")
    _home(office)
    before = office.slack.messages(AMINA)
    office.slack.misbehave("status", "views.open", status=500, times=1)
    office.slack.click(AMINA, "home", "ask_this:0")
    assert office.slack.read(AMINA, "10 working days")
    office.slack.settle()
    assert len(office.slack.messages(AMINA)) == len(before) + 1


class TestAnErrorOfOurs:
    """The person reads a reference, never what went wrong inside; the form stays open."""

    SECRET = "K.B. of 12 High Street"

    @pytest.fixture(autouse=True)
    def broken(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*args: Any, **kwargs: Any) -> None:
            raise RuntimeError(self.SECRET)

        monkeypatch.setattr("handlers.visits.visits.plan_visit", fail)
        monkeypatch.setattr("handlers.conversation.guidance.ask", fail)
        monkeypatch.setattr("handlers.visits.caseload.why", fail)

    def test_in_a_form(self, office: Office) -> None:
        _plan_form(office)
        office.slack.submit(AMINA, {"day": "2026-11-24", "time": "14:00"})
        page = office.modal(AMINA, "D-")
        assert self.SECRET not in page.all_text
        assert [view.title for view in office.slack.modals(AMINA)] == ["Plan a visit", "Not saved"]

    def test_in_a_message(self, office: Office) -> None:
        office.slack.say(AMINA, "how often is a CP visit due?")
        reply = office.slack.read(AMINA, "D-")
        assert self.SECRET not in reply.all_text
        assert inbox.unfinished(office.deps) == []

    def test_behind_a_button(self, office: Office) -> None:
        _home(office)
        office.slack.click(AMINA, "home", "why_open", match=office.child.reference)
        assert self.SECRET not in office.modal(AMINA, "D-").all_text

    def test_in_a_command(self, office: Office) -> None:
        text = office.slack.command(AMINA, "/visit", "ask how often is a CP visit due?")
        assert text is not None
        assert "D-" in text
        assert self.SECRET not in text


def test_expected_trouble_shows_its_sentence_on_a_page_above_the_form(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise Conflict("This was done a minute ago by <!channel>.")

    monkeypatch.setattr("handlers.visits.visits.plan_visit", refuse)
    _plan_form(office)
    office.slack.submit(AMINA, {"day": "2026-11-24", "time": "14:00"})
    assert office.modal(AMINA, "done a minute ago")
    office.slack.close(AMINA)
    assert office.modal(AMINA, "Which day?")


def test_what_slack_could_not_take_is_answered_later(office: Office, app: App) -> None:
    """Slack refuses every post: the question stays in the inbox and is answered when it is replayed."""
    office.faults_expected.append("chat.postMessage is refused")
    office.slack.misbehave("status", "chat.postMessage", status=503)
    office.slack.say(AMINA, "how often is a CP visit due?")
    office.slack.wait_for(lambda: len(office.slack.calls("chat.postMessage")) >= 2)
    office.slack.behave()
    office.clock.move(inbox.LEASE * 2)
    waiting = office.slack.wait_for(lambda: inbox.unfinished(office.deps))
    assert replay.handle_received(app, office.deps, waiting[0])
    assert office.slack.read(AMINA, "10 working days")
    office.clock.move(inbox.LEASE * 2)
    assert inbox.unfinished(office.deps) == []


def test_messages_nobody_wrote_are_let_be(office: Office, app: App) -> None:
    channel = app.client.conversations_open(users=AMINA)["channel"]["id"]
    app.client.chat_postMessage(channel=channel, text="from the bot itself")
    office.slack.say(AMINA, "thanks")
    office.slack.read(AMINA, "You're welcome")
    kinds = [m.all_text for m in office.slack.messages(AMINA) if m.bot_id]
    assert len(kinds) == 2


def test_a_known_worker_is_served_while_slack_can_not_say_who_she_is(office: Office) -> None:
    office.faults_expected.append("users.info is refused")
    office.slack.misbehave("status", "users.info", status=500)
    office.slack.say(AMINA, "how often is a CP visit due?")
    assert office.slack.read(AMINA, "10 working days")


@pytest.fixture
def app(office: Office) -> App:
    return build_app(office.deps)
