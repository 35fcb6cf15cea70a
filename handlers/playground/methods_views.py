"""Web API methods for modals and App Home, and Slack's own check of blocks."""

import json
from typing import Any

from handlers.playground.arguments import Arguments
from handlers.playground.errors import ApiError
from handlers.playground.slack import Slack
from handlers.playground.validation import problems, view_error
from handlers.playground.web_api import Reply, method


def view_of(args: Arguments, kind: str) -> dict[str, Any]:
    """The view of a call, refused as Slack refuses it."""
    view = args.structure("view")
    if not isinstance(view, dict):
        raise ApiError("invalid_arguments", ["[ERROR] missing required field: view"])
    refused = view_error(kind, view)
    if refused is not None:
        raise ApiError(refused[0], refused[1])
    return view


def _trigger(args: Arguments) -> str:
    if "trigger_id" in args:
        return args.required("trigger_id")
    return args.required("interactivity_pointer")


@method("views.open")
def open_view(slack: Slack, args: Arguments) -> Reply:
    """Open a modal for the user whose interaction gave the trigger."""
    trigger_id = _trigger(args)
    view = view_of(args, "modal")
    trigger = slack.permissions.use_trigger(trigger_id)
    return {"view": slack.show(slack.surfaces.open(trigger.user, view)).as_slack()}


@method("views.push")
def push_view(slack: Slack, args: Arguments) -> Reply:
    """Put a modal on top of the one the trigger came from."""
    trigger_id = _trigger(args)
    view = view_of(args, "modal")
    trigger = slack.permissions.use_trigger(trigger_id)
    return {"view": slack.show(slack.surfaces.push(trigger.user, view)).as_slack()}


@method("views.update")
def update_view(slack: Slack, args: Arguments) -> Reply:
    """Replace a view that is on show, by view_id or external_id."""
    view_id, external_id = args.text("view_id"), args.text("external_id")
    if bool(view_id) == bool(external_id):
        raise ApiError("invalid_arguments", ["[ERROR] exactly one of view_id and external_id is required"])
    shown = slack.surfaces.find(view_id or None, external_id or None)
    content = view_of(args, shown.type if shown else "modal")
    if shown is None:
        raise ApiError("not_found")
    return {"view": slack.show(slack.surfaces.update(shown, content, args.text("hash") or None)).as_slack()}


@method("views.publish")
def publish_view(slack: Slack, args: Arguments) -> Reply:
    """Set a user's App Home."""
    user = args.required("user_id")
    view = view_of(args, "home")
    if user not in slack.workspace.users:
        raise ApiError("user_not_found")
    shown = slack.surfaces.publish(user, view, args.text("hash") or None)
    return {"view": slack.show(shown).as_slack()}


@method("blocks.validate")
def validate_blocks(slack: Slack, args: Arguments) -> Reply:
    """Check exactly one of blocks, message or view, and say everything that is wrong."""
    given = [name for name in ("blocks", "message", "view") if name in args]
    if len(given) != 1:
        raise ApiError("invalid_arguments", ["[ERROR] exactly one of blocks, message, view is required"])
    what = args.structure(given[0])
    if given[0] == "view":
        found = problems("home" if what.get("type") == "home" else "modal", what)
    else:
        found = problems("message", {"blocks": what} if given[0] == "blocks" else what)
    if not found:
        return {}
    errors = [{"message": text, "pointer": pointer(text)} for text in found]
    raise ApiError("invalid_blocks", found, errors=json.loads(json.dumps(errors)))


def pointer(problem: str) -> str:
    """The JSON pointer named in a problem's text."""
    return problem.partition("[json-pointer:")[2].rstrip("]")
