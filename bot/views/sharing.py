"""Sharing an answer: what the guidance says and where, never what was asked."""

from __future__ import annotations

from bot.views import anchors, parts
from bot.views.anchors import Anchor
from bot.views.guidance import passage_blocks, shown_first
from bot.views.ids import Action, Block, View
from bot.views.parts import Json, Message
from knowledge.results import Answer, FoundPassage

SHARED_TEXT = 500


def share_modal(found: Answer, question_id: int) -> Json:
    """Where to put an answer for others to read: the answer alone, never the question."""
    preview = [
        block
        for passage in _to_share(found)
        for block in passage_blocks(passage, SHARED_TEXT, (), labelled=True)[0]
    ]
    where = {
        "type": "conversations_select",
        "placeholder": parts.plain("Choose a channel"),
        "filter": {
            "include": ["public", "private"],
            "exclude_external_shared_channels": True,
            "exclude_bot_users": True,
        },
    }
    return parts.modal(
        "Share this answer",
        [
            parts.field(
                Block.WHERE,
                "Where to?",
                where,
                hint="What the guidance says is shared, and that it comes from you. Your question is not.",
            ),
            parts.divider(),
            *preview,
        ],
        callback_id=View.SHARE,
        private_metadata=Anchor(question_id=question_id).pack(),
        submit="Share",
        close="Cancel",
    )


def shared(found: Answer, by: str) -> Message:
    """An answer that somebody shares: what the guidance says and where, nothing of what was asked."""
    blocks: list[Json] = []
    for number, passage in enumerate(_to_share(found)):
        drawn, _ = passage_blocks(passage, SHARED_TEXT, passage.badges, labelled=True)
        read = anchors.place(passage.document, passage.section)
        blocks += drawn
        if read:
            button = parts.button("Read the section", Action.READ_SECTION, read)
            blocks.append(parts.actions(f"shared:{number}", button))
    blocks.append(parts.context(f"Shared by {parts.clip_escaped(by, 80)}"))
    return parts.message("Someone shared what the guidance says.", blocks, lasting=True)


def _to_share(found: Answer) -> list[FoundPassage]:
    """What a shared answer holds: what the card shows first."""
    return shown_first(found)[0]
