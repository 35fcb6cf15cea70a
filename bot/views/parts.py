"""Small parts of views: the few blocks we use, within Slack's limits; the words come from `bot.views.words`."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import time
from typing import Any

from bot.views.ids import FIELD
from bot.views.words import LONDON as LONDON
from bot.views.words import OWED_WORDS as OWED_WORDS
from bot.views.words import TEXT_LIMIT as TEXT_LIMIT
from bot.views.words import ago as ago
from bot.views.words import clip as clip
from bot.views.words import clip_escaped as clip_escaped
from bot.views.words import clock as clock
from bot.views.words import count as count
from bot.views.words import day as day
from bot.views.words import day_year as day_year
from bot.views.words import escape as escape
from bot.views.words import join_words as join_words
from bot.views.words import moment as moment
from bot.views.words import owed_words as owed_words
from bot.views.words import pieces as pieces
from bot.views.words import source as source
from bot.views.words import unescape as unescape

Json = dict[str, Any]

BUTTON_LIMIT = 75
TITLE_LIMIT = 24
OPTIONS_PER_GROUP = 10
MESSAGE_BLOCKS = 50
MESSAGE_CHARACTERS = 9_500
"""Slack was seen to refuse about 13,200 characters of blocks; characters beyond ASCII count for more."""
FALLBACK_LIMIT = 300
SHORTEST = 60
VIEW_BLOCKS = 100


@dataclass(frozen=True, slots=True)
class Message:
    """What is posted: `text` is the neutral fallback that phones show, `blocks` the message itself.

    `lasting` where it holds only what the documents say and fixed sentences of ours, and repeats nothing that a person
    typed: every other message may tell of a child, and is taken down after a time.
    """

    text: str
    blocks: list[Json]
    lasting: bool = False


# --- text objects and blocks ---------------------------------------------------------------------------


def plain(text: str, limit: int = TEXT_LIMIT) -> Json:
    """A text object that shows characters as they are: for anything a person typed."""
    return {"type": "plain_text", "text": clip(text, limit) or "–", "emoji": False}


def mrkdwn(text: str) -> Json:
    """A text object with formatting; whatever is not ours must be escaped before it comes here."""
    return {"type": "mrkdwn", "text": clip(text, TEXT_LIMIT) or "–", "verbatim": True}


def section(text: str, *, accessory: Json | None = None, block_id: str = "") -> Json:
    """A paragraph with formatting."""
    block: Json = {"type": "section", "text": mrkdwn(text)}
    if accessory:
        block["accessory"] = accessory
    if block_id:
        block["block_id"] = block_id
    return block


def said(text: str) -> Json:
    """A paragraph without formatting: for anything a person typed."""
    return {"type": "section", "text": plain(text)}


def quote(text: str) -> Json:
    """A verbatim quotation, set apart; its characters are shown as they are."""
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_quote", "elements": [{"type": "text", "text": text}]}],
    }


def copy_box(text: str) -> Json:
    """Text to copy, in a box that keeps its line ends."""
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_preformatted", "elements": [{"type": "text", "text": text}]}],
    }


def bullets(lines: Iterable[str]) -> Json:
    """A bulleted list of plain lines."""
    return {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_list",
                "style": "bullet",
                "elements": [
                    {"type": "rich_text_section", "elements": [{"type": "text", "text": line}]}
                    for line in lines
                ],
            }
        ],
    }


def steps(lines: Iterable[str]) -> Json:
    """A numbered list of plain lines."""
    block = bullets(lines)
    block["elements"][0]["style"] = "ordered"
    return block


def context(*texts: str) -> Json:
    """Small print; at most ten texts, already escaped."""
    return {"type": "context", "elements": [mrkdwn(text) for text in texts if text][:10]}


def header(text: str) -> Json:
    """A heading."""
    return {"type": "header", "text": plain(text, 150)}


def divider() -> Json:
    """A line."""
    return {"type": "divider"}


def button(
    text: str,
    action: str,
    value: str = "",
    *,
    style: str = "",
    label: str = "",
    confirm: Json | None = None,
) -> Json:
    """A button; `value` holds ids only, `label` is what a screen reader says instead of `text`."""
    element: Json = {"type": "button", "action_id": str(action), "text": plain(text, BUTTON_LIMIT)}
    if value:
        element["value"] = value
    if style:
        element["style"] = style
    if label:
        element["accessibility_label"] = clip(label, 75)
    if confirm:
        element["confirm"] = confirm
    return element


def confirm(title: str, text: str, yes: str, no: str = "No, keep it") -> Json:
    """The question Slack asks before a button acts."""
    return {
        "title": plain(title, 100),
        "text": plain(text, 300),
        "confirm": plain(yes, 30),
        "deny": plain(no, 30),
    }


def actions(block_id: str, *elements: Json | None) -> Json:
    """A row of buttons; None stands for one that does not apply."""
    return {
        "type": "actions",
        "block_id": block_id,
        "elements": [element for element in elements if element][:25],
    }


def option(text: str, value: str, description: str = "") -> Json:
    """One choice; `value` is an id or a key, never case text."""
    made: Json = {"text": plain(text, 75), "value": value}
    if description:
        made["description"] = plain(description, 75)
    return made


def field(
    block_id: str,
    label: str,
    element: Json,
    *,
    optional: bool = False,
    hint: str = "",
    dispatch: str = "",
) -> Json:
    """A form field. With `dispatch`, its change is reported at once under that action id."""
    made: Json = {
        "type": "input",
        "block_id": str(block_id),
        "label": plain(label, 2000),
        "element": {"action_id": str(dispatch) if dispatch else FIELD, **element},
        "optional": optional,
    }
    if hint:
        made["hint"] = plain(hint, 2000)
    if dispatch:
        made["dispatch_action"] = True
    return made


def timepicker(at: time | None, placeholder: str = "Choose a time") -> Json:
    """A time to choose, beginning at `at`: without one, Slack begins at midnight."""
    element: Json = {"type": "timepicker", "placeholder": plain(placeholder, 150)}
    if at is not None:
        element["initial_time"] = f"{at:%H:%M}"
    return element


def modal(title: str, blocks: list[Json], **extra: Any) -> Json:
    """A modal; `submit`, `close`, `callback_id` and `private_metadata` come in `extra`."""
    view: Json = {"type": "modal", "title": plain(title, TITLE_LIMIT), "blocks": limit(blocks, VIEW_BLOCKS)}
    for name, value in extra.items():
        if value:
            view[name] = plain(value, TITLE_LIMIT) if name in ("submit", "close") else str(value)
    return view


def limit(blocks: list[Json], most: int) -> list[Json]:
    """At most `most` blocks; where some had to go, the last one says so."""
    if len(blocks) <= most:
        return blocks
    return [*blocks[: most - 1], context("There is more than fits here.")]


def message(text: str, blocks: list[Json], *, lasting: bool = False) -> Message:
    """A message within Slack's limits of blocks and of characters; its longest texts give way first.

    `text` is given as it is and escaped here.
    """
    kept = fitted(limit(blocks, MESSAGE_BLOCKS), MESSAGE_CHARACTERS)
    return Message(text=clip_escaped(text, FALLBACK_LIMIT), blocks=kept, lasting=lasting)


def fitted(blocks: list[Json], most: int) -> list[Json]:
    """The same blocks with their longest texts shortened until all of them together have `most` characters."""
    if _size(blocks) <= most:
        return blocks
    blocks = copy.deepcopy(blocks)
    longest = TEXT_LIMIT
    while _size(blocks) > most and longest > SHORTEST:
        longest = longest * 3 // 4
        for leaf in _leaves(blocks):
            escaped = leaf.get("type") == "mrkdwn"
            words = unescape(leaf["text"]) if escaped else leaf["text"]
            if len(words) > longest:
                leaf["text"] = clip_escaped(words, longest) if escaped else clip(words, longest)
    while _size(blocks) > most and len(blocks) > 2:
        blocks = limit(blocks, len(blocks) - 1)
    return blocks


def _size(blocks: list[Json]) -> int:
    return len(json.dumps(blocks, ensure_ascii=False))


def _leaves(drawn: Any) -> Iterator[Json]:
    """Every object that holds a text of its own."""
    if isinstance(drawn, dict):
        if isinstance(drawn.get("text"), str):
            yield drawn
        for value in drawn.values():
            yield from _leaves(value)
    elif isinstance(drawn, list):
        for one in drawn:
            yield from _leaves(one)


def notice(title: str, text: str) -> Json:
    """A modal that says one thing and can only be closed."""
    return modal(title, [said(part) for part in pieces(text)] or [said(title)], close="Close")
