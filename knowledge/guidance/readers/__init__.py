"""Readers: one a kind of file. Each turns a file into marked text (headings `#`, lists `-`, tables `|`).

Plain text and Markdown are read here; everything else in a child process with limits (`child.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

KINDS = (".txt", ".md", ".html", ".htm", ".docx", ".pdf")
LARGEST = 60_000_000  # bytes of a file that is still opened
LARGEST_PLAIN = 10_000_000  # bytes of a text file: a thousand times a policy


class Refused(ValueError):
    """A file that is not read; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Marked:
    """The text of a file with marks. `places` says what a citation counts: lines, pages or paragraphs.

    `structured`: headings stand only where they are marked; nothing is guessed from the look of a line.
    """

    text: str
    places: str = "line"
    structured: bool = False


def check_size(path: Path, largest: int = LARGEST) -> None:
    """Refuse a file that is empty or too large to be a policy. Raises OSError where it cannot be looked up."""
    size = path.stat().st_size
    if size > largest:
        raise Refused(
            f"{path.name} is larger than {largest // 1_000_000} MB. Split it, or save it without pictures."
        )
    if size == 0:
        raise Refused(f"{path.name} is empty.")


def read_plain(path: Path) -> Marked:
    """A text or Markdown file, in whatever of the usual encodings it is. Raises Refused."""
    check_size(path, LARGEST_PLAIN)
    raw = path.read_bytes()
    if b"\0" in raw[:4000] and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused(f"{path.name} is not a text file. Save it as .docx, .pdf, .html, .md or .txt.")
    for encoding in (
        ("utf-16",) if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252", "latin-1")
    ):
        try:
            return Marked(raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise Refused(f"{path.name} is in an unknown encoding. Save it as UTF-8.")


def read_marked(path: Path) -> Marked:
    """Read any kind of file in this process. Raises Refused with a sentence."""
    kind = path.suffix.lower()
    check_size(path)
    if kind in (".html", ".htm"):
        from knowledge.guidance.readers.html import read_html

        return read_html(path)
    if kind == ".docx":
        from knowledge.guidance.readers.docx import read_docx

        return read_docx(path)
    if kind == ".pdf":
        from knowledge.guidance.readers.pdf import read_pdf

        return read_pdf(path)
    if kind in (".txt", ".md"):
        return read_plain(path)
    raise Refused(f"{path.name} is of a kind that is not read. Save it as .docx, .pdf, .html, .md or .txt.")
