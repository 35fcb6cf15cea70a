"""Finding a control by what a person sees, and what each kind of control sends."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from handlers.playground.forms import refused_by_client, whole_state
from handlers.playground.hands import NotOnShow, action_for, chosen, find_control, find_input
from handlers.playground.reading import words

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(value: str) -> Json:
    return {"text": plain(value.title()), "value": value}


def row(name: str, value: str) -> list[Json]:
    return [
        {"type": "section", "block_id": f"s{value}", "text": {"type": "mrkdwn", "text": name}},
        {
            "type": "actions",
            "block_id": f"a{value}",
            "elements": [
                {"type": "button", "action_id": "record", "text": plain("Record"), "value": value},
                {"type": "button", "action_id": "plan", "text": plain("Plan"), "value": value},
            ],
        },
    ]


LIST = [*row("AB, overdue", "case-1"), *row("CD, due Monday", "case-2")]


def no_options(block: Json, element: Json, typed: str) -> list[Json]:
    raise AssertionError("nobody asked for options")


def test_like_buttons_are_told_apart_by_value_or_by_the_words_beside_them() -> None:
    assert find_control(LIST, "record", "case-2")[0]["block_id"] == "acase-2"
    assert find_control(LIST, "Record", match="CD,")[1]["value"] == "case-2"
    assert find_control(LIST, "plan", match="overdue")[1]["value"] == "case-1"


def test_what_is_not_there_or_not_clear_is_listed() -> None:
    with pytest.raises(NotOnShow, match=r"2 controls for 'record'.*record “Record”"):
        find_control(LIST, "record")
    with pytest.raises(NotOnShow, match="no control for 'delete'"):
        find_control(LIST, "delete")
    with pytest.raises(NotOnShow, match="no control for 'record'"):
        find_control(LIST, "record", match="EF")
    with pytest.raises(NotOnShow, match="nothing to fill in for 'record'"):
        find_input(LIST, "record")


MENU: Json = {"type": "static_select", "action_id": "m", "options": [option("one"), option("two")]}
GROUPED: Json = {
    "type": "static_select",
    "action_id": "m",
    "option_groups": [{"label": plain("G"), "options": [option("two")]}],
}
FEEDBACK: Json = {
    "type": "feedback_buttons",
    "action_id": "f",
    "positive_button": {"text": plain("Good"), "value": "yes"},
    "negative_button": {"text": plain("Bad"), "value": "no"},
}


def of(kind: str, **more: Any) -> Json:
    return {"type": kind, "action_id": "x", **more}


@pytest.mark.parametrize(
    ("element", "value", "sent"),
    [
        (of("button", text=plain("Go"), value="v"), None, {"value": "v", "text": plain("Go")}),
        (MENU, "two", {"selected_option": option("two")}),
        (MENU, "Two", {"selected_option": option("two")}),
        (GROUPED, "two", {"selected_option": option("two")}),
        (of("overflow", options=[option("one")]), "one", {"selected_option": option("one")}),
        (of("radio_buttons", options=[option("one")]), "One", {"selected_option": option("one")}),
        (of("checkboxes", options=[option("one"), option("two")]), ["two"], {"selected_options": [option("two")]}),
        (of("checkboxes", options=[option("one")]), [], {"selected_options": []}),
        (of("datepicker"), date(2026, 7, 1), {"selected_date": "2026-07-01"}),
        (of("datepicker"), "2026-07-01", {"selected_date": "2026-07-01"}),
        (of("timepicker", timezone="Europe/London"), time(9, 5), {"selected_time": "09:05", "timezone": "Europe/London"}),
        (of("datetimepicker"), datetime(2026, 7, 1, tzinfo=UTC), {"selected_date_time": 1_782_864_000}),
        (of("users_select"), "U0AMINA", {"selected_user": "U0AMINA"}),
        (of("multi_users_select"), ["U0AMINA"], {"selected_users": ["U0AMINA"]}),
        (of("plain_text_input"), "words", {"value": "words"}),
        (FEEDBACK, "positive", {"value": "yes"}),
        (FEEDBACK, "Bad", {"value": "no"}),
    ],
)  # fmt: skip
def test_what_each_control_sends(element: Json, value: Any, sent: Json) -> None:
    action = action_for({}, element, value, no_options)
    assert action == {"type": element["type"], "action_id": element["action_id"], **sent}


def test_an_option_that_is_not_there_is_listed() -> None:
    with pytest.raises(NotOnShow, match="no option 'three' in m; there is: one “One”, two “Two”"):
        chosen({}, MENU, "three", no_options)


def test_an_external_menu_offers_what_the_app_answers() -> None:
    asked = []

    def ask(block: Json, element: Json, typed: str) -> list[Json]:
        asked.append(typed)
        return [option("ab-1"), option("cd-2")]

    assert chosen({}, of("external_select"), "Ab", ask)["selected_option"] == option("ab-1")
    assert asked == ["Ab"]


def test_state_holds_every_control_with_its_first_value() -> None:
    blocks = [
        {
            "type": "input",
            "block_id": "b",
            "label": plain("L"),
            "element": of("plain_text_input", initial_value="so far"),
        },
        {"type": "section", "block_id": "s", "text": plain("t"), "accessory": of("datepicker")},
        {"type": "actions", "block_id": "a", "elements": [of("button", text=plain("Go"))]},
        {"type": "input", "block_id": "c", "label": plain("L"), "element": of("checkboxes", options=[])},
    ]
    assert whole_state(blocks, {}) == {
        "b": {"x": {"type": "plain_text_input", "value": "so far"}},
        "s": {"x": {"type": "datepicker", "selected_date": None}},
        "c": {"x": {"type": "checkboxes", "selected_options": []}},
    }
    emptied = whole_state(blocks, {"b": {"x": {"value": ""}}, "gone": {"x": {"value": "?"}}})
    assert emptied["b"]["x"]["value"] is None
    assert "gone" not in emptied


@pytest.mark.parametrize(
    ("element", "value", "refused"),
    [
        (of("plain_text_input"), None, "required"),
        (of("plain_text_input", min_length=3), "ab", "at least 3"),
        (of("plain_text_input"), "x" * 3001, "no longer than 3000"),
        (of("number_input", is_decimal_allowed=False), "1.5", "whole number"),
        (of("number_input", is_decimal_allowed=True), "abc", "a number"),
        (of("number_input", is_decimal_allowed=True, min_value="2"), "1", "at least 2"),
        (of("number_input", is_decimal_allowed=True, max_value="2"), "3", "at most 2"),
        (of("email_text_input"), "nobody", "valid email"),
        (of("url_text_input"), "nowhere", "valid URL"),
        (of("plain_text_input"), "fine", None),
        (of("number_input", is_decimal_allowed=True, min_value="1", max_value="2"), "1.5", None),
    ],
)
def test_what_slacks_client_refuses_to_send(element: Json, value: Any, refused: str | None) -> None:
    block = {"type": "input", "block_id": "b", "label": plain("L"), "element": element}
    errors = refused_by_client([block], {"b": {"x": {"value": value}}})
    assert (errors == {}) if refused is None else (refused in errors["b"])


def test_words_are_read_in_order_and_rich_text_as_one_line() -> None:
    blocks = [
        {"type": "header", "text": plain("Title")},
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "text", "text": "seen by "},
                        {"type": "user", "user_id": "U0AMINA"},
                    ],
                }
            ],
        },
        {"type": "table", "rows": [[{"type": "raw_text", "text": "cell"}]]},
        *LIST[:2],
    ]
    assert words(blocks).splitlines() == [
        "Title",
        "seen by <@U0AMINA>",
        "cell",
        "AB, overdue",
        "Record",
        "Plan",
    ]
