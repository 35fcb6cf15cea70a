"""The control port for tests and tools: faults, ledger, deliveries and complaints."""

from dataclasses import asdict

from aiohttp import web

from handlers.playground.page import set_faults, told_faults
from handlers.playground.people import People
from handlers.playground.slack import Slack


class Control:
    """Serves `/control/...`; nothing here exists in the real Slack."""

    def __init__(self, slack: Slack, people: People) -> None:
        self._slack = slack
        self._people = people

    def routes(self) -> list[web.RouteDef]:
        """What to mount."""
        return [
            web.get("/control/faults", self._faults),
            web.post("/control/faults", self._set_faults),
            web.get("/control/ledger", self._ledger),
            web.get("/control/deliveries", self._deliveries),
            web.get("/control/complaints", self._complaints),
            web.post("/control/redeliver", self._redeliver),
        ]

    async def _faults(self, request: web.Request) -> web.Response:
        return web.json_response(told_faults(self._slack))

    async def _set_faults(self, request: web.Request) -> web.Response:
        answer = await set_faults(self._slack, await request.json())
        return web.json_response(answer, status=200 if answer["ok"] else 400)

    async def _ledger(self, request: web.Request) -> web.Response:
        since = int(request.query.get("since", "0"))
        accepted = {"true": True, "1": True, "false": False, "0": False}.get(
            request.query.get("accepted", "")
        )
        calls = self._slack.ledger.calls(request.query.get("method"), since, accepted=accepted)
        return web.json_response({"calls": [c.as_json() for c in calls], "last": len(self._slack.ledger)})

    async def _deliveries(self, request: web.Request) -> web.Response:
        since = int(request.query.get("since", "0"))
        return web.json_response(
            {"deliveries": [d.as_json() for d in self._slack.courier.deliveries[since:]]}
        )

    async def _complaints(self, request: web.Request) -> web.Response:
        return web.json_response({"complaints": [asdict(one) for one in self._slack.complaints]})

    async def _redeliver(self, request: web.Request) -> web.Response:
        number = int((await request.json())["n"])
        past = self._slack.courier.deliveries
        if not 1 <= number <= len(past):
            return web.json_response({"ok": False, "error": f"there is no delivery {number}"}, status=400)
        return web.json_response({"ok": True, "n": self._slack.courier.send_again(past[number - 1]).n})
