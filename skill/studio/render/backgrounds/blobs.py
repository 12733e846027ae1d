"""A gradient mesh: large soft spots of colour that wander and melt into each other."""

from __future__ import annotations

import numpy as np

from skill.studio.render.backgrounds.field import Field
from skill.studio.render.palette import Palette, mix
from skill.studio.render.stage import Frame

_SPOTS = 5


class Blobs:
    """Five spots on slow closed paths; seed and index place them."""

    def __init__(self, size: tuple[int, int], palette: Palette, seed: int, index: int) -> None:
        self._field = Field(size, 16)
        self._palette = palette
        rng = np.random.default_rng((seed, index, 2))
        self._centres = np.stack(
            (rng.uniform(0, 1, _SPOTS), (np.arange(_SPOTS) + rng.uniform(0, 1, _SPOTS)) / _SPOTS)
        )
        self._phase = rng.uniform(0, 2 * np.pi, (2, _SPOTS))
        self._speed = rng.uniform(0.35, 0.7, (2, _SPOTS)) * rng.choice((-1, 1), (2, _SPOTS))
        self._radius = rng.uniform(0.34, 0.62, _SPOTS)
        first, second, third = palette.grounds
        shine = mix(first, "#ffffff", 0.0 if palette.dark else 0.55)
        self._colours = (second, third, shine, third, second)

    def paint(self, frame: Frame, t: float) -> None:
        """See `Backdrop`."""
        field = self._field
        layers = []
        for n in range(_SPOTS):
            x = (self._centres[0, n] + 0.26 * np.sin(self._speed[0, n] * t + self._phase[0, n])) * field.width
            y = (
                self._centres[1, n] + 0.13 * np.cos(self._speed[1, n] * t + self._phase[1, n])
            ) * field.height
            far = (np.square(field.x - x) + np.square(field.y - y)) / np.float32(self._radius[n] ** 2)
            layers.append((np.exp(-far * np.float32(1.4)).astype(np.float32), self._colours[n]))
        field.paint(frame, self._palette.grounds[0], layers)
