"""A sky full of stars that come slowly closer, in front of a drifting nebula."""

from __future__ import annotations

import numpy as np

from skill.studio.render.backgrounds.field import Field, glow
from skill.studio.render.palette import Palette
from skill.studio.render.stage import Frame

_STARS = 160
_BRIGHTEST = 96.0  # code values over the ground; more would come too close to white text


class Stars:
    """Seed and index scatter the stars and shape the nebula."""

    def __init__(self, size: tuple[int, int], palette: Palette, seed: int, index: int) -> None:
        self._field = field = Field(size, 14)
        self._palette = palette
        rng = np.random.default_rng((seed, index, 10))
        self._place = rng.uniform(-1, 1, (2, _STARS))
        self._depth = rng.uniform(0, 1, _STARS)
        self._twinkle = rng.uniform(0, 2 * np.pi, _STARS)
        self._phase = rng.uniform(0, 2 * np.pi, 5).tolist()
        turn = rng.uniform(0, np.pi)
        x, y = field.x - field.width / 2, field.y - field.height / 2
        self._x = (x * np.cos(turn) + y * np.sin(turn)).astype(np.float32)
        self._y = (y * np.cos(turn) - x * np.sin(turn)).astype(np.float32)

    def paint(self, frame: Frame, t: float) -> None:
        """See `Backdrop`."""
        dark, middle, light = self._palette.grounds
        x, y, p = self._x, self._y, self._phase
        bend = np.sin(x * 2.2 + p[0] + 0.25 * t) * 0.5 + np.sin(y * 3.1 + p[1] - 0.2 * t) * 0.35
        cloud = np.exp(-np.square((y - bend * 0.45) / 0.42))
        core = np.exp(-np.square((y - bend * 0.4) / 0.2)) * (
            0.6 + 0.4 * np.sin(x * 3 + p[2] + bend * 3 + 0.4 * t)
        )
        self._field.paint(
            frame, dark, ((cloud.astype(np.float32), middle), (np.clip(core, 0, 1).astype(np.float32), light))
        )
        near = (self._depth + t * 0.035) % 1.0
        reach = 0.62 / (1.05 - near)
        short, brightness = (
            self._field.short,
            np.sin(near * np.pi) * (0.72 + 0.28 * np.sin(t * 2.4 + self._twinkle)),
        )
        glow(
            frame,
            (frame.width * (0.5 + self._place[0] * reach * 0.5)).astype(np.float32),
            (frame.height * (0.5 + self._place[1] * reach * 0.5)).astype(np.float32),
            (short * (0.0016 + 0.0034 * near * near)).astype(np.float32),
            (brightness * _BRIGHTEST).astype(np.float32),
        )
