"""Rays that turn around a point, with a ring that swells from it."""

from __future__ import annotations

import numpy as np

from skill.studio.render.backgrounds.field import Field
from skill.studio.render.palette import Palette
from skill.studio.render.stage import Frame


class Sunburst:
    """Seed and index choose the centre, the number of rays and which way they turn."""

    def __init__(self, size: tuple[int, int], palette: Palette, seed: int, index: int) -> None:
        self._field = field = Field(size, 5)
        self._palette = palette
        rng = np.random.default_rng((seed, index, 5))
        spots = ((0.5, 0.5), (0.15, 0.92), (0.85, 0.08), (0.5, 1.05), (0.1, 0.1))
        cx, cy = spots[(index + seed) % len(spots)]
        dx, dy = field.x - cx * field.width, field.y - cy * field.height
        self._far = np.hypot(dx, dy).astype(np.float32)
        rays = int(rng.integers(9, 14)) if cx == cy == 0.5 else int(rng.integers(12, 20))
        self._turns = (np.arctan2(dy, dx) * (rays / (2 * np.pi))).astype(np.float32)
        self._wide = np.clip(self._far * np.float32(2 * np.pi / rays * field.sharp / 1.6), 1.0, None)
        self._speed = 0.16 if index % 2 else -0.16

    def paint(self, frame: Frame, t: float) -> None:
        """See `Backdrop`."""
        first, second, third = self._palette.grounds
        turns = self._turns + np.float32(self._speed * t + 50.0)
        saw = np.abs(turns - np.floor(turns) - np.float32(0.5))
        rays = np.clip((np.float32(0.25) - saw) * self._wide + np.float32(0.5), 0.0, 1.0)
        pulse = 0.34 + 0.05 * np.sin(t * 1.6)
        middle = self._field.edge(np.float32(pulse) - self._far)
        ring = self._field.edge(np.float32(0.022) - np.abs(self._far - np.float32(pulse + 0.09)))
        layers = ((rays, third), (np.maximum(middle, ring), second))
        self._field.paint(frame, first, layers)
