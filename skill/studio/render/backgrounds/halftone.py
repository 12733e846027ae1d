"""Printed dots that swell and shrink in a wave, as in a comic."""

from __future__ import annotations

import numpy as np

from skill.studio.render.backgrounds.field import Field
from skill.studio.render.palette import Palette
from skill.studio.render.stage import Frame

_PITCH = 0.052


class Halftone:
    """Seed and index choose from which corner the dots grow and how the screen is turned."""

    def __init__(self, size: tuple[int, int], palette: Palette, seed: int, index: int) -> None:
        self._field = field = Field(size, 4)
        self._palette = palette
        rng = np.random.default_rng((seed, index, 9))
        angle = rng.choice((0.26, 0.52, 0.785))
        u = (field.x * np.cos(angle) + field.y * np.sin(angle)) / _PITCH
        v = (field.y * np.cos(angle) - field.x * np.sin(angle)) / _PITCH
        column, row = np.rint(u), np.rint(v)
        self._far = (np.hypot(u - column, v - row) * _PITCH).astype(np.float32)
        column, row = (column - column.min()).astype(int), (row - row.min()).astype(int)
        self._cell = column * int(row.max() + 1) + row
        count = int(self._cell.max()) + 1
        centre_u = (np.arange(count) // int(row.max() + 1)) + np.rint(u).min()
        centre_v = (np.arange(count) % int(row.max() + 1)) + np.rint(v).min()
        x = (centre_u * np.cos(angle) - centre_v * np.sin(angle)) * _PITCH / field.width
        y = (centre_v * np.cos(angle) + centre_u * np.sin(angle)) * _PITCH / field.height
        corner = ((0, 0), (1, 1), (1, 0), (0, 1))[(index + seed) % 4]
        self._grow = np.hypot(x - corner[0], (y - corner[1]) * 1.1)
        slope = (field.x / field.width - corner[0]) ** 2 + (field.y / field.height - corner[1]) ** 2
        self._shade = np.clip(1 - slope * 0.8, 0, 1).astype(np.float32)

    def paint(self, frame: Frame, t: float) -> None:
        """See `Backdrop`."""
        first, second, third = self._palette.grounds
        swell = 0.5 * _PITCH * (1.25 - 1.15 * self._grow + 0.22 * np.sin(self._grow * 7.0 - t * 2.2))
        radius = np.clip(swell, 0.0, 0.62 * _PITCH).astype(np.float32)[self._cell]
        dots = self._field.edge(radius - self._far, 1.3) * (radius > 0.002)
        self._field.paint(frame, first, ((self._shade, second), (dots, third)))
