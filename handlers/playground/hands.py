"""Finding the control a person means, and turning what they choose into Slack's action payload."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from handlers.playground.forms import VALUE_KEYS, action_value, first_value
from handlers.playground.payloads import Json
from handlers.playground.reading import controls, words

Options = Callable[[Json, Json, str], list[Json]]


class NotOnShow(LookupError):
    """There is no such control before this person, or more than one; the text lists what there is."""


def find_control(
    blocks: list[Json], wanted: str, value: Any = None, match: str | None = None
) -> tuple[Json, Json]:
    """The one (block, element) with this action_id or label; `value` and `match` (words beside it) narrow it."""
    fitting = [
        (position, block, element)
        for position, block, element in _with_positions(blocks)
        if wanted in (element.get("action_id"), label_of(element, block))
    ]
    if match is not None:
        fitting = [entry for entry in fitting if match in _words_beside(blocks, entry[0], entry[2])]
    if value is not None and len(fitting) > 1:
        fitting = [entry for entry in fitting if _has_value(entry[2], value)]
    if len(fitting) == 1:
        return fitting[0][1], fitting[0][2]
    there = ", ".join(
        f"{element.get('action_id')} “{label_of(element, block)}”" for block, element in controls(blocks)
    )
    count = "no control" if not fitting else f"{len(fitting)} controls"
    raise NotOnShow(f"{count} for {wanted!r} (value={value!r}, match={match!r}); on show: {there or 'none'}")


def find_input(blocks: list[Json], wanted: str) -> tuple[Json, Json]:
    """The (block, element) a person fills in, by block_id, action_id or label."""
    for block, element in controls(blocks):
        names = (block.get("block_id"), element.get("action_id"), label_of(element, block))
        if wanted in names and element["type"] in VALUE_KEYS:
            return block, element
    there = ", ".join(
        f"{block.get('block_id')}/{element['action_id']} “{label_of(element, block)}”"
        for block, element in controls(blocks)
        if element["type"] in VALUE_KEYS
    )
    raise NotOnShow(f"nothing to fill in for {wanted!r}; there is: {there or 'nothing'}")


def label_of(element: Json, block: Json) -> str:
    """What a control is called on screen."""
    for named in (element.get("text"), block.get("label"), element.get("placeholder")):
        if isinstance(named, dict):
            return str(named.get("text", ""))
    return ""


def chosen(block: Json, element: Json, value: Any, ask_options: Options) -> Json:
    """What state holds once a person has entered `value` into this control."""
    kind = element["type"]
    if kind in ("static_select", "radio_buttons", "external_select"):
        return {"type": kind, "selected_option": _option(block, element, value, ask_options)}
    if kind in ("checkboxes", "multi_static_select", "multi_external_select"):
        return {
            "type": kind,
            "selected_options": [_option(block, element, one, ask_options) for one in _many(value)],
        }
    if kind.startswith("multi_"):
        return {"type": kind, VALUE_KEYS[kind][0]: list(_many(value))}
    if kind not in VALUE_KEYS:
        raise NotOnShow(f"a {kind} holds no value")
    held = first_value(element)
    held[VALUE_KEYS[kind][0]] = _as_sent(value)
    return held


def action_for(block: Json, element: Json, value: Any, ask_options: Options) -> Json:
    """The action a person performs on a control."""
    kind = element["type"]
    action = action_value(element)
    if kind in VALUE_KEYS:
        return action | (chosen(block, element, value, ask_options) if value is not None else {})
    if kind == "overflow":
        return action | {"selected_option": _option(block, element, value, ask_options)}
    if kind == "feedback_buttons":
        return action | {"value": _feedback(element, value)}
    return action


def _as_sent(value: Any) -> Any:
    if isinstance(value, datetime):
        return int(value.timestamp())
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return value


def _many(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple | set) else [value]


def _option(block: Json, element: Json, wanted: Any, ask_options: Options) -> Json | None:
    if wanted is None:
        return None
    if "external" in element["type"]:
        offered = ask_options(block, element, str(wanted))
    else:
        offered = [*element.get("options", [])]
        offered += [option for group in element.get("option_groups", []) for option in group["options"]]
    for option in offered:
        if wanted in (option["value"], option["text"]["text"]):
            return option
    close = [option for option in offered if str(wanted) in option["text"]["text"]]
    if len(close) == 1:
        return close[0]
    there = ", ".join(f"{option['value']} “{option['text']['text']}”" for option in offered)
    raise NotOnShow(f"no option {wanted!r} in {element['action_id']}; there is: {there or 'nothing'}")


def _feedback(element: Json, value: Any) -> str:
    for name in ("positive", "negative"):
        button = element[f"{name}_button"]
        if value in (name, button["value"], button["text"]["text"]):
            return str(button["value"])
    raise NotOnShow(f"feedback is positive or negative, not {value!r}")


def _with_positions(blocks: list[Json]) -> list[tuple[int, Json, Json]]:
    return [
        (position, holder, element)
        for position, block in enumerate(blocks)
        for holder, element in controls([block])
    ]


def _has_value(element: Json, value: Any) -> bool:
    options = element.get("options", [])
    return value == element.get("value") or value in [option["value"] for option in options]


def _words_beside(blocks: list[Json], position: int, element: Json) -> str:
    """The words of the control's block, and of the plain blocks above it that lead up to it."""
    beside = [words(blocks[position]), str(element.get("value", ""))]
    for block in reversed(blocks[:position]):
        if block["type"] in ("divider", "header") or any(True for _ in controls([block])):
            break
        beside.insert(0, words(block))
    return "\n".join(beside)
