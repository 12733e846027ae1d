"""The music makes room for the voice."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from skill.studio.render.sound.loudness import HOP
from skill.studio.render.sound.tape import Tape

DEPTH = 10 ** (-9 / 20)
"""What is left of the music (linear) while somebody speaks."""

_ACTIVE = 10 ** (-26 / 20)
_PAUSE_S = 0.7
_EARLY_S = 0.25


def dip(voice: Tape, start: int, samples: int, rate: int) -> NDArray[np.float32]:
    """The gain of the music for every `HOP` of `samples`, while `voice` (from sample `start`) is heard.

    The music is down before the first word, stays down through pauses between sentences, and takes half a second each
    way, so that nobody notices.
    """
    hops = -(-samples // HOP)
    span = HOP * 512
    loudest = 0.0
    levels = np.zeros(hops)
    for begin in range(0, samples, span):
        power = np.mean(voice.read(begin - start, span) ** 2, axis=1).reshape(-1, HOP).mean(axis=1)
        levels[begin // HOP : begin // HOP + 512] = np.sqrt(power)[: hops - begin // HOP]
        loudest = max(loudest, float(np.sqrt(power.max())))
    if loudest == 0:
        return np.ones(hops, np.float32)
    wide = _spread_out(levels > loudest * _ACTIVE, round((_PAUSE_S / 2 + _EARLY_S) * rate / HOP))
    window = np.hanning(2 * round(_EARLY_S * rate / HOP) + 3)
    reach = window.size // 2
    smooth = np.convolve(np.pad(wide.astype(float), reach, mode="edge"), window / window.sum(), "valid")
    return np.asarray(1 - (1 - DEPTH) * smooth, np.float32)


def _spread_out(active: NDArray[np.bool_], reach: int) -> NDArray[np.bool_]:
    """True within `reach` places of a true one."""
    counts = np.cumsum(np.pad(active, (reach + 1, reach)).astype(int))
    return np.asarray(counts[2 * reach + 1 :] > counts[: -2 * reach - 1])
