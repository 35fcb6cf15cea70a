"""Originals at scale, beside bm25s, tantivy and SQLite FTS5 on the same passages: build, ask, memory, and recall.

python -m bench.library                      a library of the size of five policies (what `make bench` runs)
python -m bench.library --originals FOLDER   the same with documents of your own
python -m bench.library --large              10,000 made-up documents, 200,000 passages (several minutes)
python -m bench.library --recall             what the first choice keeps of what the full scorer puts first

Every engine runs in a process of its own. Ours reads, splits and analyses the files and writes its index; the others
are handed the passages and only index them. Ours answers (finds, ranks, decides, quotes); the others only search.
In the small one the start of our indexing process is most of its time. bm25s and tantivy are no part of the product:
`pip install -e .[bench]` to have them beside it.
"""

from __future__ import annotations

import argparse
import json
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from bench.corpus import questions, write
from bench.figures import median, milliseconds, percentile

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "tests" / "data" / "documents"
FEW, MANY = 5, 10_000  # made-up documents
SHOWN = 5  # results of a search
Search = Callable[[str], object]


def resident() -> float:
    """Resident memory of this process in MB."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


def passages(folder: Path) -> list[str]:
    """The passages of a folder, as our own index has them."""
    from knowledge.guidance.library import read_folder
    from knowledge.guidance.units import LEAST_WORTH_FINDING

    found, _ = read_folder(folder)
    return [b.text for o in found.values() for b in o.blocks if len(b.text) >= LEAST_WORTH_FINDING]


def _indexed(folder: Path, index: Path) -> int:
    from knowledge.guidance import build_index

    return build_index(folder, index).total


def doorstep(folder: Path, work: Path) -> tuple[float, int, Search]:
    from knowledge.guidance import load_guidance

    index = work / "originals.index"
    began = time.perf_counter()
    with ProcessPoolExecutor(
        1, get_context("spawn")
    ) as pool:  # indexing is a process of its own, with its own memory
        total = pool.submit(_indexed, folder, index).result()
    built = time.perf_counter() - began
    return built, total, load_guidance(index_path=index).answer


def fts5(folder: Path, work: Path) -> tuple[float, int, Search]:
    texts = passages(folder)
    store = sqlite3.connect(work / "fts5.db")
    began = time.perf_counter()
    store.execute("create virtual table found using fts5(text, tokenize='porter')")
    store.executemany("insert into found values (?)", ((t,) for t in texts))
    store.commit()
    built = time.perf_counter() - began
    query = "select rowid from found where found match ? order by rank limit ?"

    def search(question: str) -> object:
        words = " OR ".join(f'"{w}"' for w in re.findall(r"\w+", question.lower()))
        return store.execute(query, (words or '"x"', SHOWN)).fetchall()

    return built, len(texts), search


def tantivy(folder: Path, work: Path) -> tuple[float, int, Search]:
    import tantivy as engine  # type: ignore[import-not-found,unused-ignore]

    texts = passages(folder)
    schema = engine.SchemaBuilder()
    schema.add_text_field("text", stored=True, tokenizer_name="en_stem")
    (work / "tantivy").mkdir()
    index = engine.Index(schema.build(), path=str(work / "tantivy"))
    began = time.perf_counter()
    writer = index.writer(heap_size=50_000_000, num_threads=1)
    for text in texts:
        writer.add_document(engine.Document(text=text))
    writer.commit()
    writer.wait_merging_threads()
    built = time.perf_counter() - began
    index.reload()
    searcher = index.searcher()

    def search(question: str) -> object:
        query = index.parse_query(" ".join(re.findall(r"\w+", question.lower())), ["text"])
        return searcher.search(query, SHOWN).hits

    return built, len(texts), search


def bm25s(folder: Path, work: Path) -> tuple[float, int, Search]:
    import bm25s as engine  # type: ignore[import-not-found,unused-ignore]

    texts = passages(folder)
    began = time.perf_counter()
    retriever = engine.BM25()
    retriever.index(engine.tokenize(texts, stopwords="en", show_progress=False), show_progress=False)
    built = time.perf_counter() - began

    def search(question: str) -> object:
        tokens = engine.tokenize(question, stopwords="en", show_progress=False)
        return retriever.retrieve(tokens, k=SHOWN, show_progress=False, n_threads=1)

    return built, len(texts), search


ENGINES: dict[str, Callable[[Path, Path], tuple[float, int, Search]]] = {
    "doorstep": doorstep, "fts5": fts5, "tantivy": tantivy, "bm25s": bm25s,
}  # fmt: skip


def measure(name: str, folder: Path, asked: Sequence[str]) -> dict[str, float | str]:
    """One engine, in this process."""
    with tempfile.TemporaryDirectory() as work:
        try:
            built, count, search = ENGINES[name](folder, Path(work))
        except ImportError:
            return {"missing": f"{name} is not installed: skipped"}
        times = []
        for _ in range(2):
            for question in asked:
                began = time.perf_counter()
                search(question)
                times.append(time.perf_counter() - began)
        return {
            "passages": count, "built": built, "median": median(times), "p99": percentile(times, 0.99),
            "memory": resident(),
        }  # fmt: skip


def table(folder: Path) -> Iterator[str]:
    """Every engine in a process of its own."""
    asked = json.dumps(questions())
    yield f"{'':10}{'passages':>10}{'passages/s':>12}{'median':>12}{'p99':>12}{'memory':>10}"
    ours = 0.0
    for name in ENGINES:
        command = [sys.executable, "-m", "bench.library", "--one", name, "--folder", str(folder)]
        done = subprocess.run(command, cwd=ROOT, input=asked, capture_output=True, text=True, check=True)
        row = json.loads(done.stdout.splitlines()[-1])
        if "missing" in row:
            yield f"{name:10}{row['missing']}"
            continue
        ours = ours or row["median"]
        yield (
            f"{name:10}{row['passages']:>10,}{row['passages'] / row['built']:>12,.0f}{milliseconds(row['median']):>12}"
            f"{milliseconds(row['p99']):>12}{row['memory']:>7.0f} MB"
        )


def small(originals: Path | None = None) -> Iterator[str]:
    """The size of five policies."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, FEW)
        for path in sorted((originals or EXAMPLES).iterdir()):
            (folder / path.name).write_bytes(path.read_bytes())
        yield from table(folder)


def large() -> Iterator[str]:
    """200,000 passages; and what one changed file costs."""
    from knowledge.guidance import build_index

    with tempfile.TemporaryDirectory() as name:
        folder, index = Path(name) / "documents", Path(name) / "again.index"
        write(folder, MANY)
        yield from table(folder)
        build_index(folder, index)
        began = time.perf_counter()
        build_index(folder, index)
        nothing = time.perf_counter() - began
        changed = folder / "policy-00042.md"
        changed.write_text(changed.read_text(encoding="utf-8") + "\n\nOne line more.\n", encoding="utf-8")
        began = time.perf_counter()
        build_index(folder, index)
        yield f"indexing again: nothing changed {nothing:.2f} s, one file changed {time.perf_counter() - began:.2f} s"
        yield f"index file: {index.stat().st_size / 1e6:.0f} MB"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.library", description=__doc__)
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--recall", action="store_true")
    parser.add_argument("--originals", type=Path)
    parser.add_argument("--one", choices=ENGINES, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        print(json.dumps(measure(chosen.one, chosen.folder, json.load(sys.stdin))))
        return
    if chosen.recall:
        from bench.recall import recall

        lines = recall()
    else:
        lines = large() if chosen.large else small(chosen.originals)
    for line in lines:
        print(line, flush=True)


if __name__ == "__main__":
    main()
