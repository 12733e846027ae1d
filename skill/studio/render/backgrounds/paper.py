"""Cut paper: sheets with wavy edges in the corners, each with its soft shadow, breathing slowly."""

from __future__ import annotations

import numpy as np

from skill.studio.render.backgrounds.field import Field
from skill.studio.render.palette import Palette, mix
from skill.studio.render.stage import Frame

_TURN = 1024  # steps of a full turn in the tables of edges
_SHEETS = 5


class Paper:
    """Sheets stacked from two opposite corners; seed and index choose the corners and the cuts."""

    def __init__(self, size: tuple[int, int], palette: Palette, seed: int, index: int) -> None:
        self._field = field = Field(size, 6)
        self._palette = palette
        rng = np.random.default_rng((seed, index, 3))
        flip = (index + seed) % 2
        corners = ((0.0, 0.0), (1.0, 1.0)) if flip else ((1.0, 0.0), (0.0, 1.0))
        first, second, third = palette.grounds
        self._shadow = mix(third, palette.text, 0.0)
        shades = (mix(first, second, 0.5), second, third)
        self._sheets = []
        for n in range(_SHEETS):
            cx, cy = corners[n % 2]
            x = (cx + rng.uniform(-0.1, 0.1)) * field.width
            y = (cy + rng.uniform(-0.05, 0.05)) * field.height
            dx, dy = field.x - x, field.y - y
            turn = ((np.arctan2(dy, dx) / (2 * np.pi) + 0.5) * _TURN).astype(np.intp) % _TURN
            radius = (0.92, 0.8, 0.62, 0.5, 0.3)[n] * min(1.0, 0.62 + 0.22 * field.height / field.width)
            far = np.hypot(dx, dy).astype(np.float32)
            waves = (rng.integers(4, 7), rng.integers(7, 11), rng.uniform(0, 6.3), rng.uniform(0, 6.3))
            self._sheets.append((far, turn, radius, waves, shades[min(n // 2, 2)] if n else shades[0]))

    def paint(self, frame: Frame, t: float) -> None:
        """See `Backdrop`."""
        angle = np.arange(_TURN, dtype=np.float32) * np.float32(2 * np.pi / _TURN)
        layers = []
        for n, (far, turn, radius, (slow, fast, a, b), colour) in enumerate(self._sheets):
            swing = 0.35 if n % 2 else -0.35
            edge = radius * (
                1.0
                + 0.11 * np.sin(angle * slow + a + swing * t)
                + 0.05 * np.sin(angle * fast + b - swing * 1.4 * t)
            ) + 0.02 * np.sin(0.8 * t + a)
            inside = edge.astype(np.float32)[turn] - far
            layers.append(
                (self._field.edge(inside + np.float32(0.02), 24.0) * np.float32(0.75), self._shadow)
            )
            layers.append((self._field.edge(inside), colour))
        self._field.paint(frame, self._palette.grounds[0], layers)
