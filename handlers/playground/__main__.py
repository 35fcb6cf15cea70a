"""`python -m handlers.playground`: run the stand-in Slack and its page until stopped."""

import argparse
import asyncio
import os
import signal
import sys
from pathlib import Path

from handlers.playground.server import Server
from handlers.playground.slack import Keys, Slack
from handlers.playground.tokens import refusal
from handlers.playground.workspace import DEFAULT_WORKSPACE, WorkspaceError, load_workspace


def arguments() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m handlers.playground",
        description="A stand-in Slack on this machine only: a page in the browser for people, "
        "Slack's own wire format for the bot. Start the bot with SLACK_API_URL=http://127.0.0.1:PORT/api/ "
        "and the same made-up tokens.",
    )
    parser.add_argument("--port", type=int, default=8123, help="port on 127.0.0.1 (0: any free one)")
    parser.add_argument("--bot-token", required=True, help="made-up bot token, e.g. xoxb-playground")
    parser.add_argument("--app-token", required=True, help="made-up app-level token, e.g. xapp-playground")
    parser.add_argument("--signing-secret", required=True, help="made-up signing secret, for --events-url")
    parser.add_argument("--events-url", help="deliver by signed HTTP to this address instead of Socket Mode")
    parser.add_argument("--control-url", help="the product's control port, for the clock on the page")
    parser.add_argument("--workspace", type=Path, default=DEFAULT_WORKSPACE, help="people and channels, YAML")
    parser.add_argument(
        "--manifest", type=Path, help="the app's manifest: commands, shortcuts, events, scopes"
    )
    parser.add_argument(
        "--until-stdin-closes", action="store_true", help="stop when standard input ends (with the parent)"
    )
    return parser


async def serve(server: Server, port: int, until_stdin_closes: bool) -> None:
    """Serve until a signal, or until standard input ends."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    bound = await server.start(port)
    sys.stdout.write(f"playground ready http://127.0.0.1:{bound}\n")
    sys.stdout.flush()
    if until_stdin_closes:
        loop.add_reader(sys.stdin.fileno(), _stop_at_end, stop)
    await stop.wait()
    await server.stop()


def _stop_at_end(stop: asyncio.Event) -> None:
    if not os.read(sys.stdin.fileno(), 4096):
        stop.set()


def main() -> int:
    """Start, or say in a sentence why not."""
    options = arguments().parse_args()
    why_not = refusal(options.bot_token, options.app_token, os.environ)
    if why_not:
        sys.stderr.write(f"{why_not}\n")
        return 2
    try:
        workspace = load_workspace(options.workspace, options.manifest)
    except WorkspaceError as error:
        sys.stderr.write(f"The playground cannot start: {error}\n")
        return 2
    keys = Keys(options.bot_token, options.app_token, options.signing_secret)
    slack = Slack(workspace, keys, events_url=options.events_url, control_url=options.control_url)
    try:
        asyncio.run(serve(Server(slack), options.port, options.until_stdin_closes))
    except OSError as error:
        sys.stderr.write(f"The playground cannot use port {options.port}: {error.strerror}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
