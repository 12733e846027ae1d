"""Decoded pictures of any size, shape, colour matrix and rotation onto a frame, by swscale."""

from __future__ import annotations

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter

from skill.studio.render.colour import Bytes
from skill.studio.render.encode import views
from skill.studio.render.fit import Fit, cover, fit
from skill.studio.render.stage import Frame

HD_HEIGHT = 720
"""Untagged video below this height is taken for BT.601, else for BT.709."""
TAGGED = (Colorspace.ITU709, Colorspace.ITU601, Colorspace.SMPTE240M, Colorspace.BT2020)

BLUR = 24
"""The fill behind a picture is a copy this many times smaller, enlarged."""


class Scaler:
    """Scales pictures of one source to frames of one size, (width, height)."""

    def __init__(self, size: tuple[int, int]) -> None:
        self._size = size
        self._front, self._small, self._large = VideoReformatter(), VideoReformatter(), VideoReformatter()

    def scale(self, image: av.VideoFrame, frame: Frame) -> None:
        """Fill `frame` with `image`: cropped where little is lost, else whole over a blurred copy."""
        turns = round(image.rotation / 90) % 4
        upright = (image.height, image.width) if turns % 2 else (image.width, image.height)
        place = fit(upright, self._size)
        if not place.filled:
            self._fill(image, upright, turns, frame)
        _paste(self._scaled(self._front, image, place, turns, Interpolation.BICUBIC), frame, place)

    def _fill(self, image: av.VideoFrame, upright: tuple[int, int], turns: int, frame: Frame) -> None:
        tiny = cover(upright, (self._size[0] // BLUR, self._size[1] // BLUR))
        small = self._scaled(self._small, image, tiny, turns, Interpolation.AREA)
        buffer = av.VideoFrame(tiny.width, tiny.height, "yuv420p")
        dim = views(buffer)
        dim.y[...] = 16 + (small.y.astype(np.int16) - 16) * 5 // 8
        dim.u[...] = 128 + (small.u.astype(np.int16) - 128) * 5 // 8
        dim.v[...] = 128 + (small.v.astype(np.int16) - 128) * 5 // 8
        whole = cover((tiny.width, tiny.height), self._size)
        large = self._large.reformat(
            buffer, whole.width, whole.height, "yuv420p", interpolation=Interpolation.BICUBIC
        )
        _paste(views(large), frame, whole)

    def _scaled(
        self, scaler: VideoReformatter, image: av.VideoFrame, place: Fit, turns: int, kernel: Interpolation
    ) -> Frame:
        width, height = (place.height, place.width) if turns % 2 else (place.width, place.height)
        guess = Colorspace.ITU709 if image.height >= HD_HEIGHT else Colorspace.ITU601
        scaled = scaler.reformat(
            image,
            width,
            height,
            "yuv420p",
            src_colorspace=image.colorspace if image.colorspace in TAGGED else guess,
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
            interpolation=kernel,
        )
        planes = views(scaled)
        return Frame(np.rot90(planes.y, turns), np.rot90(planes.u, turns), np.rot90(planes.v, turns))


def _paste(source: Frame, frame: Frame, place: Fit) -> None:
    _copy(source.y, frame.y, place.x, place.y)
    _copy(source.u, frame.u, place.x // 2, place.y // 2)
    _copy(source.v, frame.v, place.x // 2, place.y // 2)


def _copy(source: Bytes, target: Bytes, x: int, y: int) -> None:
    """Put `source` at (x, y) of `target`, where both are."""
    rows = slice(max(y, 0), min(y + source.shape[0], target.shape[0]))
    columns = slice(max(x, 0), min(x + source.shape[1], target.shape[1]))
    target[rows, columns] = source[rows.start - y : rows.stop - y, columns.start - x : columns.stop - x]
