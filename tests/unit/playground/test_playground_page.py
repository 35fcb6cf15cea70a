"""The page's API, the control port and the clock proxy, asked over HTTP as the browser asks."""

import http.client
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from handlers.playground.standin import StandInSlack

AMINA = "U0AMINA"
Json = dict[str, Any]


class Browser:
    """Asks like the page does."""

    def __init__(self, slack: StandInSlack) -> None:
        self.slack = slack

    def get(self, path: str, **query: str) -> Any:
        address = f"{self.slack.base_url}{path}?{urlencode(query)}"
        with urlopen(address, timeout=5) as answer:
            return json.load(answer)

    def post(self, path: str, **body: Any) -> Any:
        request = Request(
            f"{self.slack.base_url}{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        try:
            with urlopen(request, timeout=5) as answer:
                return json.load(answer)
        except HTTPError as error:
            return {"status": error.code, **json.load(error)}


@pytest.fixture
def browser() -> Iterator[Browser]:
    with StandInSlack(ack_seconds=0.3, retry_pauses=()) as slack:
        yield Browser(slack)


@pytest.fixture
def client(browser: Browser) -> WebClient:
    return WebClient(token=browser.slack.bot_token, base_url=browser.slack.api_url)


def test_boot_says_who_may_be_acted(browser: Browser) -> None:
    boot = browser.get("/page/boot")
    assert [user["id"] for user in boot["users"][:4]] == ["U0AMINA", "U0GRACE", "U0TOMOS", "U0PRIYA"]
    assert next(user for user in boot["users"] if user["id"] == "U0GUEST")["is_restricted"]
    assert all(user["note"] for user in boot["users"])
    assert "U0BOT" not in [user["id"] for user in boot["users"]]
    assert boot["commands"][0]["command"] == "/visit"
    assert boot["clock"] == {"available": False, "now": None}


def test_messages_come_with_their_threads_and_unread_counts(browser: Browser, client: WebClient) -> None:
    first = client.chat_postMessage(channel=AMINA, text="one")
    client.chat_postMessage(channel=AMINA, text="two", thread_ts=first["ts"])
    client.chat_postEphemeral(channel="C0MAPLE", user=AMINA, text="psst")
    state = browser.get("/page/state", **{"as": AMINA})
    assert {c["name"]: c["unread"] for c in state["conversations"]} == {
        "Doorstep": 1,
        "maple-team": 1,
        "general": 0,
    }
    shown = browser.get("/page/messages", **{"as": AMINA, "channel": state["im"]})["messages"]
    assert [(m["text"], m["reply_count"]) for m in shown] == [("one", 1)]
    thread = browser.get("/page/messages", **{"as": AMINA, "channel": state["im"], "thread_ts": first["ts"]})
    assert [m["text"] for m in thread["messages"]] == ["one", "two"]
    assert browser.get("/page/messages", **{"as": "U0GRACE", "channel": "C0MAPLE"})["messages"] == []
    browser.post("/page/read", **{"as": AMINA, "channel": state["im"]})
    after = browser.get("/page/state", **{"as": AMINA})["conversations"]
    assert next(c for c in after if c["type"] == "im")["unread"] == 0


def test_what_is_typed_is_sent_as_slack_sends_it(browser: Browser) -> None:
    said = browser.post(
        "/page/say",
        **{
            "as": AMINA,
            "channel": "C0MAPLE",
            "text": "@Doorstep is 2 < 3 & @channel <!here>? See https://a.invalid/?b=1.",
        },
    )
    assert said["ok"]
    message = browser.slack.messages("C0MAPLE")[0]
    assert (
        message.text == "<@U0BOT> is 2 &lt; 3 &amp; <!channel> &lt;!here&gt;? See <https://a.invalid/?b=1>."
    )
    sent = [d.what for d in browser.slack.deliveries]
    assert sent == ["app_mention"]


def test_an_unknown_command_is_not_posted(browser: Browser) -> None:
    answer = browser.post("/page/say", **{"as": AMINA, "text": "/vist AB"})
    assert answer == {"ok": False, "error": "/vist is not a valid command."}
    assert browser.post("/page/say", **{"as": AMINA, "text": "/ or not"})["ok"]
    assert len(browser.slack.messages(AMINA)) == 1


def test_a_fault_can_be_about_one_person(browser: Browser, client: WebClient) -> None:
    browser.post("/control/faults", kind="error", error="is_archived", channel="D0GRACE")
    client.chat_postMessage(channel="D0AMINA", text="fine")
    with pytest.raises(SlackApiError, match="is_archived"):
        client.chat_postMessage(channel="D0GRACE", text="not fine")


def test_what_cannot_be_done_is_said_in_a_sentence(browser: Browser) -> None:
    for path, body in (
        ("/page/say", {"as": AMINA, "text": " "}),
        ("/page/say", {"as": AMINA, "text": "x" * 40_001}),
        ("/page/say", {"as": "U0NOBODY", "text": "x"}),
        ("/page/say", {"as": "U0TOMOS", "channel": "C0MAPLE", "text": "x"}),
        ("/page/submit", {"as": AMINA, "view_id": "V0"}),
        ("/page/say", {"text": "nobody"}),
    ):
        answer = browser.post(path, **body)
        assert (answer["ok"], answer["status"]) == (False, 400)
        assert answer["error"]


def test_an_app_that_does_not_answer_shows_trouble_and_keeps_the_form(
    browser: Browser, client: WebClient
) -> None:
    trigger = browser.slack.slack.permissions.give_trigger(AMINA)
    view = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "T"},
        "submit": {"type": "plain_text", "text": "Save"},
        "blocks": [
            {
                "type": "input",
                "block_id": "b",
                "label": {"type": "plain_text", "text": "L"},
                "element": {"type": "plain_text_input", "action_id": "a"},
            }
        ],
    }
    opened = client.views_open(trigger_id=trigger, view=view)["view"]
    empty = browser.post("/page/submit", **{"as": AMINA, "view_id": opened["id"], "state": {}})
    assert empty["errors"] == {"b": "Please complete this required field."}
    typed = {"b": {"a": {"type": "plain_text_input", "value": "typed"}}}
    lost = browser.post("/page/submit", **{"as": AMINA, "view_id": opened["id"], "state": typed})
    assert lost == {"ok": False, "error": "We had some trouble connecting. Try again?"}
    kept = browser.get("/page/state", **{"as": AMINA})["modals"]
    assert kept[0]["state"]["values"] == typed
    assert browser.post("/page/command", **{"as": AMINA, "command": "/visit", "text": ""})["error"]
    assert browser.post("/page/command", **{"as": AMINA, "command": "/nope", "text": ""})["error"] == (
        "/nope is not a valid command."
    )


def test_an_action_that_is_no_longer_on_show_is_refused(browser: Browser, client: WebClient) -> None:
    posted = client.chat_postMessage(channel="D0AMINA", text="x")
    answer = browser.post(
        "/page/action",
        **{
            "as": AMINA,
            "container": {"type": "message", "channel": "D0AMINA", "ts": posted["ts"]},
            "block_id": "b",
            "action": {"action_id": "a", "type": "button"},
        },
    )
    assert answer == {"ok": False, "error": "That is no longer on show."}


def test_the_stream_tells_whom_it_concerns(browser: Browser, client: WebClient) -> None:
    host, port = browser.slack.base_url.removeprefix("http://").split(":")
    stream = http.client.HTTPConnection(host, int(port), timeout=5)
    stream.request("GET", f"/page/stream?as={AMINA}")
    answer = stream.getresponse()
    assert answer.getheader("Content-Type") == "text/event-stream"
    assert answer.readline() == b": welcome\n"
    answer.readline()
    client.chat_postMessage(channel="U0GRACE", text="not for her")
    posted = client.chat_postMessage(channel=AMINA, text="for her")
    line = answer.readline().decode()
    assert json.loads(line.removeprefix("data: ")) == {
        "type": "message",
        "channel": "D0AMINA",
        "ts": posted["ts"],
    }
    stream.close()


def test_faults_are_set_listed_and_cleared_by_page_and_control_port(
    browser: Browser, client: WebClient
) -> None:
    told = browser.post("/control/faults", kind="rate_limited", method="chat.postMessage", times=2)
    assert told["faults"][0]["methods"] == ["chat.postMessage"]
    assert {kind["kind"] for kind in told["kinds"]} >= {"hang", "accept_then_drop", "duplicate_delivery"}
    assert browser.get("/page/faults")["faults"] == told["faults"]
    refused = browser.post("/control/faults", kind="explode")
    assert refused["status"] == 400
    assert "no fault called 'explode'" in refused["error"]
    assert "status must be" in browser.post("/control/faults", kind="status", status=404)["error"]
    assert "unknown setting 'sometimes'" in browser.post("/page/faults", kind="hang", sometimes=1)["error"]
    assert browser.post("/page/faults", clear=True)["faults"] == []
    replaced = browser.post("/page/faults", faults=[{"kind": "hang", "seconds": "0.5"}])
    assert [f["seconds"] for f in replaced["faults"]] == [0.5]


def test_the_ledger_can_be_read_by_method_and_from_a_line_on(browser: Browser, client: WebClient) -> None:
    client.auth_test()
    client.chat_postMessage(channel=AMINA, text="one")
    client.chat_postMessage(channel=AMINA, text="two")
    book = browser.get("/control/ledger", method="chat.postMessage", accepted="true")
    assert [call["args"]["text"] for call in book["calls"]] == ["one", "two"]
    assert book["last"] == 3
    assert [call["n"] for call in browser.get("/control/ledger", since="2")["calls"]] == [3]
    assert book["calls"][0]["monotonic"] < book["calls"][1]["monotonic"]
    assert "token" not in book["calls"][0]["args"]


def test_only_this_machine_is_answered(browser: Browser) -> None:
    request = Request(f"{browser.slack.base_url}/page/boot", headers={"Host": "evil.example"})
    with pytest.raises(HTTPError) as refused:
        urlopen(request, timeout=5)
    assert refused.value.code == 403


def test_files_outside_the_page_are_not_served(browser: Browser) -> None:
    for path in ("/static/../server.py", "/static/%2e%2e/server.py", "/static/nothing.js"):
        with pytest.raises(HTTPError) as refused:
            urlopen(browser.slack.base_url + path, timeout=5)
        assert refused.value.code == 404


class FakeClock(BaseHTTPRequestHandler):
    """A product's control port whose clock moves when asked to."""

    moved: list[Json]

    def do_GET(self) -> None:
        self._answer(200, {"now": "2030-01-02T09:00:00+00:00"})

    def do_POST(self) -> None:
        wish = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if "advance_seconds" not in wish:
            self._answer(400, {"error": "Say how far."})
        else:
            self._answer(200, {"now": "2030-01-02T10:00:00+00:00"})

    def _answer(self, status: int, body: Json) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


def test_the_clock_is_the_products() -> None:
    product = HTTPServer(("127.0.0.1", 0), FakeClock)
    threading.Thread(target=product.serve_forever, args=(0.02,), daemon=True).start()
    with StandInSlack(control_url=f"http://127.0.0.1:{product.server_port}") as slack:
        page = Browser(slack)
        assert page.get("/page/boot")["clock"] == {"available": True, "now": "2030-01-02T09:00:00+00:00"}
        slack.say(AMINA, "in the year 2030")
        assert slack.messages(AMINA)[0].shown_at.startswith("2030-01-02T09:00")
        assert page.post("/page/clock", advance_seconds=3600) == {
            "ok": True,
            "now": "2030-01-02T10:00:00+00:00",
        }
        assert page.post("/page/clock", to="yesterday") == {"ok": False, "error": "Say how far."}
        product.shutdown()
        product.server_close()
        gone = page.post("/page/clock", advance_seconds=1)
        assert not gone["ok"]
        assert "could not be reached" in gone["error"]
