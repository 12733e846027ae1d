"""Ink in water: soft dark clouds that spread from the edges over pale paper."""

from __future__ import annotations

import numpy as np

from skill.studio.render.backgrounds.field import Field
from skill.studio.render.palette import Palette, mix
from skill.studio.render.stage import Frame


class Ink:
    """Seed and index decide where the ink comes from and how it curls."""

    def __init__(self, size: tuple[int, int], palette: Palette, seed: int, index: int) -> None:
        self._field = field = Field(size, 10)
        self._palette = palette
        rng = np.random.default_rng((seed, index, 11))
        self._phase = rng.uniform(0, 2 * np.pi, 6).tolist()
        side = (index + seed) % 3
        place = field.y / field.height
        from_side = (np.abs(place - 0.5) * 2, place * 1.25 - 0.15, 1.1 - place * 1.25)[side]
        corner = np.abs(field.x / field.width - (0.2 if index % 2 else 0.8))
        self._near = (from_side + corner * 0.35 - 0.42).astype(np.float32)
        self._x, self._y = field.x * np.float32(3.0), field.y * np.float32(3.0)

    def paint(self, frame: Frame, t: float) -> None:
        """See `Backdrop`."""
        first, second, third = self._palette.grounds
        x, y, p = self._x, self._y, self._phase
        a = np.sin(x * 1.1 + p[0] + 0.5 * t) + np.sin(y * 1.3 + p[1] - 0.4 * t)
        b = np.sin(x * 1.9 + a * 1.2 + p[2] - 0.35 * t) + np.sin(y * 2.1 - a * 1.1 + p[3] + 0.3 * t)
        c = np.sin((x + y) * 1.7 + b * 1.6 + p[4] + 0.25 * t)
        wash = np.clip((self._near + 0.1 * a + 0.12 * b) * 1.6, 0, 1)
        body = np.clip((self._near + 0.08 * b + 0.1 * c - 0.12) * 2.4, 0, 1)
        veins = np.clip(1 - np.abs(c + 0.4 * b) * 1.5, 0, 1) * wash * 0.6
        layers = ((wash, second), (np.maximum(body, veins), third))
        ground = mix(first, "#ffffff", 0.0 if self._palette.dark else 0.3)
        self._field.paint(frame, ground, [(mask.astype(np.float32), colour) for mask, colour in layers])
