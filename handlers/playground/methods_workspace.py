"""Web API methods about the app, the team and its people."""

from typing import Any

from handlers.playground.arguments import Arguments
from handlers.playground.errors import ApiError
from handlers.playground.methods_chat import conversation_of
from handlers.playground.methods_conversations import paged
from handlers.playground.slack import Slack
from handlers.playground.web_api import Reply, method
from handlers.playground.workspace import User

MOST_PROMPTS = 4
MOST_LOADING_MESSAGES = 10


@method("api.test", caller="anyone")
def api_test(slack: Slack, args: Arguments) -> Reply:
    """Echo the arguments; with `error`, fail with it."""
    if "error" in args:
        raise ApiError(args.text("error"))
    return {"args": {key: value for key, value in args.raw.items() if key != "token"}}


@method("auth.test")
def auth_test(slack: Slack, args: Arguments) -> Reply:
    """Who the token belongs to."""
    workspace = slack.workspace
    return {
        "url": f"{slack.base_url}/",
        "team": workspace.team_name,
        "user": workspace.bot.name,
        "team_id": workspace.team_id,
        "user_id": workspace.bot.user_id,
        "bot_id": workspace.bot.bot_id,
        "is_enterprise_install": False,
    }


@method("apps.connections.open", caller="app")
def open_connection(slack: Slack, args: Arguments) -> Reply:
    """A single-use link for Socket Mode."""
    host = slack.base_url.removeprefix("http://")
    return {
        "url": f"ws://{host}/link/?ticket={slack.sockets.new_ticket()}&app_id={slack.workspace.bot.app_id}"
    }


@method("team.info", "team:read")
def team_info(slack: Slack, args: Arguments) -> Reply:
    """The workspace."""
    w = slack.workspace
    return {"team": {"id": w.team_id, "name": w.team_name, "domain": w.team_domain}}


@method("bots.info", "users:read")
def bots_info(slack: Slack, args: Arguments) -> Reply:
    """The bot."""
    bot = slack.workspace.bot
    if args.text("bot", bot.bot_id) != bot.bot_id:
        raise ApiError("bot_not_found")
    described = {"id": bot.bot_id, "app_id": bot.app_id, "user_id": bot.user_id, "name": bot.real_name}
    return {"bot": described | {"deleted": False, "updated": 0}}


@method("users.info", "users:read")
def users_info(slack: Slack, args: Arguments) -> Reply:
    """One user."""
    user = slack.workspace.users.get(args.required("user", "user_not_found"))
    if user is None:
        raise ApiError("user_not_found")
    return {"user": _described(slack, user)}


@method("users.list", "users:read")
def users_list(slack: Slack, args: Arguments) -> Reply:
    """Everyone, paged."""
    page, cursor = paged([_described(slack, user) for user in slack.workspace.users.values()], args, 200)
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


@method("users.lookupByEmail", "users:read.email")
def users_lookup(slack: Slack, args: Arguments) -> Reply:
    """The user with this address."""
    email = args.required("email", "users_not_found")
    for user in slack.workspace.users.values():
        if user.email == email and not user.is_bot:
            return {"user": _described(slack, user)}
    raise ApiError("users_not_found")


@method("assistant.threads.setStatus", "chat:write", "assistant:write")
def set_status(slack: Slack, args: Arguments) -> Reply:
    """Show what the app is doing, until it posts in the thread."""
    channel_id, thread_ts = args.required("channel_id"), args.required("thread_ts")
    status = args.text("status")
    if len(args.structure("loading_messages") or []) > MOST_LOADING_MESSAGES:
        raise ApiError("invalid_arguments", ["[ERROR] no more than 10 items allowed: loading_messages"])
    conversation = conversation_of(slack, Arguments({"channel": channel_id}), by_user=False)
    slack.statuses[conversation.id, thread_ts] = status
    slack.changes.tell(
        "typing", conversation.members, channel=conversation.id, thread_ts=thread_ts, status=status
    )
    return {}


@method("assistant.threads.setSuggestedPrompts", "chat:write", "assistant:write")
def set_prompts(slack: Slack, args: Arguments) -> Reply:
    """Offer up to four prompts in the agent surface."""
    channel_id = args.required("channel_id")
    prompts = args.structure("prompts")
    if not isinstance(prompts, list) or not prompts or len(prompts) > MOST_PROMPTS:
        raise ApiError("invalid_arguments", ["[ERROR] between 1 and 4 items allowed: prompts"])
    conversation = conversation_of(slack, Arguments({"channel": channel_id}), by_user=False)
    slack.prompts[conversation.id] = {"title": args.text("title"), "prompts": prompts}
    slack.changes.tell("prompts", conversation.members, channel=conversation.id)
    return {}


@method("assistant.threads.setTitle", "chat:write", "assistant:write")
def set_title(slack: Slack, args: Arguments) -> Reply:
    """Name a thread in the agent surface."""
    args.required("thread_ts")
    args.required("title")
    conversation_of(slack, Arguments({"channel": args.required("channel_id")}), by_user=False)
    return {}


def _described(slack: Slack, user: User) -> dict[str, Any]:
    return {
        "id": user.id,
        "team_id": user.team_id(slack.workspace.team_id),
        "name": user.name,
        "deleted": user.deleted,
        "real_name": user.real_name,
        "tz": user.tz,
        "profile": {
            "real_name": user.real_name,
            "display_name": user.real_name.split()[0],
            "email": user.email,
            "image_72": "",
        },
        "is_admin": False,
        "is_owner": False,
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": False,
        "is_bot": user.is_bot,
        "is_stranger": user.is_stranger,
        "is_app_user": False,
        "updated": 0,
    }
