"""Modals and App Home views."""

import json
from typing import Any

from handlers.playground.validation.blocks import check_blocks
from handlers.playground.validation.objects import plain
from handlers.playground.validation.shapes import Check, Scan, anything, flag, one_of, shape, text

LARGEST_VIEW_BYTES = 250_000

_COMMON: dict[str, Check] = {
    "private_metadata": text(3000, least=0),
    "callback_id": text(255, least=0),
    "external_id": text(255, least=0),
}
_FRAME = {
    "modal": shape(
        {"type": one_of("modal"), "title": plain(24), "blocks": anything},
        {
            **_COMMON,
            "close": plain(24),
            "submit": plain(24),
            "clear_on_close": flag,
            "notify_on_close": flag,
            "submit_disabled": flag,
        },
    ),
    "home": shape({"type": one_of("home"), "blocks": anything}, _COMMON),
}


def view_problems(kind: str, view: dict[str, Any]) -> list[str]:
    """Everything Slack would refuse in a view shown as a `modal` or as `home`."""
    scan = Scan(surface=kind)
    _FRAME[kind](scan, view, "/view")
    blocks = view.get("blocks")
    if blocks is not None:
        check_blocks(scan, blocks, "/view/blocks")
    if isinstance(blocks, list):
        has_input = any(isinstance(block, dict) and block.get("type") == "input" for block in blocks)
        if kind == "modal" and has_input and view.get("submit") is None:
            scan.refuse("missing required field: submit (the view has an input block)", "/view")
        if kind == "modal" and not blocks:
            scan.refuse("no fewer than 1 items allowed", "/view/blocks")
    if is_too_large(view):
        scan.refuse(f"view_too_large: more than {LARGEST_VIEW_BYTES} bytes", "/view")
    return scan.found


def is_too_large(view: dict[str, Any]) -> bool:
    """True above 250 KB as sent."""
    return len(json.dumps(view, ensure_ascii=False).encode()) > LARGEST_VIEW_BYTES
