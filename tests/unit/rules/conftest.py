from __future__ import annotations

from functools import cache

import pytest

from knowledge.rules import RuleBook, load_rules


@cache
def shipped() -> RuleBook:
    """Loaded once for the whole process, which mutation testing forks for each mutant."""
    return load_rules()


@pytest.fixture(scope="session")
def book() -> RuleBook:
    return shipped()
