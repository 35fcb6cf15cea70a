"""The store of a large library: it answers as if all were held in memory, and changes by what changed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pytest

from bench.corpus import Corpus
from knowledge.guidance import Guidance, build_index, indexing, library, load_guidance, picking
from knowledge.guidance.bitmaps import members
from knowledge.guidance.library import is_outdated, load_index, refused_in
from knowledge.guidance.store import LENGTH, TIMED, Store, open_index
from tests.unit.guidance.conftest import write_originals

DOCUMENTS = 60
ASKED = 25


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Policies of the benchmark's making, and one that names its authority."""
    folder = tmp_path_factory.mktemp("corpus")
    for name, text in Corpus(3).documents(DOCUMENTS):
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "standards.md").write_text(
        "# Standards for visits\n\nLeeds City Council keeps these.\n\n## Pets\n\n"
        "A tortoise in the home of a child in need is fed every 9 days by the visiting worker.\n",
        encoding="utf-8",
    )
    return folder


@pytest.fixture(scope="module")
def index(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("index") / "large.index"
    build_index(corpus, path)
    return path


@pytest.fixture
def as_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any library counts as a large one, and a word that stands once is one to be meant."""
    monkeypatch.setattr(library, "SMALL", 0)
    monkeypatch.setattr(picking, "LEAST_SPELT", 1)


@cache
def questions() -> list[str]:
    return [
        *Corpus(5).questions(ASKED),
        "leeds: the tortoise",
        "tortoise fed, child in need",
        "leds tortois",
        "???",
    ]


def found(guidance: Guidance, question: str, first: int) -> list[tuple[str, str, str]]:
    candidates = guidance.consider(question).found.candidates[:first]
    return [(c.unit.document, c.unit.place, f"{c.value:.9f}") for c in candidates]


@pytest.mark.usefixtures("as_large")
def test_a_large_library_answers_as_a_small_one(corpus: Path, index: Path) -> None:
    large = load_guidance(index_path=index, only_documents=True)
    small = load_guidance(documents=corpus, only_documents=True)
    assert isinstance(load_index(index), Store)
    assert len(large.units) == 0
    assert len(small.units) > DOCUMENTS * 20
    assert {d.id for d in large.documents} == {d.id for d in small.documents}
    for question in questions():
        one, other = small.consider(question), large.consider(question)
        assert other.read == one.read, question
        assert other.probability == pytest.approx(one.probability), question
        assert found(large, question, 3) == found(small, question, 3), question
        assert large.answer(question) == small.answer(question), question


@pytest.mark.usefixtures("as_large")
def test_the_first_choice_holds_nearly_all_that_the_scorer_puts_first(
    corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picking, "PICKED", 40)  # of 1,260: as sparse a choice as 300 of 10,000
    large = load_guidance(index_path=index, only_documents=True)
    small = load_guidance(documents=corpus, only_documents=True)
    first = ten = of = 0
    asked = [q for q in questions() if small.consider(q).found.candidates]
    for question in asked:
        wanted = [row[:2] for row in found(small, question, 10)]
        picked = {row[:2] for row in found(large, question, 40)}
        assert len(picked) <= 40
        first += wanted[0] in picked
        ten += sum(row in picked for row in wanted)
        of += len(wanted)
    assert first == len(asked)
    assert ten >= 0.97 * of


@pytest.mark.usefixtures("as_large")
def test_named_documents_alone_are_asked(index: Path) -> None:
    large = load_guidance(index_path=index, only_documents=True)
    answer = large.answer("Leeds: how often is the tortoise fed for a child in need?")
    assert answer.covered
    assert {a.document for a in answer.answers} == {"standards"}
    assert large.section("standards", "Standards for visits > Pets") == [answer.answers[0].quotes[0]]


@pytest.mark.usefixtures("as_large")
def test_digests_and_the_store_are_ranked_together(packs: Path, corpus: Path, tmp_path: Path) -> None:
    folder = write_originals(tmp_path / "docs")
    for path in sorted(corpus.iterdir())[:30]:
        (folder / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    build_index(folder, tmp_path / "x.index")
    large = load_guidance([packs], index_path=tmp_path / "x.index", only_documents=True)
    small = load_guidance([packs], folder, only_documents=True)
    assert {u.document for u in large.units} == {"harbour", "lake"}
    for question in (
        "harbour: how many hours for the record on the case system",
        "lake: missed the child, when do I go back",
        "going on leave, who covers my families",
        "who keeps the genogram of a baby",
    ):
        one, other = small.answer(question), large.answer(question)
        assert [(a.document, a.statement_id, a.quotes) for a in other.answers[:1]] == [
            (a.document, a.statement_id, a.quotes) for a in one.answers[:1]
        ]
        assert (other.covered, other.conflict) == (one.covered, one.conflict)
        assert large.consider(question).probability == pytest.approx(small.consider(question).probability)
        seen = large.consider(question).found.candidates
        places = [(c.unit.document, c.unit.section, c.unit.text, c.unit.place) for c in seen]
        assert len(places) == len(set(places))  # nothing stands in memory and in the store


@pytest.mark.usefixtures("as_large")
def test_threads_ask_one_store_at_once(index: Path) -> None:
    large = load_guidance(index_path=index, only_documents=True)
    asked = questions()
    alone = [large.answer(q) for q in asked]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(large.answer, asked)) == alone


@pytest.mark.usefixtures("as_large")
def test_an_open_store_reads_on_where_the_index_was_replaced(corpus: Path, tmp_path: Path) -> None:
    folder, path = tmp_path / "docs", tmp_path / "x.index"
    folder.mkdir()
    (folder / "standards.md").write_text(
        (corpus / "standards.md").read_text(encoding="utf-8"), encoding="utf-8"
    )
    build_index(folder, path)
    old = load_guidance(index_path=path, only_documents=True)
    (folder / "standards.md").write_text("# Another\n\nNothing of that kind stands here.\n", encoding="utf-8")
    build_index(folder, path)
    assert old.answer("leeds tortoise of a child in need").covered
    assert (
        not load_guidance(index_path=path, only_documents=True).answer("tortoise of a child in need").covered
    )


def contents(path: Path) -> dict[str, object]:
    """What an index says, whatever the numbers of its passages."""
    store = Store(path)
    with open_index(path) as connection:
        terms = [t for (t,) in connection.execute("select term from terms where passages > 0")]
        places = {
            i: (d, line) for i, d, line in connection.execute(
                "select p.id, o.document, p.line from passages p join originals o on o.number = p.original"
            )
        }  # fmt: skip
        words = connection.execute("select word, passages from vocabulary order by word").fetchall()
        postings = connection.execute("select count(*) from postings").fetchone()
    return {
        "size": (store.passages, store.words),
        "counts": {t: store.count(t) for t in sorted(terms)},
        "sets": {
            (t, level): sorted(places[i] for i in members(bits))
            for t in sorted([*terms, LENGTH, TIMED])
            for level, bits in store.levels(t)
        },
        "words": words,
        "postings": postings,
        "documents": {d: store.originals[d] for d in store.originals},
    }


def test_an_index_changed_step_by_step_is_the_one_made_at_once(corpus: Path, tmp_path: Path) -> None:
    chance = random.Random(9)
    folder, path = tmp_path / "docs", tmp_path / "step.index"
    folder.mkdir()
    texts = [(p.name, p.read_text(encoding="utf-8")) for p in sorted(corpus.iterdir())[:12]]
    for round_ in range(5):
        for name, text in texts:
            lines = text.split("\n\n")
            chance.shuffle(lines)
            if chance.random() < 0.5:
                (folder / name).write_text(
                    "\n\n".join(lines[: chance.randrange(3, len(lines))]), encoding="utf-8"
                )
            elif round_ and chance.random() < 0.4:
                (folder / name).unlink(missing_ok=True)
        build_index(folder, path)
    build_index(folder, tmp_path / "once.index")
    stepwise, once = contents(path), contents(tmp_path / "once.index")
    for part, wanted in once.items():
        assert stepwise[part] == wanted, part


def test_one_changed_file_is_the_only_one_opened(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, path = tmp_path / "docs", tmp_path / "x.index"
    folder.mkdir()
    for source in sorted(corpus.iterdir())[:5]:
        (folder / source.name).write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    build_index(folder, path)
    opened: list[str] = []
    real = indexing.read_original

    def watched(file: Path, child: object) -> object:
        opened.append(file.name)
        return real(file, child)  # type: ignore[arg-type]

    monkeypatch.setattr(indexing, "read_original", watched)
    changed = folder / "policy-00002.md"
    changed.write_text(
        changed.read_text(encoding="utf-8") + "\n\nOne line more, every 99 weeks.\n", encoding="utf-8"
    )
    (folder / "policy-00003.md").touch()
    result = build_index(folder, path)
    assert opened == ["policy-00002.md"]
    assert len(result.unchanged) == 4
    assert len(result.changes) == 1
    assert "now says 99 weeks" in result.changes[0]


@pytest.mark.parametrize(("more", "large"), [(0, False), (-1, True)])
def test_from_one_passage_more_on_a_library_is_large(
    index: Path, monkeypatch: pytest.MonkeyPatch, more: int, large: bool
) -> None:
    monkeypatch.setattr(library, "SMALL", Store(index).passages + more)
    assert isinstance(load_index(index), Store) == large


def test_two_runs_at_once_leave_one_whole_index(corpus: Path, index: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.index"
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda _: build_index(corpus, path), range(2))
    assert first.total == second.total
    assert contents(path) == contents(index)


def test_what_a_lost_document_said_is_told(tmp_path: Path) -> None:
    folder, path = write_originals(tmp_path / "docs"), tmp_path / "x.index"
    build_index(folder, path)
    (folder / "lake.txt").unlink()
    (change,) = build_index(folder, path).changes
    assert change.startswith("lake is gone")
    assert "12 working days" in change


def test_a_file_moved_to_a_subfolder_is_the_same_document(tmp_path: Path) -> None:
    folder, path = write_originals(tmp_path / "docs"), tmp_path / "x.index"
    build_index(folder, path)
    (folder / "old").mkdir()
    (folder / "lake.txt").rename(folder / "old" / "lake.txt")
    result = build_index(folder, path)
    assert result.changes == ()
    assert result.gone == ("lake.txt",)
    assert set(load_index(path)) == {"harbour", "lake"}  # type: ignore[arg-type]


def test_readers_see_the_old_index_until_the_new_one_is_whole(tmp_path: Path) -> None:
    folder, path = write_originals(tmp_path / "docs"), tmp_path / "x.index"
    build_index(folder, path)
    (folder / "lake.txt").write_text("# Lake\n\nAll is new here.\n", encoding="utf-8")
    (folder / "cove.txt").write_text("# Cove\n\nA third authority.\n", encoding="utf-8")
    seen: list[Sequence[str]] = []

    def look(done: int, of: int, name: str) -> None:
        originals = load_index(path)
        assert not isinstance(originals, Store)
        seen.append((*originals, *(b.text for b in originals["lake"].blocks)))

    build_index(folder, path, look)
    assert len(seen) == 3
    assert all("cove" not in s and "All is new here." not in s for s in seen)
    assert set(load_index(path)) == {"cove", "harbour", "lake"}  # type: ignore[arg-type]
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


@pytest.mark.usefixtures("as_large")
def test_another_thesaurus_renews_the_analysis_without_opening_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, path, packs = write_originals(tmp_path / "docs"), tmp_path / "x.index", tmp_path / "packs"
    packs.mkdir()
    build_index(folder, path)
    before = contents(path)
    (packs / "thesaurus.yaml").write_text("groups:\n  entrance: [door]\n", encoding="utf-8")
    assert not is_outdated(path)
    assert is_outdated(path, (packs,))

    def never(file: Path, child: object) -> object:
        raise AssertionError(file)

    monkeypatch.setattr(indexing, "read_original", never)
    seen: list[str] = []
    result = build_index(
        folder, path, lambda done, of, name: seen.append(f"{done}/{of} {name}"), packs=(packs,)
    )
    assert result.renewed
    assert seen[:2] == ["1/2 harbour (analysed anew)", "2/2 lake (analysed anew)"]
    assert len(result.unchanged) == 2
    assert Store(path).count("#entrance") == Store(path).count("door") > 0
    assert not is_outdated(path, (packs,))
    build_index(folder, path)
    after = contents(path)
    assert after == before


def test_files_of_one_name_are_judged_anew_each_time(tmp_path: Path) -> None:
    folder, path = write_originals(tmp_path / "docs"), tmp_path / "x.index"
    build_index(folder, path)
    (folder / "lake.md").write_text("# Lake\n\nThe other text of that name.\n", encoding="utf-8")
    assert [name for name, _ in build_index(folder, path).refused] == ["lake.txt"]
    assert [name for name, _ in build_index(folder, path).refused] == ["lake.txt"]
    assert [name for name, _ in refused_in(path)] == ["lake.txt"]
    (folder / "lake.md").unlink()
    assert build_index(folder, path).refused == ()
    assert load_index(path)["lake"].title == "Lake Borough Council"  # type: ignore[index]


@pytest.mark.parametrize(("size", "says"), [(0, "is empty"), (11_000_000, "larger than 10 MB")])
def test_a_text_that_is_no_policy_is_refused_and_the_rest_read(tmp_path: Path, size: int, says: str) -> None:
    folder, path = write_originals(tmp_path / "docs"), tmp_path / "x.index"
    (folder / "odd.txt").write_bytes(b"x" * size)
    result = build_index(folder, path)
    assert len(result.read) == 2
    ((name, why),) = result.refused
    assert name == "odd.txt"
    assert says in why


def test_a_file_that_cannot_be_opened_is_told_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, path = write_originals(tmp_path / "docs"), tmp_path / "x.index"
    real = Path.open

    def shut(self: Path, *arguments: object, **more: object) -> object:
        if self.name == "lake.txt":
            raise PermissionError(13, "denied")
        return real(self, *arguments, **more)  # type: ignore[call-overload]

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", shut)
        assert [why for _, why in build_index(folder, path).refused] == [
            "lake.txt cannot be opened. Check that it is there and may be read."
        ]
    assert build_index(folder, path).refused == ()


@pytest.mark.parametrize("text", ["**a " * 60_000, "[a " * 60_000, "_a " * 60_000, "[bookmark:" * 20_000])
def test_a_hostile_line_does_not_hold_the_run_up(tmp_path: Path, text: str) -> None:
    folder, path = tmp_path / "docs", tmp_path / "x.index"
    folder.mkdir()
    (folder / "odd.md").write_text(f"# Odd\n\n{text}\n", encoding="utf-8")
    assert build_index(folder, path).read == ("odd.md",)  # took minutes where pairs of marks were looked for
