"""Web API methods that post, change and remove messages."""

from typing import Any

from handlers.playground.arguments import Arguments
from handlers.playground.errors import ApiError
from handlers.playground.messages import Conversation, Message
from handlers.playground.slack import Slack
from handlers.playground.validation import message_error
from handlers.playground.validation.messages import ADVISED_TEXT
from handlers.playground.web_api import Reply, method


def conversation_of(slack: Slack, args: Arguments, *, by_user: bool = True) -> Conversation:
    """The conversation an argument names; posting also takes a user's id for their direct messages."""
    reference = args.required("channel")
    if not by_user and reference in slack.workspace.users:
        raise ApiError("channel_not_found")
    conversation = slack.conversations.find(reference)
    if conversation is None:
        raise ApiError("channel_not_found")
    return conversation


def content_of(slack: Slack, args: Arguments) -> dict[str, Any]:
    """Text, blocks, attachments and metadata of a call, refused as Slack refuses them."""
    payload: dict[str, Any] = {"text": args.text("text")}
    for name, error in (
        ("blocks", "invalid_blocks_format"),
        ("attachments", "invalid_attachments"),
        ("metadata", "invalid_metadata_format"),
    ):
        value = args.structure(name, error)
        if value:
            payload[name] = value
    refused = message_error(payload)
    if refused is not None:
        raise ApiError(refused[0], refused[1])
    return payload


def find_message(conversation: Conversation, ts: str, error: str = "message_not_found") -> Message:
    """The message with this ts, not deleted and not ephemeral."""
    message = conversation.messages.get(ts)
    if message is None or message.deleted or message.ephemeral_to:
        raise ApiError(error)
    return message


@method("chat.postMessage", "chat:write")
def post_message(slack: Slack, args: Arguments) -> Reply:
    """Post to a channel, a direct message or a thread."""
    conversation = conversation_of(slack, args)
    content = content_of(slack, args)
    if slack.workspace.bot.user_id not in conversation.members:
        raise ApiError("not_in_channel")
    thread_ts = args.text("thread_ts") or None
    if thread_ts is not None:
        thread_ts = _thread(conversation, thread_ts)
    content |= {"thread_ts": thread_ts, "broadcast": bool(thread_ts) and args.flag("reply_broadcast")}
    message = slack.post_as_bot(conversation, content)
    return {"channel": conversation.id, "ts": message.ts, "message": message.as_slack()}


@method("chat.update", "chat:write")
def update(slack: Slack, args: Arguments) -> Reply:
    """Change a message the app posted; text without blocks takes the blocks away."""
    conversation = conversation_of(slack, args, by_user=False)
    ts = args.required("ts")
    held = conversation.messages.get(ts)
    if held is not None and held.ephemeral_to:
        raise ApiError("cant_update_message")
    message = find_message(conversation, ts)
    if message.bot_id != slack.workspace.bot.bot_id:
        raise ApiError("cant_update_message")
    content = content_of(slack, args)
    if len(content["text"].encode()) > ADVISED_TEXT:  # posting takes ten times as much, updating does not
        raise ApiError("msg_too_long")
    change: dict[str, Any] = {"text": content["text"], "blocks": content.get("blocks", [])}
    if "attachments" in content or "attachments" in args:
        change["attachments"] = content.get("attachments", [])
    if "metadata" in content:
        change["metadata"] = content["metadata"]
    slack.change(message, change, edited="blocks" not in content)
    shown = message.as_slack()
    return {"channel": conversation.id, "ts": message.ts, "text": message.text, "message": shown}


@method("chat.delete", "chat:write")
def delete(slack: Slack, args: Arguments) -> Reply:
    """Delete a message the app posted."""
    conversation = conversation_of(slack, args, by_user=False)
    message = find_message(conversation, args.required("ts"))
    if message.bot_id != slack.workspace.bot.bot_id:
        raise ApiError("cant_delete_message")
    slack.delete(message)
    return {"channel": conversation.id, "ts": message.ts}


@method("chat.postEphemeral", "chat:write")
def post_ephemeral(slack: Slack, args: Arguments) -> Reply:
    """Post something only one person in the conversation sees."""
    conversation = conversation_of(slack, args)
    user = args.required("user")
    content = content_of(slack, args)
    if slack.workspace.bot.user_id not in conversation.members:
        raise ApiError("not_in_channel")
    if user not in conversation.members:
        raise ApiError("user_not_in_channel")
    content.pop("metadata", None)
    content |= {"ephemeral_to": user, "thread_ts": args.text("thread_ts") or None}
    return {"message_ts": slack.post_as_bot(conversation, content).ts}


@method("chat.getPermalink")
def get_permalink(slack: Slack, args: Arguments) -> Reply:
    """An address for a message; on the playground it leads to the page."""
    conversation = conversation_of(slack, args, by_user=False)
    message = find_message(conversation, args.required("message_ts"))
    address = f"{slack.base_url}/archives/{conversation.id}/p{message.ts.replace('.', '')}"
    return {"channel": conversation.id, "permalink": address}


@method("reactions.add", "reactions:write")
def add_reaction(slack: Slack, args: Arguments) -> Reply:
    """Put an emoji on a message."""
    conversation = conversation_of(slack, args, by_user=False)
    message = find_message(conversation, args.required("timestamp"))
    users = message.reactions.setdefault(args.required("name"), [])
    if slack.workspace.bot.user_id in users:
        raise ApiError("already_reacted")
    users.append(slack.workspace.bot.user_id)
    slack.changes.tell("update", slack.audience(message), channel=message.channel, ts=message.ts)
    return {}


def _thread(conversation: Conversation, thread_ts: str) -> str:
    parent = conversation.messages.get(thread_ts)
    if parent is None:
        raise ApiError("thread_not_found")
    return parent.thread_ts or parent.ts
