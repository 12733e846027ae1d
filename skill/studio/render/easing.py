"""How things move: curves from 0 to 1 over a share of time 0 to 1, and shares of a stretch of time."""

from __future__ import annotations

import math


def share(t: float, start: float, length: float) -> float:
    """How much of the stretch from `start` of `length` seconds has passed at `t`, 0-1."""
    return min(1.0, max(0.0, (t - start) / length))


def out_expo(p: float) -> float:
    """Very fast, then settling for long."""
    return 1.0 if p >= 1 else 1.0 - float(2.0 ** (-9.0 * p))


def out_cubic(p: float) -> float:
    """Fast, then settling."""
    return 1.0 - (1.0 - p) ** 3


def out_back(p: float) -> float:
    """A little past the end and back."""
    return 1.0 + 2.4 * (p - 1.0) ** 3 + 1.4 * (p - 1.0) ** 2


def in_out(p: float) -> float:
    """Slow, fast, slow."""
    return p * p * (3.0 - 2.0 * p)


def spring(p: float) -> float:
    """Past the end and back, twice, like something light on a spring."""
    return 1.0 if p >= 1 else 1.0 - math.exp(-6.0 * p) * math.cos(9.0 * p)
