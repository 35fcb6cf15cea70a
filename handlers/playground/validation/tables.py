"""Tables, data tables and charts."""

from typing import Any

from handlers.playground.reading import words
from handlers.playground.validation.rich_text import RICH_TEXT
from handlers.playground.validation.shapes import (
    Check,
    Scan,
    flag,
    items,
    number,
    one_of,
    shape,
    text,
    whole,
)

_CHARACTERS = 10_000
_COLUMNS = 20
_RAW_TEXT = shape({"type": one_of("raw_text"), "text": text(_CHARACTERS)})
_RAW_NUMBER = shape({"type": one_of("raw_number"), "value": number, "text": text(_CHARACTERS)})


def _cell(scan: Scan, value: Any, where: str) -> None:
    kind = value.get("type") if isinstance(value, dict) else None
    known: dict[Any, Check] = {"raw_text": _RAW_TEXT, "raw_number": _RAW_NUMBER, "rich_text": RICH_TEXT}
    if kind in known:
        known[kind](scan, value, where)
    else:
        scan.refuse(f"unsupported type: {kind}", f"{where}/type")


def _row(scan: Scan, value: Any, where: str) -> None:
    items(_cell, most=_COLUMNS)(scan, value, where)


TABLE_FIELDS: tuple[dict[str, Check], dict[str, Check]] = (
    {"rows": items(_row, most=100)},
    {
        "column_settings": items(
            shape(optional={"align": one_of("left", "center", "right"), "is_wrapped": flag}), most=_COLUMNS
        )
    },
)
DATA_TABLE_FIELDS: tuple[dict[str, Check], dict[str, Check]] = (
    {"caption": text(3000), "rows": items(_row, most=101, least=2)},
    {"page_size": whole(1, 100), "row_header_column_index": whole(0, _COLUMNS - 1)},
)
_LABEL = text(20)
_POINT = shape({"label": _LABEL, "value": number})
_AXES = shape({"categories": items(_LABEL, most=100)}, {"x_label": text(50), "y_label": text(50)})
_SERIES = items(shape({"name": _LABEL, "data": items(_POINT, most=100)}), most=6)
_PIE = shape({"type": one_of("pie"), "segments": items(_POINT, most=6)})
_PLOT = shape({"type": one_of("bar", "area", "line"), "series": _SERIES, "axis_config": _AXES})


def _chart(scan: Scan, value: Any, where: str) -> None:
    pie = isinstance(value, dict) and value.get("type") == "pie"
    (_PIE if pie else _PLOT)(scan, value, where)


CHART_FIELDS: tuple[dict[str, Check], dict[str, Check]] = ({"title": text(50), "chart": _chart}, {})


def table_rules(scan: Scan, block: dict[str, Any], where: str) -> None:
    """One table to a message, 10,000 characters in it."""
    scan.tables += 1
    scan.table_characters += len(words(block.get("rows") or []).replace("\n", ""))
    if scan.tables > 1:
        scan.refuse("only_one_table_allowed", where)
    if scan.table_characters > _CHARACTERS:
        scan.refuse(f"must be less than {_CHARACTERS + 1} characters in all tables", f"{where}/rows")


def data_table_rules(scan: Scan, block: dict[str, Any], where: str) -> None:
    """Rows of one length, a header without rich text, 10,000 characters."""
    rows = [row for row in block.get("rows") or [] if isinstance(row, list)]
    if len({len(row) for row in rows}) > 1:
        scan.refuse("all rows must have the same number of cells", f"{where}/rows")
    for position, cell in enumerate(rows[0] if rows else []):
        if isinstance(cell, dict) and cell.get("type") == "rich_text":
            scan.refuse("rich_text is not allowed in the header row", f"{where}/rows/0/{position}")
    scan.table_characters += len(words(rows).replace("\n", ""))
    if scan.table_characters > _CHARACTERS:
        scan.refuse(f"must be less than {_CHARACTERS + 1} characters in all tables", f"{where}/rows")


def chart_rules(scan: Scan, block: dict[str, Any], where: str) -> None:
    """Two charts to a message."""
    scan.charts += 1
    if scan.charts > 2:
        scan.refuse("no more than 2 data_visualization blocks allowed", where)
