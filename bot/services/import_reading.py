"""Read one row of an import cell by cell, keeping every problem it holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from bot.services.import_table import Row
from bot.services.import_values import BadValue

T = TypeVar("T")


class Reading:
    """Reads the cells of one row and keeps every problem it meets."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.columns: list[str] = []
        self.sentences: list[str] = []

    def bad(self, column: str, sentence: str) -> None:
        """Keep a problem: a sentence that begins with the column's name is made of it."""
        if column not in self.columns:
            self.columns.append(column)
        self.sentences.append(f"{column} {sentence}{'' if sentence.endswith('.') else '.'}")

    def read(self, column: str, reader: Callable[[str], T]) -> T | None:
        """The cell's value; None where it is empty, or bad."""
        text = self.row.get(column)
        if not text:
            return None
        try:
            return reader(text)
        except BadValue as trouble:
            self.bad(column, trouble.sentence)
            return None

    def must(self, column: str, reader: Callable[[str], T], cure: str) -> T | None:
        """Like `read`, for a cell that can't be empty."""
        if not self.row.cells.get(column, ""):
            self.bad(column, f"is empty: {cure}")
            return None
        try:
            return reader(self.row.cells[column])
        except BadValue as trouble:
            self.bad(column, trouble.sentence)
            return None
