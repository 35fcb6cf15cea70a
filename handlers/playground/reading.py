"""Reading Block Kit as a person does: the words on show, and where each control is."""

from collections.abc import Iterator
from typing import Any

_SPOKEN = frozenset(
    (
        *("text", "title", "rich_text_title", "subtitle", "label", "hint", "fields", "elements", "element"),
        *("accessory", "body", "rows", "caption", "child_blocks", "actions", "alt_text", "initial_value"),
        *("positive_button", "negative_button", "details", "output", "tasks", "attachments"),
    )
)
_IN_MENUS = frozenset(("options", "option_groups", "placeholder", "description"))
_PARENTS = (
    "accessory",
    "elements",
    "element",
    "actions",
    "positive_button",
    "negative_button",
)


def words(node: Any, *, menus: bool = True) -> str:
    """Everything a person can read in these blocks, one piece per line; `menus` includes what is folded up."""
    return "\n".join(_pieces(node, _SPOKEN | _IN_MENUS if menus else _SPOKEN))


def _pieces(node: Any, keys: frozenset[str]) -> Iterator[str]:
    if isinstance(node, str):
        if node.strip():
            yield node
    elif isinstance(node, list):
        if node and all(isinstance(item, dict) and item.get("type") in _INLINE for item in node):
            yield "".join(_inline(item) for item in node)
        else:
            for item in node:
                yield from _pieces(item, keys)
    elif isinstance(node, dict):
        for key, inner in node.items():
            if key in keys:
                yield from _pieces(inner, keys)


_INLINE = {"text", "link", "emoji", "user", "channel", "usergroup", "broadcast", "date", "color"}


def _inline(item: dict[str, Any]) -> str:
    kind = item.get("type")
    if kind == "emoji":
        return f":{item.get('name', '')}:"
    if kind == "user":
        return f"<@{item.get('user_id', '')}>"
    if kind == "channel":
        return f"<#{item.get('channel_id', '')}>"
    return str(item.get("text") or item.get("url") or item.get("fallback") or item.get("range") or "")


def controls(blocks: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each (block, element) a person can operate, in the order shown."""
    for block in blocks:
        if block.get("type") == "container":
            yield from controls(block.get("child_blocks") or [])
        else:
            yield from ((block, element) for element in _elements(block, top=True))


def _elements(node: dict[str, Any], top: bool = False) -> Iterator[dict[str, Any]]:
    if not top and "action_id" in node:
        yield node
    if node.get("type") == "feedback_buttons":
        return
    for key in _PARENTS:
        inner = node.get(key)
        for item in inner if isinstance(inner, list) else [inner]:
            if isinstance(item, dict):
                yield from _elements(item)
