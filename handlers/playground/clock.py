"""The page's clock: the product's own clock, asked for and moved through its control port."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

_ASK = ClientTimeout(total=2)
_MOVE = ClientTimeout(total=30)


class ProductClock:
    """Talks to `GET` and `POST {control_url}/clock`; without a control port the clock is simply not there."""

    def __init__(self, control_url: str | None) -> None:
        self._url = f"{control_url.rstrip('/')}/clock" if control_url else None
        self.shift = timedelta()

    async def read(self) -> dict[str, Any]:
        """{"available", "now"}: the product's time, or not available."""
        if self._url is None:
            return {"available": False, "now": None}
        try:
            async with ClientSession(timeout=_ASK) as session, session.get(self._url) as answer:
                return {"available": True, "now": self._heard(await answer.json())}
        except (ClientError, TimeoutError, ValueError, KeyError):
            return {"available": False, "now": None}

    async def move(self, how: dict[str, Any]) -> dict[str, Any]:
        """Pass the wish on; {"ok", "now"} or {"ok": False, "error"} with a sentence."""
        if self._url is None:
            return {"ok": False, "error": "No product clock is connected to this page."}
        try:
            async with ClientSession(timeout=_MOVE) as session, session.post(self._url, json=how) as answer:
                told = await answer.json()
                if answer.status != 200:
                    return {"ok": False, "error": str(told.get("error") or f"refused ({answer.status})")}
                return {"ok": True, "now": self._heard(told)}
        except TimeoutError:
            return {"ok": False, "error": "The product did not answer in time; the clock may have moved."}
        except (ClientError, ValueError, KeyError):
            return {"ok": False, "error": "The product's clock could not be reached."}

    def _heard(self, told: dict[str, Any]) -> str:
        now = str(told["now"])
        moment = datetime.fromisoformat(now)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        self.shift = moment - datetime.fromtimestamp(time.time(), UTC)
        return now
