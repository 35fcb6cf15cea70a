"""Guidance at speed: load and answer times beside SQLite's full-text search on the same passages.

python -m bench.guidance [PASSAGES]     (more passages than the digests hold are made up)
"""

from __future__ import annotations

import random
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.figures import median, milliseconds, percentile
from knowledge.guidance import Guidance, load_guidance
from knowledge.guidance.words import content, tokens

ROUNDS = 3
QUESTIONS = 60
PASSAGES = 2_000
A_DOCUMENT = 40  # passages


def made_up(folder: Path, passages: int, texts: list[str]) -> None:
    """Documents of shuffled words of the digests, the same in every run."""
    chance = random.Random(7)
    words = [w for t in texts for w in t.split()]
    for number in range(max(1, passages // A_DOCUMENT)):
        lines = [f"# Policy {number}"]
        for part in range(A_DOCUMENT):
            lines += [f"## Part {part}"] if part % 8 == 0 else []
            lines.append(" ".join(chance.choices(words, k=24)).capitalize() + ".")
        (folder / f"policy-{number}.md").write_text("\n\n".join(lines), encoding="utf-8")


def timed(guidance: Guidance, questions: list[str]) -> list[float]:
    """Seconds of each answer."""
    times = []
    for _ in range(ROUNDS):
        for question in questions:
            began = time.perf_counter()
            guidance.answer(question)
            times.append(time.perf_counter() - began)
    return times


def full_text(guidance: Guidance, questions: list[str]) -> list[float]:
    """Seconds of each search for the same words in SQLite FTS5."""
    store = sqlite3.connect(":memory:")
    store.execute("create virtual table passages using fts5(text, tokenize='porter')")
    store.executemany("insert into passages values (?)", [(u.full_text,) for u in guidance.units])
    times = []
    for _ in range(ROUNDS):
        for question in questions:
            began = time.perf_counter()
            words = " OR ".join(f'"{w}"' for w in content(tokens(question))) or '"visit"'
            store.execute(
                "select rowid from passages where passages match ? order by bm25(passages) limit 5", (words,)
            ).fetchall()
            times.append(time.perf_counter() - began)
    return times


def lines_for(name: str, guidance: Guidance, load: float, questions: list[str]) -> Iterator[str]:
    """The figures of one library."""
    ours, theirs = timed(guidance, questions), full_text(guidance, questions)
    yield f"{name}: {len(guidance.units)} units, loaded in {milliseconds(load)}"
    yield f"  answer: median {milliseconds(median(ours))}, p99 {milliseconds(percentile(ours, 0.99))}"
    yield f"  FTS5 search alone: median {milliseconds(median(theirs))}, p99 {milliseconds(percentile(theirs, 0.99))}"


def main() -> None:
    passages = int(sys.argv[1]) if len(sys.argv) > 1 else PASSAGES
    began = time.perf_counter()
    shipped = load_guidance()
    load = time.perf_counter() - began
    asks = sorted({a for u in shipped.units for a in u.asks})
    questions = asks[:: max(1, len(asks) // QUESTIONS)]
    for line in lines_for("digests", shipped, load, questions):
        print(line)
    with tempfile.TemporaryDirectory() as name:
        made_up(Path(name), passages, [u.text for u in shipped.units])
        began = time.perf_counter()
        large = load_guidance(documents=Path(name), only_documents=True)
        for line in lines_for("made up", large, time.perf_counter() - began, questions):
            print(line)
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
