"""The bot's own messages with case data are taken down after a set time (safety rule 9)."""

from __future__ import annotations

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.bootstrap import Deps
from bot.services import delivery

log = structlog.get_logger()

GONE = frozenset({"message_not_found", "channel_not_found"})


def take_down(deps: Deps, client: WebClient) -> int:
    """Delete messages older than the local setting; returns how many. What fails stays for the next run."""
    taken = 0
    for row_id, channel, ts in delivery.old_messages(deps):
        try:
            client.chat_delete(channel=channel, ts=ts)
        except SlackApiError as trouble:
            if trouble.response.get("error") not in GONE:
                log.warning("take_down.refused", row=row_id, error=trouble.response.get("error"))
                continue
        except (SlackClientError, OSError) as trouble:
            log.warning("take_down.failed", row=row_id, trouble=type(trouble).__name__)
            break
        delivery.taken_down(deps, row_id)
        taken += 1
    return taken
