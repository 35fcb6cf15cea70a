"""What the edge knows about the workspace: who it is itself, who is a guest, which channel is whose DM."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

import structlog
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.clock import Clock

log = structlog.get_logger()

KEEP = timedelta(minutes=5)
UNREACHABLE = (OSError, TimeoutError, SlackApiError)
"""What a Web API call raises when Slack is away, slow, or says no."""


@dataclass(frozen=True, slots=True)
class Self:
    """The bot's own ids, from auth.test."""

    team_id: str
    user_id: str
    bot_id: str


class Workspace:
    """Answers of Slack that change seldom, kept for some minutes in this process."""

    def __init__(self, client: WebClient, quick: WebClient, clock: Clock) -> None:
        """`quick` is a client that gives up soon: asking who someone is must not use up a click's time."""
        self._client = client
        self._quick = quick
        self._clock = clock
        self._lock = Lock()
        self._self: Self | None = None
        self._served: dict[str, tuple[bool, datetime]] = {}
        self._direct: dict[str, str] = {}

    def me(self) -> Self | None:
        """The bot's own ids; None while Slack cannot be reached."""
        if self._self is None:
            try:
                said = self._quick.auth_test()
            except UNREACHABLE as trouble:
                log.warning("workspace.unreachable", trouble=type(trouble).__name__)
                return None
            self._self = Self(said["team_id"], said["user_id"], said.get("bot_id") or "")
        return self._self

    def authorize(self, enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        """Bolt's question who the app is; answered even while Slack is away, so that no work is lost."""
        me = self.me()
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_token=self._client.token,
            bot_user_id=me.user_id if me else None,
            bot_id=me.bot_id if me else None,
        )

    def serves(self, user: str, team: str = "") -> bool:
        """False for guests and for people from other organisations. `team` is what the payload says."""
        me = self.me()
        if me and team and team != me.team_id:
            return False
        now = self._clock.wall()
        with self._lock:
            kept = self._served.get(user)
        if kept and now - kept[1] < KEEP:
            return kept[0]
        try:
            said: Mapping[str, Any] = self._quick.users_info(user=user)["user"]
        except UNREACHABLE as trouble:
            # The list of people decides alone then: a known worker is not turned away because Slack is slow.
            log.warning("workspace.user_unknown", user=user, trouble=type(trouble).__name__)
            return kept[0] if kept else True
        stranger = any(said.get(flag) for flag in ("is_restricted", "is_ultra_restricted", "is_stranger"))
        away = bool(me and said.get("team_id") and said["team_id"] != me.team_id)
        with self._lock:
            self._served[user] = (not stranger and not away, now)
        return not stranger and not away

    def direct_channel(self, user: str) -> str:
        """The channel of the bot's direct messages with `user`."""
        with self._lock:
            known = self._direct.get(user)
        if known:
            return known
        channel = str(self._client.conversations_open(users=user)["channel"]["id"])
        with self._lock:
            self._direct[user] = channel
        return channel
