"""Delivery over HTTP, signed as Slack signs (v0 HMAC of timestamp and body)."""

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession, ClientTimeout


class SignedHttp:
    """Posts to the app's request URL: events as JSON, interactions and commands as forms."""

    def __init__(self, url: str, signing_secret: str) -> None:
        self.url = url
        self._secret = signing_secret.encode()
        self._session: ClientSession | None = None

    async def close(self) -> None:
        """Close the pooled connections."""
        if self._session is not None:
            await self._session.close()

    async def verify_url(self, seconds: float) -> bool:
        """Ask the app to echo a challenge, as Slack does when the URL is saved."""
        challenge = "playground-challenge"
        body = {"token": "playground", "challenge": challenge, "type": "url_verification"}
        answer = await self.post("events_api", body, seconds)
        reply = answer.get("payload")
        return challenge in (reply if isinstance(reply, str) else json.dumps(reply))

    async def post(
        self,
        kind: str,
        payload: dict[str, Any],
        seconds: float,
        retry_num: int = 0,
        retry_reason: str = "",
    ) -> dict[str, Any]:
        """Send one payload; returns {"payload": body} when the app answers 200.

        Otherwise {"reason": Slack's retry reason, "no_retry": whether the app asked for no more}.
        """
        if kind == "events_api":
            body, content_type = json.dumps(payload), "application/json"
        else:
            fields = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
            body, content_type = urlencode(fields), "application/x-www-form-urlencoded"
        headers = self._signed(body) | {"Content-Type": content_type}
        if retry_num:
            headers |= {"X-Slack-Retry-Num": str(retry_num), "X-Slack-Retry-Reason": retry_reason}
        if self._session is None:
            self._session = ClientSession()
        try:
            timeout = ClientTimeout(total=seconds)
            async with self._session.post(
                self.url, data=body.encode(), headers=headers, timeout=timeout, allow_redirects=True
            ) as answer:
                text = await answer.text()
                if answer.status == 200:
                    return {"payload": _read(text, answer.content_type)}
                no_retry = answer.headers.get("X-Slack-No-Retry") == "1"
                return {"reason": "http_error", "status": answer.status, "no_retry": no_retry}
        except TimeoutError:
            return {"reason": "http_timeout"}
        except (ClientError, ConnectionError):
            return {"reason": "connection_failed"}

    def _signed(self, body: str) -> dict[str, str]:
        timestamp = str(int(time.time()))
        digest = hmac.new(self._secret, f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()
        return {
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": f"v0={digest}",
            "User-Agent": "Slackbot 1.0 (playground)",
        }


def _read(text: str, content_type: str) -> Any:
    if not text:
        return None
    if content_type == "application/json":
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text
