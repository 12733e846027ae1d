"""A small picture of floats that becomes a whole frame: computed coarse, upscaled and dithered by swscale.

Coordinates are in short sides of the frame, so a shape looks the same at every size. Colours are mixed as code
values of the video's planes; a mix of colours never leaves what lies between them, which is how backgrounds
keep the contrast that their palette promises.
"""

from __future__ import annotations

from collections.abc import Iterable

import av
import numpy as np
import numpy.typing as npt
from av.video.reformatter import Interpolation, VideoReformatter

from skill.studio.render.colour import yuv
from skill.studio.render.palette import rgb
from skill.studio.render.stage import Frame

Grid = npt.NDArray[np.float32]
Layer = tuple[Grid, str] | tuple[Grid, str, slice, slice]
"""A mask 0-1 and the colour it brings, of the whole field or of some rows and columns from even places."""

REFERENCE = 1080
"""The short side, in pixels, at which `step` counts."""


class Field:
    """A grid over a frame of `size` (width, height), one cell for about `step` pixels at 1080 a short side.

    `x` runs 0 to width/short along columns (shape [1, n]), `y` 0 to height/short along rows (shape [m, 1]).
    """

    def __init__(self, size: tuple[int, int], step: int) -> None:
        self.size = size
        self.short = min(size)
        scale = max(2.0, step * self.short / REFERENCE)
        columns, rows = (max(4, round(side / scale / 2) * 2) for side in size)
        self.columns, self.rows = columns, rows
        self.width, self.height = size[0] / self.short, size[1] / self.short
        self.x: Grid = ((np.arange(columns, dtype=np.float32) + 0.5) / columns * self.width)[None, :].astype(
            np.float32
        )
        self.y: Grid = ((np.arange(rows, dtype=np.float32) + 0.5) / rows * self.height)[:, None].astype(
            np.float32
        )
        self.sharp = columns / self.width
        """Cells a short side: `clip(distance * sharp + 0.5, 0, 1)` is a smooth edge one cell wide."""
        self._small = av.VideoFrame(columns, rows, "yuv420p16le")
        self._reformatter = VideoReformatter()

    def edge(self, distance: Grid, soft: float = 1.5) -> Grid:
        """1 where `distance` (in short sides) is inside, above 0; 0 outside; `soft` cells between them."""
        mask = distance * np.float32(self.sharp / soft)
        mask += np.float32(0.5)
        return np.clip(mask, 0.0, 1.0, out=mask)

    def around(self, x: float, y: float, radius: float) -> tuple[slice, slice]:
        """The rows and columns of the square around a disc, with a little room, from even places."""

        def span(middle: float, cells: int, length: float) -> slice:
            reach = radius * cells / length + 4
            centre = middle * cells / length
            first = min(max(0, int(centre - reach)) & ~1, cells)
            return slice(first, max(first, min(cells, int(centre + reach + 2) & ~1)))

        return span(y, self.rows, self.height), span(x, self.columns, self.width)

    def layers(self, ground: str, layers: Iterable[Layer]) -> tuple[Grid, Grid, Grid]:
        """`ground` with each (mask 0-1, colour) laid over it in turn: Y, and U and V at half the size."""
        base = planes(ground)
        luma = np.full((self.rows, self.columns), base[0], np.float32)
        chroma = [np.full((self.rows // 2, self.columns // 2), value, np.float32) for value in base[1:]]
        for mask, colour, *place in layers:
            rows, columns = (place[0], place[1]) if place else (slice(None), slice(None))
            tint, part = planes(colour), luma[rows, columns]
            wide = np.broadcast_to(mask, part.shape)
            part += (np.float32(tint[0]) - part) * wide
            half = wide[::2, ::2]
            for plane, value in zip(chroma, tint[1:], strict=True):
                small = plane[_halved(rows), _halved(columns)]
                small += (np.float32(value) - small) * half
        return luma, chroma[0], chroma[1]

    def show(self, frame: Frame, luma: Grid, u: Grid, v: Grid) -> None:
        """Upscale the planes (code values 0-255, any fraction) into `frame`."""
        for plane, values in zip(self._small.planes, (luma, u, v), strict=True):
            rows = np.frombuffer(memoryview(plane), np.uint16).reshape(plane.height, -1)
            np.multiply(values, 256.0, out=rows[:, : plane.width], casting="unsafe")
        large = self._reformatter.reformat(
            self._small, self.size[0], self.size[1], "yuv420p", interpolation=Interpolation.BICUBIC
        )
        for target, source in zip((frame.y, frame.u, frame.v), large.planes, strict=True):
            lines = np.frombuffer(memoryview(source), np.uint8).reshape(source.height, -1)
            target[...] = lines[:, : source.width]

    def paint(self, frame: Frame, ground: str, layers: Iterable[Layer]) -> None:
        """`layers`, shown."""
        self.show(frame, *self.layers(ground, layers))


def _halved(span: slice) -> slice:
    return slice(span.start and span.start // 2, span.stop and span.stop // 2)


def planes(colour: str) -> tuple[float, float, float]:
    """Y, U and V of a colour as code values."""
    values = yuv(rgb(colour))
    return float(values[0]), float(values[1]), float(values[2])


def glow(frame: Frame, x: Grid, y: Grid, radius: Grid, light: Grid) -> None:
    """Add round points of light to luma at fractional pixel places, so that slow ones glide.

    All arrays have one value a point: centre and radius in pixels, `light` in code values added at the centre.
    """
    reach = int(np.ceil(radius.max() * 2.2)) if len(radius) else 0
    span = np.arange(-reach, reach + 1)
    columns, rows = np.floor(x).astype(int)[:, None] + span, np.floor(y).astype(int)[:, None] + span
    spread = -1.0 / (radius * radius + 1e-6)[:, None]
    across = np.exp((columns - x[:, None]) ** 2 * spread)
    down = np.exp((rows - y[:, None]) ** 2 * spread)
    values = (down[:, :, None] * across[:, None, :] * light[:, None, None]).astype(np.int16)
    inside = (rows >= 0) & (rows < frame.height)
    inside_wide = inside[:, :, None] & ((columns >= 0) & (columns < frame.width))[:, None, :] & (values > 0)
    at = np.nonzero(inside_wide)
    row, column = rows[at[0], at[1]], columns[at[0], at[2]]
    frame.y[row, column] = np.minimum(frame.y[row, column] + values[at], 235).astype(np.uint8)
