"""The way a Web API method says no."""

from typing import Any


class ApiError(Exception):
    """A refusal with Slack's error code; `messages` become response_metadata.messages."""

    def __init__(self, code: str, messages: list[str] | None = None, **extra: Any) -> None:
        super().__init__(code)
        self.code = code
        self.messages = messages or []
        self.extra = extra

    def as_reply(self) -> dict[str, Any]:
        """The body of the answer."""
        reply: dict[str, Any] = {"ok": False, "error": self.code, **self.extra}
        if self.messages:
            reply["response_metadata"] = {"messages": self.messages}
        if self.messages and self.code == "invalid_blocks":
            reply["errors"] = [message.removeprefix("[ERROR] ") for message in self.messages]
        return reply
