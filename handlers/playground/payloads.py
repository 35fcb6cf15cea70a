"""The JSON that Slack sends to an app, complete as Slack writes it."""

import time
from typing import Any

from handlers.playground.messages import Conversation, Message
from handlers.playground.surfaces import View, new_id
from handlers.playground.workspace import User, Workspace

Json = dict[str, Any]


class Payloads:
    """Builds payloads for one workspace and app; `token` is the old verification token, always the same."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._bot = workspace.bot

    def event_callback(self, event: Json) -> Json:
        """The outer wrapping of an event, with a fresh event_id."""
        sender = self._workspace.users.get(str(event.get("user")))
        return {
            "token": "playground",
            "team_id": self._workspace.team_id,
            "context_team_id": self._workspace.team_id,
            "context_enterprise_id": None,
            "api_app_id": self._bot.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": new_id("Ev"),
            "event_time": int(float(event["event_ts"])),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": self._workspace.team_id,
                    "user_id": self._bot.user_id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": bool(sender and sender.is_stranger),
            "event_context": f"4-{new_id('')}",
        }

    def message(self, message: Message, conversation: Conversation) -> Json:
        """A message event (message.im or message.channels)."""
        event = message.as_slack()
        event.pop("reply_count", None)
        event.pop("latest_reply", None)
        return (
            event
            | {
                "channel": conversation.id,
                "channel_type": "im" if conversation.is_im else "channel",
                "event_ts": message.ts,
            }
            | ({"client_msg_id": f"{message.ts}-{message.user}"} if not message.bot_id else {})
        )

    def message_changed(self, message: Message, previous: Json, ts: str, conversation: Conversation) -> Json:
        """The event after chat.update."""
        return {
            "type": "message",
            "subtype": "message_changed",
            "message": message.as_slack(),
            "previous_message": previous,
            "channel": conversation.id,
            "hidden": True,
            "ts": ts,
            "event_ts": ts,
            "channel_type": "im" if conversation.is_im else "channel",
        }

    def message_deleted(self, message: Message, previous: Json, ts: str, conversation: Conversation) -> Json:
        """The event after chat.delete."""
        return {
            "type": "message",
            "subtype": "message_deleted",
            "previous_message": previous,
            "channel": conversation.id,
            "hidden": True,
            "deleted_ts": message.ts,
            "ts": ts,
            "event_ts": ts,
            "channel_type": "im" if conversation.is_im else "channel",
        }

    def app_mention(self, message: Message) -> Json:
        """The event when somebody names the app in a channel."""
        shown = message.as_slack()
        kept = ("user", "ts", "text", "team", "blocks", "thread_ts", "client_msg_id")
        event = {key: shown[key] for key in kept if key in shown}
        return {"type": "app_mention", **event, "channel": message.channel, "event_ts": message.ts}

    def app_home_opened(self, user: User, tab: str, im: Conversation, home: View | None, ts: str) -> Json:
        """The event when a person opens the app's Home or Messages tab."""
        event: Json = {
            "type": "app_home_opened",
            "user": user.id,
            "channel": im.id,
            "tab": tab,
            "event_ts": ts,
        }
        if home is not None:
            event["view"] = home.as_slack()
        return event

    def _interaction(self, kind: str, user: User, trigger_id: str | None) -> Json:
        payload: Json = {
            "type": kind,
            "user": {
                "id": user.id,
                "username": user.name,
                "name": user.name,
                "team_id": user.team_id(self._workspace.team_id),
            },
            "api_app_id": self._bot.app_id,
            "token": "playground",
            "team": {"id": self._workspace.team_id, "domain": self._workspace.team_domain},
            "enterprise": None,
            "is_enterprise_install": False,
        }
        return payload if trigger_id is None else payload | {"trigger_id": trigger_id}

    def _channel(self, conversation: Conversation) -> Json:
        return {"id": conversation.id, "name": "directmessage" if conversation.is_im else conversation.name}

    def block_actions_in_message(
        self,
        user: User,
        trigger_id: str,
        conversation: Conversation,
        message: Message,
        action: Json,
        state: Json,
        response_url: str,
    ) -> Json:
        """Somebody pressed or chose something in a message."""
        container: Json = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": conversation.id,
            "is_ephemeral": message.ephemeral_to is not None,
        }
        if message.is_reply:
            container["thread_ts"] = message.thread_ts
        payload = self._interaction("block_actions", user, trigger_id) | {
            "container": container,
            "channel": self._channel(conversation),
            "state": {"values": state},
            "response_url": response_url,
            "actions": [action | {"action_ts": f"{time.time():.6f}"}],
        }
        return payload if message.ephemeral_to else payload | {"message": message.as_slack()}

    def block_actions_in_view(
        self, user: User, trigger_id: str, view: View, action: Json, state: Json
    ) -> Json:
        """Somebody pressed or chose something in a modal or on App Home."""
        return self._interaction("block_actions", user, trigger_id) | {
            "container": {"type": "view", "view_id": view.id},
            "view": view.as_slack(state),
            "actions": [action | {"action_ts": f"{time.time():.6f}"}],
        }

    def block_suggestion(self, user: User, block_id: str, action_id: str, value: str, where: Json) -> Json:
        """An external select asks for its options; `where` names the view or message."""
        return self._interaction("block_suggestion", user, None) | {
            "action_id": action_id,
            "block_id": block_id,
            "value": value,
            **where,
        }

    def view_submission(self, user: User, trigger_id: str, view: View, state: Json) -> Json:
        """A modal was submitted."""
        return self._interaction("view_submission", user, trigger_id) | {
            "view": view.as_slack(state),
            "response_urls": [],
        }

    def view_closed(self, user: User, view: View, state: Json, *, cleared: bool) -> Json:
        """A modal that asked for it was closed without submitting."""
        return self._interaction("view_closed", user, None) | {
            "view": view.as_slack(state),
            "is_cleared": cleared,
        }

    def shortcut(self, user: User, trigger_id: str, callback_id: str) -> Json:
        """A global shortcut was chosen."""
        return self._interaction("shortcut", user, trigger_id) | {
            "action_ts": f"{time.time():.6f}",
            "callback_id": callback_id,
        }

    def message_action(
        self,
        user: User,
        trigger_id: str,
        callback_id: str,
        conversation: Conversation,
        message: Message,
        response_url: str,
    ) -> Json:
        """A shortcut was chosen on a message."""
        return self._interaction("message_action", user, trigger_id) | {
            "action_ts": f"{time.time():.6f}",
            "callback_id": callback_id,
            "response_url": response_url,
            "message_ts": message.ts,
            "message": message.as_slack(),
            "channel": self._channel(conversation),
        }

    def slash_command(
        self,
        user: User,
        trigger_id: str,
        conversation: Conversation,
        command: str,
        text: str,
        response_url: str,
    ) -> Json:
        """A slash command; Slack sends it as flat fields."""
        return {
            "token": "playground",
            "team_id": self._workspace.team_id,
            "team_domain": self._workspace.team_domain,
            "channel_id": conversation.id,
            "channel_name": "directmessage" if conversation.is_im else conversation.name,
            "user_id": user.id,
            "user_name": user.name,
            "command": command,
            "text": text,
            "api_app_id": self._bot.app_id,
            "is_enterprise_install": "false",
            "response_url": response_url,
            "trigger_id": trigger_id,
        }
