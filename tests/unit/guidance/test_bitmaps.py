"""Bitmaps: stored sets come back whole, and sums over all passages are those of a plain loop."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.guidance import bitmaps
from knowledge.guidance.bitmaps import CHUNK, DENSE, Sum

POSITIONS = st.sets(st.integers(0, CHUNK - 1), max_size=60)


@given(POSITIONS)
def test_a_small_set_comes_back(positions: set[int]) -> None:
    assert set(bitmaps.unpack(bitmaps.pack(positions))) == positions


@pytest.mark.parametrize("size", [DENSE - 1, DENSE, DENSE + 1, CHUNK])
def test_a_set_comes_back_on_either_side_of_the_change_of_form(size: int) -> None:
    positions = set(range(CHUNK - size, CHUNK))
    assert set(bitmaps.unpack(bitmaps.pack(positions))) == positions
    assert bitmaps.members(bitmaps.joined([(1, bitmaps.pack(positions))], 3)) == [
        CHUNK + p for p in sorted(positions)
    ]


@given(st.dictionaries(st.integers(0, 3), POSITIONS))
def test_chunks_are_joined_in_their_places(chunks: dict[int, set[int]]) -> None:
    bits = bitmaps.joined([(n, bitmaps.pack(p)) for n, p in chunks.items()], 4)
    assert set(bitmaps.members(bits)) == {n * CHUNK + p for n, found in chunks.items() for p in found}


@given(st.sets(st.integers(0, 500)), st.integers(0, 20))
def test_the_first_members_are_the_lowest(numbers: set[int], most: int) -> None:
    bits = bitmaps.of(numbers, 1)
    assert bitmaps.members(bits) == sorted(numbers)
    assert bitmaps.members(bits, most) == sorted(numbers)[:most]


@given(
    st.lists(st.tuples(st.integers(0, 90), st.sets(st.integers(0, 40))), max_size=12),
    st.sets(st.integers(0, 40), min_size=1),
    st.integers(1, 45),
)
def test_the_best_sums_are_chosen(parts: list[tuple[int, set[int]]], among: set[int], count: int) -> None:
    total = Sum()
    for worth, members in parts:
        total.add(worth, bitmaps.of(members, 1))
    sums = {n: sum(w for w, members in parts if n in members) for n in among}
    wanted = sorted(among, key=lambda n: (-sums[n], n))[:count]
    assert sorted(total.best(bitmaps.of(among, 1), count)) == sorted(wanted)
