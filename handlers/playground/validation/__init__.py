"""What Slack refuses in messages and views, told in Slack's words."""

from typing import Any


def problems(payload_kind: str, payload: dict[str, Any]) -> list[str]:
    return []


def message_error(payload: dict[str, Any]) -> tuple[str, list[str]] | None:
    return None


def view_error(kind: str, view: dict[str, Any]) -> tuple[str, list[str]] | None:
    return None
