"""`make eval`: how many questions are answered rightly, refused rightly, and quoted word for word.

python -m bench.eval --questions FILE.jsonl --documents FOLDER [--policy ID] [--digests-only] [--misses]

A question is one JSON object a line: id, question, kind (answerable, conflict, unanswerable), style, gold (a list of
{doc, quote}) and must_say. An answer is right where the first one shows a gold quote within 700 characters; with
--digests-only where it is drawn from a gold document and speaks in the words and figures of a gold quote.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.figures import median, milliseconds, percentile
from knowledge.guidance import Guidance, load_guidance
from knowledge.guidance.figures import figures
from knowledge.guidance.words import content, stem, tokens
from knowledge.results import Answer, FoundPassage

SHOWN = 700
PART = 30  # characters from which on a part of a gold quote is enough
FIRST = 5


def plain(text: str) -> str:
    """Letters, digits and single spaces, so that marks and line breaks do not matter."""
    return re.sub(r"[^a-z0-9£%]+", " ", text.lower()).strip()


def shown(found: FoundPassage) -> list[str]:
    """What a person sees of a passage: its quotes after its text, cut at 700 characters."""
    left, quotes = max(0, SHOWN - len(found.text)), []
    for quote in found.quotes:
        quotes.append(quote[:left])
        left = max(0, left - len(quote))
    return quotes


def is_right(question: dict[str, Any], found: FoundPassage, quoted: bool) -> bool:
    """Whether one passage answers a question."""
    golds = [g["quote"] for g in question["gold"] if g["doc"] == found.document]
    if quoted:
        seen = [plain(q) for q in shown(found)]
        return any(plain(g) in q or (len(q) > PART and q in plain(g)) for g in golds for q in seen)
    said = {stem(w) for w in content(tokens(found.text))}
    wanted = {f for m in question["must_say"] for f in figures(m) if any(f in figures(g) for g in golds)}
    return wanted <= figures(found.text) and any(
        len(said & {stem(w) for w in content(tokens(g))}) >= 2 for g in golds
    )


def judge(question: dict[str, Any], answer: Answer, quoted: bool) -> bool:
    """Whether a question was dealt with rightly."""
    if question["kind"] == "unanswerable":
        return not answer.covered
    if not answer.covered:
        return False
    if question["kind"] == "answerable":
        return is_right(question, answer.answers[0], quoted)
    good = [a for a in answer.answers[:FIRST] if is_right(question, a, quoted)]
    said = {f for a in good for f in figures(" ".join([a.text, *shown(a)]))}
    wanted = {f for m in question["must_say"] for f in figures(m)}
    return answer.conflict and len({a.document for a in good}) > 1 and wanted <= said


def invented(guidance: Guidance, answers: Iterable[Answer], folder: Path) -> int:
    """Quotes that do not stand in the raw text files of the folder (other kinds of file are not looked at)."""
    raw = {
        p.stem: plain(p.read_text(encoding="utf-8", errors="replace"))
        for p in folder.iterdir()
        if p.suffix in (".txt", ".md")
    }
    return sum(
        plain(q) not in raw[a.document]
        for answer in answers
        for a in answer.answers
        if a.document in raw
        for q in a.quotes
    )


def run(
    questions: list[dict[str, Any]], guidance: Guidance, policy: str | None, folder: Path | None, misses: bool
) -> None:
    """Ask everything and print the table."""
    tally: dict[str, Counter[str]] = {}
    sureness: dict[tuple[bool, bool], Counter[str]] = {}
    times, answers = [], []
    false_conflicts = single = 0
    for question in questions:
        began = time.perf_counter()
        answer = guidance.answer(question["question"], policy=policy)
        times.append(time.perf_counter() - began)
        answers.append(answer)
        right = judge(question, answer, folder is not None)
        for key in ("all", question["kind"], f"style {question.get('style', '-')}"):
            tally.setdefault(key, Counter()).update(n=1, right=int(right))
        sureness.setdefault((answer.covered, answer.sure), Counter()).update(n=1, right=int(right))
        if question["kind"] == "answerable" and len({g["doc"] for g in question["gold"]}) == 1:
            single += 1
            false_conflicts += answer.conflict
        if misses and not right:
            print(f"{question['id']} {question['kind']}: {question['question']}")
    for key in sorted(tally, key=lambda k: (k != "all", k.startswith("style"), k)):
        n, right_ones = tally[key]["n"], tally[key]["right"]
        print(f"{key:24s} {right_ones:4d} / {n:<4d} {right_ones / n:.3f}")
    for (covered, sure), count in sorted(sureness.items(), reverse=True):
        said = f"{'answered' if covered else 'refused'}, {'sure' if sure else 'not sure'}"
        print(f"{said:24s} {count['right']:4d} / {count['n']:<4d} {count['right'] / count['n']:.3f}")
    no = [a for q, a in zip(questions, answers, strict=True) if q["kind"] == "unanswerable"]
    print(f"answers to unanswerable  {sum(a.covered for a in no)} / {len(no)}")
    print(f"conflict claimed where one document is gold  {false_conflicts} / {single}")
    if folder is not None:
        print(f"quotes not in the originals  {invented(guidance, answers, folder)}")
    print(f"urgent routes shown  {sum(a.urgent is not None for a in answers)}")
    print(
        f"time a question: median {milliseconds(median(times))}, p99 {milliseconds(percentile(times, 0.99))}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--documents", type=Path)
    parser.add_argument("--policy")
    parser.add_argument(
        "--digests-only", action="store_true", help="answer from the digests, without any original"
    )
    parser.add_argument("--misses", action="store_true", help="list the questions that went wrong")
    options = parser.parse_args()
    folder = None if options.digests_only else options.documents
    questions = [
        json.loads(line)
        for line in options.questions.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    guidance = load_guidance(documents=folder, only_documents=folder is not None, policy=options.policy)
    run(questions, guidance, options.policy, folder, options.misses)


if __name__ == "__main__":
    main()
