"""The stand-in Slack as an object for tests: start it, be its people, and look at what they see.

with StandInSlack() as slack:
    start_the_bot(slack.environment)
    slack.say("U0AMINA", "hello")
    reply = slack.read("U0AMINA", "Good morning")
    slack.click("U0AMINA", reply, "Plan a visit")
    assert slack.submit("U0AMINA", {"When": "2026-07-01"}) is None
"""

import copy
from collections.abc import Callable, Iterable
from typing import Any

from handlers.playground.delivery import Delivery
from handlers.playground.forms import State
from handlers.playground.hands import NotOnShow, action_for, chosen, find_control, find_input
from handlers.playground.messages import Message
from handlers.playground.payloads import Json
from handlers.playground.reading import controls
from handlers.playground.running import RunningSlack
from handlers.playground.surfaces import View

__all__ = ["Delivery", "Message", "NotOnShow", "ShownError", "StandInSlack", "View"]

Where = Message | View | str


class ShownError(AssertionError):
    """Slack showed this person an error: the app did not acknowledge, or answered with something invalid."""


class StandInSlack(RunningSlack):
    """A whole Slack on a free loopback port while the `with` block lasts, with a hand for everyone in it."""

    # What people do.

    def say(self, user: str, text: str, channel: str | None = None, thread_ts: str | None = None) -> Message:
        """Write a message: to the bot directly, in a channel, or in a thread."""
        return self._loop.call(self._people.say, user, text, channel, thread_ts)

    def mention(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> Message:
        """Write to the bot by name in a channel."""
        return self.say(user, f"<@{self.slack.workspace.bot.user_id}> {text}", channel, thread_ts)

    def open_home(self, user: str, tab: str = "home") -> None:
        """Open the app's Home tab (or its Messages tab)."""
        self._loop.call(self._people.open_home, user, tab)

    def click(
        self, user: str, where: Where, control: str, value: Any = None, *, match: str | None = None
    ) -> None:
        """Press or choose something in a message, on `home` or in the open `modal`.

        `control` is an action_id or the words on the control. `value` is what to choose (an option's value or
        words, a list for several, a date, a time, a user id) or picks one of several like buttons; `match` picks
        by words beside it. Raises NotOnShow if it is not there, ShownError if the app does not acknowledge.
        """
        place = self._place(user, where)
        block, element = find_control(place.blocks, control, value, match)
        action = action_for(block, element, value, self._options(user, place))
        held = self._held(user, place)
        self._checked(self._loop.run(self._people.act(user, held, block["block_id"], action)))

    def options(self, user: str, where: Where, control: str, typed: str) -> list[Json]:
        """What an external select offers after typing."""
        place = self._place(user, where)
        block, element = find_control(place.blocks, control)
        return self._options(user, place)(block, element, typed)

    def fill(self, user: str, values: dict[str, Any]) -> None:
        """Fill in the open modal, by block_id, action_id or label, without submitting."""
        view = self._open_modal(user)
        entered: State = {}
        for name, value in values.items():
            block, element = find_input(view.blocks, name)
            held = chosen(block, element, value, self._options(user, view))
            entered.setdefault(block["block_id"], {})[element["action_id"]] = held
        for block_id, held_values in entered.items():
            view.typed.setdefault(block_id, {}).update(held_values)

    def submit(self, user: str, values: dict[str, Any] | None = None) -> dict[str, str] | None:
        """Fill in and submit the open modal; the errors shown by block_id, or None if it went through."""
        self.fill(user, values or {})
        outcome = self._loop.run(self._people.submit(user, self._open_modal(user)))
        if outcome.get("errors"):
            errors: dict[str, str] = outcome["errors"]
            return errors
        self._checked(outcome)
        return None

    def close(self, user: str, *, clear: bool = False) -> None:
        """Close the open modal (with `clear` all of them) without submitting."""
        self._loop.call(self._people.close, user, self._open_modal(user), clear=clear)

    def command(self, user: str, command: str, text: str = "", channel: str | None = None) -> str | None:
        """Type a slash command; the text the app acknowledged with, if any."""
        return self._text(self._loop.run(self._people.command(user, channel, command, text)))

    def shortcut(self, user: str, callback_id: str, message: Message | None = None) -> None:
        """Choose a global shortcut, or one on a message."""
        channel, ts = (message.channel, message.ts) if message else (None, None)
        self._checked(self._loop.run(self._people.shortcut(user, callback_id, channel, ts)))

    # What people see.

    def home(self, user: str) -> View | None:
        """The App Home of a user, if one was published."""
        return self.slack.surfaces.home(user)

    def modal(self, user: str) -> View | None:
        """The modal in front of a user."""
        return self.slack.surfaces.top(user)

    def modals(self, user: str) -> list[View]:
        """All open modals of a user, the one in front last."""
        return self._loop.call(self.slack.surfaces.stack, user)

    def messages(self, where: str, thread_ts: str | None = None, as_user: str | None = None) -> list[Message]:
        """What is in a user's direct messages with the bot, or in a channel, or in one thread; oldest first.

        For a channel, `as_user` adds what only that person sees.
        """
        return self._loop.call(self._messages, where, thread_ts, as_user)

    def read(
        self,
        where: str,
        containing: str = "",
        *,
        after: Message | None = None,
        thread_ts: str | None = None,
        as_user: str | None = None,
        timeout: float = 5.0,
    ) -> Message:
        """Wait for a message by the bot whose words contain this; the newest one, later than `after` if given."""

        def newest() -> Message | None:
            shown = self.messages(where, thread_ts, as_user)
            floor = after.ts if after else ""
            fitting = [
                m for m in shown if m.bot_id and m.ts > floor and containing in f"{m.text}\n{m.all_text}"
            ]
            return fitting[-1] if fitting else None

        return self.wait_for(newest, timeout, f"a message to {where} containing {containing!r}")

    def as_seen_now(self, where: Message | View) -> Any:
        """A copy that does not change: click on it later to press a button that has gone stale."""
        return self._loop.call(copy.deepcopy, where)

    # Within.

    def _messages(self, where: str, thread_ts: str | None, as_user: str | None) -> list[Message]:
        conversation = self.slack.conversations.find(where)
        if conversation is None:
            raise NotOnShow(f"there is no conversation {where!r}")
        reader = as_user or (where if where in self.slack.workspace.users else conversation.members[0])
        shown = self.slack.conversations.seen_by(reader, conversation.id, thread_ts)
        alone = conversation.is_im or as_user
        return [message for message in shown if alone or message.ephemeral_to is None]

    def _place(self, user: str, where: Where) -> Message | View:
        if not isinstance(where, str):
            return where
        if where == "modal":
            return self._open_modal(user)
        view = self.home(user) if where == "home" else None
        if view is None:
            raise NotOnShow(f"{user} has no {where!r} on show")
        return view

    def _held(self, user: str, place: Message | View) -> Message | View:
        """The live object behind a copy made by `as_seen_now`; the copy itself if that is gone."""
        if isinstance(place, View):
            return self.slack.surfaces.find(place.id) or place
        conversation = self.slack.conversations.find(place.channel)
        return (conversation.messages.get(place.ts) if conversation else None) or place

    def _open_modal(self, user: str) -> View:
        view = self.modal(user)
        if view is None:
            raise NotOnShow(f"{user} has no modal open")
        return view

    def _options(self, user: str, place: Message | View) -> Callable[[Json, Json, str], list[Json]]:
        def ask(block: Json, element: Json, typed: str) -> list[Json]:
            asked = self._people.ask_options(user, place, block["block_id"], element["action_id"], typed)
            answer = self._loop.run(asked)
            self._checked({"ok": True, **answer})
            groups: Iterable[Json] = answer.get("option_groups", [])
            return [*answer.get("options", []), *(option for group in groups for option in group["options"])]

        return ask

    def _text(self, outcome: Json) -> str | None:
        self._checked(outcome)
        return outcome.get("text")

    @staticmethod
    def _checked(outcome: Json) -> None:
        if not outcome["ok"]:
            raise ShownError(str(outcome.get("error") or outcome.get("errors")))

    def controls(self, where: Message | View) -> list[Json]:
        """Every control in a message or view, for looking around."""
        return [element for _, element in controls(where.blocks)]
