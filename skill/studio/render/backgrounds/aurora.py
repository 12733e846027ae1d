"""Curtains of light that flow across the frame."""

from __future__ import annotations

import numpy as np

from skill.studio.render.backgrounds.field import Field
from skill.studio.render.palette import Palette, mix
from skill.studio.render.stage import Frame


class Aurora:
    """Two soft bands over a dark ground; seed and index turn and shift them."""

    def __init__(self, size: tuple[int, int], palette: Palette, seed: int, index: int) -> None:
        self._field = field = Field(size, 14)
        self._grounds = palette.grounds
        rng = np.random.default_rng((seed, index, 1))
        angle = rng.uniform(-0.7, 0.7) + (index % 2) * 1.3
        x, y = field.x - field.width / 2, field.y - field.height / 2
        self._along = (x * np.cos(angle) + y * np.sin(angle)).astype(np.float32)
        self._across = (y * np.cos(angle) - x * np.sin(angle)).astype(np.float32)
        self._phase = rng.uniform(0, 2 * np.pi, 4).tolist()
        self._shift = rng.uniform(-0.25, 0.25, 2).tolist()
        self._dim = np.clip(
            ((field.x / field.width - 0.5) ** 2 + (field.y / field.height - 0.5) ** 2) * 1.1, 0, 0.5
        )

    def paint(self, frame: Frame, t: float) -> None:
        """See `Backdrop`."""
        a, p = self._along, self._phase
        flow = np.sin(a * 2.3 + t * 0.55 + p[0]) * 0.22 + np.sin(a * 4.1 - t * 0.8 + p[1]) * 0.09
        first = np.exp(-(((self._across - self._shift[0] - 0.32 - flow) / 0.34) ** 2))
        flow = np.sin(a * 1.7 - t * 0.5 + p[2]) * 0.3 + np.sin(a * 3.3 + t * 0.7 + p[3]) * 0.1
        second = np.exp(-(((self._across - self._shift[1] + 0.42 + flow) / 0.42) ** 2))
        streaks = 0.86 + 0.14 * np.sin(a * 9.0 + flow * 9.0 + t * 0.9)
        dark, middle, light = self._grounds
        layers = (
            (second.astype(np.float32), middle),
            ((first * streaks).astype(np.float32), light),
            (self._dim.astype(np.float32), mix(dark, "#000000", 0.35)),
        )
        self._field.paint(frame, dark, layers)
