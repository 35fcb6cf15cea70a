"""The rich_text block: sections, lists, quotes and preformatted text, and the pieces inside them."""

from typing import Any

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

_MANY = 10_000
_STYLES = ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink")
_STYLE = shape(optional=dict.fromkeys(_STYLES, flag))
_PIECE: dict[str, Check] = {
    "text": shape({"type": text(20), "text": text(_MANY * 4)}, {"style": _STYLE}),
    "link": shape(
        {"type": text(20), "url": text(3000)}, {"text": text(_MANY), "style": _STYLE, "unsafe": flag}
    ),
    "emoji": shape(
        {"type": text(20), "name": text(100)},
        {"unicode": text(100), "skin_tone": whole(1, 6), "style": _STYLE},
    ),
    "user": shape({"type": text(20), "user_id": text(50)}, {"style": _STYLE}),
    "channel": shape({"type": text(20), "channel_id": text(50)}, {"style": _STYLE}),
    "usergroup": shape({"type": text(20), "usergroup_id": text(50)}, {"style": _STYLE}),
    "team": shape({"type": text(20), "team_id": text(50)}, {"style": _STYLE}),
    "broadcast": shape({"type": text(20), "range": one_of("here", "channel", "everyone")}, {"style": _STYLE}),
    "color": shape({"type": text(20), "value": text(20)}, {"style": _STYLE}),
    "date": shape(
        {"type": text(20), "timestamp": whole(0), "format": text(500)},
        {"url": text(3000), "fallback": text(_MANY), "style": _STYLE},
    ),
}


def _by_type(known: dict[str, Check]) -> Check:
    def check(scan: Scan, value: Any, where: str) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(value, dict):
            scan.refuse("must be an object", where)
        elif kind not in known:
            scan.refuse(f"unsupported type: {kind}", f"{where}/type")
        else:
            known[kind](scan, value, where)

    return check


_PIECES = items(_by_type(_PIECE), most=_MANY, least=0)
_SECTION = shape({"type": one_of("rich_text_section"), "elements": _PIECES})
_PARTS: dict[str, Check] = {
    "rich_text_section": _SECTION,
    "rich_text_quote": shape({"type": text(30), "elements": _PIECES}, {"border": whole(0, 1)}),
    "rich_text_preformatted": shape(
        {"type": text(30), "elements": _PIECES}, {"border": whole(0, 1), "language": text(50)}
    ),
    "rich_text_list": shape(
        {"type": text(30), "style": one_of("bullet", "ordered"), "elements": items(_SECTION, most=_MANY)},
        {"indent": whole(0, 8), "offset": whole(0), "border": whole(0, 1)},
    ),
}

RICH_TEXT = shape(
    {"type": one_of("rich_text"), "elements": items(_by_type(_PARTS), most=_MANY, least=0)},
    {"block_id": text(255)},
)
