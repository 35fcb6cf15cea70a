"""Originals as plain text: headings, lists and places are found in text that was never marked up."""

from __future__ import annotations

from textwrap import wrap

from knowledge.guidance.originals import read_text, sentences

MESSY = """\
[bookmark: _Toc1]Guiding lines:

\f· First the \
[form](#)
· Then [bookmark: _GoBack]the talk

2. [bookmark: _Toc2]Before you set out
The worker **must** ring first. This sentence is hard to fit and is broken over

the page although it is one.

Things to take:
- a pen
 - a spare one
- paper

Why do we go?
We go because a child who is seen at home by someone who knows them is safer than one who is not seen at all.
"""


def test_headings_lists_and_leads_are_found() -> None:
    original = read_text("messy", MESSY)
    assert [path for _, path in original.headings] == [
        "Guiding lines",
        "2. Before you set out",
        "2. Before you set out > Why do we go?",
    ]
    by_text = {b.text: b for b in original.blocks}
    assert by_text["a pen"].lead == "Things to take:"
    assert by_text["paper"].lead == "Things to take:"
    assert by_text["a pen"].section == "2. Before you set out"
    assert "First the form" in by_text
    assert "Then the talk" in by_text


def test_a_sentence_broken_across_a_page_is_one_block() -> None:
    blocks = read_text("messy", MESSY).blocks
    broken = next(b for b in blocks if "broken over" in b.text)
    assert broken.text.endswith("although it is one.")
    assert broken.text.startswith("The worker must ring first.")
    assert broken.end_line > broken.line


def test_every_block_stands_in_the_raw_text_where_it_says() -> None:
    original = read_text("messy", MESSY)
    for block in original.blocks:
        raw = " ".join(original.lines[block.line - 1 : block.end_line]).replace("*", "")
        assert block.text.split()[0] in raw


def test_page_furniture_is_left_out() -> None:
    pages = "\n\n".join(
        f"Harbour policy, page {n}\n\nSome text of page {n} that says a thing." for n in range(1, 7)
    )
    texts = [b.text for b in read_text("pages", pages).blocks]
    assert len(texts) == 6
    assert not any(t.startswith("Harbour policy") for t in texts)


def test_tables_keep_their_header() -> None:
    rows = read_text("t", "# Gaps\n\n| Plan | Gap |\n| --- | --- |\n| Amber | 14 days |\n").blocks
    assert [r.lead for r in rows] == ["", "| Plan | Gap |"]


def test_marked_text_has_no_guessed_headings() -> None:
    original = read_text("m", "# Real\n\nShort Line\n\nMore text.", structured=True)
    assert [p for _, p in original.headings] == ["Real"]


def test_hard_wrapped_paragraphs_are_joined() -> None:
    paragraphs = [
        f"In {place} the worker calls on the family and sees the child in the home at the agreed time of day, and writes "
        f"down what was seen in {place} before the day is over so that a colleague who takes over knows how things stand."
        for place in ("spring", "summer", "autumn", "winter", "January", "June")
    ]
    text = "\n\n".join("\n".join(wrap(p, 78)) for p in paragraphs)
    assert [b.text for b in read_text("w", text).blocks] == paragraphs


def test_sentences_keep_their_words() -> None:
    assert sentences("One thing. Another thing? “Yes.” Last") == [
        "One thing.",
        "Another thing?",
        "“Yes.”",
        "Last",
    ]
