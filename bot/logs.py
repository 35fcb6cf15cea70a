"""Structured logs: ids and codes, never case text."""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog

QUIET = ("slack_sdk", "slack_bolt", "apscheduler", "waitress", "urllib3", "alembic", "pdfminer")


def configure_logs(level: str, log_format: str) -> None:
    """One line an event on standard error. Slack's loggers stay at INFO or above: at DEBUG they print messages."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: Any = (
        structlog.processors.JSONRenderer()
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[*shared, structlog.processors.format_exc_info, last]
        if log_format == "json"
        else [*shared, last],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
