"""The playground: a stand-in Slack beside the bot, with the demo team, on this machine only."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import click

from bot.commands.context import give_up
from bot.commands.run import Bot, Wake, assemble_bot, open_control, serve, serve_health

if TYPE_CHECKING:
    from bot.bootstrap import Deps
    from bot.settings import Settings

PLAYGROUND_BOT_TOKEN = "xoxb-playground"  # noqa: S105 - opens nothing but the stand-in on this machine
PLAYGROUND_APP_TOKEN = "xapp-playground"  # noqa: S105
PLAYGROUND_SECRET = "playground"  # noqa: S105
PLAYGROUND_DATABASE = "sqlite:///var/playground.db"
PLAYGROUND_EDT_PHONE = "01632 960999"  # of the range kept for stories: it rings nowhere


def run_playground(settings: Settings, fresh: bool) -> None:
    """Start the stand-in Slack beside the bot, with the demo team."""
    started = time.monotonic()
    if settings.real_slack:
        give_up(
            "The playground does not run beside real tokens.", ["Unset SLACK_BOT_TOKEN and SLACK_APP_TOKEN."]
        )
    named = "database_url" in settings.model_fields_set
    database = settings.database_url if named else PLAYGROUND_DATABASE
    settings = replace_settings(
        settings,
        database_url=database,
        slack_bot_token=PLAYGROUND_BOT_TOKEN,
        slack_app_token=PLAYGROUND_APP_TOKEN,
        slack_signing_secret=PLAYGROUND_SECRET,
        host="127.0.0.1",
        edt_phone=settings.edt_phone or PLAYGROUND_EDT_PHONE,
        log_format="console",
        log_level="WARNING" if settings.log_level == "INFO" else settings.log_level,
    )
    if fresh:
        _forget(settings)
    from bot.clock import ShiftedClock

    wake, clock = Wake(), ShiftedClock()
    control_port = _free_port()
    wanted = settings.playground_port
    port = wanted if wanted and _is_free(wanted) else _free_port()
    process = _start_stand_in(settings, port, control_port)
    try:
        settings = replace_settings(settings, slack_api_url=f"http://127.0.0.1:{port}/api/")
        deps = assemble_bot(settings, clock=clock, wake=wake)
        _load_demo(deps)
        _wait_for_stand_in(process)

        def opened(bot: Bot) -> None:
            open_control(bot, clock, control_port)
            serve_health(bot)

        def ready(bot: Bot) -> None:
            seconds = time.monotonic() - started
            click.echo(f"Doorstep's playground is ready after {seconds:.1f} s: open http://127.0.0.1:{port}/")
            click.echo("Nothing here leaves this machine. Stop it with Ctrl-C.")
            sys.stdout.flush()

        serve(deps, wake, opened, ready)
    finally:
        if process.stdin is not None:
            process.stdin.close()
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=3)


def replace_settings(settings: Settings, **changes: Any) -> Settings:
    """The same settings with some changed."""
    return settings.model_copy(update=changes)


def _forget(settings: Settings) -> None:
    """Remove the playground's own database; any other is left alone."""
    path = settings.sqlite_path
    if path is None or settings.database_url != PLAYGROUND_DATABASE:
        give_up(
            "--fresh forgets only the playground's own database.",
            ["DATABASE_URL names another one: left as it is."],
        )
    for name in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        name.unlink(missing_ok=True)


def _load_demo(deps: Deps) -> None:
    """The fictional team, once; refused on a database that holds other children."""
    from bot.services.demo import load_demo

    with deps.transaction(reading=True) as tx:
        marked, children = bool(tx.state.get("demo")), tx.children.count()
    if children and not marked:
        give_up(
            "The playground does not start on this database.",
            ["It holds children that are not the demo team's. Unset DATABASE_URL, or set your Slack tokens."],
        )
    if not marked:
        load_demo(deps)
        with deps.transaction() as tx:
            tx.state.set("demo", {"loaded": True})


def _start_stand_in(settings: Settings, port: int, control_port: int) -> subprocess.Popen[str]:
    command = [
        sys.executable, "-m", "handlers.playground", "--port", str(port),
        "--bot-token", PLAYGROUND_BOT_TOKEN, "--app-token", PLAYGROUND_APP_TOKEN,
        "--signing-secret", PLAYGROUND_SECRET, "--control-url", f"http://127.0.0.1:{control_port}",
        "--until-stdin-closes",
    ]  # fmt: skip
    environment = {key: value for key, value in os.environ.items() if not key.startswith("SLACK_")}
    return subprocess.Popen(  # noqa: S603 - our own module, fixed arguments
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    )


def _wait_for_stand_in(process: subprocess.Popen[str]) -> None:
    """Until it says that it is ready."""
    assert process.stdout is not None
    line = process.stdout.readline()
    if "ready" not in line:
        give_up("The stand-in Slack did not start.", [line.strip() or "It ended without a word; see above."])
    threading.Thread(target=_drain, args=(process.stdout,), name="stand-in-output", daemon=True).start()


def _drain(stream: Any) -> None:
    for line in stream:
        sys.stderr.write(line)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
