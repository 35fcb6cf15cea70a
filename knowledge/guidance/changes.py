"""What changed in the figures of a document between two runs of indexing: one sentence for each section."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.guidance.figures import Figure, figures
from knowledge.guidance.originals import Original


def _said(figure: Figure) -> str:
    if figure.unit == "now":
        return "at once"
    plural = "" if figure.number == "1" else "s"
    return f"{figure.number} {'working ' if figure.working else ''}{figure.unit}{plural}"


def _by_section(original: Original) -> dict[str, set[Figure]]:
    found: dict[str, set[Figure]] = {}
    for block in original.blocks:
        found.setdefault(block.section, set()).update(figures(block.text))
    return found


def changed_figures(old: Original, new: Original) -> Iterator[str]:
    """One sentence for each section whose figures were changed, added or taken out."""
    before, after = _by_section(old), _by_section(new)
    for section in dict.fromkeys([*before, *after]):
        out = sorted(_said(f) for f in before.get(section, set()) - after.get(section, set()))
        come = sorted(_said(f) for f in after.get(section, set()) - before.get(section, set()))
        if out or come:
            parts = [f"no longer says {', '.join(out)}"] if out else []
            parts += [f"now says {', '.join(come)}"] if come else []
            yield f"{new.document}, “{section or new.title}”: {' and '.join(parts)}."


def lost_figures(gone: Original) -> Iterator[str]:
    """One sentence for a document that is gone and gave figures."""
    said = sorted({_said(f) for found in _by_section(gone).values() for f in found})
    if said:
        yield f"{gone.document} is gone, and with it {', '.join(said)}."
