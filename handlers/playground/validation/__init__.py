"""What Slack refuses in messages and views, told in Slack's words.

Pure functions, so that tests can hold every view of the product against them.
"""

import re
from typing import Any

from handlers.playground.validation.messages import message_advice, message_problems
from handlers.playground.validation.views import is_too_large, view_problems

__all__ = ["advice", "message_error", "problems", "view_error"]

# Problems that have an error code of their own; Slack names the code and nothing else.
_CODES = ("no_text", "msg_too_long", "msg_blocks_too_long", "too_many_attachments", "only_one_table_allowed")
_PLACE = re.compile(r"\[json-pointer:(/[a-z]*)")

Refusal = tuple[str, list[str]]


def problems(payload_kind: str, payload: dict[str, Any]) -> list[str]:
    """Everything Slack would refuse, one line each with its JSON pointer; empty if Slack would take it.

    `payload_kind` is `message` (a dict with text, blocks, ...), `modal` or `home` (a view).
    """
    if payload_kind == "message":
        return message_problems(payload)
    if payload_kind in ("modal", "home"):
        return view_problems(payload_kind, payload)
    raise ValueError(f"payload_kind is message, modal or home, not {payload_kind!r}")


def advice(payload_kind: str, payload: dict[str, Any]) -> list[str]:
    """What Slack takes but should be put right all the same."""
    return message_advice(payload) if payload_kind == "message" else []


def message_error(message: dict[str, Any]) -> Refusal | None:
    """The error code and messages with which Slack answers a message; None if it takes it."""
    found = message_problems(message)
    if not found:
        return None
    for code in _CODES:
        if any(code in problem for problem in found):
            return code, []
    places = {match.group(1) for problem in found if (match := _PLACE.search(problem))}
    if places == {"/metadata"}:
        return "invalid_metadata_format", found
    if places == {"/attachments"}:
        return "invalid_attachments", found
    return "invalid_blocks", found


def view_error(kind: str, view: dict[str, Any]) -> Refusal | None:
    """The error code and messages with which Slack answers a view; None if it takes it."""
    if is_too_large(view):
        return "view_too_large", []
    found = view_problems(kind, view)
    return ("invalid_arguments", found) if found else None
