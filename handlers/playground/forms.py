"""The values of controls as Slack's client keeps them, and what it refuses to send."""

import copy
import re
from typing import Any

from handlers.playground.reading import controls

Json = dict[str, Any]
State = dict[str, dict[str, Json]]

_TEXT = ("plain_text_input", "email_text_input", "url_text_input", "number_input")
# The key in state and action payloads, and the key of the first value in the element.
VALUE_KEYS: dict[str, tuple[str, str]] = {
    **dict.fromkeys(_TEXT, ("value", "initial_value")),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", "initial_files"),
}
REQUIRED = "Please complete this required field."
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_URL = re.compile(r"https?://\S+|[a-z]+://\S+", re.IGNORECASE)


def first_value(element: Json) -> Json:
    """What a control holds before anyone touches it."""
    kind = element["type"]
    key, initial = VALUE_KEYS[kind]
    empty: Any = [] if key in _PLURAL else None
    value: Json = {"type": kind, key: copy.deepcopy(element.get(initial, empty))}
    if kind == "timepicker" and "timezone" in element:
        value["timezone"] = element["timezone"]
    return value


def whole_state(blocks: list[Json], given: State) -> State:
    """state.values for all controls that hold a value: what was given, else what they began with."""
    state: State = {}
    for block, element in controls(blocks):
        if element["type"] not in VALUE_KEYS:
            continue
        value = first_value(element)
        entered = (given.get(block["block_id"]) or {}).get(element["action_id"])
        if entered is not None:
            key = VALUE_KEYS[element["type"]][0]
            value[key] = entered.get(key, value[key])
            if element["type"] in _TEXT and value[key] == "":
                value[key] = None
        state.setdefault(block["block_id"], {})[element["action_id"]] = value
    return state


def refused_by_client(blocks: list[Json], state: State) -> dict[str, str]:
    """What Slack's own client will not send: block_id -> sentence."""
    errors: dict[str, str] = {}
    for block in blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        held = state.get(block["block_id"], {}).get(element["action_id"], {})
        key = VALUE_KEYS.get(element["type"], ("value", ""))[0]
        value = held.get(key)
        if value in (None, "", []):
            if not block.get("optional"):
                errors[block["block_id"]] = REQUIRED
            continue
        trouble = _unfit(element, value)
        if trouble:
            errors[block["block_id"]] = trouble
    return errors


def action_value(element: Json) -> Json:
    """The parts of an action payload that come from the element itself."""
    action: Json = {"type": element["type"], "action_id": element["action_id"]}
    for key in ("value", "text", "style", "url", "placeholder"):
        if key in element:
            action[key] = copy.deepcopy(element[key])
    return action


def _unfit(element: Json, value: Any) -> str | None:
    kind = element["type"]
    if kind == "plain_text_input":
        if len(value) < element.get("min_length", 0):
            return f"This entry should be at least {element['min_length']} characters."
        if len(value) > element.get("max_length", 3000):
            return f"This entry should be no longer than {element.get('max_length', 3000)} characters."
    elif kind == "number_input":
        return _unfit_number(element, value)
    elif kind == "email_text_input" and not _EMAIL.fullmatch(value):
        return "Please enter a valid email address."
    elif kind == "url_text_input" and not _URL.fullmatch(value):
        return "Please enter a valid URL."
    return None


def _unfit_number(element: Json, value: Any) -> str | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return "Please enter a number."
    if not element.get("is_decimal_allowed") and number != int(number):
        return "Please enter a whole number."
    if "min_value" in element and number < float(element["min_value"]):
        return f"Please enter a number of at least {element['min_value']}."
    if "max_value" in element and number > float(element["max_value"]):
        return f"Please enter a number of at most {element['max_value']}."
    return None


_PLURAL = {
    "selected_options", "selected_users", "selected_conversations", "selected_channels", "files",
}  # fmt: skip
