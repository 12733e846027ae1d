"""A look-ahead limiter whose gain is known before the first sample is touched."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from skill.studio.render.sound.loudness import HOP

_AHEAD = 4
_RELEASE = 0.12


def gains(peaks: NDArray[np.float32], gain: float, ceiling: float, rate: int) -> NDArray[np.float32]:
    """The gain for every hop of a programme with true peaks `peaks`, so that `gain` times it stays below
    `ceiling`.

    All linear. The gain falls within about 5 ms before a peak (no click, no distortion) and returns with a
    time constant of 120 ms. Between hops it may be interpolated linearly: each hop's neighbours are safe for
    it too.
    """
    if peaks.size == 0:
        return np.zeros(0, np.float32)
    safe = np.minimum(1.0, ceiling / np.maximum(1e-9, gain * peaks))
    lowest = _around(safe, _AHEAD + 1).tolist()
    back = 1 - math.exp(-HOP / rate / _RELEASE)
    now = 1.0
    for n, wanted in enumerate(lowest):
        now = min(wanted, now + (1 - now) * back)
        lowest[n] = now
    # The mean of values that are all low enough for the hop in the middle is low enough for it.
    padded = np.pad(np.array(lowest), _AHEAD, mode="edge")
    smooth = np.convolve(padded, np.full(2 * _AHEAD + 1, 1 / (2 * _AHEAD + 1)), "valid")
    return (gain * smooth).astype(np.float32)


def _around(values: NDArray[np.floating], reach: int) -> NDArray[np.float64]:
    """The smallest value within `reach` places of each."""
    padded = np.pad(values.astype(np.float64), reach, mode="edge")
    return np.asarray(np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1).min(axis=1))


def spread(curve: NDArray[np.float32], start: int, n: int) -> NDArray[np.float32]:
    """The gain of `n` samples from sample `start`, float32[n, 1]: the curve's hops joined by straight
    lines."""
    first = start // HOP
    part = curve[max(0, first - 1) : (start + n) // HOP + 3]
    at = (np.arange(max(0, first - 1), max(0, first - 1) + part.size) + 0.5) * HOP
    return np.interp(np.arange(start, start + n), at, part).astype(np.float32)[:, None]
