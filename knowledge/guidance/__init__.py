"""Guidance: finds, quotes, cites and compares what the documents say, and says so where they say nothing."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from knowledge.guidance.coverage import load_coverage
from knowledge.guidance.decide import Decider, Ranker, Scales
from knowledge.guidance.digests import Digest, read_digest
from knowledge.guidance.ear import EXAMPLES
from knowledge.guidance.engine import Guidance
from knowledge.guidance.files import DataError, read_yaml
from knowledge.guidance.indexing import Indexed, build_index
from knowledge.guidance.left_open import read_left_open
from knowledge.guidance.library import files_in, is_large, load_index, read_folder, refused_in, stamp
from knowledge.guidance.originals import Original
from knowledge.guidance.prepared import prepared
from knowledge.guidance.store import Store
from knowledge.guidance.thesaurus import load_thesaurus
from knowledge.guidance.units import Document
from knowledge.guidance.urgent import load_urgent
from knowledge.guidance.words import STOP

_DATA = Path(__file__).resolve().parent.parent
PACKS = _DATA / "packs"


def _digests(folders: Iterable[Path]) -> list[Digest]:
    found: dict[str, Digest] = {}
    for folder in folders:
        for pack in sorted(p for p in folder.iterdir() if p.is_dir()) if folder.is_dir() else ():
            digest = read_digest(pack)
            if digest is not None:
                found[digest.document] = digest
    return list(found.values())


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Loading makes many small lasting objects: looking for garbage among them only costs time, then and later."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if on:
            gc.enable()


def load_guidance(
    extra_dirs: Iterable[Path] = (),
    documents: Path | None = None,
    index_path: Path | None = None,
    only_documents: bool = False,
    policy: str | None = None,
    keep: Path | None = None,
) -> Guidance:
    """The engine over the shipped digests, further pack folders, and originals.

    `extra_dirs` hold further packs (and, where present, `thesaurus.yaml`, `coverage.yaml`, `urgent.yaml`, ...);
    `documents` is a folder of originals read now, `index_path` an index made by `doorstep index`;
    `only_documents` leaves out digests whose original is not among them (but keeps `policy`'s).
    `keep` is a folder for what was prepared, so that the next start is quick (`prepared.py`).
    Raises DataError with a sentence.
    """
    extra = [Path(d) for d in extra_dirs]

    def make() -> Guidance:
        return _load(extra, documents, index_path, only_documents, policy)

    with _without_collecting():
        if keep is None or (index_path is not None and is_large(index_path)):
            return make()
        options = (documents, index_path, only_documents, policy)
        return prepared(keep, _read_from(extra, documents, index_path), options, make)


def _read_from(extra: Sequence[Path], documents: Path | None, index_path: Path | None) -> list[Path]:
    """Every file that guidance is made of."""
    packs = [pack for folder in (PACKS, *extra) for pack in folder.glob("*/*")]
    found = {p for p in packs if p.name in ("digest.md", "asks.yaml", "pack.yaml")}
    found |= {p for folder in (_DATA, *extra) for p in folder.glob("*.yaml")}
    found |= set(files_in(documents)) if documents is not None else set()
    found |= {index_path} if index_path is not None and index_path.exists() else set()
    return sorted(found)


def _in_play(digests: list[Digest], originals: Collection[str], policy: str | None) -> list[Digest]:
    return [d for d in digests if d.document in originals or d.document == policy]


def _decider(fitted: Mapping[str, Any]) -> Decider:
    cover = fitted["cover"]
    return Decider(cover["weights"], cover["bias"], cover["threshold"])


def _load(
    extra: Sequence[Path],
    documents: Path | None,
    index_path: Path | None,
    only_documents: bool,
    policy: str | None,
) -> Guidance:
    digests = _digests([PACKS, *extra])
    asked = [ask for d in digests for s in d.statements for ask in s.asks]
    language = [text for d in digests for s in d.statements for text in (s.text, *s.asks)]
    indexed: Mapping[str, Original] | Store = load_index(index_path) if index_path is not None else {}
    store = indexed if isinstance(indexed, Store) else None
    originals: dict[str, Original] = {}
    refused: list[tuple[str, str]] = []
    if not isinstance(indexed, Store):
        originals |= indexed
    if documents is not None:
        found, refused = read_folder(documents)
        originals |= found
    if only_documents:
        here = originals if store is None else {**originals, **dict.fromkeys(store.originals)}
        digests = _in_play(digests, here, policy)
    if store is not None:
        held = (d.document for d in digests if d.document in store.originals and d.document not in originals)
        originals |= {document: store.originals[document] for document in held}
    thesaurus = load_thesaurus(
        [_DATA / "thesaurus.yaml", *(p for d in extra if (p := d / "thesaurus.yaml").exists())]
    )
    own = [p for d in extra if (p := d / "coverage.yaml").exists()]
    coverage = load_coverage(own[-1] if own else _DATA / "coverage.yaml")
    titles = {d.document: d.title for d in digests}
    left_open = read_left_open(
        [_DATA / "not_covered.yaml", *(p for d in extra if (p := d / "not_covered.yaml").exists())]
    )
    routes = load_urgent(
        [_DATA / "urgent.yaml", *(p for d in extra if (p := d / "urgent.yaml").exists())],
        titles,
        STOP | thesaurus.phrases.words,
        [*asked, *(ask for subject in left_open for ask in subject.asks)],
        [_DATA / EXAMPLES, *(p for d in extra if (p := d / EXAMPLES).exists())],
    )
    fitted = read_yaml(Path(__file__).with_name("decision.yaml"))
    statements, bare = fitted["digests"], fitted["passages"]
    scales = Scales(Ranker(statements["rank"]), Ranker(bare["rank"]), bare["beside"] if digests else 1.0)
    return Guidance(
        digests,
        originals,
        thesaurus,
        coverage,
        routes,
        scales,
        _decider(statements),
        _decider(bare),
        language,
        left_open,
        refused,
        store,
    )


__all__ = [
    "PACKS",
    "DataError",
    "Digest",
    "Document",
    "Guidance",
    "Indexed",
    "build_index",
    "load_guidance",
    "refused_in",
    "stamp",
]
