"""The short-lived permissions Slack hands out with an interaction: trigger_id and response_url."""

import secrets
import time
from dataclasses import dataclass, field

from handlers.playground.errors import ApiError

TRIGGER_SECONDS = 3.0
RESPONSE_URL_SECONDS = 30 * 60.0
RESPONSE_URL_USES = 5


@dataclass
class Trigger:
    """The right to open one modal for one user."""

    user: str
    view_id: str | None
    given_at: float
    used: bool = False


@dataclass
class ResponseUrl:
    """The right to answer an interaction a few times."""

    user: str
    channel: str
    message_ts: str | None
    thread_ts: str | None
    given_at: float
    uses: int = 0


@dataclass
class Permissions:
    """Everything handed out, by id; times are real seconds whatever the product's clock says."""

    triggers: dict[str, Trigger] = field(default_factory=dict)
    response_urls: dict[str, ResponseUrl] = field(default_factory=dict)

    def give_trigger(self, user: str, view_id: str | None = None) -> str:
        """A new trigger_id for this user; `view_id` is the modal it was pressed in."""
        trigger_id = f"{time.time_ns() // 1000}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self.triggers[trigger_id] = Trigger(user, view_id, time.monotonic())
        return trigger_id

    def use_trigger(self, trigger_id: str) -> Trigger:
        """Spend a trigger_id, or raise the error Slack answers with."""
        trigger = self.triggers.get(trigger_id)
        if trigger is None:
            raise ApiError("invalid_trigger_id")
        if time.monotonic() - trigger.given_at > TRIGGER_SECONDS:
            raise ApiError("expired_trigger_id")
        if trigger.used:
            raise ApiError("exchanged_trigger_id")
        trigger.used = True
        return trigger

    def give_response_url(
        self, user: str, channel: str, message_ts: str | None = None, thread_ts: str | None = None
    ) -> str:
        """The key under which answers to this interaction may be posted."""
        key = secrets.token_urlsafe(18)
        self.response_urls[key] = ResponseUrl(user, channel, message_ts, thread_ts, time.monotonic())
        return key

    def use_response_url(self, key: str) -> ResponseUrl:
        """Spend one use of a response_url, or raise what Slack answers with."""
        found = self.response_urls.get(key)
        if found is None:
            raise ApiError("invalid_url")
        if time.monotonic() - found.given_at > RESPONSE_URL_SECONDS:
            raise ApiError("expired_url")
        if found.uses >= RESPONSE_URL_USES:
            raise ApiError("used_url")
        found.uses += 1
        return found
