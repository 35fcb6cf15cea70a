"""What a first choice of 300 among 10,000 passages keeps of what the full scorer puts first, for three ways to choose.

All three go by the same terms: our stems and thesaurus groups.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bench.corpus import questions, write
from bench.figures import median, milliseconds
from knowledge.guidance import build_index, library, load_guidance, picking
from knowledge.guidance.coverage import Shape
from knowledge.guidance.ranking import Atom
from knowledge.guidance.units import Unit

Choice = Callable[[Sequence[Atom]], list[int]]
DOCUMENTS = 480
CHOSEN = 300
RARE = 20_000  # passages that the rarest terms of a question may bring


def _fts5(texts: Sequence[str], counts: dict[str, int]) -> Choice:
    store = sqlite3.connect(":memory:")
    store.execute("create virtual table f using fts5(x, content='', tokenize=\"ascii tokenchars '#.-_'\")")
    store.executemany("insert into f (rowid, x) values (?, ?)", enumerate(texts))

    def choose(atoms: Sequence[Atom]) -> list[int]:
        terms = sorted({t for a in atoms for t, _ in a.terms if t in counts}, key=lambda t: counts[t])
        rare, total = [], 0
        for term in terms:  # the rare terms bring the passages, all terms order them
            if rare and total + counts[term] > RARE:
                break
            rare.append(f'"{term}"')
            total += counts[term]
        rest = [f'"{t}"' for t in terms[len(rare) :]]
        if not rare:
            return []
        few = f"({' OR '.join(rare)})"
        query = f"({few} AND ({' OR '.join(rest)})) OR {few}" if rest else few
        rows = store.execute("select rowid from f where f match ? order by rank limit ?", (query, CHOSEN))
        return [i for (i,) in rows]

    return choose


def _tantivy(texts: Sequence[str], counts: dict[str, int]) -> Choice:
    import tantivy as engine  # type: ignore[import-not-found,unused-ignore]

    schema = engine.SchemaBuilder()
    schema.add_integer_field("id", stored=True)
    schema.add_text_field("x", tokenizer_name="whitespace", index_option="freq")
    index = engine.Index(schema.build())
    writer = index.writer(num_threads=1)
    for number, text in enumerate(texts):
        writer.add_document(engine.Document(id=number, x=text))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def choose(atoms: Sequence[Atom]) -> list[int]:
        parts = []
        for atom in atoms:
            terms = [(engine.Query.term_query(index.schema, "x", t), s) for t, s in atom.terms if t in counts]
            some = [engine.Query.boost_query(q, max(0.01, s * atom.weight)) for q, s in terms]
            if some:
                parts.append((engine.Occur.Should, engine.Query.disjunction_max_query(some)))
        if not parts:
            return []
        hits = searcher.search(engine.Query.boolean_query(parts), CHOSEN).hits
        return [searcher.doc(place)["id"][0] for _, place in hits]

    return choose


def recall() -> Iterator[str]:
    """The share of the full scorer's first and first ten that each choice keeps."""
    with tempfile.TemporaryDirectory() as name:
        folder, index = Path(name) / "documents", Path(name) / "x.index"
        write(folder, DOCUMENTS)
        build_index(folder, index)
        full = load_guidance(documents=folder, only_documents=True)
        library.SMALL, picking.PICKED = 0, CHOSEN
        large = load_guidance(index_path=index, only_documents=True)
        ours = large._finder
        assert isinstance(ours, picking.StoreFinder)
        counts = {t: len(u) for t, u in full._finder._matrix.postings.items()}
        places = {_place(u): i for i, u in enumerate(full.units)}
        ids: list[int] = []  # of our passages: the number of the same unit
        texts = [""] * len(full.units)
        for start in range(0, ours._store.passages, 500):
            for passage in ours._store.read(range(start, min(start + 500, ours._store.passages))):
                ids.append(places[_place(passage.unit)])
                texts[ids[-1]] = " ".join(t for _, terms in passage.fields for t in terms)

        def bitmaps(atoms: Sequence[Atom]) -> list[int]:
            return [ids[i] for i in ours._pick(atoms, Shape(), ())]

        choices: dict[str, Choice] = {"bitmaps": bitmaps, "fts5": _fts5(texts, counts)}
        try:
            choices["tantivy"] = _tantivy(texts, counts)
        except ImportError:
            yield "tantivy is not installed: skipped"
        asked = [seen for q in questions() if (seen := full.consider(q)).found.candidates]
        yield f"{len(full.units):,} passages, {len(asked)} questions, {CHOSEN} chosen"
        for name_, choose in choices.items():
            first = ten = of = 0
            times = []
            for seen in asked:
                began = time.perf_counter()
                chosen = set(choose(seen.found.atoms))
                times.append(time.perf_counter() - began)
                wanted = [c.index for c in seen.found.candidates[:10]]
                first += wanted[0] in chosen
                ten += len(chosen.intersection(wanted))
                of += len(wanted)
            yield (
                f"{name_:10}first {first / len(asked):7.2%}   first ten {ten / of:7.2%}   "
                f"median {milliseconds(median(times))}"
            )


def _place(unit: Unit) -> tuple[str, int]:
    return unit.document, unit.blocks[0].line
