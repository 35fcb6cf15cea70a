"""Bitmaps: a set of passages as one whole number, a bit for each, so that a question is added up over all at once.

On disk a set is cut into chunks of 65,536 passages: few of them as a list of positions, many as the bits
themselves (the containers of "roaring bitmaps").
"""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Collection, Iterable

CHUNK = 1 << 16
BYTES = CHUNK // 8
DENSE = CHUNK // 128  # positions; from so many on the bits themselves are kept
_BIT = tuple(1 << n for n in range(8))
_SOME = re.compile(rb"[^\0]")


def pack(positions: Collection[int]) -> bytes:
    """A set of positions within a chunk, as it is stored."""
    if len(positions) < DENSE:
        few = array("H", sorted(positions))
        if sys.byteorder == "big":
            few.byteswap()
        return few.tobytes()
    bits = bytearray(BYTES)
    for position in positions:
        bits[position >> 3] |= _BIT[position & 7]
    return bytes(bits)


def unpack(packed: bytes) -> Iterable[int]:
    """The positions of a stored set."""
    if len(packed) == BYTES:
        return members(int.from_bytes(packed, "little"))
    few = array("H", packed)
    if sys.byteorder == "big":
        few.byteswap()
    return few


def joined(chunks: Iterable[tuple[int, bytes]], size: int) -> int:
    """Stored chunks (number, set) as one set over `size` chunks."""
    bits = bytearray(size * BYTES)
    for number, packed in chunks:
        start = number * BYTES
        if len(packed) == BYTES:
            bits[start : start + BYTES] = packed
        else:
            for position in unpack(packed):
                bits[start + (position >> 3)] |= _BIT[position & 7]
    return int.from_bytes(bits, "little")


def of(numbers: Iterable[int], size: int) -> int:
    """The set of the given passages over `size` chunks."""
    bits = bytearray(size * BYTES)
    for number in numbers:
        bits[number >> 3] |= _BIT[number & 7]
    return int.from_bytes(bits, "little")


def members(bits: int, most: int | None = None) -> list[int]:
    """The passages of a set in order, the first `most` of them."""
    found: list[int] = []
    raw = bits.to_bytes((bits.bit_length() + 7) // 8, "little")
    for match in _SOME.finditer(raw):
        if most is not None and len(found) >= most:
            break
        start = match.start()
        found.extend(start * 8 + n for n in range(8) if raw[start] & _BIT[n])
    return found if most is None else found[:most]


class Sum:
    """Whole numbers added up for all passages at once: plane n holds the passages whose sum has bit n set."""

    def __init__(self) -> None:
        self._planes: list[list[int]] = []

    def add(self, worth: int, bits: int) -> None:
        """Add `worth` to every passage of a set."""
        plane = 0
        while worth and bits:
            if worth & 1:
                self._at(plane).append(bits)
            worth >>= 1
            plane += 1

    def _at(self, plane: int) -> list[int]:
        while len(self._planes) <= plane:
            self._planes.append([])
        return self._planes[plane]

    def best(self, among: int, count: int) -> list[int]:
        """The `count` passages of a set with the largest sums (the earlier ones where sums are equal)."""
        level = 0
        while level < len(self._planes):  # add the sets of a plane up, carrying into the next
            plane = self._planes[level]
            while len(plane) > 1:
                one, two = plane.pop(), plane.pop()
                three = plane.pop() if plane else 0
                either = one ^ two
                plane.append(either ^ three)
                carried = (one & two) | (three & either)
                if carried:
                    self._at(level + 1).append(carried)
            level += 1
        chosen = 0
        for plane in reversed(self._planes):
            high = among & plane[0] if plane else 0
            size = high.bit_count()
            if size >= count:
                among = high
            elif size:
                chosen |= high
                count -= size
                among &= ~high
        return members(chosen) + members(among, count)
