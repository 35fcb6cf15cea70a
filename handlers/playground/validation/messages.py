"""Messages: text, blocks, attachments and metadata together."""

from typing import Any

from handlers.playground.reading import words
from handlers.playground.validation.blocks import check_blocks
from handlers.playground.validation.shapes import Scan, anything, shape, text

LONGEST_TEXT = 40_000
ADVISED_TEXT = 4_000
# Not documented; people report the error near this many characters over all blocks.
LONGEST_BLOCKS = 13_200
ADVISED_BLOCKS = 10_000
MOST_ATTACHMENTS = 100

_METADATA = shape({"event_type": text(255), "event_payload": anything}, {"entities": anything})


def message_problems(message: dict[str, Any]) -> list[str]:
    """Everything Slack would refuse in a message; arguments that are not content are not looked at."""
    scan = Scan(surface="message")
    written, blocks, attachments = message.get("text"), message.get("blocks"), message.get("attachments")
    if not written and not blocks and not attachments:
        scan.refuse("no_text: a message needs text, blocks or attachments", "")
    if written is not None and not isinstance(written, str):
        scan.refuse("must be a string", "/text")
    elif written and len(written) > LONGEST_TEXT:
        scan.refuse(f"msg_too_long: must be less than {LONGEST_TEXT + 1} characters", "/text")
    if blocks is not None:
        check_blocks(scan, blocks, "/blocks")
        if block_characters(blocks) > LONGEST_BLOCKS:
            scan.refuse(f"msg_blocks_too_long: about {LONGEST_BLOCKS} characters in all blocks", "/blocks")
    _check_attachments(scan, attachments)
    if message.get("metadata") is not None:
        _METADATA(scan, message["metadata"], "/metadata")
        payload = message["metadata"].get("event_payload") if isinstance(message["metadata"], dict) else {}
        if not isinstance(payload, dict):
            scan.refuse("must be an object", "/metadata/event_payload")
    return scan.found


def message_advice(message: dict[str, Any]) -> list[str]:
    """What Slack takes but readers suffer from: no text beside blocks, or too much of either."""
    found = []
    if message.get("blocks") and not message.get("text"):
        found.append("blocks without top-level text: notifications and screen readers have nothing to say")
    if len((message.get("text") or "").encode()) > ADVISED_TEXT:
        found.append(f"text of more than {ADVISED_TEXT} bytes: chat.update would refuse it")
    if block_characters(message.get("blocks") or []) > ADVISED_BLOCKS:
        found.append(f"blocks of more than {ADVISED_BLOCKS} characters in all")
    return found


def block_characters(blocks: Any) -> int:
    """The characters a reader sees in all blocks together."""
    return len(words(blocks, menus=False).replace("\n", ""))


def _check_attachments(scan: Scan, attachments: Any) -> None:
    if attachments is None:
        return
    if not isinstance(attachments, list):
        scan.refuse("must be an array", "/attachments")
        return
    if len(attachments) > MOST_ATTACHMENTS:
        scan.refuse(f"too_many_attachments: no more than {MOST_ATTACHMENTS} items allowed", "/attachments")
    for position, attachment in enumerate(attachments):
        if isinstance(attachment, dict) and attachment.get("blocks") is not None:
            check_blocks(scan, attachment["blocks"], f"/attachments/{position}/blocks")
