from __future__ import annotations

import pytest

from knowledge.rules import RuleBook, load_rules


@pytest.fixture(scope="session")
def book() -> RuleBook:
    return load_rules()
