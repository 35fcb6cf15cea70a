"""`index`: read a folder of original documents, so that answers can quote them."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.settings import Settings

DEFAULT = Path("var/originals.index")
SHOWN_EVERY = 0.1  # seconds between two counts on a terminal
PLAIN_EVERY = 500  # files between two lines where the output is no terminal
NAME_ROOM = 50  # characters


class Progress:
    """On a terminal one line that counts; elsewhere a plain line now and then, and at the end."""

    def __init__(self, terminal: bool) -> None:
        self._terminal = terminal
        self._shown = 0.0
        self._open = False

    def __call__(self, done: int, of: int, name: str) -> None:
        if self._terminal:
            now = time.monotonic()
            if done == of or now - self._shown >= SHOWN_EVERY:
                self._shown, self._open = now, True
                short = name if len(name) <= NAME_ROOM else f"…{name[1 - NAME_ROOM :]}"
                click.echo(f"\r\x1b[K{done}/{of} {short}", nl=False, err=True)
        elif done == of or done % PLAIN_EVERY == 0:
            click.echo(f"{done}/{of} files", err=True)

    def close(self) -> None:
        """Take the counting line away, so that the result stands alone."""
        if self._open:
            click.echo("\r\x1b[K", nl=False, err=True)


def _settings() -> Settings | None:
    """The settings, where there are usable ones: indexing needs none."""
    from bot.settings import SettingsProblem, load_settings

    try:
        return load_settings()
    except SettingsProblem:
        return None


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--index",
    "index_path",
    type=click.Path(dir_okay=False, path_type=Path),
    help=f"The index file to write. If left out: DOORSTEP_INDEX, or {DEFAULT}.",
)
@click.option(
    "--packs",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of further packs, for their thesaurus. If left out: DOORSTEP_POLICIES_DIR.",
)
@click.option("--quiet", is_flag=True, help="Print the result only, no progress.")
def index(folder: Path, index_path: Path | None, packs: tuple[Path, ...], quiet: bool) -> None:
    """Read the documents in FOLDER (.docx .pdf .html .md .txt) into the index.

    Name each file as its policy is called (camden.pdf for the pack "camden"). Unchanged files cost nothing; running
    processes take the new index up by themselves. What changed in the figures is listed.
    """
    from knowledge.guidance import DataError, build_index

    settings = _settings()
    used = settings.index_path if settings is not None else None
    target = index_path or used or DEFAULT
    if not packs and settings is not None and settings.policies_dir is not None:
        packs = (settings.policies_dir,)
    progress = Progress(sys.stderr.isatty())
    try:
        result = build_index(folder, target, (lambda *_: None) if quiet else progress, packs)
    except DataError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(
            f"The index cannot be written to {target}: {error.strerror}. The old one stays."
        ) from error
    finally:
        progress.close()
    click.echo(
        f"Read {len(result.read)} ({result.passages} passages), unchanged {len(result.unchanged)}, "
        f"gone {len(result.gone)}, refused {len(result.refused)}: {target}"
    )
    if result.renewed:
        click.echo(
            "The unchanged documents were analysed anew, because Doorstep's own words for things changed."
        )
    for name in result.gone:
        click.echo(f"  gone: {name}")
    for _, why in result.refused:
        click.echo(f"  refused: {why}")
    if result.changes:
        click.echo("Figures that differ from the last time (look at the rules and the digest):")
        for change in result.changes:
            click.echo(f"  {change}")
    if not result.read and not result.unchanged and not result.refused:
        raise click.ClickException(
            f"There is no document to read in {folder}. Put .docx, .pdf, .html, .md or .txt files there."
        )
    if used is None or used.resolve() != target.resolve():
        click.echo(f"Set DOORSTEP_INDEX={target} so that the bot answers from it.")
