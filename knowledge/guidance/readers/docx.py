"""Word files: headings, lists, tables and notes, with tracked changes taken as accepted and hidden text left out."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from knowledge.guidance.readers import Marked, Refused

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
LARGEST_UNPACKED = 120_000_000  # bytes
LARGEST_RATIO = 250
BOLD_HEADING = 90  # characters


@dataclass(slots=True)
class _Look:
    """What the other parts of a Word file say: heading styles by level, hidden styles, and the texts of notes."""

    levels: dict[str, int]
    hidden: frozenset[str]
    notes: dict[str, str] = field(default_factory=dict)


def read_docx(path: Path) -> Marked:
    """A Word file as marked text, cited by paragraph. Raises Refused where it is locked, broken or a bomb."""
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_bombs(path, archive)
            body = _part(path, archive, "word/document.xml")
            if body is None:
                raise Refused(f"{path.name} holds no Word document. Save it again from Word as .docx.")
            styles = _part(path, archive, "word/styles.xml")
            look = _Look(_heading_levels(styles), _hidden_styles(styles))
            for kind in ("footnote", "endnote"):
                look.notes |= _notes(_part(path, archive, f"word/{kind}s.xml"), kind, look)
    except (zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise Refused(f"{path.name} is damaged or cut off. Save it again from Word.") from error
    except zipfile.BadZipFile as error:
        if path.read_bytes()[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
            raise Refused(
                f"{path.name} is locked with a password or an old .doc file. Save it as .docx without a password."
            ) from error
        raise Refused(f"{path.name} is damaged or cut off. Save it again from Word.") from error
    lines = [line for line in _blocks(body, look) if line.strip()]
    if not lines:
        raise Refused(f"{path.name} holds no text. If it is a scan, have its text recognised first.")
    return Marked("\n\n".join(lines), "paragraph", True)


def _refuse_bombs(path: Path, archive: zipfile.ZipFile) -> None:
    unpacked = sum(info.file_size for info in archive.infolist())
    packed = sum(info.compress_size for info in archive.infolist()) or 1
    if any(info.flag_bits & 1 for info in archive.infolist()):
        raise Refused(f"{path.name} is locked with a password. Save it without one.")
    if unpacked > LARGEST_UNPACKED or (unpacked > 5_000_000 and unpacked / packed > LARGEST_RATIO):
        raise Refused(
            f"{path.name} unpacks to far more than it should and is not opened. Save it again from Word."
        )


def _part(path: Path, archive: zipfile.ZipFile, name: str) -> etree._Element | None:
    if name not in archive.namelist():
        return None
    raw = archive.read(name)
    if b"<!DOCTYPE" in raw[:2000] or b"<!ENTITY" in raw:
        raise Refused(f"{path.name} holds XML entities, which Word never writes, and is not opened.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        return etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        if getattr(error, "code", 0) == etree.ErrorTypes.ERR_NO_MEMORY or "memory" in str(error).lower():
            raise MemoryError from error
        raise Refused(f"{path.name} is damaged or cut off. Save it again from Word.") from error


def _heading_levels(styles: etree._Element | None) -> dict[str, int]:
    levels: dict[str, int] = {}
    for style in styles.iter(f"{W}style") if styles is not None else ():
        ident = str(style.get(f"{W}styleId") or "")
        name = style.find(f"{W}name")
        called = str(name.get(f"{W}val") or "") if name is not None else ""
        match = re.fullmatch(r"(?:heading|Heading)\s*(\d)", called)
        if match or called.lower() == "title":
            levels[ident] = int(match[1]) if match else 1
    return levels


def _hidden_styles(styles: etree._Element | None) -> frozenset[str]:
    """The styles whose text is hidden."""
    found = styles.iter(f"{W}style") if styles is not None else ()
    return frozenset(str(s.get(f"{W}styleId")) for s in found if _is_on(s.find(f"{W}rPr/{W}vanish")))


def _notes(part: etree._Element | None, kind: str, look: _Look) -> dict[str, str]:
    found: dict[str, str] = {}
    for note in part.iter(f"{W}{kind}") if part is not None else ():
        if note.get(f"{W}type") is None:
            texts = (_text(p, look, []) for p in note.iter(f"{W}p"))
            found[f"{kind} {note.get(f'{W}id')}"] = " ".join(t for t in texts if t)
    return found


def _text(paragraph: etree._Element, look: _Look, used: list[str]) -> str:
    """The text of a paragraph: inserted text in, deleted and hidden text out. Its notes go to `used`."""
    parts: list[str] = []
    if _style(paragraph, "pPr/{}pStyle") in look.hidden:
        return ""

    def walk(element: etree._Element) -> None:
        for child in element:
            tag = child.tag
            if tag in (f"{W}del", f"{W}moveFrom", f"{MC}Fallback", f"{W}pPr", f"{W}instrText"):
                continue
            if tag == f"{W}r" and (
                _is_on(child.find(f"{W}rPr/{W}vanish")) or _style(child, "rPr/{}rStyle") in look.hidden
            ):
                continue
            if tag == f"{W}t":
                parts.append(child.text or "")
            elif tag in (f"{W}tab", f"{W}br", f"{W}cr"):
                parts.append(" ")
            elif tag == f"{W}noBreakHyphen":
                parts.append("-")
            elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                used.append(f"{tag.removeprefix(W).removesuffix('Reference')} {child.get(f'{W}id')}")
            elif tag != f"{W}p":
                walk(child)

    walk(paragraph)
    return re.sub(r"\s+", " ", "".join(parts)).strip()


def _style(element: etree._Element, path: str) -> str:
    found = element.find(f"{W}{path.format(W)}")
    return str(found.get(f"{W}val") or "") if found is not None else ""


def _all_bold(paragraph: etree._Element) -> bool:
    runs = [r for r in paragraph.iter(f"{W}r") if "".join(t.text or "" for t in r.iter(f"{W}t")).strip()]
    return bool(runs) and all(_is_on(r.find(f"{W}rPr/{W}b")) for r in runs)


def _is_on(mark: etree._Element | None) -> bool:
    return mark is not None and mark.get(f"{W}val") not in ("0", "false", "none")


def _said(used: list[str], look: _Look) -> Iterator[str]:
    """The notes that were referred to."""
    yield from (f"Note: {look.notes[note]}" for note in used if look.notes.get(note))


def _paragraph(paragraph: etree._Element, look: _Look) -> Iterator[str]:
    used: list[str] = []
    text = _text(paragraph, look, used)
    name = _style(paragraph, "pPr/{}pStyle")
    numbered = paragraph.find(f"{W}pPr/{W}numPr")
    if text and name in look.levels:
        yield f"{'#' * look.levels[name]} {text}"
    elif text and (numbered is not None or name.lower().startswith("list")):
        level = numbered.find(f"{W}ilvl") if numbered is not None else None
        depth = int(str(level.get(f"{W}val") or 0)) if level is not None else 0
        yield f"{'  ' * depth}- {text}"
    elif text and len(text) <= BOLD_HEADING and not text.endswith((".", ";", ",")) and _all_bold(paragraph):
        yield f"##### {text}"
    elif text:
        yield text
    yield from _said(used, look)
    for box in paragraph.iter(f"{W}txbxContent"):
        if not any(a.tag == f"{MC}Fallback" for a in box.iterancestors()):
            yield from _blocks(box, look)


def _own(parent: etree._Element, name: str, of: str) -> list[etree._Element]:
    """The rows of a table or cells of a row, without those of tables within it."""
    return [e for e in parent.iter(f"{W}{name}") if next(e.iterancestors(f"{W}{of}")) is parent]


def _table(table: etree._Element, look: _Look) -> Iterator[str]:
    """The rows of a table, then the notes its cells refer to."""
    used: list[str] = []
    for row in _own(table, "tr", "tbl"):
        if row.find(f"{W}trPr/{W}del") is not None:
            continue
        cells = [
            " ".join(t for p in cell.iter(f"{W}p") if (t := _text(p, look, used)))
            for cell in _own(row, "tc", "tr")
        ]
        if any(cells):
            yield f"| {' | '.join(cells)} |"
    yield from _said(list(dict.fromkeys(used)), look)


def _blocks(parent: etree._Element, look: _Look) -> Iterator[str]:
    for child in parent:
        if child.tag == f"{W}p":
            yield from _paragraph(child, look)
        elif child.tag == f"{W}tbl":
            yield from _table(child, look)
        elif child.tag in (f"{W}body", f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}moveTo", f"{W}smartTag"):
            yield from _blocks(child, look)
