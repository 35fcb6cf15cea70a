"""What a button or form is about, as ids only: packed into `value` and `private_metadata`, and back."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from bot.errors import NotFound


@dataclass(frozen=True, slots=True)
class Anchor:
    """Ids a form needs again when it comes back; 0 and "" mean there is none.

    `purpose` is what a child is picked for ("plan" or "record"). `channel` and `ts` name the message the
    form was opened from; `note_ts` the typed message that is to become a note.
    """

    child_id: int = 0
    visit_id: int = 0
    question_id: int = 0
    feedback_id: int = 0
    alert_id: int = 0
    run_id: int = 0
    outcome_id: int = 0
    purpose: str = ""
    channel: str = ""
    ts: str = ""
    note_ts: str = ""

    def pack(self) -> str:
        """The anchor as short JSON, without what is empty."""
        return json.dumps(
            {name: value for name, value in asdict(self).items() if value}, separators=(",", ":")
        )


_OLD = NotFound("That button or form is from an older version. Nothing was changed. Please start again.")


def unpack(text: str) -> Anchor:
    """The anchor packed in `text`; NotFound where it was made by another version."""
    try:
        found = json.loads(text or "{}")
        anchor = Anchor(**found)
    except (ValueError, TypeError):
        raise _OLD from None
    for name, default in asdict(Anchor()).items():
        if type(getattr(anchor, name)) is not type(default):
            raise _OLD
    return anchor


def place(document: str, section: str) -> str:
    """A section of a document as the value of a button; "" where the headings are too long for one."""
    packed = json.dumps([document, section], ensure_ascii=False, separators=(",", ":"))
    return packed if len(packed) <= 2000 else ""


def read_place(text: str) -> tuple[str, str]:
    """Document and section of a button made with `place`."""
    try:
        document, section = json.loads(text)
    except (ValueError, TypeError):
        raise _OLD from None
    return str(document), str(section)
