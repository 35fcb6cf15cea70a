"""Layout blocks: the limits of each, where it may be shown, and what must be unique among them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from handlers.playground.reading import controls
from handlers.playground.validation.elements import ELEMENTS, EVERYWHERE, IMAGE_URL, element_in
from handlers.playground.validation.objects import SLACK_FILE, plain, written
from handlers.playground.validation.rich_text import RICH_TEXT
from handlers.playground.validation.shapes import (
    Check,
    Scan,
    flag,
    items,
    one_of,
    shape,
    text,
    whole,
)
from handlers.playground.validation.tables import (
    CHART_FIELDS,
    DATA_TABLE_FIELDS,
    TABLE_FIELDS,
    chart_rules,
    data_table_rules,
    table_rules,
)

MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
LONGEST_MARKDOWN = 12_000
MESSAGE = frozenset({"message"})

Rules = Callable[[Scan, dict[str, Any], str], None]


@dataclass(frozen=True)
class Block:
    """What Slack accepts for one type of block."""

    check: Check
    surfaces: frozenset[str] = EVERYWHERE
    rules: Rules | None = None


def _block(required: dict[str, Check] | None = None, optional: dict[str, Check] | None = None) -> Check:
    return shape({"type": text(50), **(required or {})}, {"block_id": text(255), **(optional or {})})


def _section_rules(scan: Scan, block: dict[str, Any], where: str) -> None:
    if block.get("text") is None and block.get("fields") is None:
        scan.refuse("must define either `text` or `fields`", where)


def _image_rules(scan: Scan, block: dict[str, Any], where: str) -> None:
    if (block.get("image_url") is None) == (block.get("slack_file") is None):
        scan.refuse("must define either `image_url` or `slack_file`", where)


def _input_rules(scan: Scan, block: dict[str, Any], where: str) -> None:
    element = block.get("element")
    if isinstance(element, dict) and element.get("type") == "file_input" and block.get("dispatch_action"):
        scan.refuse("dispatch_action is not supported for file_input", f"{where}/dispatch_action")


def _markdown_rules(scan: Scan, block: dict[str, Any], where: str) -> None:
    if isinstance(block.get("text"), str):
        scan.markdown_characters += len(block["text"])
    if scan.markdown_characters > LONGEST_MARKDOWN:
        scan.refuse(f"must be less than {LONGEST_MARKDOWN + 1} characters in all markdown blocks", where)


def _card_rules(scan: Scan, block: dict[str, Any], where: str) -> None:
    if not any(block.get(name) for name in ("hero_image", "title", "actions", "body")):
        scan.refuse("must define at least one of `hero_image`, `title`, `actions`, `body`", where)


def _container_rules(scan: Scan, block: dict[str, Any], where: str) -> None:
    if block.get("title") is None and block.get("rich_text_title") is None:
        scan.refuse("must define either `title` or `rich_text_title`", where)
    if block.get("is_collapsible") and block.get("has_header_divider"):
        scan.refuse("has_header_divider is not for collapsible containers", f"{where}/has_header_divider")


def _context_element(scan: Scan, value: Any, where: str) -> None:
    if isinstance(value, dict) and value.get("type") in ("plain_text", "mrkdwn"):
        written()(scan, value, where)
    else:
        element_in("context")(scan, value, where)


def _child(scan: Scan, value: Any, where: str) -> None:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind not in _CHILDREN:
        scan.refuse(f"unsupported type: {kind}", f"{where}/type")
    else:
        check_block(scan, value, where)


_TASK = {
    "task_id": text(255),
    "title": text(3000),
    "status": one_of("pending", "in_progress", "complete", "error"),
}
_TASK_MORE: dict[str, Check] = {
    "details": RICH_TEXT,
    "output": RICH_TEXT,
    "sources": items(shape({"type": one_of("url"), "url": text(3000), "text": text(3000)}), most=100),
}
_TASK_CARD = _block(_TASK, _TASK_MORE)
_CARD = _block(
    {},
    {
        "hero_image": element_in("card"),
        "icon": element_in("card"),
        "title": written(150),
        "subtitle": written(150),
        "body": written(200),
        "actions": items(element_in("card"), most=2),
    },
)
_CHILDREN = frozenset(
    ("actions", "context", "divider", "header", "image", "input", "rich_text", "section", "table", "video")
)

BLOCKS: dict[str, Block] = {
    "section": Block(
        _block(
            {},
            {
                "text": written(3000),
                "fields": items(written(2000), most=10),
                "accessory": element_in("section"),
                "expand": flag,
            },
        ),
        rules=_section_rules,
    ),
    "header": Block(_block({"text": plain(150)}, {"level": whole(1, 4)})),
    "context": Block(_block({"elements": items(_context_element, most=10)})),
    "actions": Block(_block({"elements": items(element_in("actions"), most=25)})),
    "divider": Block(_block()),
    "image": Block(
        _block(
            {"alt_text": text(2000)},
            {"image_url": IMAGE_URL, "slack_file": SLACK_FILE, "title": plain(2000)},
        ),
        rules=_image_rules,
    ),
    "input": Block(
        _block(
            {"label": plain(2000), "element": element_in("input")},
            {"hint": plain(2000), "optional": flag, "dispatch_action": flag},
        ),
        rules=_input_rules,
    ),
    "rich_text": Block(RICH_TEXT),
    "markdown": Block(_block({"text": text(LONGEST_MARKDOWN)}), MESSAGE, _markdown_rules),
    # Tables are listed for App Home but do not appear there.
    "table": Block(_block(*TABLE_FIELDS), MESSAGE, table_rules),
    "data_table": Block(_block(*DATA_TABLE_FIELDS), MESSAGE, data_table_rules),
    "data_visualization": Block(_block(*CHART_FIELDS), MESSAGE, chart_rules),
    "alert": Block(
        _block(
            {"text": written(200)},
            {"level": one_of("default", "info", "warning", "error", "success")},
        ),
        frozenset({"modal"}),
    ),
    "card": Block(_CARD, frozenset({"message", "home"}), _card_rules),
    "carousel": Block(_block({"elements": items(_CARD, most=10)}), frozenset({"message", "home"})),
    "container": Block(
        _block(
            {"child_blocks": items(_child, most=10)},
            {
                "title": plain(150),
                "rich_text_title": RICH_TEXT,
                "subtitle": written(150),
                "width": one_of("narrow", "standard", "wide", "full"),
                "icon": element_in("container"),
                "is_collapsible": flag,
                "default_collapsed": flag,
                "has_header_divider": flag,
            },
        ),
        MESSAGE,
        _container_rules,
    ),
    "context_actions": Block(_block({"elements": items(element_in("context_actions"), most=5)}), MESSAGE),
    "task_card": Block(_TASK_CARD, MESSAGE),
    "plan": Block(_block({"title": text(3000)}, {"tasks": items(_TASK_CARD, most=50, least=0)}), MESSAGE),
    "video": Block(
        _block(
            {
                "alt_text": text(2000),
                "title": plain(199),
                "video_url": text(3000),
                "thumbnail_url": text(3000),
            },
            {
                "author_name": text(49),
                "description": plain(199),
                "provider_icon_url": text(3000),
                "provider_name": text(49),
                "title_url": text(3000),
            },
        )
    ),
}


def check_blocks(scan: Scan, blocks: Any, where: str) -> None:
    """All blocks of a message or view."""
    if not isinstance(blocks, list):
        scan.refuse("must be an array", where)
        return
    most = MOST_BLOCKS[scan.surface]
    if len(blocks) > most:
        scan.refuse(f"no more than {most} items allowed", where)
    for position, block in enumerate(blocks):
        check_block(scan, block, f"{where}/{position}")


def check_block(scan: Scan, block: Any, where: str) -> None:
    """One block."""
    if not isinstance(block, dict):
        scan.refuse("must be an object", where)
        return
    kind = block.get("type")
    known = BLOCKS.get(str(kind))
    if known is None:
        scan.refuse(f"unsupported type: {kind}", f"{where}/type")
        return
    if scan.surface not in known.surfaces:
        scan.refuse(f"unsupported type in a {scan.surface}: {kind}", f"{where}/type")
    known.check(scan, block, where)
    if known.rules is not None:
        known.rules(scan, block, where)
    _unique(scan, block, where)


def _unique(scan: Scan, block: dict[str, Any], where: str) -> None:
    block_id = block.get("block_id")
    if isinstance(block_id, str) and block["type"] != "markdown":
        if block_id in scan.block_ids:
            scan.refuse(f"`block_id` {block_id} already exists", f"{where}/block_id")
        scan.block_ids.add(block_id)
    if block["type"] == "container":
        return  # its children were checked one by one
    seen: set[str] = set()
    for _, element in controls([block]):
        action_id = element["action_id"]
        if element.get("type") in ELEMENTS and action_id in seen:
            scan.refuse(f"`action_id` {action_id} already exists in this block", where)
        seen.add(action_id)
