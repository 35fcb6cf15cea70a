"""/visit and its words, the shortcut for a question, help, and a way on from everything we don't know."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from slack_bolt import App, BoltContext

from bot.domain.people import Actor
from bot.domain.plan_changes import WhatIfAsk
from bot.services import guidance
from bot.services.own_lists import period_of
from bot.views import emergency, parts, talk
from bot.views import guidance as cards
from bot.views.anchors import Anchor
from bot.views.ids import COMMAND, Action, Shortcut
from bot.views.parts import Message
from bot.wording import say
from handlers import clicks, home, own_dates, recording, visits, what_if
from handlers.clicks import Body
from handlers.conversation import answer_card, whom_to_ring
from handlers.door import Again, Door, user_of
from handlers.menu import menu
from handlers.spoken import is_question, plain_words

Ack = Callable[..., Any]
ANYTHING = re.compile(".*")
LISTS = ("mine", "children", "list")
OPENS = ("plan", "record", *LISTS, what_if.WORD)
"""The words that open a form, whatever stands after them."""


def register(app: App, door: Door) -> None:
    """The command, the question shortcut and the help button."""

    @app.command(COMMAND)
    def visit(ack: Ack, body: Body, context: BoltContext) -> None:
        _visit(door, ack, body, context["actor"])

    @app.shortcut(Shortcut.ASK_GUIDANCE)
    def ask_shortcut(ack: Ack, body: Body) -> None:
        ack()
        door.open(body, cards.ask_modal(), Again(Action.ASK_OPEN))

    @app.action(Action.HELP)
    def show_help(ack: Ack, body: Body, context: BoltContext) -> None:
        ack()
        channel, thread = clicks.private_place(door, body)
        door.post(channel, menu(door, context["actor"]), thread)


def _visit(door: Door, ack: Ack, body: Body, actor: Actor) -> None:
    typed = plain_words(str(body.get("text") or ""))
    word, _, rest = typed.partition(" ")
    word, rest = word.lower(), rest.strip()
    if word in OPENS and _urgent(door, ack, body, actor, rest):
        return
    if word in ("plan", "record"):
        if word == "plan":
            view, again = visits.open_plan(door, actor, Anchor(), rest)
        else:
            view, again = recording.open_record(door, actor, Anchor(), rest)
        ack()
        door.open(body, view, again)
    elif word in LISTS:
        view = home.children_view(door, actor)
        ack()
        door.open(body, view, Again(Action.MY_CHILDREN))
    elif word == what_if.WORD:
        _what_if(door, ack, body, actor, what_if.typed(door, rest), rest)
    elif supposed := what_if.asked(door, actor, typed):
        _what_if(door, ack, body, actor, supposed)
    elif numbers := whom_to_ring(door, actor, typed):
        _say(ack, numbers)
    elif (
        word == "ask" or is_question(typed) or period_of(typed) or guidance.urgent(door.deps, actor, typed)[0]
    ):
        question = rest if word == "ask" else typed
        if not question:
            ack()
            door.open(body, cards.ask_modal(), Again(Action.ASK_OPEN))
            return
        dates = own_dates.answer(door, actor, question)
        if dates is not None:  # the command may stand in a channel
            _say(ack, parts.message(say("in_our_messages"), [parts.said(say("in_our_messages"))]))
            door.tell(user_of(body), dates)
            return
        found = guidance.ask(door.deps, actor, question, private=True)
        _say(ack, answer_card(found))
        if found.answer.urgent:  # Slack forgets what a command is answered with
            door.tell(user_of(body), answer_card(found))
    else:
        known = word in ("", "help")
        _say(
            ack, menu(door, actor, first="" if known else say("unknown_command", word=parts.clip(typed, 60)))
        )


def _urgent(door: Door, ack: Ack, body: Body, actor: Actor, text: str) -> bool:
    """The steps, where what stands after a word tells of an emergency; the forms wait a tap away, not on top."""
    route, contacts = guidance.urgent(door.deps, actor, text)
    if route is None:
        return False
    steps = emergency.urgent_message(route, contacts)
    _say(ack, Message(steps.text, [*steps.blocks, talk.help_buttons()]))
    door.tell(user_of(body), steps)  # Slack forgets what a command is answered with
    return True


def _what_if(door: Door, ack: Ack, body: Body, actor: Actor, ask: WhatIfAsk, named: str = "") -> None:
    view = what_if.view_for(door, actor, ask, named)
    ack()
    door.open(body, view, Again(Action.WHAT_IF, ask.pack()))


def _say(ack: Ack, message: Message) -> None:
    """Answer a command, to the person alone."""
    ack(text=message.text, blocks=message.blocks, response_type="ephemeral")


def register_last(app: App, door: Door) -> None:
    """What no handler knows any more: old buttons, old forms, other commands. Acknowledged, with a way on."""

    @app.action(ANYTHING)
    def stale_button(ack: Ack, body: Body, context: BoltContext) -> None:
        ack()
        channel, thread = clicks.private_place(door, body)
        door.post(channel, menu(door, context["actor"], first=say("stale_button")), thread)

    @app.view(ANYTHING)
    def unknown_form(ack: Ack) -> None:
        ack(response_action="push", view=parts.notice("Not saved", say("unknown_form")))

    @app.view_closed(ANYTHING)
    def closed(ack: Ack) -> None:
        ack()

    @app.command(ANYTHING)
    def unknown_command(ack: Ack, body: Body, context: BoltContext) -> None:
        unknown = say("unknown_command", word=str(body.get("command") or ""))
        _say(ack, menu(door, context["actor"], first=unknown))

    @app.shortcut(ANYTHING)
    def unknown_shortcut(ack: Ack, body: Body, context: BoltContext) -> None:
        ack()
        door.tell(user_of(body), menu(door, context["actor"]))

    @app.options(ANYTHING)
    def no_options(ack: Ack) -> None:
        ack(options=[])

    @app.event(ANYTHING)
    def not_ours(body: Body) -> None:
        """Events nobody subscribed to are acknowledged before they come here."""
