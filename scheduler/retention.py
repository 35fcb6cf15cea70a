"""The bot's own messages with case data are taken down after a set time (safety rule 9)."""

from __future__ import annotations

from http import HTTPStatus

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.bootstrap import Deps
from bot.services import delivery
from scheduler.outbox import AMBIGUOUS, OUR_TROUBLE, RETRY_LATER

log = structlog.get_logger()

GONE = frozenset({"message_not_found", "channel_not_found"})
NOT_NOW = AMBIGUOUS | OUR_TROUBLE | RETRY_LATER
"""What says nothing about the one message: the next one would fare no better."""


def take_down(deps: Deps, client: WebClient) -> int:
    """Delete messages older than the local setting, the oldest first; returns how many.

    What fails stays for a later run. A message that Slack refuses to delete keeps none of the others waiting.
    """
    taken = 0
    for row_id, channel, ts in delivery.old_messages(deps):
        try:
            client.chat_delete(channel=channel, ts=ts)
        except SlackApiError as trouble:
            error = str(trouble.response.get("error"))
            if error in NOT_NOW or trouble.response.status_code != HTTPStatus.OK:
                log.warning("take_down.failed", row=row_id, trouble=error)
                break
            if error not in GONE:
                log.warning("take_down.refused", row=row_id, error=error)
                delivery.not_taken_down(deps, row_id)
                continue
        except (SlackClientError, OSError) as trouble:
            log.warning("take_down.failed", row=row_id, trouble=type(trouble).__name__)
            break
        delivery.taken_down(deps, row_id)
        taken += 1
    return taken
