"""The sender: claims messages owed, renders them on today's facts, posts them, and marks what is known.

Slack has no idempotency key, so a post can end in three ways: sent, not sent, unknown. Unknown is looked up by the
marker in the message's metadata before anything is sent again.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from datetime import datetime, timedelta
from typing import Any
from urllib.error import HTTPError, URLError

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.bootstrap import Deps
from bot.errors import BotError, StorageAway
from bot.services import delivery
from bot.services.delivery import Drop, Ready, Wait
from bot.views import messages

log = structlog.get_logger()

EVENT_TYPE = "doorstep_message"
TOTAL_DEADLINE_SECONDS = 10
CHANNEL_GAP = timedelta(seconds=1)
IDLE_SECONDS = 1.0

AMBIGUOUS = frozenset({"fatal_error", "internal_error", "service_unavailable", "request_timeout"})
OUR_TROUBLE = frozenset({"invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive"})
RETRY_LATER = frozenset({"ratelimited", "rate_limited", "team_added_to_org", "accesslimited"})
REOPEN = frozenset({"channel_not_found", "is_archived", "not_in_channel"})
GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})


class NotSent(Exception):
    """Certainly not sent."""


class Unknown(Exception):
    """May have been sent."""


class Sender:
    """One thread that sends. Several processes may each run one: claims keep them apart."""

    def __init__(self, deps: Deps, client: WebClient) -> None:
        self._deps = deps
        self._client = client
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._gate_until = deps.clock.wall()
        self._last_post: dict[str, datetime] = {}
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """Something was put into the outbox: look now."""
        self._wake.set()

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="sender", daemon=True)
        self._thread.start()

    def stop(self, timeout: float = TOTAL_DEADLINE_SECONDS) -> None:
        """Stop claiming, finish what is in flight; the rest stays leased and is taken up by the next process."""
        self._stop.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout)

    @property
    def alive(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def _run(self) -> None:
        while not self._stop.is_set():
            self._wake.clear()
            try:
                worked = self.drain()
            except StorageAway as trouble:
                log.error("sender.database", trouble=type(trouble.__cause__).__name__)
                worked = 0
            if not worked:
                self._wake.wait(IDLE_SECONDS)

    def drain(self) -> int:
        """Send everything that is ready now; returns how many rows were dealt with."""
        dealt = 0
        while not self._stop.is_set() and self._deps.clock.wall() >= self._gate_until:
            rows = delivery.claim(self._deps)
            if not rows:
                break
            for row in rows:
                self._deal_with(row)
                dealt += 1
        return dealt

    def _deal_with(self, row: delivery.Claimed) -> None:
        """One row; its trouble never holds up the others."""
        try:
            ready = delivery.prepare(self._deps, row)
            if isinstance(ready, Drop):
                delivery.dropped(self._deps, row, ready.reason)
                return
            if isinstance(ready, Wait):
                delivery.paced(self._deps, row, delivery.FIRST_WAIT)
                return
            self._send(row, ready)
        except StorageAway:
            raise  # the row stays leased and is taken up again
        except (BotError, KeyError, ValueError, TypeError, AttributeError, LookupError) as trouble:
            log.exception("sender.row", row=row.id, kind=row.kind)
            delivery.gave_up(self._deps, row, f"could not be written: {type(trouble).__name__}")

    def _send(self, row: delivery.Claimed, ready: Ready) -> None:
        if self._deps.clock.wall() < self._gate_until:
            delivery.paced(self._deps, row, self._gate_until - self._deps.clock.wall())
            return
        try:
            if ready.edit is not None:
                self._edit(row, ready, *ready.edit)
            else:
                self._post(row, ready)
        except NotSent as trouble:
            delivery.later(self._deps, row, str(trouble))
        except Unknown as trouble:
            log.warning("sender.unknown", row=row.id, kind=row.kind, why=str(trouble))
            delivery.unknown(self._deps, row, str(trouble))
        except SlackApiError as trouble:
            self._refused(row, ready, trouble)

    def _post(self, row: delivery.Claimed, ready: Ready) -> None:
        channel = row.channel or ready.channel or self._open_channel(row.recipient)
        if row.maybe_sent_at is not None:
            found = self._look_up(row, channel)
            if found is not None:
                delivery.sent(self._deps, row, channel, found)
                return
            if row.looked + 1 < delivery.LOOKS:
                delivery.looked_in_vain(self._deps, row)
                return
            delivery.sending_again(self._deps, row)
        now, last = self._deps.clock.wall(), self._last_post.get(channel)
        if last is not None and now < last + CHANNEL_GAP:
            delivery.paced(self._deps, row, last + CHANNEL_GAP - now)
            return
        delivery.heading_for(self._deps, row, channel)
        message = messages.render(ready.kind, ready.card)
        self._deps.reach("send:before-post")
        response = self._call(
            "chat.postMessage",
            channel=channel,
            text=message.text,
            blocks=message.blocks,
            unfurl_links=False,
            unfurl_media=False,
            metadata={"event_type": EVENT_TYPE, "event_payload": {"marker": row.marker}},
        )
        self._deps.reach("send:after-post")
        self._last_post[channel] = self._deps.clock.wall()
        delivery.sent(self._deps, row, response["channel"], response["ts"])
        log.info("sender.sent", row=row.id, kind=row.kind, attempts=row.attempts)

    def _edit(self, row: delivery.Claimed, ready: Ready, channel: str, ts: str) -> None:
        message = messages.render(ready.kind, ready.card)
        try:
            self._call("chat.update", channel=channel, ts=ts, text=message.text, blocks=message.blocks)
        except Unknown as trouble:
            raise NotSent(str(trouble)) from trouble  # editing twice changes nothing
        except SlackApiError as trouble:
            if trouble.response.get("error") in GONE:
                delivery.dropped(self._deps, row, "the message is no longer there")
                return
            raise
        delivery.sent(self._deps, row, channel, ts)

    def _open_channel(self, recipient: str) -> str:
        try:
            response = self._call("conversations.open", users=recipient)
        except Unknown as trouble:
            raise NotSent(str(trouble)) from trouble
        channel: str = response["channel"]["id"]
        delivery.remember_channel(self._deps, recipient, channel)
        return channel

    def _look_up(self, row: delivery.Claimed, channel: str) -> str | None:
        """The ts of an earlier attempt that Slack accepted, by its marker."""
        assert row.maybe_sent_at is not None
        oldest = (row.maybe_sent_at - timedelta(minutes=2)).timestamp()
        try:
            response = self._call(
                "conversations.history",
                channel=channel,
                oldest=f"{oldest:.6f}",
                include_all_metadata=True,
                limit=200,
            )
        except Unknown as trouble:
            raise NotSent(f"look-up: {trouble}") from trouble
        except SlackApiError as trouble:
            # History can't be read here: for these messages a repeat is better than silence.
            log.warning("sender.no_history", row=row.id, error=trouble.response.get("error"))
            return None
        for message in response.get("messages", []):
            payload = (message.get("metadata") or {}).get("event_payload") or {}
            if payload.get("marker") == row.marker:
                ts: str = message["ts"]
                return ts
        return None

    def _call(self, method: str, **arguments: Any) -> Any:
        """One Web API call; what is raised says whether Slack may have acted on it."""
        try:
            return (
                self._client.api_call(method, json=arguments)
                if method.startswith("chat.")
                else (self._client.api_call(method, params=arguments))
            )
        except SlackApiError as trouble:
            error = str(trouble.response.get("error", ""))
            status = trouble.response.status_code
            if status == 429 or error in RETRY_LATER:
                raise
            if status >= 500 or error in AMBIGUOUS:
                raise Unknown(error or f"HTTP {status}") from trouble
            raise
        except HTTPError as trouble:
            raise Unknown(f"HTTP {trouble.code}") from trouble
        except URLError as trouble:
            if isinstance(
                trouble.reason, ConnectionRefusedError | socket.gaierror | ssl.SSLCertVerificationError
            ):
                raise NotSent(type(trouble.reason).__name__) from trouble
            raise Unknown(type(trouble.reason).__name__) from trouble
        except (TimeoutError, ConnectionError, http.client.HTTPException, OSError) as trouble:
            if isinstance(trouble, ConnectionRefusedError):
                raise NotSent("ConnectionRefusedError") from trouble
            raise Unknown(type(trouble).__name__) from trouble

    def _refused(self, row: delivery.Claimed, ready: Ready, trouble: SlackApiError) -> None:
        error = str(trouble.response.get("error", "")) or f"HTTP {trouble.response.status_code}"
        if trouble.response.status_code == 429 or error in RETRY_LATER:
            headers = {key.lower(): value for key, value in (trouble.response.headers or {}).items()}
            after = headers.get("retry-after", "1")
            seconds = float(after[0] if isinstance(after, list) else after)
            self._gate_until = self._deps.clock.wall() + timedelta(seconds=seconds)
            delivery.later(self._deps, row, "Slack asked us to slow down", timedelta(seconds=seconds))
        elif error in OUR_TROUBLE:
            log.error("sender.token", error=error)
            delivery.later(self._deps, row, f"Slack refuses our token: {error}")
        elif error in REOPEN and row.attempts == 1:
            delivery.remember_channel(self._deps, row.recipient, None)
            delivery.later(self._deps, row, error, delivery.FIRST_WAIT)
        else:
            log.error("sender.refused", row=row.id, kind=row.kind, error=error)
            delivery.gave_up(self._deps, row, error)
