"""A grid in perspective that runs towards the viewer, under a glowing horizon."""

from __future__ import annotations

import numpy as np

from skill.studio.render.backgrounds.field import Field, Grid
from skill.studio.render.palette import Palette
from skill.studio.render.stage import Frame

_ACROSS, _ALONG = 1.7, 1.15  # lines a short side at its distance, across and along


class GridLines:
    """Seed and index set the horizon and the vanishing point; every other scene has the grid above too."""

    def __init__(self, size: tuple[int, int], palette: Palette, seed: int, index: int) -> None:
        self._field = field = Field(size, 4)
        self._palette = palette
        rng = np.random.default_rng((seed, index, 7))
        self._horizon = np.float32(field.height * (0.46 if index % 2 else rng.uniform(0.52, 0.6)))
        self._mirrored = bool(index % 2)
        middle = np.float32(field.width * rng.uniform(0.3, 0.7))
        deep = np.abs(field.y - self._horizon) if self._mirrored else field.y - self._horizon
        self._deep: Grid = np.maximum(deep, 1e-3).astype(np.float32)
        across = (field.x - middle) / self._deep * np.float32(_ACROSS)
        distance = np.abs(across - np.rint(across)) * self._deep / np.float32(_ACROSS)
        fade = np.clip(self._deep * 3.2 - 0.04, 0, 1).astype(np.float32)
        self._columns = field.edge(np.float32(0.0045) - distance.astype(np.float32), 1.2) * fade
        self._fade = fade
        self._floor = (deep > 0).astype(np.float32)
        self._glow = np.exp(-np.square((field.y - self._horizon) / np.float32(0.3))).astype(np.float32)
        self._away = 0.35 + rng.uniform(0, 0.1)

    def paint(self, frame: Frame, t: float) -> None:
        """See `Backdrop`."""
        dark, middle, light = self._palette.grounds
        rows = np.float32(_ALONG) / self._deep + np.float32(self._away * t * 2)
        width = np.float32(_ALONG) / np.square(self._deep)
        distance = np.abs(rows - np.rint(rows)) / width
        lines = self._field.edge(np.float32(0.0045) - distance, 1.2) * self._fade
        mask = np.maximum(self._columns, lines) * self._floor
        breath = np.float32(0.8 + 0.2 * np.sin(t * 1.3))
        self._field.paint(frame, dark, ((self._glow * breath, middle), (mask, light)))
