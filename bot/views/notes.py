"""Something long typed into the chat: it is not lost, and it should not stay there."""

from __future__ import annotations

from bot.views import parts
from bot.views.anchors import Anchor
from bot.views.ids import Action
from bot.views.parts import Message
from bot.wording import say


def long_text(channel: str, ts: str) -> Message:
    """Offer to put a long message into a record's note, and ask for it to be deleted."""
    anchor = Anchor(purpose="record", channel=channel, note_ts=ts).pack()
    return parts.message(
        "That is a long message. Here is what we can do with it.",
        [
            parts.said(say("too_long")),
            parts.actions(
                "long_text",
                parts.button("Use it as a visit note", Action.USE_AS_NOTE, anchor, style="primary"),
                parts.button("Help", Action.HELP),
            ),
        ],
    )
