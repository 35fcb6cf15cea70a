"""The browser page's own small API, and its stream of what changed."""

import asyncio
import contextlib
import json
import re
from pathlib import Path
from typing import Any

from aiohttp import web

from handlers.playground.faults import KINDS, FaultError, fault_from
from handlers.playground.messages import Message
from handlers.playground.people import NotPossible, People, finds_control
from handlers.playground.slack import Slack
from handlers.playground.surfaces import View

STATIC = Path(__file__).parent / "static"
Json = dict[str, Any]
_COMMAND = re.compile(r"/[a-z][a-z0-9_-]*")
_DEEDS = ("say", "command", "shortcut", "home", "read", "action", "options", "submit", "close", "clock")


class Page:
    """Serves `/page/...` and the files of the page."""

    def __init__(self, slack: Slack, people: People) -> None:
        self._slack = slack
        self._people = people

    def routes(self) -> list[web.RouteDef]:
        """What to mount."""
        return [
            web.get("/", self._index),
            web.get("/static/{name:.+}", self._file),
            web.get("/page/boot", self._boot),
            web.get("/page/state", self._state),
            web.get("/page/messages", self._messages),
            web.get("/page/stream", self._stream),
            web.get("/page/faults", self._faults),
            web.post("/page/faults", self._set_faults),
            *(web.post(f"/page/{name}", self._doing(name)) for name in _DEEDS),
        ]

    async def _index(self, request: web.Request) -> web.StreamResponse:
        return await self._serve_file("index.html")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        return await self._serve_file(request.match_info["name"])

    async def _serve_file(self, name: str) -> web.StreamResponse:
        path = (STATIC / name).resolve()
        if not path.is_relative_to(STATIC) or not path.is_file():
            return web.Response(status=404, text=f"The page has no file {name}.")
        return web.FileResponse(path, headers={"Cache-Control": "no-store"})

    async def _boot(self, request: web.Request) -> web.Response:
        workspace = self._slack.workspace
        return web.json_response(
            {
                "team": {"id": workspace.team_id, "name": workspace.team_name},
                "bot": {"id": workspace.bot.user_id, "name": workspace.bot.real_name},
                "users": [
                    {
                        "id": user.id,
                        "name": user.name,
                        "real_name": user.real_name,
                        "note": user.note,
                        "featured": user.featured,
                        "is_restricted": user.is_restricted,
                    }
                    for user in workspace.people
                ],
                "channels": [
                    {"id": channel.id, "name": channel.name, "members": channel.members}
                    for channel in workspace.channels.values()
                ],
                "commands": [vars(command) for command in workspace.commands],
                "shortcuts": [vars(shortcut) for shortcut in workspace.shortcuts],
                "clock": await self._slack.clock.read(),
            }
        )

    async def _state(self, request: web.Request) -> web.Response:
        user = self._people.user(request.query.get("as", ""))
        im = self._slack.conversations.im(user.id)
        surfaces = self._slack.surfaces
        home = surfaces.home(user.id)
        prompts = self._slack.prompts.get(im.id)
        return web.json_response(
            {
                "conversations": [
                    {
                        "id": conversation.id,
                        "type": "im" if conversation.is_im else "channel",
                        "name": self._slack.workspace.bot.real_name
                        if conversation.is_im
                        else conversation.name,
                        "unread": self._slack.conversations.unread(user.id, conversation),
                        "last_ts": max(conversation.messages, default=None),
                    }
                    for conversation in self._slack.conversations
                    if user.id in conversation.members
                ],
                "unread_by_person": self._unread_by_person(),
                "im": im.id,
                "home": home.as_slack(home.typed) if home else None,
                "modals": [view.as_slack(view.typed) for view in surfaces.stack(user.id)],
                "prompts": prompts,
                "clock": await self._slack.clock.read(),
                "connected": bool(self._slack.courier.http) or self._slack.sockets.connected > 0,
            }
        )

    def _unread_by_person(self) -> dict[str, int]:
        """How many of the bot's direct messages each person has not opened: whose turn it is to be looked at."""
        talk = self._slack.conversations
        counts = {
            user: talk.unread(user, conversation)
            for conversation in talk
            if conversation.is_im
            for user in conversation.members
        }
        return {user: count for user, count in counts.items() if count}

    async def _messages(self, request: web.Request) -> web.Response:
        user = self._people.user(request.query.get("as", ""))
        conversation = self._people.place(user, request.query.get("channel"))
        thread_ts = request.query.get("thread_ts") or None
        shown = self._slack.conversations.seen_by(user.id, conversation.id, thread_ts)
        status = self._slack.statuses.get((conversation.id, thread_ts or ""), "")
        return web.json_response({"messages": [m.as_page() for m in shown], "status": status})

    def _doing(self, name: str) -> Any:
        act = getattr(self, f"_do_{name}")

        async def handle(request: web.Request) -> web.Response:
            try:
                body = json.loads(await request.text() or "{}")
            except ValueError:
                return web.json_response({"ok": False, "error": "the request is not JSON"}, status=400)
            return web.json_response(await act(body))

        return handle

    async def _do_say(self, body: Json) -> Json:
        text = str(body.get("text", ""))
        word, _, rest = text.strip().partition(" ")
        if _COMMAND.fullmatch(word) and not body.get("thread_ts"):
            return await self._people.command(body["as"], body.get("channel"), word, rest.strip())
        message = self._people.say(body["as"], text, body.get("channel"), body.get("thread_ts") or None)
        return {"ok": True, "ts": message.ts}

    async def _do_command(self, body: Json) -> Json:
        return await self._people.command(
            body["as"], body.get("channel"), body["command"], str(body.get("text", ""))
        )

    async def _do_shortcut(self, body: Json) -> Json:
        return await self._people.shortcut(
            body["as"], body["callback_id"], body.get("channel"), body.get("message_ts") or None
        )

    async def _do_home(self, body: Json) -> Json:
        self._people.open_home(body["as"], body.get("tab") or "home")
        return {"ok": True}

    async def _do_read(self, body: Json) -> Json:
        user = self._people.user(body["as"])
        conversation = self._people.place(user, body.get("channel"))
        conversation.read_up_to[user.id] = max(conversation.messages, default="")
        return {"ok": True}

    async def _do_action(self, body: Json) -> Json:
        where, block_id, action = self._where(body), body["block_id"], body["action"]
        element = finds_control(where.blocks, block_id, action["action_id"])
        if element is None:
            return {"ok": False, "error": "That is no longer on show."}
        action = {"type": element["type"], **action}
        return await self._people.act(body["as"], where, block_id, action, body.get("state"))

    async def _do_options(self, body: Json) -> Json:
        return await self._people.ask_options(
            body["as"], self._where(body), body["block_id"], body["action_id"], str(body.get("value", ""))
        )

    async def _do_submit(self, body: Json) -> Json:
        return await self._people.submit(body["as"], self._view(body["view_id"]), body.get("state"))

    async def _do_close(self, body: Json) -> Json:
        self._people.close(body["as"], self._view(body["view_id"]), clear=bool(body.get("clear")))
        return {"ok": True}

    async def _do_clock(self, body: Json) -> Json:
        answer = await self._slack.clock.move(body)
        if answer["ok"]:
            self._slack.changes.tell("clock", now=answer["now"])
        return answer

    def _where(self, body: Json) -> Message | View:
        container = body["container"]
        if container["type"] == "view":
            return self._view(container["view_id"])
        conversation = self._people.place(self._people.user(body["as"]), container["channel"])
        message = conversation.messages.get(container["ts"])
        if message is None:
            raise NotPossible("That message is gone.")
        return message

    def _view(self, view_id: str) -> View:
        view = self._slack.surfaces.find(view_id)
        if view is None:
            raise NotPossible("That form is no longer open.")
        return view

    async def _faults(self, request: web.Request) -> web.Response:
        return web.json_response(told_faults(self._slack))

    async def _set_faults(self, request: web.Request) -> web.Response:
        return web.json_response(await set_faults(self._slack, await request.json()))

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        user = self._people.user(request.query.get("as", ""))
        stream = web.StreamResponse(
            headers={
                "Content-Type": "text/event-stream",
                "Cache-Control": "no-store",
                "X-Accel-Buffering": "no",
            }
        )
        await stream.prepare(request)
        queue = self._slack.changes.listen(user.id)
        with contextlib.suppress(ConnectionError):
            try:
                await stream.write(b": welcome\n\n")
                while True:
                    await stream.write(await _next_line(queue))
            finally:
                self._slack.changes.stop_listening(queue)
        return stream


async def _next_line(queue: asyncio.Queue[Json]) -> bytes:
    try:
        async with asyncio.timeout(15):
            change = await queue.get()
    except TimeoutError:
        return b": still here\n\n"
    return f"data: {json.dumps(change)}\n\n".encode()


def told_faults(slack: Slack) -> Json:
    """The misbehaviours in force and the ones to choose from."""
    kinds = [
        {"kind": kind.name, "label": kind.label, "fields": kind.fields, "on_delivery": kind.on_delivery}
        for kind in KINDS.values()
    ]
    return {"ok": True, "faults": [fault.as_json() for fault in slack.faults.active()], "kinds": kinds}


async def set_faults(slack: Slack, wish: Json) -> Json:
    """`{"faults": [...]}` replaces all, `{"clear": true}` or `{"clear": id}` ends, anything else adds one."""
    try:
        if "faults" in wish:
            wanted = [fault_from(one) for one in wish["faults"]]
            slack.faults.clear()
            for fault in wanted:
                await slack.misbehave(fault)
        elif "clear" in wish:
            slack.faults.clear(None if wish["clear"] is True else int(wish["clear"]))
        else:
            await slack.misbehave(fault_from(wish))
    except FaultError as error:
        return {"ok": False, "error": str(error)}
    slack.changes.tell("faults")
    return told_faults(slack)
