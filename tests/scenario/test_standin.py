"""A bare Bolt app lives a little in the stand-in Slack, over Socket Mode and over signed HTTP."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from aiohttp import web
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from handlers.playground import triggers
from handlers.playground.delivery import Patience
from handlers.playground.sockets import Connection
from handlers.playground.standin import NotOnShow, ShownError, StandInSlack

pytestmark = pytest.mark.filterwarnings("ignore:The top-level `text` argument is missing")

AMINA, GRACE, MAPLE = "U0AMINA", "U0GRACE", "C0MAPLE"


def section(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(label: str, action_id: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": label}, **more}


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


FORM = {
    "type": "modal",
    "callback_id": "plan",
    "title": plain("Plan a visit"),
    "submit": plain("Save"),
    "notify_on_close": True,
    "blocks": [
        {
            "type": "input",
            "block_id": "day",
            "label": plain("Day"),
            "element": {"type": "datepicker", "action_id": "pick"},
        },
        {
            "type": "input",
            "block_id": "child",
            "label": plain("Child"),
            "element": {"type": "external_select", "action_id": "find", "min_query_length": 1},
        },
        {
            "type": "input",
            "block_id": "note",
            "optional": True,
            "label": plain("Note"),
            "element": {"type": "plain_text_input", "action_id": "text", "max_length": 20},
        },
    ],
}


@dataclass
class Seen:
    """What the bare app received, in order."""

    bodies: list[dict[str, Any]] = field(default_factory=list)
    retries: list[tuple[str, str]] = field(default_factory=list)
    stall: Callable[[], None] = lambda: None


def bare_app(slack: StandInSlack, seen: Seen) -> App:
    """An app that greets, plans a visit in a modal, shows a Home and answers /visit."""
    client = WebClient(token=slack.bot_token, base_url=slack.api_url)
    app = App(
        client=client, signing_secret=slack.signing_secret, token_verification_enabled=False, name="bare"
    )

    @app.middleware
    def remember(body: dict[str, Any], req: Any, next: Callable[[], Any]) -> Any:
        seen.bodies.append(body)
        if "x-slack-retry-num" in req.headers:
            seen.retries.append((req.headers["x-slack-retry-num"][0], req.headers["x-slack-retry-reason"][0]))
        seen.stall()
        return next()

    @app.event("message")
    def greet(event: dict[str, Any], client: WebClient) -> None:
        if event.get("bot_id") or event.get("subtype"):
            return
        client.chat_postMessage(
            channel=event["channel"],
            text=f"You said: {event['text']}",
            thread_ts=event.get("thread_ts"),
            blocks=[
                section(f"You said: {event['text']}"),
                {"type": "actions", "elements": [button("Plan a visit", "open_plan", value="case-1")]},
            ],
        )

    @app.event("app_mention")
    def mentioned(event: dict[str, Any], say: Any) -> None:
        say(text="In channels I say little.", thread_ts=event["ts"])

    @app.event("app_home_opened")
    def home(event: dict[str, Any], client: WebClient) -> None:
        blocks = [section("AB, due Monday", accessory=button("Why this date?", "why", value="case-1"))]
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    @app.action("open_plan")
    def open_plan(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        ack()
        message = body["message"]["ts"]
        client.views_open(
            trigger_id=body["trigger_id"],
            view={**FORM, "private_metadata": f"{body['channel']['id']} {message}"},
        )

    @app.action("why")
    def why(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        ack()
        deeper = {"type": "modal", "title": plain("Why"), "blocks": [section("Because.")]}
        client.views_open(trigger_id=body["trigger_id"], view=deeper)

    @app.options("find")
    def find(ack: Any, body: dict[str, Any]) -> None:
        ack(options=[{"text": plain(f"{body['value']} (Maple)"), "value": "case-1"}])

    @app.view("plan")
    def planned(ack: Any, view: dict[str, Any], client: WebClient) -> None:
        values = view["state"]["values"]
        day = values["day"]["pick"]["selected_date"]
        if day < "2026-01-01":
            ack(response_action="errors", errors={"day": "That day is past."})
            return
        ack()
        channel, ts = view["private_metadata"].split()
        child = values["child"]["find"]["selected_option"]["value"]
        client.chat_update(channel=channel, ts=ts, text=f"Planned {child} for {day}")

    @app.view_closed("plan")
    def abandoned(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.chat_postMessage(channel=body["user"]["id"], text="Nothing was planned.")

    @app.command("/visit")
    def command(ack: Any, command: dict[str, Any], respond: Any) -> None:
        ack(f"Looking for {command['text']}")
        respond(text="Found it.", response_type="ephemeral")

    return app


def impatient(slack: StandInSlack) -> None:
    """Let this Slack wait half a second for an ack, so that tests about its absence end soon."""
    slack.slack.courier.patience = Patience(ack_seconds=0.5, retry_pauses=(0.0, 0.02, 0.02))


@dataclass
class Life:
    """The stand-in, the app in it, and what the app received."""

    slack: StandInSlack
    app: App
    seen: Seen
    client: WebClient


@pytest.fixture(params=["socket", "http"])
def life(request: pytest.FixtureRequest) -> Iterator[Life]:
    with StandInSlack() as slack:
        seen = Seen()
        app = bare_app(slack, seen)
        run = over_sockets if request.param == "socket" else over_http
        with run(slack, app):
            yield Life(slack, app, seen, WebClient(token=slack.bot_token, base_url=slack.api_url))


@pytest.fixture
def socket_life() -> Iterator[Life]:
    with StandInSlack() as slack:
        seen = Seen()
        app = bare_app(slack, seen)
        with over_sockets(slack, app):
            yield Life(slack, app, seen, WebClient(token=slack.bot_token, base_url=slack.api_url))


class over_sockets:  # noqa: N801 (reads as a word in a with statement)
    def __init__(self, slack: StandInSlack, app: App) -> None:
        self.slack = slack
        self.handler = SocketModeHandler(app, slack.app_token, web_client=app.client, ping_interval=0.2)

    def __enter__(self) -> None:
        self.handler.connect()
        self.slack.wait_for_app()

    def __exit__(self, *exc_info: object) -> None:
        # The SDK's close waits seconds for its reader and its queue; one frame and one item wake them.
        client = self.handler.client
        client.closed = client.current_session_state.terminated = True
        client.message_queue.put(None)
        self.slack.ping()
        self.handler.close()


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Say nothing."""


class over_http:  # noqa: N801
    def __init__(self, slack: StandInSlack, app: App) -> None:
        self.slack = slack
        self.server = Server(("127.0.0.1", 0), Quiet)
        self.server.set_app(SlackRequestHandler(app))
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> None:
        self.thread.start()
        self.slack.events_url = f"http://127.0.0.1:{self.server.server_port}/slack/events"
        assert self.slack.verify_events_url()

    def __exit__(self, *exc_info: object) -> None:
        self.slack.events_url = None
        self.server.shutdown()
        self.server.server_close()


def test_a_message_is_answered(life: Life) -> None:
    question = life.slack.say(AMINA, "How often <must> I visit?")
    answer = life.slack.read(AMINA, "You said", after=question)
    assert answer.text == "You said: How often &lt;must&gt; I visit?"
    event = next(b for b in life.seen.bodies if b["event"]["type"] == "message")
    assert event["event"]["channel_type"] == "im"
    assert event["event_id"].startswith("Ev")
    assert event["authorizations"][0]["user_id"] == "U0BOT"
    assert life.slack.complaints == []


def test_a_thread_stays_a_thread(life: Life) -> None:
    question = life.slack.say(AMINA, "one")
    life.slack.read(AMINA, "one", after=question)
    life.slack.say(AMINA, "two", thread_ts=question.ts)
    life.slack.read(AMINA, "You said: two", thread_ts=question.ts)
    assert len(life.slack.messages(AMINA, thread_ts=question.ts)) == 3
    assert all(message.text != "two" for message in life.slack.messages(AMINA))


def test_a_mention_in_a_channel_is_answered_in_its_thread(life: Life) -> None:
    asked = life.slack.mention(AMINA, MAPLE, "are you there?")
    answer = life.slack.read(MAPLE, "little", thread_ts=asked.ts)
    assert answer.thread_ts == asked.ts


def test_a_form_is_opened_refused_corrected_and_saved(life: Life) -> None:
    slack = life.slack
    slack.say(AMINA, "hello")
    answer = slack.read(AMINA, "hello")
    slack.click(AMINA, answer, "Plan a visit")
    form = slack.wait_for(lambda: slack.modal(AMINA), what="the form")
    assert form.title == "Plan a visit"
    assert slack.submit(AMINA) == {
        "day": "Please complete this required field.",
        "child": "Please complete this required field.",
    }
    slack.fill(AMINA, {"Child": "AB", "Note": "x" * 21})
    assert slack.submit(AMINA, {"Day": "2025-12-31"}) == {
        "note": "This entry should be no longer than 20 characters."
    }
    assert slack.submit(AMINA, {"Note": "short"}) == {"day": "That day is past."}
    assert slack.submit(AMINA, {"pick": "2026-07-01"}) is None
    slack.wait_for(lambda: answer.text == "Planned case-1 for 2026-07-01", what="the changed message")
    assert answer.blocks == []  # text without blocks takes the blocks away
    assert slack.modal(AMINA) is None
    assert slack.complaints == []


def test_closing_a_form_is_told_where_it_asked_for_that(life: Life) -> None:
    slack = life.slack
    slack.say(AMINA, "hello")
    slack.click(AMINA, slack.read(AMINA, "hello"), "open_plan")
    slack.wait_for(lambda: slack.modal(AMINA))
    slack.close(AMINA)
    slack.read(AMINA, "Nothing was planned")


def test_home_is_published_when_opened_and_its_button_works(life: Life) -> None:
    slack = life.slack
    assert slack.home(GRACE) is None
    slack.open_home(GRACE)
    home = slack.wait_for(lambda: slack.home(GRACE))
    assert "AB, due Monday" in home.all_text
    slack.click(GRACE, "home", "Why this date?")
    assert slack.wait_for(lambda: slack.modal(GRACE)).all_text.startswith("Why")


def test_a_slash_command_answers_in_its_ack_and_later(life: Life) -> None:
    assert life.slack.command(AMINA, "/visit", "AB") == "Looking for AB"
    life.slack.read(AMINA, "Found it.")
    assert [m.ephemeral_to for m in life.slack.messages(AMINA)] == [AMINA, AMINA]


def test_a_delivery_can_come_twice(life: Life) -> None:
    life.slack.misbehave("duplicate_delivery", times=1)
    life.slack.say(AMINA, "once")
    life.slack.wait_for(lambda: len(life.slack.messages(AMINA)) == 3, what="both answers")
    mine = [b for b in life.seen.bodies if b["event"].get("user") == AMINA]
    assert len(mine) == 2
    assert len({b["event_id"] for b in mine}) == 1


def test_a_past_delivery_can_be_repeated_as_it_was(life: Life) -> None:
    life.slack.say(AMINA, "again")
    life.slack.settle()
    first = life.slack.deliveries[0]
    life.slack.redeliver(first)
    assert [b["event_id"] for b in life.seen.bodies].count(first.payload["event_id"]) == 2


def test_what_is_not_acknowledged_is_tried_again_and_says_so(life: Life) -> None:
    failures = iter([1, 1])

    def fail_twice() -> None:
        if next(failures, None):
            raise RuntimeError("not now")

    impatient(life.slack)
    life.seen.stall = fail_twice
    life.slack.say(AMINA, "please")
    life.slack.read(AMINA, "please")
    life.slack.settle()
    assert life.slack.deliveries[0].attempts == 3
    again = [(number, reason) for number, reason in life.seen.retries if number != "0"]
    assert [number for number, _ in again] == ["1", "2"]
    assert {reason for _, reason in again} <= {"http_error", "timeout"}


def test_an_interaction_that_is_not_acknowledged_shows_trouble(life: Life) -> None:
    life.slack.say(AMINA, "hello")
    answer = life.slack.read(AMINA, "hello")
    life.slack.settle()
    impatient(life.slack)
    release = threading.Event()
    life.seen.stall = lambda: release.wait(5) and None
    with pytest.raises(ShownError, match="trouble connecting"):
        life.slack.click(AMINA, answer, "open_plan")
    release.set()
    assert "did not acknowledge" in life.slack.complaints[0].text


def test_the_books_hold_every_ack(life: Life) -> None:
    life.slack.say(AMINA, "one")
    life.slack.read(AMINA, "one")
    life.slack.settle()
    assert life.slack.acks == len(life.slack.deliveries)
    assert all(0 < seconds < 3 for seconds in life.slack.ack_seconds)


def test_sockets_reconnect_when_asked_to_and_when_they_fall_silent(socket_life: Life) -> None:
    slack = socket_life.slack
    opened = slack.slack.sockets.opened
    slack.misbehave("disconnect", reason="refresh_requested")
    slack.wait_for(lambda: slack.slack.sockets.opened > opened, what="a new connection")
    slack.say(AMINA, "after the refresh")
    slack.read(AMINA, "after the refresh")
    opened = slack.slack.sockets.opened
    slack.misbehave("silent_socket")
    slack.wait_for(lambda: slack.slack.sockets.opened > opened, 10, "a new connection after silence")
    slack.say(AMINA, "after the silence")
    slack.read(AMINA, "after the silence")


def test_a_lost_event_stays_lost(socket_life: Life) -> None:
    socket_life.slack.misbehave("lose_delivery", times=1)
    socket_life.slack.say(AMINA, "lost")
    socket_life.slack.say(AMINA, "kept")
    socket_life.slack.read(AMINA, "kept")
    assert [m.text for m in socket_life.slack.messages(AMINA) if m.bot_id] == ["You said: kept"]
    assert socket_life.slack.deliveries[0].problem == "lost"


def test_an_ack_noticed_late_leads_to_another_delivery(socket_life: Life) -> None:
    impatient(socket_life.slack)
    socket_life.slack.misbehave("delay_ack", times=1, seconds=30)
    socket_life.slack.say(AMINA, "late")
    socket_life.slack.settle()
    assert socket_life.slack.deliveries[0].attempts == 2
    assert socket_life.seen.retries == [("0", ""), ("1", "timeout")]


def test_the_default_client_posts_twice_when_the_reply_is_dropped(socket_life: Life) -> None:
    socket_life.slack.misbehave("accept_then_drop", "chat.postMessage", times=1)
    socket_life.client.chat_postMessage(channel=AMINA, text="reminder")
    assert [c.accepted for c in socket_life.slack.calls("chat.postMessage")] == [True, True]
    careful = WebClient(
        token=socket_life.slack.bot_token, base_url=socket_life.slack.api_url, retry_handlers=[]
    )
    socket_life.slack.misbehave("accept_then_drop", "chat.postMessage", times=1)
    with pytest.raises(OSError):
        careful.chat_postMessage(channel=AMINA, text="careful")
    assert [m.text for m in socket_life.slack.messages(AMINA)].count("careful") == 1


@pytest.fixture
def quiet() -> Iterator[tuple[StandInSlack, WebClient]]:
    """A stand-in and a client that never repeats a call, without an app."""
    with StandInSlack() as slack:
        yield slack, WebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])


def test_faults_answer_as_slack_does(quiet: tuple[StandInSlack, WebClient]) -> None:
    slack, client = quiet
    slack.misbehave("rate_limited", "chat.postMessage", times=1, retry_after=7)
    with pytest.raises(SlackApiError) as limited:
        client.chat_postMessage(channel=AMINA, text="x")
    assert limited.value.response.status_code == 429
    assert limited.value.response.headers["Retry-After"] == "7"
    slack.misbehave("status", times=1, status=503)
    with pytest.raises(SlackApiError) as broken:
        client.chat_postMessage(channel=AMINA, text="x")
    assert broken.value.response.status_code == 503
    slack.misbehave("error", "chat.postMessage", times=1, error="fatal_error", accepted=True)
    with pytest.raises(SlackApiError, match="fatal_error"):
        client.chat_postMessage(channel=AMINA, text="half done")
    slack.misbehave("drop_before_accept", times=1)
    with pytest.raises(OSError):
        client.chat_postMessage(channel=AMINA, text="x")
    slack.misbehave("hang", times=1, seconds=20, accepted=True)
    client.timeout = 0.3  # type: ignore[assignment]
    with pytest.raises(TimeoutError):
        client.chat_postMessage(channel=AMINA, text="hung")
    assert [m.text for m in slack.messages(AMINA)] == ["half done", "hung"]
    assert [(c.accepted, c.fault) for c in slack.calls("chat.postMessage")] == [
        (False, "rate_limited"),
        (False, "status"),
        (True, "error"),
        (False, "drop_before_accept"),
        (True, "hang"),
    ]
    client.timeout = 5
    client.chat_postMessage(channel=AMINA, text="well again")


def test_history_can_lag_and_carries_metadata(quiet: tuple[StandInSlack, WebClient]) -> None:
    slack, client = quiet
    channel = client.conversations_open(users=AMINA)["channel"]["id"]
    attempt = {"event_type": "attempt", "event_payload": {"id": "a1"}}
    posted = client.chat_postMessage(channel=channel, text="one", metadata=attempt)
    lag = slack.misbehave("history_lag", seconds=60)
    assert client.conversations_history(channel=channel)["messages"] == []
    slack.behave(lag)
    found = client.conversations_history(channel=channel, include_all_metadata=True)["messages"]
    assert [(m["ts"], m["metadata"]) for m in found] == [(posted["ts"], attempt)]
    bare = client.conversations_history(channel=channel)["messages"]
    assert bare[0]["metadata"] == {"event_type": "attempt"}


def test_history_is_paged_newest_first(quiet: tuple[StandInSlack, WebClient]) -> None:
    _, client = quiet
    for n in range(5):
        client.chat_postMessage(channel="D0AMINA", text=str(n))
    pages = [
        [m["text"] for m in page["messages"]]
        for page in client.conversations_history(channel="D0AMINA", limit=2)
    ]
    assert pages == [["4", "3"], ["2", "1"], ["0"]]
    third = client.conversations_history(channel="D0AMINA", limit=1, oldest="0")["messages"][0]["ts"]
    later = client.conversations_history(channel="D0AMINA", oldest=third, inclusive=True)["messages"]
    assert [m["text"] for m in later] == ["4"]


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda c: c.chat_postMessage(channel="C0NOWHERE", text="x"), "channel_not_found"),
        (lambda c: c.chat_postMessage(channel=AMINA, text=""), "no_text"),
        (lambda c: c.chat_postMessage(channel=AMINA, text="x" * 40_001), "msg_too_long"),
        (lambda c: c.chat_update(channel="D0AMINA", ts="1.0", text="x"), "message_not_found"),
        (lambda c: c.chat_update(channel=AMINA, ts="1.0", text="x"), "channel_not_found"),
        (lambda c: c.views_open(trigger_id="no", view=FORM), "invalid_trigger_id"),
        (lambda c: c.views_update(view_id="V0", view=FORM), "not_found"),
        (lambda c: c.users_info(user="U0NOBODY"), "user_not_found"),
        (lambda c: c.conversations_open(users="U0NOBODY"), "user_not_found"),
        (lambda c: c.users_lookupByEmail(email="x@y.z"), "users_not_found"),
        (lambda c: c.api_call("files.list"), "unknown_method"),
        (
            lambda c: c.chat_postEphemeral(channel=MAPLE, user="U0TOMOS", text="x"),
            "user_not_in_channel",
        ),
    ],
)
def test_refusals_carry_slacks_codes(
    quiet: tuple[StandInSlack, WebClient], call: Callable[[WebClient], Any], error: str
) -> None:
    with pytest.raises(SlackApiError) as refused:
        call(quiet[1])
    assert refused.value.response["error"] == error


def test_an_update_takes_less_text_than_a_post(quiet: tuple[StandInSlack, WebClient]) -> None:
    _, client = quiet
    posted = client.chat_postMessage(channel="D0AMINA", text="x" * 4_001)
    with pytest.raises(SlackApiError, match="msg_too_long"):
        client.chat_update(channel="D0AMINA", ts=posted["ts"], text="x" * 4_001)


def test_only_ones_own_messages_can_be_changed(quiet: tuple[StandInSlack, WebClient]) -> None:
    slack, client = quiet
    hers = slack.say(AMINA, "mine")
    with pytest.raises(SlackApiError, match="cant_update_message"):
        client.chat_update(channel=hers.channel, ts=hers.ts, text="x")
    with pytest.raises(SlackApiError, match="cant_delete_message"):
        client.chat_delete(channel=hers.channel, ts=hers.ts)
    quiet_word = client.chat_postEphemeral(channel=MAPLE, user=AMINA, text="psst")["message_ts"]
    with pytest.raises(SlackApiError, match="cant_update_message"):
        client.chat_update(channel=MAPLE, ts=quiet_word, text="x")


def test_tokens_are_checked(quiet: tuple[StandInSlack, WebClient]) -> None:
    slack, client = quiet
    for token, error in (("", "not_authed"), ("xoxb-other", "invalid_auth")):
        with pytest.raises(SlackApiError, match=error):
            WebClient(token=token, base_url=slack.api_url).auth_test()
    with pytest.raises(SlackApiError, match="not_allowed_token_type"):
        client.apps_connections_open(app_token=slack.bot_token)


def test_invalid_blocks_are_refused_and_held_against_the_app(quiet: tuple[StandInSlack, WebClient]) -> None:
    slack, client = quiet
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel=AMINA, text="x", blocks=[section("x" * 3001)])
    assert refused.value.response["error"] == "invalid_blocks"
    assert refused.value.response["response_metadata"]["messages"] == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    ]
    assert slack.complaints[0].where == "chat.postMessage"
    assert slack.messages(AMINA) == []


def test_a_trigger_opens_one_modal_and_not_for_long(
    socket_life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    slack, client = socket_life.slack, socket_life.client
    slack.say(AMINA, "hello")
    slack.click(AMINA, slack.read(AMINA, "hello"), "open_plan")
    slack.wait_for(lambda: slack.modal(AMINA))
    trigger = next(b["trigger_id"] for b in socket_life.seen.bodies if b["type"] == "block_actions")
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        client.views_open(trigger_id=trigger, view=FORM)
    monkeypatch.setattr(triggers, "TRIGGER_SECONDS", 0.0)
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        client.views_open(trigger_id=trigger, view=FORM)


def test_views_lock_by_hash_and_by_external_id_and_stack_three_deep(socket_life: Life) -> None:
    slack, client = socket_life.slack, socket_life.client
    home = {"type": "home", "blocks": [section("one")], "external_id": "home-of-amina"}
    first = client.views_publish(user_id=AMINA, view=home)["view"]
    client.views_publish(user_id=AMINA, view=home, hash=first["hash"])
    with pytest.raises(SlackApiError, match="hash_conflict"):
        client.views_publish(user_id=AMINA, view=home, hash=first["hash"])
    with pytest.raises(SlackApiError, match="duplicate_external_id"):
        client.views_publish(user_id=GRACE, view=home)
    trigger = slack.slack.permissions.give_trigger
    client.views_open(trigger_id=trigger(AMINA), view=FORM)
    client.views_push(trigger_id=trigger(AMINA), view=FORM)
    client.views_push(trigger_id=trigger(AMINA), view=FORM)
    with pytest.raises(SlackApiError, match="push_limit_reached"):
        client.views_push(trigger_id=trigger(AMINA), view=FORM)
    assert len(slack.modals(AMINA)) == 3
    slack.close(AMINA, clear=True)
    assert slack.modals(AMINA) == []


def test_what_was_typed_outlives_an_update_while_the_ids_stay(socket_life: Life) -> None:
    slack, client = socket_life.slack, socket_life.client
    opened = client.views_open(trigger_id=slack.slack.permissions.give_trigger(AMINA), view=FORM)["view"]
    slack.fill(AMINA, {"Note": "typed", "Day": "2026-07-01"})
    renamed = [{**FORM["blocks"][0], "block_id": "another_day"}, *FORM["blocks"][1:]]
    client.views_update(view_id=opened["id"], view={**FORM, "blocks": renamed})
    form = slack.modal(AMINA)
    assert form is not None
    assert form.typed["note"]["text"]["value"] == "typed"
    assert form.typed.get("day", {}) == {}


SIMPLE = {"type": "modal", "title": plain("Next"), "blocks": [section("More")]}


@pytest.mark.parametrize(
    ("reply", "titles", "complaint"),
    [
        ({}, [], ""),
        ({"response_action": "update", "view": SIMPLE}, ["Next"], ""),
        ({"response_action": "push", "view": SIMPLE}, ["Plan a visit", "Next"], ""),
        ({"response_action": "clear"}, [], ""),
        ({"response_action": "errors", "errors": {"nowhere": "x"}}, ["Plan a visit"], "not an input block"),
        ({"response_action": "errors", "errors": {}}, ["Plan a visit"], "needs an errors object"),
        ({"response_action": "shut"}, ["Plan a visit"], "not one Slack knows"),
        ({"response_action": "update"}, ["Plan a visit"], "needs a view"),
        (
            {"response_action": "update", "view": {**SIMPLE, "title": plain("x" * 25)}},
            ["Plan a visit"],
            "less than 25 characters",
        ),
    ],
    ids=lambda value: str(value)[:50],
)
def test_what_a_submission_may_be_answered_with(
    socket_life: Life, reply: dict[str, Any], titles: list[str], complaint: str
) -> None:
    slack = socket_life.slack
    form = {**FORM, "callback_id": "tried", "notify_on_close": False, "blocks": FORM["blocks"][2:]}
    socket_life.app.view("tried")(lambda ack: ack(reply) if reply else ack())
    socket_life.client.views_open(trigger_id=slack.slack.permissions.give_trigger(AMINA), view=form)
    if complaint:
        with pytest.raises(ShownError, match="trouble connecting"):
            slack.submit(AMINA)
    else:
        assert slack.submit(AMINA) is None
    assert [view.title for view in slack.modals(AMINA)] == titles
    assert complaint in "".join(one.text for one in slack.complaints)


def test_an_update_of_a_form_that_is_gone_finds_nothing(socket_life: Life) -> None:
    slack, client = socket_life.slack, socket_life.client
    opened = client.views_open(trigger_id=slack.slack.permissions.give_trigger(AMINA), view=SIMPLE)["view"]
    slack.close(AMINA)
    with pytest.raises(SlackApiError, match="not_found"):
        client.views_update(view_id=opened["id"], view=SIMPLE)


def test_shortcuts_reach_the_app(life: Life) -> None:
    life.app.shortcut("plan_anywhere")(
        lambda ack, body, client: (ack(), client.views_open(trigger_id=body["trigger_id"], view=FORM))
    )
    life.slack.shortcut(AMINA, "plan_anywhere")
    life.slack.wait_for(lambda: life.slack.modal(AMINA))
    life.app.shortcut("about_this")(lambda ack, body, say: (ack(), say(f"About: {body['message']['text']}")))
    life.slack.shortcut(AMINA, "about_this", life.slack.say(AMINA, "this"))
    life.slack.read(AMINA, "About: this")


def test_several_connections_share_the_work_and_cover_for_one_another() -> None:
    with StandInSlack(ack_seconds=0.3, retry_pauses=(0.0, 0.0, 0.0)) as slack:
        first, second = Seen(), Seen()
        with over_sockets(slack, bare_app(slack, first)), over_sockets(slack, bare_app(slack, second)):
            assert slack.slack.sockets.connected == 2
            for n in range(4):
                slack.say(AMINA, f"number {n}")
            slack.settle()
            assert first.bodies
            assert second.bodies


def test_an_eleventh_connection_is_refused(quiet: tuple[StandInSlack, WebClient]) -> None:
    slack, client = quiet
    slack.slack.sockets._connections.extend([Connection(web.WebSocketResponse(), muted=True)] * 10)
    with pytest.raises(SlackApiError, match="too_many_websockets"):
        client.apps_connections_open(app_token=slack.app_token)
    slack.slack.sockets._connections.clear()


def test_an_event_nobody_acknowledges_is_given_up_and_held_against_the_app() -> None:
    with StandInSlack(ack_seconds=0.05, retry_pauses=(0.0, 0.0)) as slack:
        slack.say(AMINA, "anyone?")
        slack.settle()
        assert slack.deliveries[0].attempts == 3
        assert slack.complaints[0].text == "given up after 3 attempts (connection_failed)"


def test_an_app_may_refuse_retries_over_http() -> None:
    class Refuse(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(500)
            self.send_header("X-Slack-No-Retry", "1")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Refuse)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    with StandInSlack(events_url=f"http://127.0.0.1:{server.server_port}/") as slack:
        slack.say(AMINA, "no")
        slack.settle()
        assert slack.deliveries[0].attempts == 1
    server.shutdown()
    server.server_close()


def test_scopes_are_checked_where_a_manifest_names_them(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.yaml"
    manifest.write_text(
        "settings: {event_subscriptions: {bot_events: [message.im, app_mention]}}\n"
        "oauth_config: {scopes: {bot: [chat:write, im:history]}}\n"
    )
    with StandInSlack(manifest=manifest, retry_pauses=(), ack_seconds=0.05) as slack:
        client = WebClient(token=slack.bot_token, base_url=slack.api_url)
        assert client.chat_postMessage(channel=AMINA, text="x").headers["X-OAuth-Scopes"]
        client.conversations_history(channel="D0AMINA")
        for call in (
            lambda: client.conversations_history(channel=MAPLE),
            lambda: client.users_info(user=AMINA),
            lambda: client.conversations_open(users=AMINA),
        ):
            with pytest.raises(SlackApiError, match="missing_scope"):
                call()
        slack.mention(AMINA, MAPLE, "hello")
        assert "without the scope app_mentions:read" in slack.complaints[-1].text


def test_a_stale_button_can_still_be_pressed(socket_life: Life) -> None:
    slack = socket_life.slack
    slack.say(AMINA, "hello")
    answer = slack.read(AMINA, "hello")
    as_it_was = slack.as_seen_now(answer)
    socket_life.client.chat_update(channel=answer.channel, ts=answer.ts, text="No buttons now")
    with pytest.raises(NotOnShow):
        slack.click(AMINA, answer, "open_plan")
    slack.click(AMINA, as_it_was, "open_plan")
    assert slack.wait_for(lambda: slack.modal(AMINA)).title == "Plan a visit"


def test_a_response_url_is_good_for_five_answers(socket_life: Life) -> None:
    slack = socket_life.slack
    slack.say(AMINA, "hello")
    answer = slack.read(AMINA, "hello")
    slack.click(AMINA, answer, "open_plan")
    url = next(b["response_url"] for b in socket_life.seen.bodies if b["type"] == "block_actions")
    hook = WebhookClient(url)
    assert hook.send(text="only for her").status_code == 200
    assert hook.send(text="for all", response_type="in_channel").status_code == 200
    assert hook.send(text="instead", replace_original=True).status_code == 200
    assert answer.text == "instead"
    assert hook.send(delete_original=True).status_code == 200
    assert answer.deleted
    assert hook.send(text="x" * 40_001).status_code == 400
    assert hook.send(text="six").status_code == 404
    by_text = {m.text: m.ephemeral_to for m in slack.messages(AMINA)}
    assert by_text["only for her"] == AMINA
    assert by_text["for all"] is None


def test_waiting_says_what_did_not_come(quiet: tuple[StandInSlack, WebClient]) -> None:
    slack, client = quiet
    began = time.monotonic()
    with pytest.raises(AssertionError, match="containing 'never' did not come"):
        slack.read(AMINA, "never", timeout=0.05)
    assert time.monotonic() - began < 1
    with pytest.raises(SlackApiError):
        client.chat_postMessage(channel=AMINA, text="")
    with pytest.raises(AssertionError, match=r"complaints: chat\.postMessage: no_text"):
        slack.read(AMINA, "never", timeout=0.05)
