"""Every limit that Slack sets on messages, modals and App Home, one accepted and one refused case each."""

from typing import Any

import pytest
from slack_sdk.models import blocks as sdk

from handlers.playground.validation import advice, message_error, problems, view_error

Json = dict[str, Any]


def plain(length_or_text: int | str) -> Json:
    text = "x" * length_or_text if isinstance(length_or_text, int) else length_or_text
    return {"type": "plain_text", "text": text}


def mrkdwn(length: int) -> Json:
    return {"type": "mrkdwn", "text": "x" * length}


def option(n: int = 0, **more: Any) -> Json:
    return {"text": plain(f"Option {n}"), "value": f"v{n}", **more}


def options(count: int) -> list[Json]:
    return [option(n) for n in range(count)]


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain("Press"), "action_id": "press", **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def inputs(element: Json, **more: Any) -> Json:
    return {"type": "input", "label": plain("Label"), "element": element, **more}


def section(**more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(1), **more}


def image(**more: Any) -> Json:
    return {"type": "image", "image_url": "https://example.invalid/a.png", "alt_text": "A", **more}


def confirm(title: int = 1, text: int = 1, yes: int = 1, no: int = 1) -> Json:
    return {"title": plain(title), "text": mrkdwn(text), "confirm": plain(yes), "deny": plain(no)}


def select(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "s", "options": options(2), **more}


def text_input(**more: Any) -> Json:
    return {"type": "plain_text_input", "action_id": "t", **more}


def cells(count: int, text: str = "x") -> list[Json]:
    return [{"type": "raw_text", "text": text}] * count


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


RICH_SECTION = {
    "type": "rich_text_section",
    "elements": [{"type": "text", "text": "x", "style": {"bold": True}}],
}
FEEDBACK = {
    "type": "feedback_buttons",
    "action_id": "fb",
    "positive_button": {"text": plain("Good"), "value": "yes"},
    "negative_button": {"text": plain("Bad"), "value": "no"},
}
ICON = {"type": "icon_button", "action_id": "ic", "icon": "trash", "text": plain("Delete")}
CARD = {"type": "card", "title": mrkdwn(150)}
TASK = {"type": "task_card", "task_id": "t", "title": "T", "status": "pending"}
PIE: Json = {"type": "pie", "segments": [{"label": "x" * 20, "value": 1}] * 6}
CHART: Json = {"type": "data_visualization", "title": "C", "chart": PIE}
BARS: Json = {
    "type": "bar",
    "series": [{"name": "On time", "data": [{"label": "Mon", "value": 1}]}],
    "axis_config": {"categories": ["Mon"]},
}
VIDEO = {
    "type": "video",
    "title": plain(199),
    "alt_text": "A",
    "video_url": "https://example.invalid/v",
    "thumbnail_url": "https://example.invalid/t.png",
}


def modal(blocks: list[Json], **more: Any) -> Json:
    return {"type": "modal", "title": plain("T"), "submit": plain("Save"), "blocks": blocks, **more}


def home(blocks: list[Json], **more: Any) -> Json:
    return {"type": "home", "blocks": blocks, **more}


def problems_of(block: Json, surface: str) -> list[str]:
    if surface == "message":
        return problems("message", {"text": "t", "blocks": [block]})
    return problems(surface, modal([block]) if surface == "modal" else home([block]))


# One row per limit: the block that just fits, and the one that does not with part of what Slack says of it.
LIMITS: list[tuple[str, Json, Json, str]] = [
    ("section text", section(text=mrkdwn(3000)), section(text=mrkdwn(3001)), "less than 3001"),
    ("section empty text", section(text=plain("x")), section(text=plain("")), "more than 0"),
    ("section fields", section(fields=[mrkdwn(1000)] * 10), section(fields=[mrkdwn(1)] * 11), "more than 10"),
    ("section field length", section(fields=[mrkdwn(2000)]), section(fields=[mrkdwn(2001)]), "fields/0/text"),
    ("section needs words", section(), {"type": "section"}, "either `text` or `fields`"),
    ("section expand", section(expand=True), section(expand="yes"), "boolean"),
    ("block_id", section(block_id="b" * 255), section(block_id="b" * 256), "less than 256"),
    ("header", {"type": "header", "text": plain(150)}, {"type": "header", "text": plain(151)}, "less than 151"),
    (
        "header kind",
        {"type": "header", "text": plain(1)},
        {"type": "header", "text": mrkdwn(1)},
        "enum value: plain_text",
    ),
    (
        "header level",
        {"type": "header", "text": plain(1), "level": 4},
        {"type": "header", "text": plain(1), "level": 5},
        "less than or equal to 4",
    ),
    (
        "context elements",
        {"type": "context", "elements": [mrkdwn(1)] * 9 + [image()]},
        {"type": "context", "elements": [mrkdwn(1)] * 11},
        "no more than 10",
    ),
    (
        "context empty",
        {"type": "context", "elements": [mrkdwn(1)]},
        {"type": "context", "elements": []},
        "no fewer than 1",
    ),
    (
        "context holds no button",
        {"type": "context", "elements": [plain(1)]},
        {"type": "context", "elements": [button()]},
        "unsupported type: button",
    ),
    (
        "actions elements",
        actions(*[button(action_id=f"a{n}") for n in range(25)]),
        actions(*[button(action_id=f"a{n}") for n in range(26)]),
        "no more than 25",
    ),
    (
        "action_id unique in block",
        actions(button(action_id="a"), button(action_id="b")),
        actions(button(action_id="a"), button(action_id="a")),
        "`action_id` a already exists",
    ),
    ("image alt_text", image(alt_text="x" * 2000), image(alt_text="x" * 2001), "less than 2001"),
    ("image needs alt_text", image(), {"type": "image", "image_url": "u"}, "missing required field: alt_text"),
    ("image title", image(title=plain(2000)), image(title=plain(2001)), "less than 2001"),
    ("image_url", image(image_url="u" * 3000), image(image_url="u" * 3001), "less than 3001"),
    (
        "image source",
        {"type": "image", "alt_text": "A", "slack_file": {"id": "F1"}},
        {"type": "image", "alt_text": "A"},
        "either `image_url` or `slack_file`",
    ),
    ("input label", inputs(text_input(), label=plain(2000)), inputs(text_input(), label=plain(2001)), "2001"),
    ("input hint", inputs(text_input(), hint=plain(2000)), inputs(text_input(), hint=plain(2001)), "2001"),
    ("input holds no button", inputs(select()), inputs(button()), "unsupported type: button"),
    ("input needs element", inputs(text_input()), {"type": "input", "label": plain(1)}, "field: element"),
    ("button text", actions(button(text=plain(75))), actions(button(text=plain(76))), "less than 76"),
    ("button value", actions(button(value="v" * 2000)), actions(button(value="v" * 2001)), "less than 2001"),
    ("button url", actions(button(url="u" * 3000)), actions(button(url="u" * 3001)), "less than 3001"),
    (
        "button label",
        actions(button(accessibility_label="l" * 75)),
        actions(button(accessibility_label="l" * 76)),
        "less than 76",
    ),
    ("button style", actions(button(style="danger")), actions(button(style="default")), "enum value"),
    ("action_id length", actions(button(action_id="a" * 255)), actions(button(action_id="a" * 256)), "256"),
    ("confirm title", actions(button(confirm=confirm(100))), actions(button(confirm=confirm(101))), "101"),
    ("confirm text", actions(button(confirm=confirm(text=300))), actions(button(confirm=confirm(text=301))), "301"),
    ("confirm yes", actions(button(confirm=confirm(yes=30))), actions(button(confirm=confirm(yes=31))), "than 31"),
    ("confirm no", actions(button(confirm=confirm(no=30))), actions(button(confirm=confirm(no=31))), "than 31"),
    ("select options", actions(select(options=options(100))), actions(select(options=options(101))), "than 100"),
    (
        "select groups",
        actions(select(options=None, option_groups=[{"label": plain(75), "options": options(1)}] * 100)),
        actions(select(options=None, option_groups=[{"label": plain(75), "options": options(1)}] * 101)),
        "no more than 100",
    ),
    (
        "options in a group",
        actions(select(options=None, option_groups=[{"label": plain(1), "options": options(100)}])),
        actions(select(options=None, option_groups=[{"label": plain(1), "options": options(101)}])),
        "no more than 100",
    ),
    (
        "group label",
        actions(select(options=None, option_groups=[{"label": plain(75), "options": options(1)}])),
        actions(select(options=None, option_groups=[{"label": plain(76), "options": options(1)}])),
        "less than 76",
    ),
    (
        "options or groups, never both",
        actions(select()),
        actions(select(option_groups=[{"label": plain(1), "options": options(1)}])),
        "exactly one of `options` or `option_groups`",
    ),
    ("select without options", actions(select()), actions(select(options=None)), "exactly one of `options`"),
    ("placeholder", actions(select(placeholder=plain(150))), actions(select(placeholder=plain(151))), "151"),
    (
        "option text",
        actions(select(options=[option(text=plain(75))])),
        actions(select(options=[option(text=plain(76))])),
        "less than 76",
    ),
    (
        "option value",
        actions(select(options=[option(value="v" * 75)])),
        actions(select(options=[option(value="v" * 76)])),
        "less than 76",
    ),
    (
        "option description",
        actions(select(options=[option(description=plain(75))])),
        actions(select(options=[option(description=plain(76))])),
        "less than 76",
    ),
    (
        "option text is plain in selects",
        actions({"type": "radio_buttons", "action_id": "r", "options": [option(text=mrkdwn(9))]}),
        actions(select(options=[option(text=mrkdwn(9))])),
        "enum value: plain_text",
    ),
    (
        "option url only in overflow",
        actions({"type": "overflow", "action_id": "o", "options": [option(url="u" * 3000)]}),
        actions(select(options=[option(url="u")])),
        "invalid additional property: url",
    ),
    (
        "initial option among options",
        actions(select(initial_option=option(1))),
        actions(select(initial_option=option(7))),
        "must be one of the options",
    ),
    (
        "overflow options",
        actions({"type": "overflow", "action_id": "o", "options": options(5)}),
        actions({"type": "overflow", "action_id": "o", "options": options(6)}),
        "no more than 5",
    ),
    (
        "overflow needs one",
        actions({"type": "overflow", "action_id": "o", "options": options(1)}),
        actions({"type": "overflow", "action_id": "o", "options": []}),
        "no fewer than 1",
    ),
    (
        "radio options",
        actions({"type": "radio_buttons", "action_id": "r", "options": options(10)}),
        actions({"type": "radio_buttons", "action_id": "r", "options": options(11)}),
        "no more than 10",
    ),
    (
        "checkboxes options",
        actions({"type": "checkboxes", "action_id": "c", "options": options(10)}),
        actions({"type": "checkboxes", "action_id": "c", "options": options(11)}),
        "no more than 10",
    ),
    (
        "multi select max",
        section(accessory={"type": "multi_users_select", "action_id": "m", "max_selected_items": 1}),
        section(accessory={"type": "multi_users_select", "action_id": "m", "max_selected_items": 0}),
        "greater than or equal to 1",
    ),
    (
        "multi select stands in no actions block",
        inputs({"type": "multi_static_select", "action_id": "m", "options": options(1)}),
        actions({"type": "multi_static_select", "action_id": "m", "options": options(1)}),
        "unsupported type: multi_static_select",
    ),
    (
        "date",
        actions({"type": "datepicker", "action_id": "d", "initial_date": "2028-02-29"}),
        actions({"type": "datepicker", "action_id": "d", "initial_date": "2026-02-29"}),
        "YYYY-MM-DD",
    ),
    (
        "time",
        actions({"type": "timepicker", "action_id": "t", "initial_time": "23:59", "timezone": "Europe/London"}),
        actions({"type": "timepicker", "action_id": "t", "initial_time": "24:00"}),
        "HH:mm",
    ),
    ("text input", inputs(text_input(max_length=3000)), inputs(text_input(max_length=3001)), "or equal to 3000"),
    (
        "text input range",
        inputs(text_input(min_length=5, max_length=5)),
        inputs(text_input(min_length=6, max_length=5)),
        "min_length must not exceed",
    ),
    (
        "text input first value",
        inputs(text_input(max_length=3, initial_value="abc")),
        inputs(text_input(max_length=3, initial_value="abcd")),
        "less than 4",
    ),
    ("rich text", rich(RICH_SECTION), rich({"type": "paragraph"}), "unsupported type: paragraph"),
    (
        "rich text list",
        rich({"type": "rich_text_list", "style": "bullet", "elements": [RICH_SECTION]}),
        rich({"type": "rich_text_list", "style": "dotted", "elements": [RICH_SECTION]}),
        "enum value",
    ),
    (
        "rich text piece",
        rich({"type": "rich_text_quote", "elements": [{"type": "link", "url": "https://a.invalid"}]}),
        rich({"type": "rich_text_quote", "elements": [{"type": "link"}]}),
        "missing required field: url",
    ),
    ("video title", VIDEO, {**VIDEO, "title": plain(200)}, "less than 200"),
    ("unknown field", section(), section(colour="red"), "invalid additional property: colour"),
    ("unknown type", section(), {"type": "heading", "text": plain(1)}, "unsupported type: heading"),
    ("file blocks only arrive", section(), {"type": "file", "external_id": "x", "source": "remote"}, "type: file"),
    ("emoji is for plain text", section(text={**plain(1), "emoji": True}), section(text={**mrkdwn(1), "emoji": True}), "property: emoji"),
    ("verbatim is for mrkdwn", section(text={**mrkdwn(1), "verbatim": True}), section(text={**plain(1), "verbatim": True}), "property: verbatim"),
    ("not an object", section(), "a section", "must be an object"),
]  # fmt: skip

ONLY_IN_MESSAGES: list[tuple[str, Json, Json, str]] = [
    ("markdown", {"type": "markdown", "text": "x" * 12_000}, {"type": "markdown", "text": "x" * 12_001}, "12001"),
    (
        "table rows",
        {"type": "table", "rows": [cells(1)] * 100},
        {"type": "table", "rows": [cells(1)] * 101},
        "no more than 100",
    ),
    (
        "table columns",
        {"type": "table", "rows": [cells(20)]},
        {"type": "table", "rows": [cells(21)]},
        "no more than 20",
    ),
    (
        "table settings",
        {"type": "table", "rows": [cells(1)], "column_settings": [{"align": "right"}] * 20},
        {"type": "table", "rows": [cells(1)], "column_settings": [{}] * 21},
        "no more than 20",
    ),
    (
        "table characters",
        {"type": "table", "rows": [cells(10, "x" * 1000)]},
        {"type": "table", "rows": [cells(10, "x" * 1000), cells(1)]},
        "10001",
    ),
    (
        "data table rows",
        {"type": "data_table", "caption": "C", "rows": [cells(2)] * 101},
        {"type": "data_table", "caption": "C", "rows": [cells(2)] * 102},
        "no more than 101",
    ),
    (
        "data table needs a row",
        {"type": "data_table", "caption": "C", "rows": [cells(1)] * 2},
        {"type": "data_table", "caption": "C", "rows": [cells(1)]},
        "no fewer than 2",
    ),
    (
        "data table caption",
        {"type": "data_table", "caption": "C", "rows": [cells(1)] * 2},
        {"type": "data_table", "rows": [cells(1)] * 2},
        "field: caption",
    ),
    (
        "data table equal rows",
        {"type": "data_table", "caption": "C", "rows": [cells(2)] * 2},
        {"type": "data_table", "caption": "C", "rows": [cells(2), cells(3)]},
        "same number of cells",
    ),
    (
        "data table header",
        {"type": "data_table", "caption": "C", "rows": [cells(1), [rich(RICH_SECTION)]]},
        {"type": "data_table", "caption": "C", "rows": [[rich(RICH_SECTION)], cells(1)]},
        "not allowed in the header row",
    ),
    (
        "data table page",
        {"type": "data_table", "caption": "C", "rows": [cells(1)] * 2, "page_size": 100},
        {"type": "data_table", "caption": "C", "rows": [cells(1)] * 2, "page_size": 101},
        "or equal to 100",
    ),
    (
        "context actions",
        {"type": "context_actions", "elements": [{**ICON, "action_id": f"i{n}"} for n in range(5)]},
        {"type": "context_actions", "elements": [{**ICON, "action_id": f"i{n}"} for n in range(6)]},
        "no more than 5",
    ),
    (
        "feedback buttons",
        {"type": "context_actions", "elements": [FEEDBACK]},
        {
            "type": "context_actions",
            "elements": [{**FEEDBACK, "positive_button": {"text": plain(76), "value": "y"}}],
        },
        "less than 76",
    ),
    (
        "icon",
        {"type": "context_actions", "elements": [ICON]},
        {"type": "context_actions", "elements": [{**ICON, "icon": "star"}]},
        "enum value: trash",
    ),
    ("context actions hold no button", {"type": "context_actions", "elements": [ICON]}, {"type": "context_actions", "elements": [button()]}, "unsupported type: button"),
    ("card title", CARD, {"type": "card", "title": mrkdwn(151)}, "less than 151"),
    ("card body", {"type": "card", "body": mrkdwn(200)}, {"type": "card", "body": mrkdwn(201)}, "less than 201"),
    ("card subtitle", {**CARD, "subtitle": plain(150)}, {**CARD, "subtitle": plain(151)}, "less than 151"),
    ("card needs content", CARD, {"type": "card", "subtitle": plain(1)}, "at least one of"),
    (
        "card actions",
        {**CARD, "actions": [button(), button(action_id="b")]},
        {**CARD, "actions": [button(), button(action_id="b"), button(action_id="c")]},
        "no more than 2",
    ),
    ("carousel", {"type": "carousel", "elements": [CARD] * 10}, {"type": "carousel", "elements": [CARD] * 11}, "than 10"),
    (
        "container children",
        {"type": "container", "title": plain(150), "child_blocks": [section()] * 10},
        {"type": "container", "title": plain(150), "child_blocks": [section()] * 11},
        "no more than 10",
    ),
    (
        "container nesting",
        {"type": "container", "title": plain(1), "child_blocks": [section()]},
        {
            "type": "container",
            "title": plain(1),
            "child_blocks": [{"type": "container", "title": plain(1), "child_blocks": [section()]}],
        },
        "unsupported type: container",
    ),
    (
        "container title",
        {"type": "container", "title": plain(1), "child_blocks": [section()]},
        {"type": "container", "child_blocks": [section()]},
        "either `title` or `rich_text_title`",
    ),
    ("task status", TASK, {**TASK, "status": "done"}, "enum value"),
    ("plan", {"type": "plan", "title": "P", "tasks": [TASK]}, {"type": "plan", "tasks": [TASK]}, "field: title"),
    (
        "chart title",
        {**CHART, "title": "x" * 50},
        {**CHART, "title": "x" * 51},
        "less than 51",
    ),
    ("chart slices", CHART, {**CHART, "chart": {**PIE, "segments": PIE["segments"] * 2}}, "no more than 6"),
    ("chart label", CHART, {**CHART, "chart": {"type": "pie", "segments": [{"label": "x" * 21, "value": 1}]}}, "than 21"),
    ("chart axes", {**CHART, "chart": BARS}, {**CHART, "chart": {**BARS, "axis_config": None}}, "field: axis_config"),
    (
        "date and time",
        actions({"type": "datetimepicker", "action_id": "d", "initial_date_time": 1_700_000_000}),
        actions({"type": "datetimepicker", "action_id": "d", "initial_date_time": 170}),
        "greater than or equal",
    ),
]  # fmt: skip

ONLY_IN_MODALS: list[tuple[str, Json, Json, str]] = [
    ("alert", {"type": "alert", "text": plain(200)}, {"type": "alert", "text": plain(201)}, "less than 201"),
    ("alert level", {"type": "alert", "text": plain(1), "level": "error"}, {"type": "alert", "text": plain(1), "level": "bad"}, "enum value"),
    (
        "number needs its kind",
        inputs({"type": "number_input", "action_id": "n", "is_decimal_allowed": False}),
        inputs({"type": "number_input", "action_id": "n"}),
        "missing required field: is_decimal_allowed",
    ),
    (
        "file count",
        inputs({"type": "file_input", "action_id": "f", "max_files": 10}),
        inputs({"type": "file_input", "action_id": "f", "max_files": 11}),
        "or equal to 10",
    ),
    (
        "file dispatches nothing",
        inputs({"type": "file_input", "action_id": "f"}),
        inputs({"type": "file_input", "action_id": "f"}, dispatch_action=True),
        "not supported for file_input",
    ),
    (
        "rich text input lines",
        inputs({"type": "rich_text_input", "action_id": "r", "max_lines": 100}),
        inputs({"type": "rich_text_input", "action_id": "r", "max_lines": 101}),
        "or equal to 100",
    ),
    (
        "response_url only from an input",
        inputs({"type": "channels_select", "action_id": "c", "response_url_enabled": True}),
        section(accessory={"type": "channels_select", "action_id": "c", "response_url_enabled": True}),
        "only for input blocks in modals",
    ),
]  # fmt: skip


@pytest.mark.parametrize("surface", ["message", "modal", "home"])
@pytest.mark.parametrize(("name", "fits", "refused", "why"), LIMITS, ids=[row[0] for row in LIMITS])
def test_limits_everywhere(name: str, fits: Json, refused: Json, why: str, surface: str) -> None:
    assert problems_of(fits, surface) == []
    assert any(why in problem for problem in problems_of(refused, surface)), problems_of(refused, surface)


@pytest.mark.parametrize(
    ("name", "fits", "refused", "why"), ONLY_IN_MESSAGES, ids=[row[0] for row in ONLY_IN_MESSAGES]
)
def test_limits_in_messages(name: str, fits: Json, refused: Json, why: str) -> None:
    assert problems_of(fits, "message") == []
    assert any(why in problem for problem in problems_of(refused, "message")), problems_of(refused, "message")


@pytest.mark.parametrize(
    ("name", "fits", "refused", "why"), ONLY_IN_MODALS, ids=[row[0] for row in ONLY_IN_MODALS]
)
def test_limits_in_modals(name: str, fits: Json, refused: Json, why: str) -> None:
    assert problems_of(fits, "modal") == []
    assert any(why in problem for problem in problems_of(refused, "modal")), problems_of(refused, "modal")


SURFACES: list[tuple[Json, str]] = [
    *((block, "message modal home") for block in (section(), actions(button()), image(), VIDEO)),
    *(
        (block, "message modal home")
        for block in (inputs(text_input()), rich(RICH_SECTION), {"type": "divider"})
    ),
    ({"type": "markdown", "text": "x"}, "message"),
    ({"type": "table", "rows": [cells(1)]}, "message"),
    ({"type": "data_table", "caption": "C", "rows": [cells(1)] * 2}, "message"),
    ({"type": "context_actions", "elements": [ICON]}, "message"),
    ({"type": "container", "title": plain(1), "child_blocks": [section()]}, "message"),
    (TASK, "message"),
    ({"type": "plan", "title": "P"}, "message"),
    (CHART, "message"),
    ({"type": "alert", "text": plain(1)}, "modal"),
    (CARD, "message home"),
    ({"type": "carousel", "elements": [CARD]}, "message home"),
    (actions({"type": "datetimepicker", "action_id": "d"}), "message modal"),
    (inputs({"type": "email_text_input", "action_id": "e"}), "modal"),
    (inputs({"type": "url_text_input", "action_id": "u"}), "modal"),
    (inputs({"type": "number_input", "action_id": "n", "is_decimal_allowed": True}), "modal"),
    (inputs({"type": "file_input", "action_id": "f"}), "modal"),
    (inputs({"type": "rich_text_input", "action_id": "r"}), "modal home"),
]


@pytest.mark.parametrize(("block", "surfaces"), SURFACES, ids=lambda value: str(value)[:60])
def test_each_block_stands_only_where_slack_shows_it(block: Json, surfaces: str) -> None:
    allowed = {surface for surface in ("message", "modal", "home") if not problems_of(block, surface)}
    assert allowed == set(surfaces.split())


def test_how_many_blocks_fit() -> None:
    assert problems("message", {"text": "t", "blocks": [{"type": "divider"}] * 50}) == []
    assert "no more than 50" in problems("message", {"text": "t", "blocks": [{"type": "divider"}] * 51})[0]
    for kind, wrap in (("modal", modal), ("home", home)):
        assert problems(kind, wrap([{"type": "divider"}] * 100)) == []
        assert "no more than 100" in problems(kind, wrap([{"type": "divider"}] * 101))[0]


def test_block_ids_are_unique_but_markdown_has_none() -> None:
    twice = [section(block_id="same"), section(block_id="same")]
    assert "`block_id` same already exists" in problems("message", {"text": "t", "blocks": twice})[0]
    assert "`block_id` same already exists" in problems("modal", modal(twice))[0]
    marks = [{"type": "markdown", "text": "x", "block_id": "same"}] * 2
    assert problems("message", {"text": "t", "blocks": marks}) == []


def test_sums_over_a_message() -> None:
    marks = [{"type": "markdown", "text": "x" * 6001}] * 2
    assert any("all markdown blocks" in p for p in problems("message", {"text": "t", "blocks": marks}))
    tables = [{"type": "table", "rows": [cells(1)]}] * 2
    assert message_error({"text": "t", "blocks": tables}) == ("only_one_table_allowed", [])
    charts = [CHART] * 3
    assert any("no more than 2" in p for p in problems("message", {"text": "t", "blocks": charts}))
    long = [section(text=mrkdwn(3000))] * 5
    assert message_error({"text": "t", "blocks": long}) == ("msg_blocks_too_long", [])


def test_what_a_message_needs() -> None:
    assert message_error({"text": "x" * 40_000}) is None
    assert message_error({"text": "x" * 40_001}) == ("msg_too_long", [])
    assert message_error({"text": ""}) == ("no_text", [])
    assert message_error({"text": "t", "attachments": [{}] * 101}) == ("too_many_attachments", [])
    meta = {"event_type": "attempt", "event_payload": {"id": "1"}}
    assert message_error({"text": "t", "metadata": meta}) is None
    refused = message_error({"text": "t", "metadata": {"event_type": "attempt", "event_payload": "1"}})
    assert refused is not None
    assert refused[0] == "invalid_metadata_format"
    inside = message_error({"text": "t", "attachments": [{"blocks": [section(text=mrkdwn(3001))]}]})
    assert inside is not None
    assert inside[0] == "invalid_attachments"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"title": plain(25)}, "/view/title/text"),
        ({"submit": plain(25)}, "/view/submit/text"),
        ({"close": plain(25)}, "/view/close/text"),
        ({"title": None}, "missing required field: title"),
        ({"callback_id": "c" * 256}, "/view/callback_id"),
        ({"external_id": "e" * 256}, "/view/external_id"),
        ({"private_metadata": "p" * 3001}, "/view/private_metadata"),
        ({"private_metadata": {"id": 1}}, "must be a string"),
        ({"submit": None}, "missing required field: submit"),
        ({"notify_on_close": "yes"}, "must be a boolean"),
        ({"blocks": []}, "no fewer than 1"),
        ({"blocks": None}, "missing required field: blocks"),
        ({"blocks": "none"}, "must be an array"),
        ({"width": "wide"}, "invalid additional property: width"),
        ({"type": "home"}, "enum value: modal"),
    ],
)
def test_what_a_modal_needs(change: Json, why: str) -> None:
    fits = modal(
        [inputs(text_input())],
        title=plain(24),
        submit=plain(24),
        close=plain(24),
        callback_id="c" * 255,
        external_id="e" * 255,
        private_metadata="p" * 3000,
    )
    assert problems("modal", fits) == []
    assert any(why in problem for problem in problems("modal", {**fits, **change}))


def test_home_has_no_title_and_needs_no_submit() -> None:
    assert problems("home", home([inputs(text_input())])) == []
    assert "property: title" in problems("home", home([section()], title=plain(1)))[0]


def test_focus_goes_to_one_control() -> None:
    two = [inputs(text_input(focus_on_load=True)), inputs(text_input(focus_on_load=True, action_id="u"))]
    assert problems("modal", modal(two[:1])) == []
    assert "only one element" in problems("modal", modal(two))[0]


def test_a_view_of_more_than_250_kb_is_too_large() -> None:
    heavy = modal([section(text=mrkdwn(2900), block_id=f"b{n}") for n in range(87)])
    assert view_error("modal", heavy) == ("view_too_large", [])
    assert view_error("modal", modal(heavy["blocks"][:80])) is None


def test_advice_is_about_readers_not_rules() -> None:
    assert "top-level text" in advice("message", {"blocks": [section()]})[0]
    assert "chat.update" in advice("message", {"text": "£" * 2001})[0]
    assert "in all" in advice("message", {"text": "t", "blocks": [section(text=mrkdwn(2600))] * 4})[0]
    assert advice("message", {"text": "t", "blocks": [section()]}) == []


def test_what_the_sdk_builds_is_accepted() -> None:
    built = [
        sdk.HeaderBlock(text="Heading"),
        sdk.SectionBlock(
            text=sdk.MarkdownTextObject(text="*Due*", verbatim=True),
            accessory=sdk.OverflowMenuElement(
                action_id="more",
                options=[sdk.Option(value="1", label="One"), sdk.Option(value="2", label="Two")],
            ),
        ),
        sdk.ActionsBlock(
            elements=[
                sdk.ButtonElement(
                    text="Sure",
                    action_id="sure",
                    style="primary",
                    confirm=sdk.ConfirmObject(title="Sure?", text="Really", confirm="Yes", deny="No"),
                ),
                sdk.DatePickerElement(action_id="day", initial_date="2026-07-01", placeholder="Day"),
                sdk.TimePickerElement(action_id="time", initial_time="09:30"),
                sdk.UserSelectElement(action_id="who", placeholder="Who goes"),
            ]
        ),
        sdk.ContextBlock(elements=[sdk.MarkdownTextObject(text="small print")]),
        sdk.DividerBlock(),
        sdk.InputBlock(
            label="Notes",
            hint="Only you see them",
            optional=True,
            element=sdk.PlainTextInputElement(action_id="notes", multiline=True, max_length=3000),
        ),
        sdk.InputBlock(
            label="Seen?",
            element=sdk.RadioButtonsElement(
                action_id="seen", options=[sdk.Option(value="yes", label="Yes", description="At home")]
            ),
        ),
        sdk.RichTextBlock(
            elements=[sdk.RichTextSectionElement(elements=[sdk.RichTextElementParts.Text(text="plain")])]
        ),
        sdk.TableBlock(rows=[[{"type": "raw_text", "text": "a"}]], column_settings=[{"align": "left"}]),
        sdk.ImageBlock(image_url="https://example.invalid/a.png", alt_text="A chart"),
        sdk.MarkdownBlock(text="# Title"),
        sdk.ContextActionsBlock(
            elements=[
                sdk.FeedbackButtonsElement(
                    action_id="feedback",
                    positive_button=sdk.FeedbackButtonObject(text="Yes", value="yes"),
                    negative_button=sdk.FeedbackButtonObject(text="No", value="no"),
                )
            ]
        ),
    ]
    assert problems("message", {"text": "t", "blocks": [block.to_dict() for block in built]}) == []


def test_an_unknown_kind_of_payload_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="message, modal or home"):
        problems("sms", {})


@pytest.mark.parametrize("rubbish", [None, 1, "x", [], {"blocks": 5}, {"blocks": [None, 3, "x", [], {}]}])
def test_rubbish_is_refused_without_a_stumble(rubbish: Any) -> None:
    whole = rubbish if isinstance(rubbish, dict) else {"text": "t", "blocks": rubbish}
    found = problems("message", whole)
    assert found or rubbish in (None, [])
    assert problems("modal", modal(whole.get("blocks")))  # type: ignore[arg-type]
