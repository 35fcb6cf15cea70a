"""PDF files: text by columns, headings by size and weight, page headers and footers left out, cited by page."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from pdfminer.high_level import extract_pages
from pdfminer.layout import LAParams, LTChar, LTTextContainer, LTTextLine
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdfparser import PDFSyntaxError
from pdfminer.psexceptions import PSException

from knowledge.guidance.readers import Marked, Refused

# What pdfminer raises on files that are cut off or wrongly made.
BROKEN = (PDFException, PSException, PDFSyntaxError, ValueError, TypeError, KeyError, IndexError, AssertionError,
          OverflowError, RecursionError, AttributeError)  # fmt: skip
MOST_PAGES = 1500
LARGER = 1.12  # a heading is this much larger than the body
HEADING = 110  # characters
LEAST_TEXT = 25  # characters a page; less than that throughout is a scan
EDGE = 0.09  # share of a page's height where headers and footers stand
MARGIN = 0.035  # share of a page's width by which a line must be indented to begin a list of its own
_BULLET = re.compile(
    r"^\s*(?:[•·●○▪■◦\uf0b7\uf0a7‣➢]|[-–—]\s|o\s{1,3}(?=[A-Z])|\(?[a-z]\)\s|\(?[ivx]{1,4}\)\s|\d{1,2}[.)]\s)\s*"
)


@dataclass(slots=True)
class _Line:
    text: str
    size: float
    bold: bool
    x: float
    y: float
    page: int
    box: int
    height: float


def read_pdf(path: Path) -> Marked:
    """A PDF as marked text with a form feed between pages. Raises Refused where it is locked, scanned or broken."""
    lines: list[_Line] = []
    pages = 0
    try:
        for number, page in enumerate(
            extract_pages(path, laparams=LAParams(boxes_flow=0.5), maxpages=MOST_PAGES), 1
        ):
            pages = number
            for count, box in enumerate(b for b in page if isinstance(b, LTTextContainer)):
                for line in box:
                    if isinstance(line, LTTextLine) and (made := _line(line, number, count, page.height)):
                        lines.append(made)
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        raise Refused(f"{path.name} is locked with a password. Save it without one.") from error
    except BROKEN as error:
        raise Refused(
            f"{path.name} is damaged or cut off and cannot be read. Save it again as a PDF."
        ) from error
    if not pages:
        raise Refused(f"{path.name} is damaged or cut off: it holds no pages. Save it again as a PDF.")
    if sum(len(line.text) for line in lines) < LEAST_TEXT * pages:
        raise Refused(
            f"{path.name} is a scan: it holds pictures of pages, no text. Have its text recognised (OCR) first."
        )
    return Marked(_marked(_without_furniture(lines, pages), pages), "page", True)


def _line(line: LTTextLine, page: int, box: int, height: float) -> _Line | None:
    text = re.sub(r"\s+", " ", line.get_text().replace("\x0c", " ")).strip()
    chars = [c for c in line if isinstance(c, LTChar) and c.get_text().strip()]
    if not text or not chars:
        return None
    bold = sum("bold" in c.fontname.lower() or "black" in c.fontname.lower() for c in chars) > 0.8 * len(
        chars
    )
    size = Counter(round(c.size, 1) for c in chars).most_common(1)[0][0]
    return _Line(text, size, bold, line.x0, line.y0, page, box, height)


def _without_furniture(lines: list[_Line], pages: int) -> list[_Line]:
    """Lines without what stands at the edge of many pages (numbers aside)."""

    def key(line: _Line) -> str:
        return re.sub(r"\d+", "#", line.text.lower())

    def at_edge(line: _Line) -> bool:
        return line.y < line.height * EDGE or line.y > line.height * (1 - EDGE)

    often = Counter(key(line) for line in lines if at_edge(line))
    least = max(2, pages // 3) if pages > 1 else 2
    number = re.compile(r"(?:page )?#(?: of #)?(?: \| page)?")
    return [x for x in lines if not (at_edge(x) and (often[key(x)] >= least or number.fullmatch(key(x))))]


def _marked(lines: list[_Line], pages: int) -> str:
    sizes = Counter[float]()
    for line in lines:
        sizes[line.size] += len(line.text)
    body = sizes.most_common(1)[0][0] if sizes else 10.0
    larger = sorted({line.size for line in lines if line.size >= body * LARGER}, reverse=True)
    out: list[str] = []
    page, last = 1, None
    for line in lines:
        while page < line.page:
            out.append("\f")
            page += 1
        short = len(line.text) <= HEADING and not line.text.endswith((".", ";", ","))
        level = 0
        if short and line.size >= body * LARGER:
            level = min(4, larger.index(line.size) + 1)
        elif short and line.bold and not _BULLET.match(line.text) and line.text[:1].isalnum():
            level = 5
        bullet = _BULLET.match(line.text)
        if level:
            if (
                last is not None
                and last[0] == level
                and last[1].box == line.box
                and out
                and not last[1].text.endswith("?")
            ):
                out[-1] += f" {line.text}"
            else:
                out.append(f"{'#' * level} {line.text}")
        elif bullet and line.text[bullet.end() :].strip():
            out.append(f"- {line.text[bullet.end() :].strip()}")
        elif last is not None and not last[0] and out and out[-1] != "\f" and _goes_on(last[1], line):
            out[-1] = out[-1][:-1] + line.text if _broken(out[-1], line.text) else f"{out[-1]} {line.text}"
        elif bullet:
            out.append("-")
        else:
            out.append(line.text)
        last = (level, line)
    return "\n\n".join(out)


def _broken(before: str, after: str) -> bool:
    """Whether a word is divided over the two lines."""
    return bool(re.search(r"[a-z]-$", before)) and after[:1].islower()


def _goes_on(last: _Line, line: _Line) -> bool:
    """Whether a line belongs to the paragraph or list item before it."""
    if last.box == line.box and last.page == line.page:
        return last.y - line.y < 1.9 * line.size or line.text[:1].islower()
    return line.text[:1].islower() and not last.text.endswith((".", ":", "?", "!", ";"))
