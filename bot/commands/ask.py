"""`ask`: a guidance question on the command line, or a file of them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from knowledge.results import Answer


def as_json(ident: str, answer: Answer) -> dict[str, Any]:
    """One answer as a plain mapping, documents by their id."""
    urgent = answer.urgent
    first, rest = answer.answers[: answer.together], answer.answers[answer.together :]
    cards = [first, *((one,) for one in rest)] if first else []
    return {
        "id": ident,
        "outcome": "answered" if answer.covered else "not_covered",
        "conflict": answer.conflict,
        "answers": [
            {
                "document": card[0].document,
                "section": card[0].section,
                "text": "\n".join(a.text for a in card if a.text),
                "quotes": [quote for a in card for quote in a.quotes],
                "score": card[0].score,
                "place": card[0].place,
                "statement": card[0].statement_id,
                "with": [
                    {"section": a.section, "place": a.place, "statement": a.statement_id} for a in card[1:]
                ],
            }
            for card in cards
        ],
        "nearest": [{"document": h.document, "section": h.section} for h in answer.nearest],
        "urgent": {"id": urgent.id, "title": urgent.title, "steps": list(urgent.steps)} if urgent else None,
        "sure": answer.sure,
        "note": answer.note,
    }


def _card(answer: Answer) -> Iterator[str]:
    if answer.urgent is not None:
        yield f"!! {answer.urgent.title}"
        yield from (f"   {n}. {step}" for n, step in enumerate(answer.urgent.steps, 1))
        yield ""
    if answer.note:
        yield answer.note
    if not answer.covered:
        yield "The documents here do not cover that. Ask your manager or your policy lead."
        if answer.nearest:
            yield "Nearest headings:"
            yield from (f"  - {h.title}: {h.section}" for h in answer.nearest)
        return
    if answer.conflict:
        yield "The documents differ:"
    if not answer.sure:
        yield "Not quite sure this is what you asked:"
    for found in answer.answers if answer.conflict else answer.answers[: answer.together]:
        if found.text:
            yield found.text
        yield from (f"  “{quote}”" for quote in found.quotes)
        place = f", {found.place}" if found.place else ""
        yield f"  - {found.title}: {found.section}{place}"
        yield from (f"    {badge}" for badge in found.badges)


def _questions(path: Path) -> Iterator[tuple[str, str, str]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            yield str(row.get("id", number)), str(row["question"]), str(row.get("context", ""))
        except (json.JSONDecodeError, KeyError, AttributeError, TypeError) as error:
            raise click.ClickException(
                f'{path.name} line {number} is not a question. Write one JSON object a line, with "id" and "question".'
            ) from error


@click.command()
@click.argument("question", nargs=-1)
@click.option(
    "--from",
    "source",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with one JSON question a line.",
)
@click.option("--json", "as_lines", is_flag=True, help="Print one JSON object a question.")
@click.option(
    "--documents",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of originals to read and quote.",
)
@click.option(
    "--index",
    "index_path",
    envvar="DOORSTEP_INDEX",
    type=click.Path(dir_okay=False, path_type=Path),
    help="An index made by `doorstep index`, asked beside the digests (not with --documents).",
)
@click.option(
    "--cache",
    envvar="DOORSTEP_CACHE",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("var/cache"),
    show_default=True,
    help="A folder where prepared guidance is kept, so that the next question is answered at once.",
)
@click.option("--policy", help="The adopted policy (its id); it comes first where several documents speak.")
@click.option(
    "--packs",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of further packs.",
)
def ask(
    question: tuple[str, ...],
    source: Path | None,
    as_lines: bool,
    documents: Path | None,
    index_path: Path | None,
    cache: Path,
    policy: str | None,
    packs: tuple[Path, ...],
) -> None:
    """Ask the guidance a QUESTION, or a whole file of them.

    \b
    doorstep ask how often do I see a child on a child protection plan
    doorstep ask --policy camden "bedroom on every visit?"
    doorstep ask --from questions.jsonl --json --documents originals/

    With --documents, only these documents (and their digests, where there are any) and the adopted policy are asked.
    """
    from knowledge.guidance import DataError, load_guidance

    if documents is not None:
        index_path = None
    if index_path is not None and not index_path.exists():
        raise click.ClickException(
            f"There is no index {index_path}. Make it with: doorstep index FOLDER --index {index_path}"
        )
    if bool(question) == bool(source):
        raise click.UsageError(
            'Give a question, or a file of them with --from. Example: ask "who do I tell about a failed visit?"'
        )
    try:
        guidance = load_guidance(
            packs, documents, index_path, only_documents=documents is not None, policy=policy, keep=cache
        )
    except DataError as error:
        raise click.ClickException(str(error)) from error
    known = {d.id for d in guidance.documents}
    if policy is not None and policy not in known:
        raise click.ClickException(f"There is no policy '{policy}'. There are: {', '.join(sorted(known))}.")
    rows = _questions(source) if source else iter([("1", " ".join(question), "")])
    for ident, text, context in rows:
        answer = guidance.answer(text, policy=policy, context=context)
        if answer.urgent is not None:
            answer = replace(answer, urgent=guidance.with_phones(answer.urgent))
        if as_lines:
            click.echo(json.dumps(as_json(ident, answer), ensure_ascii=False))
        else:
            click.echo("\n".join(_card(answer)))
            if source:
                click.echo("")
    sys.stdout.flush()
