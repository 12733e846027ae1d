"""Folds of silk that catch the light as they move, with a little glitter."""

from __future__ import annotations

import numpy as np

from skill.studio.render.backgrounds.field import Field, glow
from skill.studio.render.palette import Palette
from skill.studio.render.stage import Frame

_GLITTER = 40


class Silk:
    """Seed and index turn the folds and scatter the glitter."""

    def __init__(self, size: tuple[int, int], palette: Palette, seed: int, index: int) -> None:
        self._field = field = Field(size, 9)
        self._palette = palette
        rng = np.random.default_rng((seed, index, 12))
        angle = rng.uniform(0.5, 1.0) * (1 if index % 2 else -1)
        x, y = field.x - field.width / 2, field.y - field.height / 2
        self._x = (x * np.cos(angle) + y * np.sin(angle)).astype(np.float32) * np.float32(2.6)
        self._y = (y * np.cos(angle) - x * np.sin(angle)).astype(np.float32) * np.float32(2.2)
        self._phase = rng.uniform(0, 2 * np.pi, 4).tolist()
        self._spots = rng.uniform(0, 1, (2, _GLITTER))
        self._twinkle = rng.uniform(0, 2 * np.pi, _GLITTER)

    def paint(self, frame: Frame, t: float) -> None:
        """See `Backdrop`."""
        dark, middle, light = self._palette.grounds
        x, y, p = self._x, self._y, self._phase
        bend = y + 0.55 * np.sin(x * 0.8 + p[0] + 0.45 * t) + 0.25 * np.sin(x * 1.9 + p[1] - 0.5 * t)
        fold = np.sin(bend * 3.1 + p[2] + 0.5 * np.sin(x * 0.6 + 0.3 * t))
        body = (fold * 0.5 + 0.5) ** 2
        shine = np.clip(np.sin(bend * 3.1 + p[2] + 0.9 + 0.3 * np.sin(x + 0.4 * t)), 0, 1) ** 7
        self._field.paint(frame, dark, ((body.astype(np.float32), middle), (shine.astype(np.float32), light)))
        light_up = np.clip(np.sin(t * 1.7 + self._twinkle), 0, 1) ** 3 * 60.0
        glow(
            frame,
            (self._spots[0] * frame.width).astype(np.float32),
            ((self._spots[1] - 0.012 * t) % 1.0 * frame.height).astype(np.float32),
            np.full(_GLITTER, self._field.short * 0.0022, np.float32),
            light_up.astype(np.float32),
        )
