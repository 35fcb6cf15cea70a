"""`index`: read a folder of original documents, so that answers can quote them."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--index",
    "index_path",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("var/originals.index"),
    show_default=True,
    help="The index file to write.",
)
@click.option("--quiet", is_flag=True, help="Print the result only, not each file.")
def index(folder: Path, index_path: Path, quiet: bool) -> None:
    """Read the documents in FOLDER (.docx .pdf .html .md .txt) into the index.

    Name each file as its policy is called (camden.pdf for the pack "camden"). Unchanged files cost nothing; running
    processes take the new index up by themselves. What changed in the figures is listed.
    """
    from knowledge.guidance import build_index

    def progress(done: int, of: int, name: str) -> None:
        if not quiet:
            click.echo(f"{done}/{of} {name}", err=True)

    result = build_index(folder, index_path, progress)
    click.echo(
        f"Read {len(result.read)} ({result.passages} passages), unchanged {len(result.unchanged)}, "
        f"gone {len(result.gone)}, refused {len(result.refused)}: {index_path}"
    )
    for name in result.gone:
        click.echo(f"  gone: {name}")
    for _, why in result.refused:
        click.echo(f"  refused: {why}")
    if result.changes:
        click.echo("Figures that differ from the last time (look at the rules and the digest):")
        for change in result.changes:
            click.echo(f"  {change}")
    if not result.read and not result.unchanged:
        raise click.ClickException(
            f"There is no document to read in {folder}. Put .docx, .pdf, .html, .md or .txt files there."
        )
