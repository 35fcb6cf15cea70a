"""Readers: what a person sees in a file is read, what is hidden is not, and a harmful file is refused in a sentence."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from knowledge.guidance.originals import Original, read_text
from knowledge.guidance.readers import Refused, read_marked
from knowledge.guidance.readers.child import ChildReader

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def paragraph(
    text: str, style: str = "", level: int | None = None, more: str = "", bold: bool = False
) -> str:
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if level is not None:
        properties += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'
    run = f"<w:r><w:rPr>{'<w:b/>' if bold else ''}</w:rPr><w:t>{text}</w:t></w:r>" if text else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{run}{more}</w:p>"


def docx(path: Path, body: str, notes: str = "") -> Path:
    styles = f'<w:styles {W}><w:style w:styleId="H1"><w:name w:val="heading 1"/></w:style></w:styles>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        archive.writestr("word/styles.xml", styles)
        if notes:
            archive.writestr("word/footnotes.xml", f"<w:footnotes {W}>{notes}</w:footnotes>")
    return path


def pdf(path: Path, pages: list[list[tuple[str, int, int, int, str]]]) -> Path:
    """A small PDF: each line is font (F or B for bold), size, x, y, text."""
    objects = [
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >>",
    ]
    parent = len(objects) + 2 * len(pages) + 1
    kids = []
    for page in pages:
        text = " ".join(f"/{f} {size} Tf 1 0 0 1 {x} {y} Tm ({t}) Tj" for f, size, x, y, t in page)
        stream = f"BT {text} ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent {parent} 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F 1 0 R /B 2 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects.append(f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>")
    objects.append(f"<< /Type /Catalog /Pages {parent} 0 R >>")
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    out += (
        f"trailer << /Size {len(objects) + 1} /Root {len(objects)} 0 R >>\nstartxref\n{start}\n%%EOF".encode()
    )
    path.write_bytes(out)
    return path


def cove(path: Path) -> Path:
    head, foot = ("F", 8, 60, 815, "Cove Council policy"), ("F", 8, 290, 25, "Page 1")
    first = [
        head, ("B", 18, 60, 760, "Cove visits"),
        ("F", 11, 60, 730, "Each child on a cove plan is called on once in six weeks, and the"),
        ("F", 11, 60, 716, "manager hears when that fails."),
        ("B", 11, 60, 690, "Closed doors"), ("F", 11, 60, 670, "- Go back in two working days."), foot,
    ]  # fmt: skip
    second = [
        head, ("F", 11, 60, 730, "Left column starts here and runs on"), ("F", 11, 60, 716, "to a second line of its own."),
        ("F", 11, 330, 730, "Right column text stands apart"), ("F", 11, 330, 716, "from the left one entirely."), foot,
    ]  # fmt: skip
    return pdf(path, [first, second])


def read(path: Path) -> Original:
    marked = read_marked(path)
    return read_text(path.stem, marked.text, marked.places, marked.structured)


def test_word_headings_lists_tables_notes_and_changes(tmp_path: Path) -> None:
    changes = (
        "<w:ins><w:r><w:t> nine days</w:t></w:r></w:ins><w:del><w:r><w:delText> twelve days</w:delText></w:r></w:del>"
        '<w:r><w:rPr><w:vanish/></w:rPr><w:t> hidden</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r>'
    )
    cells = "".join(f"<w:tc>{paragraph(t)}</w:tc>" for t in ("Amber", "14 days"))
    body = (
        paragraph("Harbour visits", "H1")
        + paragraph("Seen every", more=changes)
        + paragraph("Who may go", bold=True)
        + paragraph("A registered worker.", level=0)
        + f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"
    )
    notes = f'<w:footnote w:id="2">{paragraph("Counted from the last visit.")}</w:footnote>'
    original = read(docx(tmp_path / "harbour.docx", body, notes))
    texts = {b.text: b for b in original.blocks}
    assert "Seen every nine days" in texts
    assert "Note: Counted from the last visit." in texts
    assert texts["A registered worker."].section == "Harbour visits > Who may go"
    assert texts["A registered worker."].kind == "item"
    assert "| Amber | 14 days |" in texts
    assert not any("twelve" in t or "hidden" in t for t in texts)


def test_a_web_page_without_its_menu_and_banner(tmp_path: Path) -> None:
    page = tmp_path / "lake.html"
    page.write_text(
        "<html><body><nav>Menu</nav><div class='cookie-banner'>Cookies</div><main><h1>Lake</h1><p>We <b>go</b> twice.</p>"
        "<ul><li>One<ul><li>Two</li></ul></li></ul><table><tr><th>Plan</th></tr><tr><td>Blue</td></tr></table>"
        "<p style='display: none'>hidden</p></main><footer>foot</footer></body></html>",
        encoding="utf-8",
    )
    original = read(page)
    assert [b.text for b in original.blocks] == ["We go twice.", "One", "Two", "| Plan |", "| Blue |"]
    assert {b.section for b in original.blocks} == {"Lake"}


def test_a_pdf_by_columns_with_pages_and_without_its_edges(tmp_path: Path) -> None:
    original = read(cove(tmp_path / "cove.pdf"))
    texts = {b.text: b for b in original.blocks}
    assert (
        "Each child on a cove plan is called on once in six weeks, and the manager hears when that fails."
        in texts
    )
    assert texts["Go back in two working days."].section == "Cove visits > Closed doors"
    assert "Left column starts here and runs on to a second line of its own." in texts
    assert texts["Right column text stands apart from the left one entirely."].page == 2
    assert not any("Cove Council policy" in t or t.startswith("Page") for t in texts)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("bomb.docx", "unpacks"),
        ("entity.docx", "entities"),
        ("cut.docx", "cut off"),
        ("locked.docx", "password"),
        ("none.docx", "no Word document"),
        ("scan.pdf", "scan"),
        ("cut.pdf", "cut off"),
        ("empty.txt", "empty"),
        ("binary.txt", "not a text file"),
        ("script.html", "no text"),
        ("odd.xyz", "kind"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(tmp_path: Path, name: str, says: str) -> None:
    path = tmp_path / name
    if name == "bomb.docx":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("word/document.xml", "a" * 40_000_000)
    elif name == "entity.docx":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("word/document.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    elif name == "none.docx":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("other.xml", "<x/>")
    elif name == "cut.docx":
        path.write_bytes(docx(tmp_path / "whole.docx", paragraph("Text " * 50)).read_bytes()[:200])
    elif name == "locked.docx":
        path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100)
    elif name == "scan.pdf":
        pdf(path, [[], []])
    elif name == "cut.pdf":
        path.write_bytes(cove(tmp_path / "whole.pdf").read_bytes()[:500])
    else:
        path.write_bytes(
            {"empty.txt": b"", "binary.txt": b"\0\1\2", "odd.xyz": b"x"}.get(name, b"<script>1</script>")
        )
    with pytest.raises(Refused, match=says) as refused:
        read_marked(path)
    assert name in str(refused.value)


def test_the_child_reads_and_refuses_and_goes_on(tmp_path: Path) -> None:
    good = docx(tmp_path / "good.docx", paragraph("Something to read here."))
    bad = tmp_path / "bad.docx"
    bad.write_bytes(b"nonsense")
    with ChildReader() as child:
        with pytest.raises(Refused, match="damaged"):
            child.read(bad)
        assert "Something to read here." in child.read(good).text


def test_a_file_that_takes_too_long_is_left_out(tmp_path: Path) -> None:
    good = docx(tmp_path / "good.docx", paragraph("Something to read here."))
    with ChildReader(seconds=0.0001) as child, pytest.raises(Refused, match="too long"):
        child.read(good)


def test_a_file_that_needs_too_much_memory_is_left_out(tmp_path: Path) -> None:
    good = docx(tmp_path / "good.docx", paragraph("Something to read here."))
    with ChildReader(memory=1_000_000) as child, pytest.raises(Refused, match=r"too large|memory"):
        child.read(good)
