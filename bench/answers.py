"""How long a question takes in process, beside a bare scan of the same statements with rapidfuzz."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from rapidfuzz import fuzz, process

from bench.figures import median, milliseconds, percentile
from knowledge.guidance import PACKS, load_guidance
from knowledge.guidance.digests import read_digest

QUESTIONS = (
    "how often is a child on a child protection plan visited",
    "nobody came to the door, what now",
    "who may stand in for me while I am away",
    "must I look at the bedroom",
    "what is the parking charge at the office",
    "recording limit after a cp visit",
    "can the school see the child instead of me",
    "first visit after placement",
)
ROUNDS = 40


def ask() -> Iterator[str]:
    """Load, then every question many times."""
    began = time.perf_counter()
    load_guidance()
    loaded = time.perf_counter() - began
    with TemporaryDirectory() as folder:
        load_guidance(keep=Path(folder))
        began = time.perf_counter()
        guidance = load_guidance(keep=Path(folder))
        again = time.perf_counter() - began
    times = []
    for _ in range(ROUNDS):
        for question in QUESTIONS:
            began = time.perf_counter()
            guidance.answer(question, policy="gloucestershire")
            times.append(time.perf_counter() - began)
    folders = [folder for folder in PACKS.iterdir() if (folder / "digest.md").exists()]
    digests = [digest for folder in folders if (digest := read_digest(folder)) is not None]
    texts = [statement.text for digest in digests for statement in digest.statements]
    bare = []
    for _ in range(ROUNDS):
        for question in QUESTIONS:
            began = time.perf_counter()
            process.extract(question, texts, scorer=fuzz.token_set_ratio, limit=5)
            bare.append(time.perf_counter() - began)
    yield f"load of five digests: {milliseconds(loaded)}; as an earlier start kept it: {milliseconds(again)}"
    yield f"ask: median {milliseconds(median(times))}, p99 {milliseconds(percentile(times, 0.99))} ({len(times)} asked)"
    yield f"baseline, rapidfuzz over the same {len(texts)} statements: median {milliseconds(median(bare))}"
    yield f"ratio of the medians: {median(times) / median(bare):.1f}"
