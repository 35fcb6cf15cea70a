"""The stand-in Slack in a thread: starting and stopping it, waiting, misbehaving, and its books."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self, TypeVar

from handlers.playground.delivery import Delivery, Patience
from handlers.playground.faults import Fault, fault_from
from handlers.playground.ledger import Call
from handlers.playground.loop_thread import LoopThread
from handlers.playground.server import Server
from handlers.playground.signed_http import SignedHttp
from handlers.playground.slack import Complaint, Keys, Slack
from handlers.playground.workspace import DEFAULT_WORKSPACE, load_workspace

Found = TypeVar("Found")
QUICK_RETRIES = (0.0, 0.05, 0.1)


class RunningSlack:
    """A whole Slack on a free loopback port while the `with` block lasts."""

    def __init__(
        self,
        *,
        workspace: Path = DEFAULT_WORKSPACE,
        manifest: Path | None = None,
        events_url: str | None = None,
        control_url: str | None = None,
        port: int = 0,
        ack_seconds: float = 3.0,
        retry_pauses: tuple[float, ...] = QUICK_RETRIES,
        bot_token: str = "xoxb-stand-in",  # noqa: S107 (made up)
        app_token: str = "xapp-stand-in",  # noqa: S107
        signing_secret: str = "stand-in-secret",  # noqa: S107
    ) -> None:
        self.bot_token, self.app_token, self.signing_secret = bot_token, app_token, signing_secret
        self._loop = LoopThread("stand-in Slack")
        self.slack = Slack(
            load_workspace(workspace, manifest),
            Keys(bot_token, app_token, signing_secret),
            events_url=events_url,
            control_url=control_url,
            patience=Patience(ack_seconds, retry_pauses),
        )
        self._server = Server(self.slack)
        self._people = self._server.people
        self._port = port

    def start(self) -> Self:
        """Bind the port and serve."""
        self._port = self._loop.run(self._server.start(self._port))
        return self

    def stop(self) -> None:
        """Hang up on the app and release the port."""
        self._loop.run(self._server.stop())
        self._loop.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *exc_info: object) -> None:
        self.stop()

    # Where the app finds it.

    @property
    def base_url(self) -> str:
        """http://127.0.0.1:PORT, also the address of the page."""
        return self.slack.base_url

    @property
    def api_url(self) -> str:
        """The app's SLACK_API_URL; ends with /api/."""
        return f"{self.base_url}/api/"

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables with which the app finds this Slack."""
        return {
            "SLACK_API_URL": self.api_url,
            "SLACK_BOT_TOKEN": self.bot_token,
            "SLACK_APP_TOKEN": self.app_token,
            "SLACK_SIGNING_SECRET": self.signing_secret,
        }

    @property
    def events_url(self) -> str | None:
        """Where events and interactions are posted; None while Socket Mode is used. May be set at any time."""
        http = self.slack.courier.http
        return http.url if http else None

    @events_url.setter
    def events_url(self, url: str | None) -> None:
        former = self.slack.courier.http
        self.slack.courier.http = SignedHttp(url, self.signing_secret) if url else None
        if former is not None:
            self._loop.run(former.close())

    def verify_events_url(self) -> bool:
        """Send url_verification, as Slack does when the URL is saved; True if the challenge came back."""
        http = self.slack.courier.http
        return http is not None and self._loop.run(http.verify_url(self.slack.courier.patience.ack_seconds))

    def wait_for(
        self, look: Callable[[], Found | None], timeout: float = 5.0, what: str = "what was waited for"
    ) -> Found:
        """Look again after every change until the result is truthy, and return it.

        A LookupError or AssertionError while looking means "not yet". Raises AssertionError when time is up.
        """
        deadline = time.monotonic() + timeout
        last: Exception | None = None
        while True:
            version = self.slack.changes.version
            try:
                result = look()
                last = None
            except (LookupError, AssertionError) as error:
                result, last = None, error
            if result:
                return result
            if not self.slack.changes.wait_beyond(version, deadline):
                complaints = "; ".join(f"{c.where}: {c.text}" for c in self.slack.complaints[-3:])
                raise AssertionError(
                    f"{what} did not come within {timeout:g} s"
                    + (f" (last look: {last})" if last else "")
                    + (f" (complaints: {complaints})" if complaints else "")
                ) from last

    def wait_for_app(self, timeout: float = 15.0) -> None:
        """Wait until the app has opened a Socket Mode connection."""
        self.wait_for(
            lambda: self.slack.sockets.connected > 0, timeout, "a Socket Mode connection of the app"
        )

    def settle(self, timeout: float = 10.0) -> None:
        """Wait until every delivery so far was acknowledged or given up."""
        started = list(self.slack.courier.deliveries)
        self.wait_for(lambda: all(d.finished for d in started), timeout, "the end of all deliveries")

    # Misbehaving.

    def misbehave(self, kind: str, method: str = "*", **settings: Any) -> Fault:
        """Put a fault in force: see handlers/playground/faults.py for the kinds and their settings."""
        fault = fault_from({"kind": kind, "methods": (method,), **settings})
        return self._loop.run(self.slack.misbehave(fault))

    def behave(self, fault: Fault | None = None) -> None:
        """End one fault, or all."""
        self._loop.call(self.slack.faults.clear, fault.id if fault else None)

    def hang_up(self) -> None:
        """Close the app's sockets without a word, as a network would."""
        self._loop.run(self.slack.sockets.close_all())

    def ping(self) -> None:
        """Send a ping on every socket now, as Slack does every so often."""
        self._loop.run(self.slack.sockets.ping_all())

    def redeliver(self, past: Delivery | int) -> Delivery:
        """Deliver a past envelope once more (same event_id, same trigger_id) and wait until that is over."""
        chosen_one = self.deliveries[past - 1] if isinstance(past, int) else past
        again = self._loop.call(self.slack.courier.send_again, chosen_one)
        self.wait_for(lambda: again.finished, 10.0, "the end of the redelivery")
        return again

    # The books.

    def calls(self, method: str | None = None, *, since: int = 0, accepted: bool | None = None) -> list[Call]:
        """The ledger: every Web API call of the app, in order."""
        return self._loop.call(self.slack.ledger.calls, method, since, accepted=accepted)

    @property
    def deliveries(self) -> list[Delivery]:
        """Everything sent to the app, in order."""
        return list(self.slack.courier.deliveries)

    @property
    def acks(self) -> int:
        """How many deliveries the app acknowledged."""
        return sum(1 for delivery in self.deliveries if delivery.acked)

    @property
    def ack_seconds(self) -> list[float]:
        """How long each acknowledgement took."""
        return [d.ack_seconds for d in self.deliveries if d.ack_seconds is not None]

    @property
    def complaints(self) -> list[Complaint]:
        """What the app did that Slack refuses or a person sees fail."""
        return list(self.slack.complaints)
