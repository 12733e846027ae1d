"""City lights out of focus: discs that drift, swell and fade over the night."""

from __future__ import annotations

import numpy as np

from skill.studio.render.backgrounds.field import Field, Layer
from skill.studio.render.palette import Palette, against, mix
from skill.studio.render.stage import Frame

_LIGHTS = 16


class Bokeh:
    """Discs in two depths; seed and index place them and choose where they drift."""

    def __init__(self, size: tuple[int, int], palette: Palette, seed: int, index: int) -> None:
        self._field = field = Field(size, 7)
        self._palette = palette
        rng = np.random.default_rng((seed, index, 4))
        self._x = rng.uniform(0, 1, _LIGHTS) * field.width
        self._y = (np.arange(_LIGHTS) + rng.uniform(0, 1, _LIGHTS)) / _LIGHTS * field.height
        self._radius = np.where(
            np.arange(_LIGHTS) % 3, rng.uniform(0.04, 0.09, _LIGHTS), rng.uniform(0.13, 0.21, _LIGHTS)
        )
        self._speed = rng.uniform(0.015, 0.05, _LIGHTS) * (1 if index % 2 else -1)
        self._phase = rng.uniform(0, 2 * np.pi, _LIGHTS)
        _, second, third = palette.grounds
        hues = (third, mix(third, palette.accent, 0.35), mix(second, palette.accent, 0.3), second)
        self._hues = tuple(against(hue, (palette.text, palette.accent)) for hue in hues)
        high = field.y / field.height
        self._sky = (high if index % 2 else 1 - high).astype(np.float32) * np.float32(0.75)

    def paint(self, frame: Frame, t: float) -> None:
        """See `Backdrop`."""
        field = self._field
        dark, middle, _ = self._palette.grounds
        layers: list[Layer] = [(self._sky, middle)]
        for n in range(_LIGHTS):
            x = (self._x[n] + self._speed[n] * t * 1.6 + 0.3) % (field.width + 0.6) - 0.3
            y = self._y[n] + 0.03 * np.sin(0.6 * t + self._phase[n])
            rows, columns = field.around(x, y, self._radius[n])
            across, down = field.x[:, columns] - np.float32(x), field.y[rows] - np.float32(y)
            far = np.sqrt(np.square(across) + np.square(down))
            light = np.float32(0.5 + 0.32 * np.sin(t * 0.9 + self._phase[n]))
            rim = far * np.float32(0.35 / self._radius[n]) + np.float32(0.6)
            disc = field.edge(np.float32(self._radius[n]) - far, 2.5) * np.minimum(rim, 1.0) * light
            layers.append((disc, self._hues[n % len(self._hues)], rows, columns))
        field.paint(frame, dark, layers)
