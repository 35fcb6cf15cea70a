"""How a child stands, asked for in words: due, owed, planned, last seen, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from bot.domain.cards import CaseloadRow
from bot.views import parts
from bot.views.anchors import Anchor
from bot.views.home import foot, row_text, short_row
from bot.views.ids import Action
from bot.views.parts import Json, Message
from bot.wording import say

FIRST = "Here is how it stands here."
MOST_LISTED = 12


def dates(rows: Sequence[CaseloadRow], today: date, reader: str, *, same_initials: bool) -> Message:
    """Each child with the date and why it is what it is."""
    blocks: list[Json] = [parts.section(FIRST)]
    if same_initials:
        blocks.append(
            parts.section("More than one of your children has these initials, so here is each of them.")
        )
    for row in rows:
        anchor, name = Anchor(child_id=row.child.id).pack(), row.child.label
        blocks.append(parts.section(row_text(row, today, reader)))
        blocks.append(
            parts.actions(
                f"dates:{row.child.id}",
                parts.button(
                    "Why this date?" if row.due_on else "Why no date?",
                    Action.WHY,
                    anchor,
                    label=f"Why this date for {name}?",
                ),
                parts.button("Plan", Action.PLAN, anchor, label=f"Plan a visit to {name}"),
                parts.button("Record", Action.RECORD, anchor, label=f"Record a visit to {name}"),
            )
        )
    blocks.append(parts.context(say("home_overdue_means")))
    return parts.message(FIRST, blocks)


def listed(
    rows: Sequence[CaseloadRow],
    today: date,
    reader: str,
    *,
    heading: str,
    undated: int,
    data_as_of: datetime | None,
) -> Message:
    """A list asked for in words, the first to act on first."""
    blocks: list[Json] = [parts.section(FIRST), parts.section(f"*{parts.escape(heading)}*")]
    blocks += [short_row(row, today, "listed", reader) for row in rows[:MOST_LISTED]]
    rest = []
    if len(rows) > MOST_LISTED:
        rest.append(f"{len(rows) - MOST_LISTED} more are on my Home tab.")
    if undated:
        rest.append(say("list_undated", count=parts.count(undated, "child", "children")))
    if rest:
        blocks.append(parts.section("\n".join(rest)))
        blocks.append(parts.actions("way_on", parts.button("All of them", Action.MY_CHILDREN)))
    return parts.message(FIRST, [*blocks, *foot(data_as_of, "")])


def nobody() -> Message:
    """A reference that is none of the person's: whether there is such a child is not said."""
    sentence = say("none_of_yours")
    buttons = parts.actions("way_on", parts.button("My children", Action.MY_CHILDREN))
    return parts.message(sentence, [parts.said(sentence), buttons])
