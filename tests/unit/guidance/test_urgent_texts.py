"""The emergency cards as people read them: every step a sentence, no data that slipped in."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.guidance import PACKS, DataError, load_guidance
from knowledge.guidance.files import read_yaml


def test_every_step_is_a_sentence() -> None:
    routes = read_yaml(PACKS.parent / "urgent.yaml")["routes"]
    assert len(routes) > 10
    for route in routes:
        assert isinstance(route["title"], str)
        assert route["steps"], route["id"]
        for step in route["steps"]:
            assert isinstance(step, str), f"{route['id']}: quote the step that holds a colon: {step}"
            assert "{'" not in step


def test_a_step_that_a_colon_took_apart_is_refused_with_the_cure(tmp_path: Path) -> None:
    card = "routes:\n  - id: flood\n    title: Flood\n    steps:\n      - Get out: at once\n"
    (tmp_path / "urgent.yaml").write_text(card, encoding="utf-8")
    with pytest.raises(DataError, match=r"route 'flood'.*quote one that holds a colon"):
        load_guidance([tmp_path])
