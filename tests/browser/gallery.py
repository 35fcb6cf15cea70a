"""Block Kit of every kind that the page draws, for looking at it and for testing it."""

from typing import Any

Json = dict[str, Any]

PIXEL = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 120 80'%3E%3Crect width='120' height='80' fill='%23d9e8e5'/%3E%3Cpath d='M20 66V38l24-18 24 18v28z' fill='%2312474a'/%3E%3Crect x='38' y='46' width='12' height='20' fill='%23f2b66d'/%3E%3C/svg%3E"


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(text: str, value: str, description: str | None = None) -> Json:
    return {
        "text": plain(text),
        "value": value,
        **({"description": plain(description)} if description else {}),
    }


def button(text: str, action_id: str, **more: Any) -> Json:
    return {"type": "button", "text": plain(text), "action_id": action_id, "value": action_id, **more}


def field(block_id: str, label: str, element: Json, **more: Any) -> Json:
    element = {"action_id": block_id, **element}
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element, **more}


CONFIRM = {
    "title": plain("Take this off the list?"),
    "text": mrkdwn("The visit is *not* deleted. You can put it back."),
    "confirm": plain("Take it off"),
    "deny": plain("Keep it"),
    "style": "danger",
}
TEAMS = [
    option(name, name.lower(), note)
    for name, note in [("Maple", "north"), ("Cedar", "south"), ("Rowan", "east")]
]
HOURS = [option(f"{hour:02d}:00", f"h{hour}") for hour in range(8, 20)]
GROUPS = [
    {
        "label": plain("Child protection"),
        "options": [option("CP-101 · A.B.", "101"), option("CP-102 · C.D.", "102")],
    },
    {
        "label": plain("Children in need"),
        "options": [option("CIN-201 · E.F.", "201"), option("CIN-202 · G.H.", "202")],
    },
    {
        "label": plain("In our care"),
        "options": [option(f"CIC-30{n} · J.{n}.", f"30{n}") for n in range(1, 6)],
    },
]

WORDS: list[Json] = [
    {"type": "header", "text": plain("Visits this week :calendar:")},
    {"type": "section", "text": mrkdwn("Good morning :wave: <@U0AMINA>. *Two visits* are due, _one_ is ~late~ `CP-101` today. See <https://example.org/policy?a=1&amp;b=2|the policy>, <#C0MAPLE> or https://example.org/plain.")},
    {"type": "section", "text": mrkdwn("Due <!date^1795442400^{date_long_pretty} at {time}|21 November>. Fish &amp; chips, 3 &lt; 5, typed as &amp;lt;b&amp;gt;.\n> a quotation\n> of two lines\n```code with <angle> and *stars*```\nDone :white_check_mark: :warning: :red_circle: :large_green_circle: :house:")},
    {"type": "section", "fields": [mrkdwn("*Child*\nCP-101 · A.B."), mrkdwn("*Plan*\nChild protection"), mrkdwn("*Last seen*\n9 November"), mrkdwn("*Due*\n23 November")]},
    {"type": "context", "elements": [{"type": "image", "image_url": PIXEL, "alt_text": "A house"}, mrkdwn("Team policy, *Frequency of visits*, 2.1"), plain("summary, not yet approved")]},
    {"type": "divider"},
]  # fmt: skip

CONTROLS: list[Json] = [
    {"type": "section", "block_id": "with_button", "text": mrkdwn("*CP-101 · A.B.*\nDue Monday"), "accessory": button("Plan a visit", "plan", style="primary")},
    {"type": "section", "block_id": "with_image", "text": mrkdwn("A picture beside the words"), "accessory": {"type": "image", "image_url": PIXEL, "alt_text": "A house"}},
    {"type": "section", "block_id": "with_overflow", "text": mrkdwn("*CP-102 · C.D.*\nDue Tuesday"), "accessory": {"type": "overflow", "action_id": "more", "options": [option("Move it", "move"), option("Why this date?", "why")]}},
    {"type": "section", "block_id": "with_select", "text": mrkdwn("Which team?"), "accessory": {"type": "static_select", "action_id": "team", "placeholder": plain("Choose a team"), "options": TEAMS}},
    {"type": "section", "block_id": "with_checks", "text": mrkdwn("What was seen?"), "accessory": {"type": "checkboxes", "action_id": "seen", "options": [option("Bedroom", "bedroom", "where the child sleeps"), option("Alone", "alone")]}},
    {"type": "actions", "block_id": "buttons", "elements": [button("Acknowledge", "ack", style="primary"), button("Take off", "remove", style="danger", confirm=CONFIRM), {"type": "button", "text": plain("Read the policy"), "action_id": "link", "url": "https://example.org/policy"}, button("Show “other policies”", "others")]},
    {"type": "actions", "block_id": "pickers", "elements": [{"type": "datepicker", "action_id": "day", "initial_date": "2026-11-27"}, {"type": "timepicker", "action_id": "time", "initial_time": "14:30"}, {"type": "users_select", "action_id": "person", "placeholder": plain("Who goes?")}, {"type": "conversations_select", "action_id": "where", "placeholder": plain("Where to?")}]},
    {"type": "actions", "block_id": "radios", "elements": [{"type": "radio_buttons", "action_id": "how", "initial_option": option("Announced", "yes"), "options": [option("Announced", "yes"), option("Unannounced", "no", "the family does not know")]}]},
    {"type": "context_actions", "block_id": "feedback", "elements": [{"type": "feedback_buttons", "action_id": "helpful", "positive_button": {"text": plain("Helpful"), "value": "yes"}, "negative_button": {"text": plain("Not right"), "value": "no"}}, {"type": "icon_button", "action_id": "bin", "icon": "trash", "text": plain("Take this away"), "value": "bin"}]},
]  # fmt: skip


def text(words: str, **style: bool) -> Json:
    return {"type": "text", "text": words, **({"style": style} if style else {})}


def section(*elements: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(elements)}


RICH: Json = {
    "type": "rich_text",
    "elements": [
        section(text("Before you go: ", bold=True), text("ask "), {"type": "user", "user_id": "U0GRACE"}, text(" in "), {"type": "channel", "channel_id": "C0MAPLE"}, text(", "), text("italic", italic=True), text(" "), text("struck", strike=True), text(" "), text("code", code=True), text(" "), {"type": "emoji", "name": "house"}, text(" "), {"type": "link", "url": "https://example.org/a", "text": "a link"}, text(" on "), {"type": "date", "timestamp": 1795442400, "format": "{date_long}", "fallback": "a day"}),
        {"type": "rich_text_list", "style": "bullet", "indent": 0, "elements": [section(text("Pack the form")), section(text("Ring first"))]},
        {"type": "rich_text_list", "style": "ordered", "indent": 1, "elements": [section(text("the parent")), section(text("the school"))]},
        {"type": "rich_text_list", "style": "bullet", "indent": 0, "elements": [section(text("Go"))]},
        {"type": "rich_text_quote", "elements": [text("Seen and heard.")]},
        {"type": "rich_text_preformatted", "elements": [text("line 1\n  line 2 <b>")]},
    ],
}  # fmt: skip


def cell(words: str) -> Json:
    return {"type": "raw_text", "text": words}


TABLE: Json = {
    "type": "table",
    "column_settings": [{"is_wrapped": True}, {"align": "right"}, {"align": "center"}],
    "rows": [
        [cell("Child"), cell("Days left"), cell("Rule")],
        [
            cell("CP-101 · A.B."),
            cell("2"),
            {"type": "rich_text", "elements": [section(text("2.1", bold=True))]},
        ],
        [cell("CIN-201 · E.F."), cell("9"), cell("3.4")],
    ],
}
DATA_TABLE: Json = {
    "type": "data_table",
    "caption": "Visits by month",
    "page_size": 2,
    "row_header_column_index": 0,
    "rows": [[cell("Month"), cell("Visits")], *([cell(month), {"type": "raw_number", "value": n, "text": str(n)}] for month, n in [("July", 11), ("August", 9), ("September", 14)])],
}  # fmt: skip
MARKDOWN: Json = {
    "type": "markdown",
    "text": "# The plan\n## In short\nA paragraph with **bold**, *italic*, ~~struck~~, `code` and [a link](https://example.org/x).\n\n- first\n  1. nested one\n  2. nested two\n- second\n- [x] done\n\n> quoted\n\n```\ncode <script>\n```\n\n| Who | When |\n|:--|--:|\n| A.B. | 23 Nov |\n| C.D. | 24 Nov |\n\n---\nThe end.",
}
IMAGE: Json = {
    "type": "image",
    "image_url": PIXEL,
    "alt_text": "A house with a door",
    "title": plain("The house"),
}
FAR_IMAGE: Json = {
    "type": "image",
    "image_url": "https://example.org/house.png",
    "alt_text": "A house far away",
}
UNKNOWN: Json = {"type": "card", "title": plain("A card"), "body": plain("Not drawn here")}

MESSAGES: dict[str, list[Json]] = {
    "words": WORDS,
    "controls": CONTROLS,
    "rich": [RICH, IMAGE, FAR_IMAGE, UNKNOWN],
    "table": [TABLE],
    "data": [DATA_TABLE],
    "markdown": [MARKDOWN],
}

FORM: Json = {
    "type": "modal",
    "callback_id": "form",
    "title": plain("Plan a visit"),
    "submit": plain("Save the visit"),
    "close": plain("Not now"),
    "blocks": [
        {"type": "alert", "level": "warning", "text": mrkdwn("Due *Monday*: two working days left.")},
        field("child", "Which child?", {"type": "static_select", "placeholder": plain("Choose a child"), "option_groups": GROUPS}),
        field("who", "Who goes?", {"type": "multi_static_select", "placeholder": plain("Choose people"), "options": HOURS, "max_selected_items": 3}, optional=True),
        field("look", "Look up a school", {"type": "external_select", "min_query_length": 2, "placeholder": plain("Type to search")}, optional=True),
        field("joint", "Joint visitors", {"type": "multi_users_select"}, optional=True),
        field("day", "Day", {"type": "datepicker", "placeholder": plain("Choose a day")}),
        field("time", "Time", {"type": "timepicker", "placeholder": plain("Choose a time")}),
        field("both", "Back by", {"type": "datetimepicker"}, optional=True),
        field("how", "Announced?", {"type": "radio_buttons", "options": [option("Announced", "yes"), option("Unannounced", "no")]}),
        field("owed", "What is owed", {"type": "checkboxes", "options": [option("Bedroom", "bedroom"), option("Seen alone", "alone")]}, optional=True),
        field("note", "Note", {"type": "plain_text_input", "multiline": True, "max_length": 60, "min_length": 3, "placeholder": plain("Only what the next visitor needs")}, hint=plain("No names, please."), optional=True),
        field("mail", "Email", {"type": "email_text_input"}, optional=True),
        field("link", "Link", {"type": "url_text_input"}, optional=True),
        field("count", "How many?", {"type": "number_input", "is_decimal_allowed": False, "min_value": "1", "max_value": "9"}, optional=True),
        field("search", "Search as you type", {"type": "plain_text_input", "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]}}, optional=True, dispatch_action=True),
        *({"type": "alert", "level": level, "text": plain(f"An alert of the {level} kind")} for level in ("default", "info", "error", "success")),
        {"type": "actions", "block_id": "more_views", "elements": [button("Next page", "push"), button("Redraw", "redraw")]},
    ],
}  # fmt: skip
PUSHED: Json = {
    "type": "modal",
    "callback_id": "pushed",
    "title": plain("A second page"),
    "blocks": [{"type": "section", "text": mrkdwn("On top of the first.")}],
}
HOME: Json = {
    "type": "home",
    "blocks": [
        {"type": "header", "text": plain("Your children")},
        {"type": "context", "elements": [mrkdwn("8 children · 2 due this week · team policy: *Maple*")]},
        *CONTROLS[:4],
        {"type": "divider"},
        RICH,
    ],
}

INJECTIONS = [
    "<script>window.harmed=1</script>",
    "<img src=x onerror=\"window.harmed=1\">",
    "<svg/onload=window.harmed=1>",
    "<iframe srcdoc='<script>parent.harmed=1</script>'></iframe>",
    "\"><b onmouseover=window.harmed=1>x</b>",
    "<javascript:window.harmed=1|click me>",
    "<data:text/html,<script>1</script>|click>",
    "[click](javascript:window.harmed=1)",
    "![x](x onerror=window.harmed=1)",
    "&lt;script&gt;window.harmed=1&lt;/script&gt;",
    "&amp;lt;b&amp;gt;",
    "*<b>bold</b>* _<i>_ `<u>`",
    "```<script>window.harmed=1</script>```",
    "<https://example.org/\"onclick=\"window.harmed=1|label\" onclick=\"window.harmed=1>",
    "<!date^1^{date}^javascript:window.harmed=1|now>",
    ":white_check_mark\"onload=x:",
    "<@U0AMINA\"><script>window.harmed=1</script>>",
]  # fmt: skip
