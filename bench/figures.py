"""Small sums over measured times."""

from __future__ import annotations

import math
from collections.abc import Sequence


def percentile(times: Sequence[float], share: float) -> float:
    """The value that `share` of the times do not exceed (nearest rank)."""
    ordered = sorted(times)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def median(times: Sequence[float]) -> float:
    """The middle value."""
    return percentile(times, 0.5)


def milliseconds(seconds: float) -> str:
    """Seconds as milliseconds, readable."""
    return f"{seconds * 1000:.2f} ms"
