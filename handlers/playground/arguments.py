"""Reading the arguments of a Web API call, whether sent as a form, as JSON or in the address."""

import json
from typing import Any

from aiohttp import web

from handlers.playground.errors import ApiError

_TRUE = {"1", "true", "True"}


class Arguments:
    """The arguments of one call, with Slack's errors for what is missing or malformed."""

    def __init__(self, raw: dict[str, Any]) -> None:
        self.raw = raw

    def __contains__(self, name: str) -> bool:
        return self.raw.get(name) is not None

    def text(self, name: str, default: str = "") -> str:
        """An argument as text; numbers and booleans are taken as written."""
        value = self.raw.get(name)
        if value is None:
            return default
        return value if isinstance(value, str) else json.dumps(value)

    def required(self, name: str, error: str = "invalid_arguments") -> str:
        """A text argument that must be there."""
        value = self.text(name)
        if not value:
            raise ApiError(error, [f"[ERROR] missing required field: {name}"])
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """A yes or no."""
        value = self.raw.get(name)
        return default if value is None else value is True or str(value) in _TRUE

    def number(self, name: str, default: int) -> int:
        """A whole number."""
        try:
            return int(self.text(name, str(default)))
        except ValueError:
            raise ApiError("invalid_arguments", [f"[ERROR] must be an integer: {name}"]) from None

    def structure(self, name: str, error: str = "invalid_arguments") -> Any:
        """A JSON argument, sent as such or as text; None if absent."""
        value = self.raw.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise ApiError(error) from None


async def read_arguments(request: web.Request) -> dict[str, Any]:
    """All arguments of a request; raises ApiError where the body cannot be read."""
    found: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.text() or "{}")
        except ValueError:
            raise ApiError("invalid_json") from None
        if not isinstance(body, dict):
            raise ApiError("json_not_object")
        return found | body
    if request.method == "POST":
        found |= {key: str(value) for key, value in (await request.post()).items()}
    return found
