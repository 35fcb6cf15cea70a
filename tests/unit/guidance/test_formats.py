"""Files as people really save them: tables, tracked changes, notes, columns, passwords; and what the child's limits hold."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import subprocess
import time
import zipfile
from pathlib import Path

import pytest

from knowledge.guidance import build_index
from knowledge.guidance.library import load_index
from knowledge.guidance.readers import Refused, read_marked
from knowledge.guidance.readers.child import ChildReader
from tests.unit.guidance.test_readers import W, cove, docx, paragraph, pdf, read

RUN = "<w:r>{}<w:t>{}</w:t></w:r>"
PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def rows(*cells: tuple[str, ...], more: str = "") -> str:
    made = "".join(f"<w:tr>{''.join(f'<w:tc>{paragraph(c)}</w:tc>' for c in row)}</w:tr>" for row in cells)
    return f"<w:tbl>{made}{more}</w:tbl>"


def texts(path: Path) -> list[str]:
    return [b.text for b in read(path).blocks]


# --- Word


def test_a_table_row_carries_its_header(tmp_path: Path) -> None:
    body = paragraph("Gaps", "H1") + rows(("Plan", "Longest gap"), ("Amber", "14 days"), ("Blue", "30 days"))
    blocks = read(docx(tmp_path / "x.docx", body)).blocks
    assert [(b.lead, b.text) for b in blocks] == [
        ("", "| Plan | Longest gap |"),
        ("| Plan | Longest gap |", "| Amber | 14 days |"),
        ("| Plan | Longest gap |", "| Blue | 30 days |"),
    ]
    assert {b.section for b in blocks} == {"Gaps"}


def test_a_table_within_a_cell_is_read_once(tmp_path: Path) -> None:
    inner = rows(("inner one", "inner two"))
    body = f"<w:tbl><w:tr><w:tc>{paragraph('outer')}{inner}</w:tc><w:tc>{paragraph('beside')}</w:tc></w:tr></w:tbl>"
    assert texts(docx(tmp_path / "x.docx", body)) == ["| outer inner one inner two | beside |"]


def test_tracked_changes_are_taken_as_accepted(tmp_path: Path) -> None:
    moved_away = "<w:moveFrom><w:r><w:t> gone elsewhere</w:t></w:r></w:moveFrom>"
    moved_here = "<w:moveTo><w:r><w:t> come here</w:t></w:r></w:moveTo>"
    new_block = f"<w:ins>{paragraph('A paragraph put in.')}</w:ins>"
    struck_row = f"<w:tr><w:trPr><w:del/></w:trPr><w:tc>{paragraph('struck row')}</w:tc></w:tr>"
    body = (
        paragraph("Stays", more=moved_away + moved_here)
        + new_block
        + rows(("kept row",), more=struck_row)
        + paragraph("", more="<w:del><w:r><w:delText>Wholly struck.</w:delText></w:r></w:del>")
    )
    assert texts(docx(tmp_path / "x.docx", body)) == [
        "Stays come here",
        "A paragraph put in.",
        "| kept row |",
    ]


def test_hidden_text_is_left_out_however_it_is_hidden(tmp_path: Path) -> None:
    path = tmp_path / "x.docx"
    shown = RUN.format('<w:rPr><w:vanish w:val="0"/></w:rPr>', " plainly shown")
    direct = RUN.format("<w:rPr><w:vanish/></w:rPr>", " not this")
    by_style = RUN.format('<w:rPr><w:rStyle w:val="Ghost"/></w:rPr>', " nor this")
    body = paragraph("Text", more=shown + direct + by_style) + paragraph("A whole hidden paragraph.", "Ghost")
    docx(tmp_path / "plain.docx", body)
    ghost = '<w:style w:styleId="Ghost"><w:name w:val="Ghost"/><w:rPr><w:vanish/></w:rPr></w:style>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        archive.writestr("word/styles.xml", f"<w:styles {W}>{ghost}</w:styles>")
    assert texts(path) == ["Text plainly shown"]


def test_notes_at_the_foot_and_the_end_follow_what_refers_to_them(tmp_path: Path) -> None:
    path = tmp_path / "x.docx"
    foot = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    end = '<w:r><w:endnoteReference w:id="2"/></w:r>'
    cell = f"<w:tbl><w:tr><w:tc>{paragraph('Amber', more=foot)}</w:tc></w:tr></w:tbl>"
    body = paragraph("Seen weekly.", more=end) + cell + paragraph("After the table.")
    separator = f'<w:footnote w:id="0" w:type="separator">{paragraph("----")}</w:footnote>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        archive.writestr(
            "word/footnotes.xml",
            f'<w:footnotes {W}>{separator}<w:footnote w:id="2">{paragraph("Of the cell.")}</w:footnote></w:footnotes>',
        )
        archive.writestr(
            "word/endnotes.xml",
            f'<w:endnotes {W}><w:endnote w:id="2">{paragraph("Of the line.")}</w:endnote></w:endnotes>',
        )
    assert texts(path) == [
        "Seen weekly.",
        "Note: Of the line.",
        "| Amber |",
        "Note: Of the cell.",
        "After the table.",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_never_opened_up(tmp_path: Path, encoding: str) -> None:
    lol = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    secret = tmp_path / "secret.txt"
    secret.write_text("never to be read", encoding="utf-8")
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY e0 "lollollol"><!ENTITY f SYSTEM '
        f'"{secret.as_uri()}">{lol}]><w:document {W}><w:body><w:p><w:r><w:t>Seen: &e11; &f;</w:t></w:r></w:p></w:body></w:document>'
    )
    path = tmp_path / "x.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", text.encode(encoding))
    try:
        said = read_marked(path).text
    except Refused as refused:
        said = str(refused)
    assert "lollol" not in said
    assert "never to be read" not in said


def test_a_word_file_damaged_inside_is_refused(tmp_path: Path) -> None:
    whole = docx(tmp_path / "whole.docx", paragraph("Some text of a policy. " * 400))
    raw = bytearray(whole.read_bytes())
    for place in range(60, 200):
        raw[place] ^= 0x5A
    path = tmp_path / "x.docx"
    path.write_bytes(raw)
    with pytest.raises(Refused, match="damaged"):
        read_marked(path)


# --- web pages


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ("<p>The carer’s home</p>".encode(), "The carer’s home"),
        ("<meta charset=windows-1252><p>The carer’s home</p>".encode("cp1252"), "The carer’s home"),
        ("<meta charset='utf-8'><p>The carer’s home</p>".encode(), "The carer’s home"),
        (b"<p>caf\xe9 visits</p>", "café visits"),
        (b"<p>Cut off in the mid", "Cut off in the mid"),
        (b"<div>" * 400 + b"<p>Deep down</p>", ""),
    ],
)
def test_a_page_is_read_in_its_encoding_and_as_far_as_it_goes(tmp_path: Path, raw: bytes, says: str) -> None:
    path = tmp_path / "x.html"
    path.write_bytes(b"<html><body>" + raw + (b"" if b"Cut" in raw else b"</body></html>"))
    try:
        found = texts(path)
    except Refused:
        found = []
    assert not says or found == [says]


def test_a_table_of_a_page_carries_its_header_and_hidden_parts_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "x.html"
    path.write_text(
        "<main><h2>Gaps</h2><table><thead><tr><th>Plan</th><th>Gap</th></tr></thead>"
        "<tbody><tr><td>Amber</td><td>14 days</td></tr></tbody></table>"
        "<p hidden>one</p><p aria-hidden='true'>two</p><p style='visibility:hidden'>three</p></main>",
        encoding="utf-8",
    )
    assert [(b.lead, b.text) for b in read(path).blocks] == [
        ("", "| Plan | Gap |"), ("| Plan | Gap |", "| Amber | 14 days |"),
    ]  # fmt: skip


# --- PDF


def rc4(key: bytes, data: bytes) -> bytes:
    box = list(range(256))
    j = 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)


def locked_pdf(path: Path, user: bytes) -> Path:
    """One page behind 40-bit RC4, as the PDF reference has it; an empty user password opens for everybody."""
    ident = b"0123456789abcdef"
    owner = rc4(hashlib.md5((b"owner" + PADDING)[:32]).digest()[:5], (user + PADDING)[:32])
    digest = hashlib.md5((user + PADDING)[:32] + owner + (-4).to_bytes(4, "little", signed=True) + ident)
    key = digest.digest()[:5]
    content = b"BT /F 11 Tf 1 0 0 1 60 700 Tm (A locked page that says a thing or two about visits.) Tj ET"
    of_object = hashlib.md5(key + (4).to_bytes(3, "little") + (0).to_bytes(2, "little")).digest()[:10]
    stream = rc4(of_object, content)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>"
        % (owner.hex().encode(), rc4(key, PADDING).hex().encode()),
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R /Encrypt 6 0 R /ID [<%s> <%s>] >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1, ident.hex().encode(), ident.hex().encode(), start,
    )  # fmt: skip
    path.write_bytes(out)
    return path


def test_a_locked_pdf_is_refused_and_one_that_is_only_protected_is_read(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="password"):
        read_marked(locked_pdf(tmp_path / "locked.pdf", b"secret"))
    assert texts(locked_pdf(tmp_path / "open.pdf", b"")) == [
        "A locked page that says a thing or two about visits."
    ]


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_pdf_cut_off_anywhere_is_refused_or_read_as_far_as_it_goes(tmp_path: Path, share: float) -> None:
    raw = cove(tmp_path / "whole.pdf").read_bytes()
    whole = " ".join(texts(tmp_path / "whole.pdf"))
    path = tmp_path / "x.pdf"
    path.write_bytes(raw[: int(len(raw) * share)])
    try:
        found = texts(path)
    except Refused as refused:
        found, why = [], str(refused)
        read_nothing = "x.pdf" in why and why.endswith(".")
    else:
        read_nothing = False
    assert read_nothing or found
    assert all(t in whole for t in found)


@pytest.mark.browser
def test_two_columns_as_a_browser_prints_them(tmp_path: Path) -> None:
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("printing a page needs Chromium (Debian: chromium)")
    left = (
        "The left column begins here and goes on over several lines until it has nothing more to tell anybody. "
        * 3
    )
    right = (
        "The right column begins beside it and is read only after the left one has come to its very end. " * 3
    )
    page = tmp_path / "page.html"
    page.write_text(
        f"<body style='font: 11pt sans-serif'><h1>Two columns</h1><div style='display:flex; gap:2cm'>"
        f"<p style='width:7cm'>{left}</p><p style='width:7cm'>{right}</p></div>"
        "<h2>Gaps</h2><table border=1><tr><th>Plan</th><th>Gap</th></tr><tr><td>Amber</td><td>14 days</td></tr></table>",
        encoding="utf-8",
    )
    path = tmp_path / "x.pdf"
    subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={tmp_path / 'profile'}",
         f"--print-to-pdf={path}", page.as_uri()],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    original = read(path)
    together = " ".join(b.text for b in original.blocks)
    assert left.strip() in together
    assert right.strip() in together
    assert together.index(left.strip()) < together.index(right.strip())
    assert [name for _, name in original.headings][:1] == ["Two columns"]
    assert "14 days" in together


# --- the limits of the child


def large_docx(path: Path, megabytes: int) -> Path:
    """A Word file within the limits of unpacking whose tree needs far more memory than its text."""
    chance = random.Random(1)
    words = ["".join(chance.choices("abcdefghij", k=6)) for _ in range(4000)]
    body = "".join(paragraph(" ".join(chance.choices(words, k=12))) for _ in range(megabytes * 6_000))
    return docx(path, body)


def test_memory_is_held_to_its_limit_and_the_next_file_is_read(tmp_path: Path) -> None:
    large = large_docx(tmp_path / "large.docx", 12)
    good = docx(tmp_path / "good.docx", paragraph("Something to read here."))
    with ChildReader(memory=90_000_000) as child:
        with pytest.raises(Refused, match=r"large\.docx .*(too large|memory)"):
            child.read(large)
        assert "Something to read here." in child.read(good).text


def test_time_is_held_to_its_limit_and_the_child_is_gone(tmp_path: Path) -> None:
    slow = pdf(
        tmp_path / "slow.pdf", [[("F", 9, 40, 800 - n % 700, f"line {n} of this") for n in range(6000)]] * 4
    )
    good = docx(tmp_path / "good.docx", paragraph("Something to read here."))
    with ChildReader(seconds=1.0) as child:
        began = time.monotonic()
        with pytest.raises(Refused, match="took too long"):
            child.read(slow)
        assert time.monotonic() - began < 20
        assert child._process is None  # killed, not left to run on
        child._seconds = 60
        assert "Something to read here." in child.read(good).text


def test_harmful_files_are_refused_one_by_one_and_the_rest_is_indexed(tmp_path: Path) -> None:
    folder, index = tmp_path / "docs", tmp_path / "x.index"
    folder.mkdir()
    docx(folder / "a-good.docx", paragraph("Seen every nine days.", "") * 3)
    with zipfile.ZipFile(folder / "b-bomb.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "a" * 130_000_000)
    locked_pdf(folder / "c-locked.pdf", b"secret")
    pdf(folder / "d-scan.pdf", [[], []])
    (folder / "e-cut.pdf").write_bytes(cove(tmp_path / "whole.pdf").read_bytes()[:300])
    (folder / "f-noise.html").write_bytes(os.urandom(3000))
    (folder / "g-good.md").write_text("# Fine\n\nThis one is read as ever.\n", encoding="utf-8")
    result = build_index(folder, index)
    assert {"a-good.docx", "g-good.md"} <= set(result.read)
    refused = dict(result.refused)
    assert {"b-bomb.docx", "c-locked.pdf", "d-scan.pdf", "e-cut.pdf"} <= set(refused)
    for name, why in refused.items():
        assert name in why
        assert why.endswith(".")
    assert {"a-good", "g-good"} <= set(load_index(index))  # type: ignore[arg-type]
