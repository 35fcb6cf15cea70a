"""The Web API client: one address, one patience, and never a repeated call of its own."""

from __future__ import annotations

from urllib.parse import urlsplit

from slack_sdk import WebClient

from bot.settings import LOOPBACK, Settings

PATIENCE = 10


def web_client(settings: Settings, timeout: int = PATIENCE) -> WebClient:
    """A client for `SLACK_API_URL`. It repeats nothing: a repeated post would be a second message."""
    client = WebClient(
        token=settings.slack_bot_token or None,
        base_url=settings.slack_api_url,
        timeout=timeout,
        retry_handlers=[],
    )
    if urlsplit(settings.slack_api_url).hostname in LOOPBACK:
        # The SDK reads HTTP_PROXY without NO_PROXY: a stand-in on this machine is never behind a proxy.
        client.proxy = None
    return client
