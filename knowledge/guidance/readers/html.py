"""Web pages: headings, paragraphs, lists and tables of the main part; menus, banners and hidden text left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from lxml import etree
from lxml import html as lxml_html

from knowledge.guidance.readers import Marked, Refused

_DROPPED = frozenset(
    (
        "script",
        "style",
        "noscript",
        "template",
        "nav",
        "header",
        "footer",
        "aside",
        "form",
        "button",
        "select",
        "iframe",
        "svg",
        "head",
        "dialog",
    )
)
_FURNITURE = re.compile(
    r"\b(?:cookie|cookies|banner|breadcrumbs?|menu|navbar|navigation|nav|footer|header|skip-link|skiplink|sidebar|share|social|print|"
    r"search|feedback|pagination|related|back-to-top|toc)\b"
)
_NAMES_ENCODING = re.compile(rb"charset|<\?xml[^>]*encoding", re.I)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_BLOCKS = frozenset(
    ("p", "div", "section", "article", "main", "blockquote", "dd", "dt", "figcaption", "pre", "address", "center",
     "td", "th")
)  # fmt: skip
_HEADINGS = {f"h{n}": n for n in range(1, 7)}


def read_html(path: Path) -> Marked:
    """A web page as marked text, cited by paragraph."""
    raw = path.read_bytes()
    parser = lxml_html.HTMLParser(no_network=True, huge_tree=False, recover=True)
    try:
        root = lxml_html.document_fromstring(_decoded(raw), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        if _starved(parser):
            raise MemoryError from error
        raise Refused(f"{path.name} cannot be read as a web page. Save the page again.") from error
    if _starved(parser):
        raise MemoryError  # only a part of the page was read
    start = next((e for e in root.iter() if e.tag in ("main", "article") or e.get("role") == "main"), None)
    lines = [line for line in _lines(start if start is not None else root, 0) if line.strip()]
    if not lines and start is not None:
        lines = [line for line in _lines(root, 0) if line.strip()]
    if not lines:
        raise Refused(f"{path.name} holds no text. If the page fills itself by a script, save it as a PDF.")
    return Marked("\n\n".join(lines), "paragraph", True)


def _starved(parser: lxml_html.HTMLParser) -> bool:
    """Whether the parser ran out of memory."""
    return any(e.type == etree.ErrorTypes.ERR_NO_MEMORY for e in parser.error_log)


def _decoded(raw: bytes) -> bytes | str:
    """A page that does not name its encoding is UTF-8 where it can be; otherwise the parser finds out."""
    if _NAMES_ENCODING.search(raw[:4096]) or raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw
    with suppress(UnicodeDecodeError):
        return raw.decode("utf-8-sig")
    return raw


def _skipped(element: lxml_html.HtmlElement) -> bool:
    if not isinstance(element.tag, str) or element.tag in _DROPPED:
        return True
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    if _HIDDEN.search(element.get("style", "").lower()) or element.get("role") in (
        "navigation",
        "banner",
        "contentinfo",
        "search",
    ):
        return True
    names = f"{element.get('class', '')} {element.get('id', '')}".lower().replace("_", "-")
    return element.tag not in ("body", "html", "main", "article") and bool(_FURNITURE.search(names))


def _inline(element: lxml_html.HtmlElement) -> str:
    """The text of an element without what is hidden and without nested lists and tables."""
    parts = [element.text or ""]
    for child in element:
        if not _skipped(child) and child.tag not in ("ul", "ol", "table"):
            parts.append("\n" if child.tag == "br" else _inline(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _holds_blocks(element: lxml_html.HtmlElement) -> bool:
    return any(
        isinstance(c.tag, str)
        and (c.tag in _BLOCKS or c.tag in _HEADINGS or c.tag in ("ul", "ol", "table", "dl"))
        for c in element.iterdescendants()
    )


def _lines(element: lxml_html.HtmlElement, depth: int) -> Iterator[str]:
    if _skipped(element):
        return
    tag = element.tag
    if tag in _HEADINGS:
        yield f"{'#' * _HEADINGS[tag]} {_tidy(_inline(element))}"
    elif tag in ("ul", "ol"):
        for item in element:
            if item.tag == "li" and not _skipped(item):
                yield f"{'  ' * depth}- {_tidy(_inline(item))}"
                for nested in item.iter("ul", "ol", "table"):
                    if nested.getparent() is item:
                        yield from _lines(nested, depth + 1)
    elif tag == "table":
        for row in element.iter("tr"):
            cells = [_tidy(_inline(c)) for c in row if c.tag in ("td", "th")]
            if any(cells):
                yield f"| {' | '.join(cells)} |"
    elif _holds_blocks(element):
        yield _tidy(element.text or "")
        for child in element:
            yield from _lines(child, depth)
            yield _tidy(child.tail or "")
    else:
        text = _tidy(_inline(element))
        bold = len(element) == 1 and element[0].tag in ("strong", "b") and _tidy(_inline(element[0])) == text
        yield f"#### {text}" if bold and 0 < len(text) <= 90 and not text.endswith(".") else text
