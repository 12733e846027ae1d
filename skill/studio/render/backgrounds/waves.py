"""Layers of water that roll past each other."""

from __future__ import annotations

import numpy as np

from skill.studio.render.backgrounds.field import Field, Layer
from skill.studio.render.palette import Palette, mix
from skill.studio.render.stage import Frame

_LAYERS = 6


class Waves:
    """Six layers; seed and index set their height, rhythm and direction, odd scenes hang from the top."""

    def __init__(self, size: tuple[int, int], palette: Palette, seed: int, index: int) -> None:
        self._field = field = Field(size, 5)
        self._palette = palette
        rng = np.random.default_rng((seed, index, 6))
        self._hanging = bool((index + seed) % 2)
        self._levels = np.linspace(0.3, 0.92, _LAYERS) * field.height + rng.uniform(-0.03, 0.03, _LAYERS)
        self._length = rng.uniform(2.2, 4.6, _LAYERS)
        self._phase = rng.uniform(0, 2 * np.pi, _LAYERS)
        self._speed = rng.uniform(0.5, 1.0, _LAYERS) * np.where(np.arange(_LAYERS) % 2, 1, -1)
        self._y = field.height - field.y if self._hanging else field.y

    def _wet(self, crest: float) -> slice:
        """The rows that a layer reaches whose highest crest is at this depth."""
        dry = max(0, int((crest / self._field.height) * self._field.rows) - 4) & ~1
        return slice(0, self._field.rows - dry) if self._hanging else slice(dry, self._field.rows)

    def paint(self, frame: Frame, t: float) -> None:
        """See `Backdrop`."""
        field = self._field
        first, second, third = self._palette.grounds
        layers: list[Layer] = []
        for n in range(_LAYERS):
            angle = field.x * np.float32(self._length[n]) + np.float32(self._phase[n] + self._speed[n] * t)
            crest = np.sin(angle) * np.float32(0.05) + np.sin(angle * 2.1 + t * 0.4) * np.float32(0.014)
            crest += np.float32(self._levels[n] + 0.012 * np.sin(t * 0.7 + n))
            share = (n + 1) / _LAYERS
            colour = mix(first, second, share * 2) if share <= 0.5 else mix(second, third, share * 2 - 1)
            wet = self._wet(float(crest.min()))
            layers.append((field.edge(self._y[wet] - crest.astype(np.float32)), colour, wet, slice(None)))
        field.paint(frame, mix(first, "#ffffff", 0.0 if self._palette.dark else 0.4), layers)
