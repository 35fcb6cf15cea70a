"""What Slack does with what the app answers: acks with a body, and posts to a response_url."""

from typing import Any

from handlers.playground.errors import ApiError
from handlers.playground.messages import Conversation
from handlers.playground.payloads import Json
from handlers.playground.slack import Slack
from handlers.playground.surfaces import View
from handlers.playground.triggers import ResponseUrl
from handlers.playground.validation import message_error, view_error

TROUBLE = "We had some trouble connecting. Try again?"


class Replies:
    """Applies the app's answers, and complains about the ones Slack would not accept."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    def to_submission(self, view: View, reply: Any) -> Json:
        """The outcome of a view_submission: errors, update, push, clear, or just closed."""
        if not reply:
            return self._closed(view)
        action = reply.get("response_action") if isinstance(reply, dict) else None
        if action == "errors":
            return self._errors(view, reply.get("errors"))
        if action == "clear":
            return self._closed(view, clear=True)
        if action in ("update", "push"):
            return self._replaced(view, action, reply.get("view"))
        return self._refused(f"response_action {action!r} is not one Slack knows")

    def to_command(self, user: str, conversation: Conversation, reply: Any) -> Json:
        """The outcome of a slash command: nothing, a line for the person, or a message in the channel."""
        if not reply:
            return {"ok": True}
        content = {"text": reply} if isinstance(reply, str) else dict(reply)
        if not content.get("text") and not content.get("blocks"):
            return {"ok": True}
        refused = message_error(content)
        if refused is not None:
            self._slack.complain("command reply", "; ".join([refused[0], *refused[1]]))
            return {"ok": False, "error": "dispatch_failed"}
        self._post(user, conversation, content)
        return {"ok": True, "text": content.get("text", "")}

    def options(self, reply: Any) -> Json:
        """The options of an external select, as the app gave them."""
        if isinstance(reply, dict):
            for key in ("options", "option_groups"):
                if isinstance(reply.get(key), list):
                    return {key: reply[key]}
        self._slack.complain("block_suggestion", "the answer holds neither options nor option_groups")
        return {"options": []}

    def to_response_url(self, permission: ResponseUrl, content: Json) -> None:
        """Post, replace or delete through a response_url; raises ApiError for what Slack refuses."""
        conversation = self._slack.conversations.find(permission.channel)
        if conversation is None:
            raise ApiError("channel_not_found")
        original = conversation.messages.get(permission.message_ts or "")
        if content.get("delete_original"):
            if original is not None:
                self._slack.delete(original)
            return
        refused = message_error(content)
        if refused is not None:
            self._slack.complain("response_url", "; ".join([refused[0], *refused[1]]))
            raise ApiError(*refused)
        if content.get("replace_original") and original is not None:
            change = {"text": content.get("text", ""), "blocks": content.get("blocks", [])}
            self._slack.change(original, change, edited=False)
        else:
            thread_ts = content.get("thread_ts") or permission.thread_ts
            self._post(permission.user, conversation, content | {"thread_ts": thread_ts})

    def _post(self, user: str, conversation: Conversation, content: Json) -> None:
        public = content.get("response_type") == "in_channel"
        kept = {
            key: content[key] for key in ("text", "blocks", "attachments", "thread_ts") if content.get(key)
        }
        kept.setdefault("text", "")
        self._slack.post_as_bot(conversation, kept | {"ephemeral_to": None if public else user})

    def _closed(self, view: View, *, clear: bool = False) -> Json:
        self._slack.surfaces.close(view, clear=clear or bool(view.content.get("clear_on_close")))
        self._slack.changes.tell("modal", [view.user])
        return {"ok": True}

    def _errors(self, view: View, errors: Any) -> Json:
        inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
        if not isinstance(errors, dict) or not errors:
            return self._refused("response_action errors needs an errors object")
        if stray := sorted(set(errors) - inputs):
            return self._refused(f"errors names {stray[0]!r}, which is not an input block of this view")
        self._slack.changes.note()
        return {"ok": False, "errors": errors}

    def _replaced(self, view: View, action: str, content: Any) -> Json:
        if not isinstance(content, dict):
            return self._refused(f"response_action {action} needs a view")
        refused = view_error("modal", content)
        if refused is not None:
            return self._refused("; ".join([refused[0], *refused[1]]))
        try:
            if action == "push":
                self._slack.show(self._slack.surfaces.push(view.user, content))
            else:
                self._slack.show(self._slack.surfaces.update(view, content))
        except ApiError as error:
            return self._refused(error.code)
        return {"ok": True}

    def _refused(self, why: str) -> Json:
        self._slack.complain("view_submission reply", why)
        return {"ok": False, "error": TROUBLE}
