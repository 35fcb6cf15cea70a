"""The command line: `python -m bot COMMAND`, also installed as `doorstep`."""

from __future__ import annotations

import importlib

import click

COMMANDS = {
    "run": ("bot.commands.run", "run", "Start everything in one process (the default)."),
    "web": ("bot.commands.run", "web", "Serve Slack over HTTP: events, buttons, /healthz."),
    "worker": ("bot.commands.run", "worker", "Send reminders and alerts, sweep, replay."),
    "migrate": ("bot.commands.database", "migrate", "Bring the database up to date."),
    "demo": ("bot.commands.database", "demo", "Load the fictional demo team."),
    "check": ("bot.commands.check", "check", "Look over the policy packs and list every problem."),
    "register": ("bot.commands.register", "register", "List every duty of the policies and what serves it."),
    "ask": ("bot.commands.ask", "ask", "Ask a guidance question."),
    "index": ("bot.commands.index", "index", "Read original documents, so that answers can quote them."),
    "due": ("bot.commands.due", "due", "Work out a due date, with its receipt."),
    "import": ("bot.commands.import_", "import_", "Load people or a caseload from a CSV file."),
    "status": ("bot.commands.database", "status", "Say what is alive and what is stuck."),
    "key": ("bot.commands.database", "key", "Make a data key for DOORSTEP_DATA_KEY."),
}


class Lazy(click.Group):
    """Loads a command's code only when it is used, so that --help answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        from difflib import get_close_matches

        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            ctx.fail(f"There is no command '{args[0]}'.{hint} See --help for the list.")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, _, words) in COMMANDS.items()])


@click.group(cls=Lazy, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def main(ctx: click.Context) -> None:
    """Doorstep: plans visits to children, in Slack.

    Without Slack tokens in the environment, `run` starts a playground on this machine: a stand-in Slack in your
    browser with a fictional team. With SLACK_BOT_TOKEN and SLACK_APP_TOKEN it connects to your workspace.

    \b
    First steps:
      python -m bot                                start the playground
      python -m bot ask "how often is a CP visit?" ask a question here in the terminal
      python -m bot import people people.csv       then: import caseload caseload.csv
      python -m bot status                         what is alive, what is stuck

    Every setting is explained in .env.example.
    """
    ctx.ensure_object(dict)
    if ctx.invoked_subcommand is None:
        command = Lazy.get_command(main, ctx, "run")
        assert command is not None
        ctx.invoke(command)


if __name__ == "__main__":
    main(prog_name="doorstep")
