"""Expected trouble: each error carries a sentence fit for the person who meets it."""

from __future__ import annotations

from collections.abc import Mapping


class BotError(Exception):
    """Trouble we expect. `sentence` is shown to the person as it stands."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotFound(BotError):
    """What was asked for is not there (any more)."""


class NotAllowed(BotError):
    """This person may not see or do this."""


class UnknownPerson(NotAllowed):
    """The Slack user is not on the list of people this service knows."""


class InvalidInput(BotError):
    """Something typed or chosen can't be right: `fields` maps a field's name to a sentence."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = dict(fields)


class Conflict(BotError):
    """It was already done, or changed meanwhile: a double click, a stale button."""


class StorageAway(BotError):
    """The database does not answer; nothing of this call was saved."""

    def __init__(self) -> None:
        super().__init__(
            "I can't reach my records just now, so nothing was saved. Please try again in a minute. "
            "If you are worried about a child, ring your manager or 999 first."
        )
