"""Buttons and forms around answers: read the section, other policies, feedback, ask a person, share."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from slack_bolt import App, BoltContext
from slack_sdk.errors import SlackApiError

from bot.errors import InvalidInput
from bot.services import guidance
from bot.views import anchors, parts, sharing, talk
from bot.views import guidance as cards
from bot.views.ids import Action, Block, View
from handlers import clicks, forms
from handlers.clicks import Body
from handlers.conversation import answer_card
from handlers.door import Again, Door, user_of

Ack = Callable[..., Any]

NOT_MINE = frozenset(
    {"not_in_channel", "channel_not_found", "is_archived", "restricted_action", "cannot_dm_bot"}
)
"""Slack's words for a conversation that I may not write in."""


def register(app: App, door: Door) -> None:
    """Everything a person can tap on or around an answer."""
    _asking(app, door)
    _reading(app, door)
    _saying(app, door)
    _sharing(app, door)


def _asking(app: App, door: Door) -> None:
    @app.action(Action.ASK_OPEN)
    def open_ask(ack: Ack, body: Body) -> None:
        ack()
        door.open(body, cards.ask_modal(), Again(Action.ASK_OPEN))

    @app.view(View.ASK)
    def ask(ack: Ack, body: Body, context: BoltContext) -> None:
        found = guidance.ask(
            door.deps, context["actor"], forms.text(body["view"], Block.QUESTION), private=True
        )
        ack()
        door.tell(user_of(body), answer_card(found))

    @app.action(re.compile(f"^{Action.ASK_THIS}:"))
    def ask_this(ack: Ack, body: Body, context: BoltContext) -> None:
        found = guidance.ask(door.deps, context["actor"], clicks.value(body), private=True)
        ack()
        channel, thread = clicks.private_place(door, body)
        door.post(channel, answer_card(found), thread)
        if (body.get("view") or {}).get("type") == "home":
            # Slack can't be made to switch tabs, so say where the answer is.
            door.open(body, talk.answered_there(), None)

    @app.action(Action.ASK_PERSON)
    def ask_person(ack: Ack, body: Body, context: BoltContext) -> None:
        asked = clicks.anchor(body).question_id
        whom = guidance.ask_person(door.deps, context["actor"], asked, clicks.once(body))
        ack()
        channel, thread = clicks.private_place(door, body)
        sentence = f"I have passed your question to {whom.name}. The reply comes here."
        door.post(channel, talk.short(sentence), thread)


def _reading(app: App, door: Door) -> None:
    @app.action(Action.READ_SECTION)
    def read_section(ack: Ack, body: Body, context: BoltContext) -> None:
        document, section = anchors.read_place(clicks.value(body))
        paragraphs = guidance.section(door.deps, context["actor"], document, section)
        ack()
        again = Again(Action.READ_SECTION, clicks.value(body))
        door.open(body, cards.section_modal(document, section, paragraphs), again)

    @app.action(Action.POLICY_SAYS)
    def policy_says(ack: Ack, body: Body, context: BoltContext) -> None:
        found = guidance.again(door.deps, context["actor"], clicks.anchor(body).question_id)
        ack()
        view = cards.policy_modal(found.answer, found.question_id)
        door.open(body, view, Again(Action.POLICY_SAYS, clicks.value(body)))

    @app.action(Action.OTHER_POLICIES)
    def other_policies(ack: Ack, body: Body, context: BoltContext) -> None:
        found = guidance.again(door.deps, context["actor"], clicks.anchor(body).question_id)
        ack()
        door.open(body, cards.others_modal(found.answer), Again(Action.OTHER_POLICIES, clicks.value(body)))


def _saying(app: App, door: Door) -> None:
    @app.action(Action.FEEDBACK)
    def feedback(ack: Ack, body: Body, context: BoltContext) -> None:
        word, _, number = clicks.value(body).partition(":")
        question_id = int(number) if number.isdigit() else 0
        if word == "yes":
            guidance.feedback(door.deps, context["actor"], question_id, True, "", "", once=clicks.once(body))
            ack()
            return
        ack()
        door.open(body, cards.feedback_modal(question_id), Again(Action.FEEDBACK, clicks.value(body)))

    @app.view(View.FEEDBACK)
    def feedback_reasons(ack: Ack, body: Body, context: BoltContext) -> None:
        view = body["view"]
        reason = forms.one(view, Block.REASON)
        if reason not in cards.FEEDBACK_REASONS:
            raise InvalidInput({Block.REASON: "Choose what was wrong."})
        guidance.feedback(
            door.deps,
            context["actor"],
            forms.anchor(view).question_id,
            False,
            reason,
            forms.text(view, Block.COMMENT),
            once=clicks.once_view(body),
        )
        ack(
            response_action="update",
            view=parts.notice("Thank you", "Your policy lead sees it with the answer."),
        )


def _sharing(app: App, door: Door) -> None:
    @app.action(Action.SHARE)
    def open_share(ack: Ack, body: Body, context: BoltContext) -> None:
        asked = clicks.anchor(body).question_id
        found = guidance.again(door.deps, context["actor"], asked)
        ack()
        door.open(body, sharing.share_modal(found.answer, asked), Again(Action.SHARE, clicks.value(body)))

    @app.view(View.SHARE)
    def share(ack: Ack, body: Body, context: BoltContext) -> None:
        view = body["view"]
        actor = context["actor"]
        where = forms.conversation(view, Block.WHERE)
        if not where:
            raise InvalidInput({Block.WHERE: "Choose where it should go."})
        found = guidance.again(door.deps, actor, forms.anchor(view).question_id)
        if guidance.sharing(door.deps, actor, forms.anchor(view).question_id, clicks.once_view(body)):
            try:
                door.post(where, sharing.shared(found.answer, actor.name))
            except SlackApiError as trouble:
                if trouble.response.get("error") not in NOT_MINE:
                    raise
                raise InvalidInput(
                    {Block.WHERE: "I'm not in that conversation. Invite me there first, or choose another."}
                ) from None
        ack()
