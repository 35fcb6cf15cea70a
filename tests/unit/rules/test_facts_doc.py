"""docs/facts.md names every fact, place, visitor and question, and none that is not there."""

from __future__ import annotations

from pathlib import Path

from knowledge.fact_names import ALL_FACTS, CAUSES, OUTCOMES, PLACES, WHO
from knowledge.models import ASKS

TEXT = (Path(__file__).parents[3] / "docs" / "facts.md").read_text()


def test_every_name_is_explained() -> None:
    names = [
        f
        for f in ALL_FACTS
        if not f.endswith(("_on", "_until")) or f in ("order_made_on", "long_term_matched_on")
    ]
    for name in [*names, *OUTCOMES, *PLACES, *WHO, *CAUSES, *ASKS]:
        assert f"`{name}`" in TEXT, name
