"""The Web API's front desk: token, faults, the ledger, then the method asked for."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from handlers.playground.arguments import Arguments, read_arguments
from handlers.playground.errors import ApiError
from handlers.playground.faults import Fault
from handlers.playground.ledger import Call
from handlers.playground.slack import Slack

Reply = dict[str, Any]
Method = Callable[[Slack, Arguments], Reply]
_UNRECORDED = {"token"}


@dataclass(frozen=True)
class Registered:
    """One Web API method: its code, and the scopes of which the app needs one."""

    run: Method
    scopes: tuple[str, ...]
    caller: str


METHODS: dict[str, Registered] = {}


def method(name: str, *scopes: str, caller: str = "bot") -> Callable[[Method], Method]:
    """Register a function as a Web API method; `caller` is `bot`, `app` or `anyone`."""

    def register(run: Method) -> Method:
        METHODS[name] = Registered(run, scopes, caller)
        return run

    return register


class FrontDesk:
    """Serves `/api/{method}`."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one call as Slack would, or as the fault in force says."""
        name = request.match_info["method"]
        try:
            raw = await read_arguments(request)
        except ApiError as error:
            return web.json_response(error.as_reply())
        call = self._slack.ledger.open(name, {k: v for k, v in raw.items() if k not in _UNRECORDED})
        try:
            self._check_token(name, request, raw)
        except ApiError as error:
            self._hold_against(name, error)
            return self._finish(call, error.as_reply())
        fault = self._slack.faults.strike(name, raw)
        if fault is not None:
            call.fault = fault.kind
            return await self._misbehave(fault, request, call, raw)
        return self._finish(call, self._run(call, raw))

    def _check_token(self, name: str, request: web.Request, raw: dict[str, Any]) -> None:
        registered = METHODS.get(name)
        if registered is None:
            raise ApiError("unknown_method", req_method=name)
        if registered.caller == "anyone":
            return
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        token = token if scheme == "Bearer" else str(raw.get("token") or "")
        keys = self._slack.keys
        if not token:
            raise ApiError("not_authed")
        if token not in (keys.bot_token, keys.app_token):
            raise ApiError("invalid_auth")
        if token != (keys.app_token if registered.caller == "app" else keys.bot_token):
            raise ApiError("not_allowed_token_type")
        self._slack.need_scope(*registered.scopes)

    def _run(self, call: Call, raw: dict[str, Any]) -> Reply:
        try:
            reply = METHODS[call.method].run(self._slack, Arguments(raw))
        except ApiError as error:
            self._hold_against(call.method, error)
            return error.as_reply()
        call.accepted = True
        call.ts = reply.get("ts") or reply.get("message_ts")
        channel = reply.get("channel")
        call.channel = channel if isinstance(channel, str) else None
        return {"ok": True, **reply}

    def _hold_against(self, name: str, error: ApiError) -> None:
        if error.code in _APP_MISTAKES:
            self._slack.complain(name, "; ".join([error.code, *error.messages]))

    def _finish(self, call: Call, reply: Reply, status: int = 200) -> web.Response:
        call.outcome = "ok" if reply.get("ok") else str(reply.get("error"))
        self._slack.changes.note()
        headers = {"X-Slack-Req-Id": f"playground-{call.n}"}
        if self._slack.workspace.scopes:
            headers["X-OAuth-Scopes"] = ",".join(sorted(self._slack.workspace.scopes))
        return web.json_response(reply, status=status, headers=headers)

    async def _misbehave(
        self, fault: Fault, request: web.Request, call: Call, raw: dict[str, Any]
    ) -> web.StreamResponse:
        if fault.kind == "rate_limited":
            call.outcome = "ratelimited"
            self._slack.changes.note()
            return web.json_response(
                {"ok": False, "error": "ratelimited"},
                status=429,
                headers={"Retry-After": str(fault.retry_after)},
            )
        if fault.kind == "drop_before_accept":
            return self._hang_up(request, call, "dropped before it was accepted")
        if fault.kind == "accept_then_drop":
            self._run(call, raw)
            return self._hang_up(request, call, "accepted, connection dropped before the reply")
        if fault.kind == "hang":
            return await self._hang(fault, request, call, raw)
        if fault.accepted:
            self._run(call, raw)
        if fault.kind == "error":
            return self._finish(call, {"ok": False, "error": fault.error})
        call.outcome = f"status {fault.status}"
        self._slack.changes.note()
        return web.Response(status=fault.status, text="<html>playground: out of order</html>")

    async def _hang(
        self, fault: Fault, request: web.Request, call: Call, raw: dict[str, Any]
    ) -> web.StreamResponse:
        reply = self._run(call, raw) if fault.accepted else None
        call.outcome = "hanging"
        self._slack.changes.note()
        await asyncio.sleep(fault.seconds)
        if request.transport is None or request.transport.is_closing():
            return self._hang_up(request, call, f"{'accepted, ' if reply else ''}caller gave up waiting")
        return self._finish(call, reply if reply is not None else self._run(call, raw))

    def _hang_up(self, request: web.Request, call: Call, outcome: str) -> web.StreamResponse:
        call.outcome = outcome
        self._slack.changes.note()
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)


_APP_MISTAKES = frozenset(
    [
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_arguments",
        "view_too_large",
        "msg_too_long",
        "no_text",
        "unknown_method",
        "msg_blocks_too_long",
        "missing_scope",
        "duplicate_external_id",
        "push_limit_reached",
        "invalid_metadata_format",
        "too_many_attachments",
    ]
)
