"""The aiohttp application: Web API, Socket Mode, response_url, control port and page on one loopback port."""

import json
from typing import Any

from aiohttp import web

from handlers.playground import methods_chat, methods_conversations, methods_views, methods_workspace
from handlers.playground.control import Control
from handlers.playground.errors import ApiError
from handlers.playground.page import Page
from handlers.playground.people import NotPossible, People
from handlers.playground.replies import Replies
from handlers.playground.slack import Slack
from handlers.playground.web_api import FrontDesk

HOST = "127.0.0.1"
METHOD_MODULES = (methods_chat, methods_conversations, methods_views, methods_workspace)
_LARGEST_BODY = 4 * 2**20


class Server:
    """Runs one Slack on a loopback port, in the event loop it is started in."""

    def __init__(self, slack: Slack) -> None:
        self.slack = slack
        self.people = People(slack)
        self._runner: web.AppRunner | None = None

    async def start(self, port: int = 0) -> int:
        """Bind 127.0.0.1 (a free port for 0) and serve; returns the port."""
        self._runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, port)
        await site.start()
        bound: int = self._runner.addresses[0][1]
        self.slack.base_url = f"http://{HOST}:{bound}"
        return bound

    async def stop(self) -> None:
        """Hang up and release the port."""
        await self.slack.close()
        if self._runner is not None:
            await self._runner.cleanup()

    def _application(self) -> web.Application:
        app = web.Application(middlewares=[_explain, _only_loopback], client_max_size=_LARGEST_BODY)
        desk = FrontDesk(self.slack)
        app.router.add_route("*", "/api/{method}", desk.serve)
        app.router.add_get("/link/", self.slack.sockets.accept)
        app.router.add_post("/response/{key}", self._response_url)
        app.add_routes(Control(self.slack, self.people).routes())
        app.add_routes(Page(self.slack, self.people).routes())
        return app

    async def _response_url(self, request: web.Request) -> web.Response:
        try:
            permission = self.slack.permissions.use_response_url(request.match_info["key"])
            content: Any = json.loads(await request.text() or "{}")
            if not isinstance(content, dict):
                raise ApiError("invalid_payload")
            Replies(self.slack).to_response_url(permission, content)
        except ApiError as error:
            return web.json_response(error.as_reply(), status=404 if "url" in error.code else 400)
        except ValueError:
            return web.json_response({"ok": False, "error": "invalid_payload"}, status=400)
        return web.Response(text="ok")


@web.middleware
async def _explain(request: web.Request, handler: Any) -> web.StreamResponse:
    try:
        answer: web.StreamResponse = await handler(request)
        return answer
    except NotPossible as error:
        return web.json_response({"ok": False, "error": str(error)}, status=400)
    except KeyError as error:
        return web.json_response({"ok": False, "error": f"{error} is missing"}, status=400)


@web.middleware
async def _only_loopback(request: web.Request, handler: Any) -> web.StreamResponse:
    """Refuse a page on another site that points its own name at this address."""
    host = request.host.rpartition(":")[0] or request.host
    if host not in (HOST, "localhost"):
        return web.Response(status=403, text="The playground answers only on this machine.")
    answer: web.StreamResponse = await handler(request)
    return answer
