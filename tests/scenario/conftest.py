"""The stand-in Slack and the product beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers.playground.standin import StandInSlack
from knowledge import Knowledge
from tests.scenario.rig import ROOT, Product


@pytest.fixture
def slack() -> Iterator[StandInSlack]:
    with StandInSlack(manifest=ROOT / "handlers" / "manifest.yaml") as running:
        yield running


@pytest.fixture
def product(slack: StandInSlack, tmp_path: Path, knowledge: Knowledge) -> Iterator[Product]:
    with Product(slack, f"sqlite:///{tmp_path / 'product.db'}", knowledge) as made:
        yield made
