"""What a person in the workspace can do, and what Slack then sends to the app."""

import html
import re
from typing import Any

from handlers.playground.forms import VALUE_KEYS, State, refused_by_client, whole_state
from handlers.playground.messages import Conversation, Message
from handlers.playground.payloads import Json
from handlers.playground.reading import controls
from handlers.playground.replies import Replies
from handlers.playground.slack import Slack
from handlers.playground.surfaces import View
from handlers.playground.workspace import User

TROUBLE = "We had some trouble connecting. Try again?"
_LONGEST_TEXT = 40_000


class NotPossible(Exception):
    """What a person tried cannot be done in Slack; the text says why."""


class People:
    """The hands of everyone in the workspace; replies of the app are applied as Slack applies them."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._replies = Replies(slack)

    def user(self, user_id: str) -> User:
        """A person of the workspace."""
        user = self._slack.workspace.users.get(user_id)
        if user is None or user.is_bot:
            raise NotPossible(f"nobody in this workspace has the id {user_id!r}")
        return user

    def place(self, user: User, channel: str | None) -> Conversation:
        """The conversation this person means; their direct messages with the bot if none is named."""
        conversation = self._slack.conversations.find(channel) if channel else None
        conversation = conversation or (None if channel else self._slack.conversations.im(user.id))
        if conversation is None or user.id not in conversation.members:
            raise NotPossible(f"{user.real_name} is in no conversation called {channel!r}")
        return conversation

    def say(
        self, user_id: str, text: str, channel: str | None = None, thread_ts: str | None = None
    ) -> Message:
        """Write a message, in direct messages with the bot unless a channel is named."""
        user = self.user(user_id)
        conversation = self.place(user, channel)
        if not text.strip():
            raise NotPossible("an empty message cannot be sent")
        if len(text) > _LONGEST_TEXT:
            raise NotPossible("Slack takes no message longer than 40,000 characters")
        if thread_ts is not None:
            parent = conversation.messages.get(thread_ts)
            if parent is None:
                raise NotPossible("that thread does not exist")
            thread_ts = parent.thread_ts or parent.ts
        wire = self._as_sent(text)
        message = self._slack.keep(
            Message(
                channel=conversation.id,
                ts=self._slack.conversations.new_ts(),
                user=user.id,
                text=wire,
                blocks=[_as_rich_text(text)],
                thread_ts=thread_ts,
            )
        )
        bot_id = self._slack.workspace.bot.user_id
        if not conversation.is_im and f"<@{bot_id}>" in wire and bot_id in conversation.members:
            self._slack.send_event(self._slack.payloads.app_mention(message), "app_mention")
        conversation.read_up_to[user.id] = message.ts
        return message

    def open_home(self, user_id: str, tab: str = "home") -> None:
        """Open the app's Home (or Messages) tab."""
        user = self.user(user_id)
        im, home = self._slack.conversations.im(user.id), self._slack.surfaces.home(user.id)
        ts = self._slack.conversations.new_ts()
        event = self._slack.payloads.app_home_opened(user, tab, im, home if tab == "home" else None, ts)
        self._slack.send_event(event, "app_home_opened")

    async def act(
        self, user_id: str, where: Message | View, block_id: str, action: Json, state: State | None = None
    ) -> Json:
        """Press or choose something; {"ok"} or {"ok": False, "error"} as the client would show it."""
        user = self.user(user_id)
        action = {**action, "block_id": block_id}
        if isinstance(where, View):
            payload = self._act_in_view(user, where, action, state or {})
        else:
            payload = self._act_in_message(user, where, action, state or {})
        delivery = await self._slack.courier.send_interaction("interactive", payload)
        return {"ok": True} if delivery.acked else self._failed(delivery.what, delivery.problem)

    async def ask_options(
        self, user_id: str, where: Message | View, block_id: str, action_id: str, value: str
    ) -> Json:
        """Type into an external select; {"options"} or {"option_groups"} from the app."""
        user = self.user(user_id)
        if isinstance(where, View):
            place: Json = {
                "container": {"type": "view", "view_id": where.id},
                "view": where.as_slack(whole_state(where.blocks, where.typed)),
            }
        else:
            place = {
                "container": {"type": "message", "message_ts": where.ts, "channel_id": where.channel},
                "message": where.as_slack(),
            }
        payload = self._slack.payloads.block_suggestion(user, block_id, action_id, value, place)
        delivery = await self._slack.courier.send_interaction("interactive", payload)
        if not delivery.acked:
            return {"options": [], **self._failed("block_suggestion", delivery.problem)}
        return self._replies.options(delivery.reply)

    async def submit(self, user_id: str, view: View, state: State | None = None) -> Json:
        """Press the submit button; {"ok": True}, or {"ok": False} with `errors` by block or an `error`."""
        user = self.user(user_id)
        if view not in self._slack.surfaces.stack(user.id):
            raise NotPossible("that form is no longer open")
        if not view.content.get("submit"):
            raise NotPossible("this form has no submit button")
        if state is not None:
            view.typed = state
        values = whole_state(view.blocks, view.typed)
        if refused := refused_by_client(view.blocks, values):
            return {"ok": False, "errors": refused}
        trigger_id = self._slack.permissions.give_trigger(user.id, view.id)
        payload = self._slack.payloads.view_submission(user, trigger_id, view, values)
        delivery = await self._slack.courier.send_interaction("interactive", payload)
        if not delivery.acked:
            return self._failed("view_submission", delivery.problem)
        return self._replies.to_submission(view, delivery.reply)

    def close(self, user_id: str, view: View, *, clear: bool = False) -> None:
        """Close a modal (with `clear` all of them) without submitting."""
        user = self.user(user_id)
        closed = self._slack.surfaces.close(view, clear=clear or bool(view.content.get("clear_on_close")))
        for gone in closed:
            if gone.content.get("notify_on_close"):
                state = whole_state(gone.blocks, gone.typed)
                payload = self._slack.payloads.view_closed(user, gone, state, cleared=len(closed) > 1)
                self._slack.courier.start_interaction(payload)
        self._slack.changes.tell("modal", [user.id])

    async def command(self, user_id: str, channel: str | None, command: str, text: str) -> Json:
        """Type a slash command; {"ok", "text"?} or {"ok": False, "error"}."""
        user = self.user(user_id)
        conversation = self.place(user, channel)
        if command not in {known.command for known in self._slack.workspace.commands}:
            return {"ok": False, "error": f"{command} is not a valid command."}
        trigger_id = self._slack.permissions.give_trigger(user.id)
        key = self._slack.permissions.give_response_url(user.id, conversation.id)
        payload = self._slack.payloads.slash_command(
            user, trigger_id, conversation, command, text, self._slack.response_url(key)
        )
        delivery = await self._slack.courier.send_interaction("slash_commands", payload)
        if not delivery.acked:
            word = "operation_timeout" if "timeout" in (delivery.problem or "") else "dispatch_failed"
            self._slack.complain(command, f"the app did not acknowledge ({delivery.problem})")
            return {"ok": False, "error": f"{command} failed with the error “{word}”"}
        return self._replies.to_command(user.id, conversation, delivery.reply)

    async def shortcut(
        self, user_id: str, callback_id: str, channel: str | None = None, message_ts: str | None = None
    ) -> Json:
        """Choose a global shortcut, or one on a message."""
        user = self.user(user_id)
        trigger_id = self._slack.permissions.give_trigger(user.id)
        if message_ts is None:
            payload = self._slack.payloads.shortcut(user, trigger_id, callback_id)
        else:
            conversation = self.place(user, channel)
            message = conversation.messages.get(message_ts)
            if message is None:
                raise NotPossible("that message does not exist")
            key = self._slack.permissions.give_response_url(user.id, conversation.id, message_ts)
            payload = self._slack.payloads.message_action(
                user, trigger_id, callback_id, conversation, message, self._slack.response_url(key)
            )
        delivery = await self._slack.courier.send_interaction("interactive", payload)
        return {"ok": True} if delivery.acked else self._failed("shortcut", delivery.problem)

    def _act_in_view(self, user: User, view: View, action: Json, state: State) -> Json:
        _remember(view.typed, state, action)
        trigger_id = self._slack.permissions.give_trigger(user.id, view.id)
        values = whole_state(view.blocks, view.typed)
        return self._slack.payloads.block_actions_in_view(user, trigger_id, view, action, values)

    def _act_in_message(self, user: User, message: Message, action: Json, state: State) -> Json:
        conversation = self.place(user, message.channel)
        chosen = self._slack.choices_in_messages.setdefault((user.id, message.ts), {})
        _remember(chosen, state, action)
        trigger_id = self._slack.permissions.give_trigger(user.id)
        key = self._slack.permissions.give_response_url(
            user.id, message.channel, message.ts, message.thread_ts
        )
        return self._slack.payloads.block_actions_in_message(
            user,
            trigger_id,
            conversation,
            message,
            action,
            whole_state(message.blocks, chosen),
            self._slack.response_url(key),
        )

    def _failed(self, what: str, problem: str | None) -> Json:
        self._slack.complain(what, f"the app did not acknowledge ({problem})")
        return {"ok": False, "error": TROUBLE}

    def _as_sent(self, text: str) -> str:
        """What was typed, as Slack sends it: &, < and > escaped, names and addresses turned into links."""
        bot = self._slack.workspace.bot
        wire = html.escape(text, quote=False)
        wire = wire.replace(f"&lt;@{bot.user_id}&gt;", f"<@{bot.user_id}>")
        for user in self._slack.workspace.users.values():
            named = rf"(?<!\S)@{re.escape(user.real_name)}\b"
            wire = re.sub(named, f"<@{user.id}>", wire, flags=re.IGNORECASE)
        wire = re.sub(r"https?://\S+[^\s.,;:!?)]", r"<\g<0>>", wire)
        return re.sub(r"(?<!\S)@(channel|here|everyone)\b", r"<!\1>", wire)


def finds_control(blocks: list[Json], block_id: str, action_id: str) -> Json | None:
    """The control with these ids, if it is on show."""
    for block, element in controls(blocks):
        if block.get("block_id") == block_id and element.get("action_id") == action_id:
            return element
    return None


def _remember(kept: State, state: State, action: Json) -> None:
    for block_id, entered in state.items():
        kept.setdefault(block_id, {}).update(entered)
    if action["type"] in VALUE_KEYS:
        key = VALUE_KEYS[action["type"]][0]
        held = {"type": action["type"], key: action.get(key)}
        kept.setdefault(action["block_id"], {})[action["action_id"]] = held


def _as_rich_text(text: str) -> dict[str, Any]:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}
