"""Slack over HTTP: the same app behind any WSGI server, with a health page beside it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from slack_bolt import App
from slack_bolt.adapter.wsgi import SlackRequestHandler

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

EVENTS = "/slack/events"
HEALTH = "/healthz"

Health = Callable[[], tuple[bool, dict[str, Any]]]


def wsgi(app: App, health: Health) -> WSGIApplication:
    """POST /slack/events for Slack, GET /healthz for whoever watches; anything else is 404.

    `health` gives whether all is well and what to show; trouble is answered with 503.
    """
    slack = SlackRequestHandler(app, path=EVENTS)
    healthy = health_only(health)

    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return (healthy if environ.get("PATH_INFO") == HEALTH else slack)(environ, start_response)

    return serve


def health_only(health: Health) -> WSGIApplication:
    """GET /healthz alone, for where Slack comes over Socket Mode."""

    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO") != HEALTH:
            start_response("404 Not Found", [("Content-Type", "text/plain")])
            return [b"Not found"]
        if environ.get("REQUEST_METHOD") not in ("GET", "HEAD"):
            start_response("405 Method Not Allowed", [("Allow", "GET, HEAD")])
            return [b""]
        well, facts = health()
        body = json.dumps(facts, default=str).encode()
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        start_response("200 OK" if well else "503 Service Unavailable", headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]

    return serve
