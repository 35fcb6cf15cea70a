"""`register`: every paragraph of the documents with what serves it, as Markdown."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("register")
@click.option(
    "--write",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write it there (docs/register.md) instead of printing it.",
)
def register(target: Path | None) -> None:
    """Print the register of requirements: what each paragraph asks, and which rule, statement and step serves it."""
    from knowledge.register import shipped_register

    text = shipped_register()
    if target is None:
        click.echo(text, nl=False)
    else:
        target.write_text(text, encoding="utf-8")
        click.echo(f"Written to {target}.")


if __name__ == "__main__":
    register()
