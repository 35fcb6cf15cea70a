"""Composition objects: texts, options, confirm dialogs and the like."""

from typing import Any

from handlers.playground.validation.shapes import (
    Check,
    Scan,
    anything,
    flag,
    items,
    one_of,
    shape,
    text,
)

LONGEST_TEXT = 3000
# Slack's pages say 150 in one place and 75 in another; 75 is safe with both.
LONGEST_OPTION_VALUE = 75


def plain(most: int = LONGEST_TEXT) -> Check:
    """A plain_text object."""
    return shape({"type": one_of("plain_text"), "text": text(most)}, {"emoji": flag})


def written(most: int = LONGEST_TEXT) -> Check:
    """A text object of either kind."""
    as_plain, as_mrkdwn = (
        plain(most),
        shape({"type": one_of("mrkdwn"), "text": text(most)}, {"verbatim": flag}),
    )

    def check(scan: Scan, value: Any, where: str) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if kind == "mrkdwn":
            as_mrkdwn(scan, value, where)
        elif kind == "plain_text":
            as_plain(scan, value, where)
        elif isinstance(value, dict):
            scan.refuse(f"unsupported type: {kind}", f"{where}/type")
        else:
            scan.refuse("must be an object", where)

    return check


def option(label: Check, *, with_url: bool = False) -> Check:
    """One choice of a select, radio group, checkbox group or overflow menu."""
    optional: dict[str, Check] = {"description": label}
    if with_url:
        optional["url"] = text(3000)
    return shape({"text": label, "value": text(LONGEST_OPTION_VALUE)}, optional)


PLAIN_OPTION = option(plain(75))
RICH_OPTION = option(written(75))
OVERFLOW_OPTION = option(plain(75), with_url=True)
OPTION_GROUP = shape({"label": plain(75), "options": items(PLAIN_OPTION, most=100)})

CONFIRM = shape(
    {"title": plain(100), "text": written(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)
DISPATCH_CONFIG = shape(
    optional={
        "trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), most=2),
    }
)
CONVERSATION_FILTER = shape(
    optional={
        "include": items(one_of("im", "mpim", "private", "public"), most=4),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    }
)
SLACK_FILE = shape(optional={"id": text(255), "url": text(3000)})
FEEDBACK_BUTTON = shape({"text": plain(75), "value": text(2000)}, {"accessibility_label": text(75)})
UNCHECKED = anything
