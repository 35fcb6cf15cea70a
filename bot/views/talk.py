"""Small talk that leads somewhere: help, suggested questions, and single sentences with a way on."""

from __future__ import annotations

from collections.abc import Sequence

from bot.views import parts
from bot.views.ids import Action
from bot.views.parts import Json, Message
from bot.wording import say


def help_message(first_name: str, greeting: bool, questions: Sequence[str]) -> Message:
    """Where "hi", "help" and an old button lead; `questions` are the ones to tap."""
    blocks: list[Json] = []
    if greeting:
        blocks.append(parts.section(say("hello", name=parts.escape(first_name))))
    blocks += [
        parts.section(say("help_ask")),
        parts.section(say("help_visits")),
        help_buttons(),
        *often_asked(questions),
        parts.context(say("help_command")),
    ]
    return parts.message("Here is what I can do.", blocks, lasting=True)


def help_buttons() -> Json:
    """The ways on that are always right."""
    return parts.actions(
        "ways_on",
        parts.button("My children", Action.MY_CHILDREN),
        parts.button("Plan a visit", Action.PLAN),
        parts.button("Record a visit", Action.RECORD),
    )


def often_asked(questions: Sequence[str]) -> list[Json]:
    """Questions to tap, at most three; nothing where there are none."""
    if not questions:
        return []
    buttons = [
        parts.button(text, f"{Action.ASK_THIS}:{number}", text) for number, text in enumerate(questions[:3])
    ]
    return [parts.section("*People often ask*"), parts.actions("prompts", *buttons)]


def short(sentence: str, *, lasting: bool = False) -> Message:
    """A sentence made for the moment, with a way on."""
    more = parts.actions("way_on", parts.button("Help", Action.HELP))
    return parts.message(sentence, [parts.said(sentence), more], lasting=lasting)


def fixed(name: str) -> Message:
    """A fixed sentence as it stands, with a way on: it can't tell of anybody, so it may stay."""
    return short(say(name), lasting=True)


def answered_there() -> Json:
    """Where the answer to a question tapped on the Home tab stands."""
    return parts.notice("Your answer", "The answer is in our messages.")
