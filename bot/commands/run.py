"""Put the processes together: everything in one, or web and worker apart, or the playground."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from bot.commands.context import assemble, bring_up_to_date, give_up, open_settings

if TYPE_CHECKING:
    from apscheduler.schedulers.background import BackgroundScheduler
    from slack_bolt import App

    from bot.bootstrap import Deps
    from bot.settings import Settings
    from handlers.socket import Connection
    from scheduler.outbox import Sender


@dataclass
class Bot:
    """One running process: its dependencies and what must be stopped."""

    deps: Deps
    app: App
    sender: Sender | None = None
    connection: Connection | None = None
    scheduler: BackgroundScheduler | None = None

    def health(self) -> tuple[bool, dict[str, Any]]:
        """For /healthz: facts and problems, no case data."""
        from bot.services.health import health

        found = health(self.deps)
        problems = list(found.problems)
        if self.connection is not None and not self.connection.is_connected():
            problems.append("Slack is not connected: trying again.")
        if self.sender is not None and not self.sender.alive:
            problems.append("The sender has stopped.")
        if self.scheduler is not None and not self.scheduler.running:
            problems.append("The scheduler has stopped.")
        return not problems, {"problems": problems, **found.facts}

    def stop(self) -> None:
        """Stop claiming, finish what is in flight."""
        if self.scheduler is not None:
            self.scheduler.shutdown(wait=False)
        if self.sender is not None:
            self.sender.stop()


def _kill_switch(settings: Settings) -> Callable[[str], None]:
    """For the crash tests: end this process without warning at a named boundary. Never beside real Slack."""
    wanted = settings.test_kill_at
    if not wanted or settings.real_slack:
        return lambda point: None
    name, _, nth = wanted.partition("#")
    left = [int(nth or 1)]

    def reach(point: str) -> None:
        if point == name:
            left[0] -= 1
            if left[0] <= 0:
                os.kill(os.getpid(), signal.SIGKILL)

    return reach


def assemble_bot(settings: Settings, **replacements: Any) -> Deps:
    """Dependencies with the database brought up to date and the dates brought up to the packs."""
    from bot.logs import configure_logs

    configure_logs(settings.log_level, settings.log_format)
    deps = assemble(settings, reach=_kill_switch(settings), **replacements)
    bring_up_to_date(deps)
    _restore_clock(deps)
    if deps.key_file_made is not None:
        click.echo(
            f"A data key was made: {deps.key_file_made}. Keep a copy of it: notes can't be read without it."
        )
    return deps


def _restore_clock(deps: Deps) -> None:
    """Beside a stand-in the clock goes on from where it was moved to: a restart does not bring back yesterday."""
    from bot.clock import ShiftedClock
    from bot.control import OFFSET, saved_offset

    if isinstance(deps.clock, ShiftedClock):
        with deps.transaction(reading=True) as tx:
            deps.clock.restore(saved_offset(tx.state.get(OFFSET).get("seconds")))


def _bot(deps: Deps) -> Bot:
    """The Bolt app with every listener registered."""
    from handlers.app import build_app

    return Bot(deps, build_app(deps))


def _start_work(bot: Bot) -> Bot:
    """Start the sender and the scheduler; sweep once, so that nothing waits for the first tick."""
    from bot.services import inbox
    from handlers.client import web_client
    from handlers.replay import handle_received
    from scheduler import sweeps
    from scheduler.jobs import make_scheduler
    from scheduler.outbox import Sender

    client = web_client(bot.deps.settings)
    sender = Sender(bot.deps, client)

    def replay() -> int:
        waiting = inbox.unfinished(bot.deps)
        for received in waiting:
            handle_received(bot.app, bot.deps, received)
        return len(waiting)

    scheduler = make_scheduler(bot.deps, replay=replay, client=client)
    bot.sender, bot.scheduler = sender, scheduler
    sender.start()
    scheduler.start()
    threading.Thread(target=sweeps.all_now, args=(bot.deps,), name="first-sweep", daemon=True).start()
    return bot


class Wake:
    """Handed to the dependencies before the sender exists."""

    def __init__(self) -> None:
        self.to: Callable[[], None] = lambda: None

    def __call__(self) -> None:
        self.to()


@contextlib.contextmanager
def _until_told_to_stop() -> Iterator[threading.Event]:
    """An event that SIGTERM and Ctrl-C set."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    yield stop


def _check_ready(settings: Settings, command: str) -> None:
    problems = settings.problems_for(command)  # type: ignore[arg-type]
    if problems:
        give_up("Doorstep can't connect to Slack yet:", problems)
    if settings.has_tokens and not settings.edt_phone:
        click.echo(
            "Note: DOORSTEP_EDT_PHONE is not set, so urgent cards can't show the Emergency Duty Team's number."
        )


def serve(deps: Deps, wake: Wake, opened: Callable[[Bot], None], ready: Callable[[Bot], None]) -> None:
    """Socket Mode, sender and scheduler in this process, until told to stop.

    `opened` runs before Slack is reached, so that health can be asked for while Slack is away; `ready` after.
    """
    from handlers.socket import connect

    bot = _start_work(_bot(deps))
    assert bot.sender is not None
    wake.to = bot.sender.wake
    with _until_told_to_stop() as stop:
        opened(bot)
        bot.connection = connect(bot.app, deps)
        ready(bot)
        stop.wait()
    bot.connection.close()
    bot.stop()


@click.command()
@click.option("--fresh", is_flag=True, help="Playground only: forget what was played and start anew.")
def run(fresh: bool = False) -> None:
    """Start everything in one process.

    Without Slack tokens: the playground, on this machine only. With SLACK_BOT_TOKEN and SLACK_APP_TOKEN: your
    workspace, over Socket Mode.
    """
    settings = open_settings()
    if not settings.has_tokens:
        from bot.commands.playground import run_playground

        run_playground(settings, fresh)
        return
    if fresh:
        give_up(
            "--fresh is for the playground.",
            ["Slack tokens are set: nothing of a real installation is forgotten."],
        )
    _check_ready(settings, "run")
    wake = Wake()
    clock = _clock_for(settings)
    deps = assemble_bot(settings, clock=clock, wake=wake)

    def opened(bot: Bot) -> None:
        if settings.control_port is not None:
            click.echo(f"control port: {open_control(bot, clock, settings.control_port).url}")
        serve_health(bot)

    def ready(bot: Bot) -> None:
        up = bot.connection is not None and bot.connection.is_connected()
        click.echo("Doorstep is connected." if up else "Slack does not answer yet. Doorstep goes on trying.")
        sys.stdout.flush()

    serve(deps, wake, opened, ready)


def _clock_for(settings: Settings) -> Any:
    from bot.clock import ShiftedClock, SystemClock

    if settings.control_port is None:
        return SystemClock()
    if settings.real_slack:
        give_up(
            "DOORSTEP_CONTROL_PORT is for stand-ins.", ["The clock of a real installation can't be moved."]
        )
    return ShiftedClock()


def open_control(bot: Bot, clock: Any, port: int) -> Any:
    from bot.control import ControlPort
    from scheduler import sweeps

    def after_jump() -> None:
        if bot.sender is not None:  # the web process leaves sweeping to the worker
            sweeps.all_now(bot.deps)
            bot.deps.wake()

    control = ControlPort(bot.deps, clock, port, after_jump=after_jump, health=bot.health)
    control.start()
    return control


def serve_health(bot: Bot) -> None:
    """GET /healthz beside Socket Mode. A port that is taken is no reason not to remind anyone."""
    from waitress.server import create_server

    from handlers.web import health_only

    settings = bot.deps.settings
    try:
        server = create_server(health_only(bot.health), host=settings.host, port=settings.port, threads=1)
    except OSError as trouble:
        click.echo(f"Note: /healthz is not served, port {settings.port} is not free ({trouble.strerror}).")
        return
    threading.Thread(target=server.run, name="healthz", daemon=True).start()
    click.echo(f"health: http://{settings.host}:{settings.port}/healthz")


@click.command()
def web() -> None:
    """Serve Slack over HTTP: POST /slack/events and GET /healthz. Run `worker` beside it."""
    from waitress.server import create_server

    settings = open_settings()
    _check_ready(settings, "web")
    clock = _clock_for(settings)
    deps = assemble_bot(settings, clock=clock)
    from handlers.web import wsgi

    bot = _bot(deps)
    server = create_server(wsgi(bot.app, bot.health), host=settings.host, port=settings.port, threads=16)
    with _until_told_to_stop() as stop:
        threading.Thread(target=server.run, name="web", daemon=True).start()
        if settings.control_port is not None:
            click.echo(f"control port: {open_control(bot, clock, settings.control_port).url}")
        click.echo(f"Doorstep answers on http://{settings.host}:{server.effective_port}/slack/events")
        sys.stdout.flush()
        stop.wait()
    server.close()


@click.command()
def worker() -> None:
    """Send reminders and alerts, sweep, replay what a crash left unanswered. Several may run on PostgreSQL."""
    settings = open_settings()
    _check_ready(settings, "worker")
    wake = Wake()
    clock = _clock_for(settings)
    deps = assemble_bot(settings, clock=clock, wake=wake)
    bot = _start_work(_bot(deps))
    assert bot.sender is not None
    wake.to = bot.sender.wake
    with _until_told_to_stop() as stop:
        if settings.control_port is not None:
            click.echo(f"control port: {open_control(bot, clock, settings.control_port).url}")
        click.echo("Doorstep's worker is running.")
        sys.stdout.flush()
        stop.wait()
    bot.stop()
