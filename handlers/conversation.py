"""Events: direct messages, mentions, App Home. A plain message is a question, or the answer a check waits for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from slack_bolt import App, BoltContext

from bot.domain.cards import Contacts
from bot.domain.people import Actor
from bot.errors import UnknownPerson
from bot.services import access, guidance, inbox, runs
from bot.services.naming import about_a_family
from bot.services.own_dates import names_a_child
from bot.services.own_lists import period_of
from bot.services.runs import Fit
from bot.views import checklists as check_cards
from bot.views import emergency, notes, talk
from bot.views import guidance as cards
from bot.views.parts import Message
from handlers import checklists, home, own_dates, what_if
from handlers.door import Door, team_of
from handlers.inbox import event_key
from handlers.menu import menu, suggest
from handlers.replay import finish
from handlers.spoken import Kind, about_own_children, asks_whom_to_ring, is_question, kind_of, plain_words


def register(app: App, door: Door) -> None:
    """Listen to what people say and open. By now the event is stored and acknowledged."""

    @app.event("message")
    def message(body: Mapping[str, Any], context: BoltContext) -> None:
        direct_message(door, body)
        _answered(door, body, context)

    @app.event("app_mention")
    def mentioned(body: Mapping[str, Any], context: BoltContext) -> None:
        mention(door, body)
        _answered(door, body, context)

    @app.event("app_home_opened")
    def opened(body: Mapping[str, Any], context: BoltContext) -> None:
        event = body["event"]
        user, tab = str(event["user"]), event.get("tab", "home")
        if tab == "home":
            home.publish(door, user, team_of(body))
        elif tab == "messages" and event.get("channel"):
            suggest(door, door.actor(user, team_of(body)), str(event["channel"]))
        _answered(door, body, context)


def _answered(door: Door, body: Mapping[str, Any], context: BoltContext) -> None:
    inbox.done(door.deps, event_key(body))
    finish(context)


def direct_message(door: Door, body: Mapping[str, Any]) -> None:
    """Answer a direct message: emergency steps first, then the waiting check, then guidance."""
    event = body["event"]
    user, channel, ts = str(event["user"]), str(event["channel"]), str(event["ts"])
    thread = str(event.get("thread_ts") or "")
    actor = door.actor(user, team_of(body))
    me = door.workspace.me()
    text = plain_words(str(event.get("text") or ""), me.user_id if me else "")
    kind = kind_of(text)
    if kind is Kind.NOTHING:
        said = talk.fixed("files_only") if event.get("files") else talk.fixed("emoji_only")
        door.post(channel, said, thread)
        return
    run = runs.active_run(door.deps, actor, channel, thread or None)
    if run is not None and checklists.emergency(door, actor, text, channel, thread):
        return  # the question stays open: nobody in an emergency should read that it was not understood
    if run is not None and _is_answer(door, run, text, kind, in_thread=bool(thread)):
        checklists.typed(door, actor, run, text, f"event:{event_key(body)}", thread)
        return
    if kind is Kind.WORDS:
        _question(door, actor, text, channel, thread, ts)
        if run is not None:
            door.post(channel, check_cards.waiting(run.run_id, run.checklist.title), thread)
        return
    _small_talk(door, actor, kind, text, channel, thread, ts)


def _is_answer(door: Door, run: runs.RunView, text: str, kind: Kind, *, in_thread: bool) -> bool:
    """Whether a text is meant for the check that waits rather than for me.

    In its thread everything is, but a question that no answer could be; elsewhere only what fits.
    """
    fits = runs.takes(door.deps, run, text)
    if in_thread:
        return fits is not Fit.NOT or kind is not Kind.WORDS or not is_question(text)
    if is_question(text):
        return False
    return fits is Fit.CHOICE or (fits is Fit.OWN_WORDS and kind in (Kind.WORDS, Kind.LONG))


def whom_to_ring(door: Door, actor: Actor, text: str) -> Message | None:
    """The numbers, where a text asks for them; None otherwise, and in an emergency, whose steps name them."""
    if not asks_whom_to_ring(text):
        return None
    route, contacts = guidance.urgent(door.deps, actor, text)
    return None if route else emergency.numbers(contacts)


def _question(door: Door, actor: Actor, text: str, channel: str, thread: str, ts: str) -> None:
    numbers = whom_to_ring(door, actor, text)
    if numbers is not None:
        door.post(channel, numbers, thread)
        return
    supposed = what_if.offer(door, actor, text)
    if supposed is not None:
        door.post(channel, supposed, thread)
        return
    dates = own_dates.answer(door, actor, text)
    if dates is not None:
        door.post(channel, dates, thread)
        return
    found = guidance.ask(door.deps, actor, text, private=True, place=f"{channel}:{thread or ts}")
    door.post(channel, answer_card(found), thread)


def answer_card(found: guidance.Answered, *, private: bool = True) -> Message:
    """The card for an answer; in channels without anybody's telephone number."""
    return cards.answer(
        found.answer,
        question_id=found.question_id,
        ask_name=found.ask_name,
        contacts=found.contacts if private else None,
        logged=not found.looks_like_case,
    )


def _small_talk(door: Door, actor: Actor, kind: Kind, text: str, channel: str, thread: str, ts: str) -> None:
    """What is no question; a long text may still tell of an emergency."""
    if kind is Kind.LONG:
        route, contacts = guidance.urgent(door.deps, actor, text)
        if route:
            door.post(channel, emergency.urgent_message(route, contacts), thread)
        door.post(channel, notes.long_text(channel, ts), thread)
    elif kind is Kind.EMOJI:
        door.post(channel, talk.fixed("emoji_only"), thread)
    elif kind is Kind.THANKS:
        door.post(channel, talk.fixed("thanks"), thread)
    else:
        door.post(channel, menu(door, actor, greeting=kind is Kind.GREETING), thread)


def mention(door: Door, body: Mapping[str, Any]) -> None:
    """Answer in the thread, with guidance only; never with anything about a child."""
    event = body["event"]
    user, channel = str(event["user"]), str(event["channel"])
    thread = str(event.get("thread_ts") or event["ts"])
    me = door.workspace.me()
    text = plain_words(str(event.get("text") or ""), me.user_id if me else "")
    if body.get("is_ext_shared_channel"):
        _in_shared_channel(door, user, team_of(body), text, channel, thread)
        return
    actor = door.actor(user, team_of(body))
    kind = kind_of(text)
    if kind in (Kind.NOTHING, Kind.EMOJI, Kind.GREETING, Kind.HELP):
        door.whisper(channel, user, talk.fixed("empty_mention"), thread)
        return
    if kind is Kind.THANKS:
        return
    numbers = whom_to_ring(door, actor, text)
    if numbers is not None:
        door.whisper(channel, user, numbers, thread)  # no channel shows anybody's number
        return
    route, contacts = guidance.urgent(door.deps, actor, text)
    if route:
        # No channel shows anybody's number, and Slack forgets what it shows to one person: the steps stay, with the
        # numbers, where only they read them.
        door.tell(user, emergency.urgent_message(route, contacts))
    about_child = (
        about_own_children(text) or names_a_child(door.deps, actor, text) or period_of(text) is not None
    )
    if kind is Kind.LONG or about_child or about_a_family(door.deps, text):
        if route:
            door.whisper(channel, user, emergency.urgent_message(route, None), thread)
        door.whisper(channel, user, talk.fixed("case_in_channel"), thread)
        return
    found = guidance.ask(door.deps, actor, text, private=False, place=f"{channel}:{thread}")
    if route and not found.answer.urgent:
        found = replace(found, answer=replace(found.answer, urgent=route))
    door.post(channel, answer_card(found, private=False), thread)


def _in_shared_channel(door: Door, user: str, team: str, text: str, channel: str, thread: str) -> None:
    """Refuse; whoever is ours and tells of an emergency has its steps first, where nobody else reads them.

    People of other organisations have the refusal only: our manager and our duty team are not theirs to ring.
    """
    route = guidance.urgent_route(door.deps, text)
    if route and door.workspace.serves(user, team):
        door.tell(user, emergency.urgent_message(route, _whom_they_ring(door, user)))
        door.whisper(channel, user, emergency.urgent_message(route, None), thread)
    door.whisper(channel, user, talk.fixed("shared_channel"), thread)


def _whom_they_ring(door: Door, user: str) -> Contacts | None:
    """The numbers; None for somebody who is on no list yet: the steps can't wait for that."""
    try:
        return access.contacts(door.deps, access.actor(door.deps, user))
    except UnknownPerson:
        return None
