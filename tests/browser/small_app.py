"""A small Bolt app in the product's place: it opens the gallery's views and notes down what reaches it."""

import re
import threading
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from handlers.playground.standin import StandInSlack
from tests.browser import gallery

Json = dict[str, Any]
ANY_ACTION: dict[str, str | re.Pattern[str]] = {"type": "block_actions", "action_id": re.compile(".*")}


class SmallApp:
    """Connected by Socket Mode; `actions`, `submissions`, `said`... hold what it was told, in order."""

    def __init__(self, slack: StandInSlack) -> None:
        self.client = WebClient(token=slack.bot_token, base_url=slack.api_url)
        self.app = App(
            client=self.client, signing_secret=slack.signing_secret, token_verification_enabled=False
        )
        self.actions: list[Json] = []
        self.submissions: list[Json] = []
        self.closed: list[Json] = []
        self.said: list[Json] = []
        self.commands: list[Json] = []
        self.errors: dict[str, str] = {}
        self.silent = threading.Event()  # set: submissions are not acknowledged
        self._listen()
        self._handler = SocketModeHandler(self.app, slack.app_token)
        self._handler.client.base_url = slack.api_url  # type: ignore[attr-defined]

    def __enter__(self) -> "SmallApp":
        self._handler.connect()  # type: ignore[no-untyped-call]
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._handler.close()  # type: ignore[no-untyped-call]

    def forget(self) -> None:
        """Start a test with empty notes."""
        for notes in (self.actions, self.submissions, self.closed, self.said, self.commands):
            notes.clear()
        self.errors = {}
        self.silent.clear()

    def dm(self, user: str) -> str:
        """The direct messages with this person."""
        return str(self.client.conversations_open(users=user)["channel"]["id"])

    def post(self, user: str, text: str = "", **more: Any) -> str:
        """Post to a person's direct messages; returns the ts."""
        return str(self.client.chat_postMessage(channel=self.dm(user), text=text or "blocks", **more)["ts"])

    def _listen(self) -> None:
        app = self.app

        @app.event("message")
        def message(event: Json, say: Any) -> None:
            self.said.append(event)
            if event["text"].startswith("echo "):
                say(text=event["text"].removeprefix("echo "), thread_ts=event.get("thread_ts"))

        @app.event("app_mention")
        def mention(event: Json, say: Any) -> None:
            self.said.append(event)

        @app.event("app_home_opened")
        def home(event: Json, client: WebClient) -> None:
            if event["tab"] == "home":
                client.views_publish(user_id=event["user"], view=gallery.HOME)

        @app.command("/visit")
        def visit(ack: Any, command: Json, client: WebClient) -> None:
            self.commands.append(command)
            if command["text"] == "form":
                ack()
                client.views_open(trigger_id=command["trigger_id"], view=gallery.FORM)
            else:
                ack(f"You wrote “{command['text']}”.")

        @app.shortcut("plan_visit")
        def shortcut(ack: Any, body: Json, client: WebClient) -> None:
            ack()
            client.views_open(trigger_id=body["trigger_id"], view=gallery.FORM)

        @app.shortcut("note_this")
        def note(ack: Any, body: Json, client: WebClient) -> None:
            ack()
            self.actions.append({"shortcut": body["callback_id"], "message": body["message"]})

        @app.options("look")
        def look(ack: Any, payload: Json) -> None:
            schools = [gallery.option(f"{name} School", name.lower()) for name in ("Ash", "Aspen", "Birch")]
            ack(options=[one for one in schools if payload["value"].lower() in one["value"]])

        @app.action(ANY_ACTION)
        def action(ack: Any, action: Json, body: Json, client: WebClient) -> None:
            ack()
            self.actions.append(
                {
                    **action,
                    "state": (body.get("state") or body.get("view", {}).get("state") or {}).get("values", {}),
                }
            )
            self._answer(action, body, client)

        @app.view("form")
        def submitted(ack: Any, view: Json) -> None:
            self.submissions.append(view)
            if self.silent.is_set():
                return
            if self.errors:
                ack(response_action="errors", errors=self.errors)
            else:
                ack()

        @app.view_closed("form")
        def view_closed(ack: Any, view: Json) -> None:
            ack()
            self.closed.append(view)

    def _answer(self, action: Json, body: Json, client: WebClient) -> None:
        if action["action_id"] == "push":
            client.views_push(trigger_id=body["trigger_id"], view=gallery.PUSHED)
        elif action["action_id"] == "redraw":
            blocks = [
                {"type": "section", "block_id": "new", "text": gallery.mrkdwn("Drawn again")},
                *gallery.FORM["blocks"],
            ]
            client.views_update(view_id=body["view"]["id"], view={**gallery.FORM, "blocks": blocks})
        elif action["action_id"] == "ack":
            client.chat_update(
                channel=body["channel"]["id"],
                ts=body["message"]["ts"],
                text="Acknowledged",
                blocks=[{"type": "section", "text": gallery.mrkdwn("*Acknowledged* by you")}],
            )
