"""A team and two siblings, with everybody's messages in view."""

from __future__ import annotations

from datetime import date

import pytest

from bot.bootstrap import Deps
from bot.domain.children import Child
from tests.builders import a_cast, a_child
from tests.service.post import Post


@pytest.fixture
def post(deps: Deps) -> Post:
    a_cast(deps)
    return Post(deps)


@pytest.fixture
def siblings(post: Post) -> tuple[Child, Child]:
    seen = date(2026, 11, 16)
    first = a_child(post.deps, household="H-1", initials="K.B.", seen=seen)
    return first, a_child(post.deps, household="H-1", initials="L.B.", seen=seen)
