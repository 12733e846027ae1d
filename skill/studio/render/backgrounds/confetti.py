"""Paper snippets that tumble down over a spotlit ground."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw

from skill.studio.render.backgrounds.field import Field
from skill.studio.render.palette import Palette, against, mix
from skill.studio.render.planes import blend
from skill.studio.render.safe import safe_area
from skill.studio.render.stage import Frame, Sprite

_SNIPPETS = 44
_TURNS = 10
_FINE = 2  # snippets are drawn this much larger and made smaller
_HUES = ("#ff5fa8", "#ffd23f", "#4fe0ff", "#ffffff", "#c77dff")


class Confetti:
    """Seed and index scatter the snippets; they are bright only outside the room for type."""

    def __init__(self, size: tuple[int, int], palette: Palette, seed: int, index: int) -> None:
        self._field = field = Field(size, 14)
        self._palette = palette
        rng = np.random.default_rng((seed, index, 8))
        self._x = rng.uniform(0, 1, _SNIPPETS) * size[0]
        self._y = rng.uniform(0, 1, _SNIPPETS)
        self._speed = rng.uniform(0.16, 0.34, _SNIPPETS)
        self._sway = rng.uniform(0.4, 1.3, _SNIPPETS)
        self._phase = rng.uniform(0, 2 * np.pi, _SNIPPETS)
        self._kind = rng.integers(0, len(_HUES) * 2, _SNIPPETS)
        kinds = [(hue, shape) for hue in _HUES for shape in (0, 1)]
        quiet = [
            against(mix(palette.grounds[1], hue, 0.3), (palette.text, palette.accent)) for hue, _ in kinds
        ]
        sides = [round(field.short * (0.07 if shape else 0.085)) for _, shape in kinds]
        self._bright = [_tumbling(hue, side, shape) for (hue, shape), side in zip(kinds, sides, strict=True)]
        self._quiet = [
            _tumbling(hue, side, shape) for hue, (_, shape), side in zip(quiet, kinds, sides, strict=True)
        ]
        self._area = safe_area(*size)
        x, y = field.x - field.width * (0.25 + 0.5 * (index % 2)), field.y - field.height * 0.3
        self._angle = np.arctan2(y, x).astype(np.float32)
        self._light = np.exp(-(x * x + y * y) * 1.3).astype(np.float32)

    def paint(self, frame: Frame, t: float) -> None:
        """See `Backdrop`."""
        first, second, third = self._palette.grounds
        beams = np.clip(np.sin(self._angle * 8 + np.float32(0.5 * t)) * 3, 0, 1) * np.float32(0.8)
        self._field.paint(frame, first, ((beams, second), (self._light, third)))
        high = frame.height * 1.1
        for n in range(_SNIPPETS):
            fall = (self._y[n] + self._speed[n] * t * self._field.short / frame.height * 1.2) % 1.0
            x = self._x[n] + math.sin(t * self._sway[n] + self._phase[n]) * frame.width * 0.03
            turn = int((t * self._sway[n] * 1.6 + self._phase[n]) * _TURNS / 2) % _TURNS
            y = fall * high - frame.height * 0.05
            sprite = self._bright[self._kind[n]][turn]
            shine = self._shine(x, y, sprite)
            if shine < 1.0:
                blend(frame, self._quiet[self._kind[n]][turn], int(x), int(y))
            blend(frame, sprite, int(x), int(y), shine)

    def _shine(self, x: float, y: float, sprite: Sprite) -> float:
        """1 well outside the room for type, 0 inside it."""
        area = self._area
        out = max(area.x - x - sprite.width, x - area.right, area.y - y - sprite.height, y - area.bottom)
        return min(1.0, max(0.0, out / (self._field.short * 0.03)))


@lru_cache(maxsize=64)
def _tumbling(colour: str, side: int, shape: int) -> tuple[Sprite, ...]:
    """A snippet in the steps of one tumble, `shape` 0 a strip, 1 a disc."""
    found = []
    canvas = max(4, round(side * 0.64))
    for turn in range(_TURNS):
        lean = math.cos(turn / _TURNS * 2 * math.pi)
        middle = canvas * _FINE / 2
        half = side * _FINE * (0.2 if shape else 0.14)
        thin = side * _FINE * (0.05 + (0.15 if shape else 0.24) * abs(lean))
        image = Image.new("RGBA", (canvas * _FINE, canvas * _FINE), (0, 0, 0, 0))
        draw = ImageDraw.Draw(image)
        shade = colour if lean > 0 else mix(colour, "#000000", 0.25)
        box = (middle - half, middle - thin, middle + half, middle + thin)
        if shape:
            draw.ellipse(box, fill=shade)
        else:
            draw.rectangle(box, fill=shade)
        image = image.rotate(turn * 360 / _TURNS / 2, Image.Resampling.BILINEAR)
        found.append(Sprite.from_rgba(image.resize((canvas, canvas), Image.Resampling.BOX)))
    return tuple(found)
