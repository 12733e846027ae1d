"""What is heard when one scene gives way to the next: moving air, quiet enough not to be noticed as a sound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from skill.studio.render.sound.loudness import Stereo
from skill.studio.render.sound.resonance import coloured

LEVEL = 0.11
"""The peak of an effect where music is as loud as a voice: some 12 dB under it."""
EARLY_S = 0.08
"""An effect begins this long before the picture moves."""


@dataclass(frozen=True)
class Air:
    """Noise between `low` and `high` Hz that swells for `rise` seconds and dies in `fall`, going from `start` to
    `end` in the stereo picture (-1 left, 1 right). `thud` adds a low knock at its height.
    """

    low: float
    high: float
    rise: float
    fall: float
    start: float = 0.0
    end: float = 0.0
    thud: float = 0.0


EFFECTS: Mapping[str, Air] = MappingProxyType(
    {
        "push": Air(350, 2600, 0.28, 0.24, 0.7, -0.7),
        "slide": Air(350, 2600, 0.28, 0.24, 0.7, -0.7),
        "wipe": Air(700, 4200, 0.30, 0.26, -0.7, 0.7),
        "lift": Air(450, 3200, 0.28, 0.24),
        "iris": Air(250, 1900, 0.24, 0.34),
        "zoom": Air(180, 1500, 0.30, 0.30, thud=0.5),
        "dip": Air(90, 500, 0.26, 0.45, thud=0.6),
    }
)
"""The sound of each transition that moves; dissolves have none."""


def effect(name: str, rate: int) -> Stereo:
    """The sound of a transition, float32[n, 2] with a peak of 1. The same arguments give the same samples.

    Raises:
        KeyError: that transition has no sound.
    """
    air = EFFECTS[name]
    n = round((air.rise + air.fall) * rate)
    t = np.arange(n) / rate
    noise = coloured(n, rate, np.random.default_rng([5, *name.encode()]), air.low, air.high)
    swell = np.where(t < air.rise, (t / air.rise) ** 2.2, np.exp(-(t - air.rise) / (air.fall / 4)))
    place = (air.start + (air.end - air.start) * t / t[-1] + 1) * np.pi / 4
    sound = noise.mean(axis=0) * swell * np.stack((np.cos(place), np.sin(place)))
    if air.thud:
        late = np.maximum(t - air.rise * 0.9, 0)
        knock = np.sin(2 * np.pi * 62 * late) * np.exp(-late / 0.09)
        sound = sound / np.abs(sound).max() + air.thud * knock
    sound *= np.minimum(1.0, (n - np.arange(n)) / (0.02 * rate))
    return np.ascontiguousarray((sound / np.abs(sound).max()).T, np.float32)
