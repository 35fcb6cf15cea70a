"""What the bot answers at once is taken down after the retention time like what it sends of its own accord."""

from __future__ import annotations

from datetime import timedelta

from bot.errors import NotFound, StorageAway
from handlers.client import web_client
from handlers.playground.standin import Message
from handlers.trouble import message_for
from scheduler.retention import take_down
from tests.unit.handlers.conftest import Office

AMINA = "U0AMINA"


def _still_there(office: Office, *messages: Message) -> list[str]:
    shown = {one.ts for one in office.slack.messages(AMINA) if not one.deleted}
    return [one.text for one in messages if one.ts in shown]


def test_replies_about_a_child_are_taken_down_and_guidance_stays(office: Office) -> None:
    guidance = office.slack.read(
        AMINA, "10 working days", after=office.slack.say(AMINA, "how often is a CP visit due?")
    )
    dates = office.slack.read(AMINA, after=office.slack.say(AMINA, f"when is {office.child.reference} due?"))
    office.slack.click(AMINA, dates, "plan_open")
    office.modal(AMINA, "Which day?")
    assert office.slack.submit(AMINA, {"day": "2026-11-24", "time": "14:00"}) is None
    planned = office.slack.read(AMINA, "Your visit is planned")
    thanks = office.slack.read(AMINA, "You're welcome", after=office.slack.say(AMINA, "thanks"))
    office.wait_until_noted(2)
    client, kept_for = web_client(office.deps.settings, 1), office.deps.knowledge.local.messages.keep
    office.clock.move(kept_for)
    assert take_down(office.deps, client) == 0
    office.clock.move(timedelta(seconds=1))
    assert take_down(office.deps, client) == 2
    assert _still_there(office, guidance, dates, planned, thanks) == [guidance.text, thanks.text]
    assert take_down(office.deps, client) == 0


def test_what_repeats_a_persons_words_is_taken_down(office: Office) -> None:
    named = "do I have to see the bedroom of Jayden Smith?"
    first = office.slack.read(AMINA, "bedroom", after=office.slack.say(AMINA, named))
    repeated = office.slack.read(AMINA, "Jayden Smith", after=office.slack.say(AMINA, "and for CIN?"))
    office.wait_until_noted(1)
    office.clock.move(office.deps.knowledge.local.messages.keep + timedelta(seconds=1))
    assert take_down(office.deps, web_client(office.deps.settings, 1)) == 1
    assert _still_there(office, first, repeated) == [first.text]


def test_a_refusal_is_taken_down_and_what_needs_no_records_stays() -> None:
    refused = message_for(NotFound("There is no child on your list for K.B."), "There is no child for K.B.")
    assert not refused.lasting
    for trouble in (StorageAway(), ValueError()):
        assert message_for(trouble, "Please try again.").lasting


def test_a_reply_that_is_redrawn_is_still_one_message_to_take_down(office: Office) -> None:
    office.slack.open_home(AMINA)
    office.slack.wait_for(lambda: office.slack.home(AMINA))
    office.slack.click(AMINA, "home", "plan_open", match=office.child.reference)
    office.modal(AMINA, "Which day?")
    assert office.slack.submit(AMINA, {"day": "2026-11-24", "time": "14:00"}) is None
    card = office.slack.read(AMINA, "Your visit is planned")
    office.slack.click(AMINA, card, "visit_move")
    office.modal(AMINA, "New day")
    assert office.slack.submit(AMINA, {"day": "2026-11-25", "by_whom": "The family"}) is None
    assert office.slack.read(AMINA, "Wed 25 Nov, 14:00").ts == card.ts
    office.wait_until_noted(1)
    office.clock.move(office.deps.knowledge.local.messages.keep + timedelta(seconds=1))
    assert take_down(office.deps, web_client(office.deps.settings, 1)) == 1
    assert _still_there(office, card) == []
