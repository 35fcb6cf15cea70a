"""Block elements: the limits of each, and in which blocks and on which surfaces it may stand."""

from dataclasses import dataclass
from typing import Any

from handlers.playground.validation.objects import (
    CONFIRM,
    CONVERSATION_FILTER,
    DISPATCH_CONFIG,
    FEEDBACK_BUTTON,
    OPTION_GROUP,
    OVERFLOW_OPTION,
    PLAIN_OPTION,
    RICH_OPTION,
    SLACK_FILE,
    plain,
)
from handlers.playground.validation.rich_text import RICH_TEXT
from handlers.playground.validation.shapes import (
    Check,
    Scan,
    calendar_date,
    flag,
    items,
    matching,
    one_of,
    shape,
    text,
    whole,
)

EVERYWHERE = frozenset({"message", "modal", "home"})
MODAL = frozenset({"modal"})
_MANY = 10_000  # initial values: bounded by the options, not by a limit of their own

ACTION_ID = text(255)
IMAGE_URL = text(3000)


@dataclass(frozen=True)
class Element:
    """What Slack accepts for one type of element."""

    check: Check
    hosts: frozenset[str]
    surfaces: frozenset[str] = EVERYWHERE


def _hosts(names: str) -> frozenset[str]:
    return frozenset(names.split())


def _control(required: dict[str, Check] | None = None, optional: dict[str, Check] | None = None) -> Check:
    return shape(
        {"type": text(50), **(required or {})},
        {"action_id": ACTION_ID, **(optional or {})},
    )


_FOCUS: dict[str, Check] = {"focus_on_load": flag}
_MENU: dict[str, Check] = {"placeholder": plain(150), "confirm": CONFIRM, **_FOCUS}
_MULTI: dict[str, Check] = {**_MENU, "max_selected_items": whole(1)}
_CHOICES: dict[str, Check] = {
    "options": items(PLAIN_OPTION, most=100),
    "option_groups": items(OPTION_GROUP, most=100),
}
_TYPED: dict[str, Check] = {"placeholder": plain(150), "dispatch_action_config": DISPATCH_CONFIG, **_FOCUS}
_ID_LIST = items(text(50), most=_MANY, least=0)

_SELECT_HOSTS = _hosts("section actions input")
_MULTI_HOSTS = _hosts("section input")
_INPUT_ONLY = _hosts("input")

ELEMENTS: dict[str, Element] = {
    "button": Element(
        _control(
            {"text": plain(75)},
            {
                "value": text(2000, least=0),
                "url": text(3000),
                "style": one_of("primary", "danger"),
                "confirm": CONFIRM,
                "accessibility_label": text(75),
            },
        ),
        _hosts("section actions card"),
    ),
    "overflow": Element(
        _control({"options": items(OVERFLOW_OPTION, most=5)}, {"confirm": CONFIRM}), _hosts("section actions")
    ),
    "static_select": Element(
        _control({}, {**_MENU, **_CHOICES, "initial_option": PLAIN_OPTION}), _SELECT_HOSTS
    ),
    "multi_static_select": Element(
        _control({}, {**_MULTI, **_CHOICES, "initial_options": items(PLAIN_OPTION, most=_MANY)}), _MULTI_HOSTS
    ),
    "external_select": Element(
        _control({}, {**_MENU, "min_query_length": whole(0), "initial_option": PLAIN_OPTION}), _SELECT_HOSTS
    ),
    "multi_external_select": Element(
        _control(
            {},
            {**_MULTI, "min_query_length": whole(0), "initial_options": items(PLAIN_OPTION, most=_MANY)},
        ),
        _MULTI_HOSTS,
    ),
    "users_select": Element(_control({}, {**_MENU, "initial_user": text(50)}), _SELECT_HOSTS),
    "multi_users_select": Element(_control({}, {**_MULTI, "initial_users": _ID_LIST}), _MULTI_HOSTS),
    "conversations_select": Element(
        _control(
            {},
            {
                **_MENU,
                "initial_conversation": text(50),
                "default_to_current_conversation": flag,
                "response_url_enabled": flag,
                "filter": CONVERSATION_FILTER,
            },
        ),
        _SELECT_HOSTS,
    ),
    "multi_conversations_select": Element(
        _control(
            {},
            {
                **_MULTI,
                "initial_conversations": _ID_LIST,
                "default_to_current_conversation": flag,
                "filter": CONVERSATION_FILTER,
            },
        ),
        _MULTI_HOSTS,
    ),
    "channels_select": Element(
        _control({}, {**_MENU, "initial_channel": text(50), "response_url_enabled": flag}), _SELECT_HOSTS
    ),
    "multi_channels_select": Element(_control({}, {**_MULTI, "initial_channels": _ID_LIST}), _MULTI_HOSTS),
    "radio_buttons": Element(
        _control(
            {"options": items(RICH_OPTION, most=10)},
            {"initial_option": RICH_OPTION, "confirm": CONFIRM, **_FOCUS},
        ),
        _SELECT_HOSTS,
    ),
    "checkboxes": Element(
        _control(
            {"options": items(RICH_OPTION, most=10)},
            {"initial_options": items(RICH_OPTION, most=10), "confirm": CONFIRM, **_FOCUS},
        ),
        _SELECT_HOSTS,
    ),
    "datepicker": Element(_control({}, {**_MENU, "initial_date": calendar_date}), _SELECT_HOSTS),
    "timepicker": Element(
        _control(
            {},
            {
                **_MENU,
                "initial_time": matching(r"([01]\d|2[0-3]):[0-5]\d", "HH:mm"),
                "timezone": text(100),
            },
        ),
        _SELECT_HOSTS,
    ),
    "datetimepicker": Element(
        _control({}, {"initial_date_time": whole(10**9, 10**10 - 1), "confirm": CONFIRM, **_FOCUS}),
        _hosts("actions input"),
        frozenset({"message", "modal"}),
    ),
    "plain_text_input": Element(
        _control(
            {},
            {
                **_TYPED,
                "initial_value": text(3000, least=0),
                "multiline": flag,
                "min_length": whole(0, 3000),
                "max_length": whole(1, 3000),
            },
        ),
        _INPUT_ONLY,
    ),
    # Slack's pages differ on where these three may stand; modals are safe by both.
    "email_text_input": Element(_control({}, {**_TYPED, "initial_value": text(3000)}), _INPUT_ONLY, MODAL),
    "url_text_input": Element(_control({}, {**_TYPED, "initial_value": text(3000)}), _INPUT_ONLY, MODAL),
    "number_input": Element(
        _control(
            {"is_decimal_allowed": flag},
            {**_TYPED, "initial_value": text(50), "min_value": text(50), "max_value": text(50)},
        ),
        _INPUT_ONLY,
        MODAL,
    ),
    "rich_text_input": Element(
        _control(
            {},
            {**_TYPED, "initial_value": RICH_TEXT, "min_lines": whole(1, 100), "max_lines": whole(1, 100)},
        ),
        _INPUT_ONLY,
        frozenset({"modal", "home"}),
    ),
    "file_input": Element(
        _control({}, {"filetypes": items(text(20), most=_MANY), "max_files": whole(1, 10)}),
        _INPUT_ONLY,
        MODAL,
    ),
    "feedback_buttons": Element(
        _control({"positive_button": FEEDBACK_BUTTON, "negative_button": FEEDBACK_BUTTON}),
        _hosts("context_actions"),
        frozenset({"message"}),
    ),
    "icon_button": Element(
        _control(
            {"icon": one_of("trash"), "text": plain(75)},
            {
                "value": text(2000, least=0),
                "accessibility_label": text(75),
                "visible_to_user_ids": items(text(50), most=_MANY),
                "confirm": CONFIRM,
            },
        ),
        _hosts("context_actions"),
        frozenset({"message"}),
    ),
    "image": Element(
        shape(
            {"type": text(50), "alt_text": text(2000)},
            {"image_url": IMAGE_URL, "slack_file": SLACK_FILE},
        ),
        _hosts("section context card container"),
    ),
}


def element_in(host: str) -> Check:
    """An element as part of a block of type `host`."""

    def check(scan: Scan, value: Any, where: str) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        known = ELEMENTS.get(str(kind))
        if not isinstance(value, dict):
            scan.refuse("must be an object", where)
        elif known is None or host not in known.hosts:
            scan.refuse(f"unsupported type: {kind}", f"{where}/type")
        elif scan.surface not in known.surfaces:
            scan.refuse(f"unsupported type in a {scan.surface}: {kind}", f"{where}/type")
        else:
            known.check(scan, value, where)
            _rules(scan, value, where, host)

    return check


def _rules(scan: Scan, element: dict[str, Any], where: str, host: str) -> None:
    """What depends on more than one field."""
    kind = element["type"]
    if element.get("focus_on_load"):
        scan.focused += 1
        if scan.focused > 1:
            scan.refuse("only one element may have focus_on_load", f"{where}/focus_on_load")
    if kind in ("static_select", "multi_static_select"):
        given = [name for name in ("options", "option_groups") if element.get(name) is not None]
        if len(given) != 1:
            scan.refuse("must define exactly one of `options` or `option_groups`", where)
    if kind == "image" and not (element.get("image_url") or element.get("slack_file")):
        scan.refuse("must define either `image_url` or `slack_file`", where)
    if element.get("response_url_enabled") and (host != "input" or scan.surface != "modal"):
        scan.refuse(
            "response_url_enabled is only for input blocks in modals", f"{where}/response_url_enabled"
        )
    shortest, longest = element.get("min_length"), element.get("max_length")
    if isinstance(shortest, int) and isinstance(longest, int) and shortest > longest:
        scan.refuse("min_length must not exceed max_length", f"{where}/min_length")
    first = element.get("initial_value")
    if isinstance(first, str) and isinstance(longest, int) and len(first) > longest:
        scan.refuse(f"must be less than {longest + 1} characters", f"{where}/initial_value")
    _initial_among_options(scan, element, where)


def _initial_among_options(scan: Scan, element: dict[str, Any], where: str) -> None:
    try:
        groups = element.get("option_groups") or []
        options = [*(element.get("options") or []), *(o for group in groups for o in group["options"])]
        if not options:
            return
        one = element.get("initial_option")
        if one is not None and one not in options:
            scan.refuse("initial_option must be one of the options", f"{where}/initial_option")
        many = element.get("initial_options") or []
        if any(choice not in options for choice in many):
            scan.refuse("initial_options must be among the options", f"{where}/initial_options")
        most = element.get("max_selected_items")
        if isinstance(most, int) and len(many) > most:
            scan.refuse("initial_options must not exceed max_selected_items", f"{where}/initial_options")
    except (TypeError, KeyError):
        return  # malformed options were refused already
