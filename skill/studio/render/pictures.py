"""The user's pictures as backdrops: a slow move over a still, exact to a fraction of a pixel.

The still is prepared once, a little larger than the frame, in the video's planes. Each frame is a window of
it, resampled bilinearly at fractional offsets; moves of whole pixels would be seen to jerk.
"""

from __future__ import annotations

import io
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageCms, ImageFilter, ImageOps, ImageStat

from skill.studio.render.colour import Bytes
from skill.studio.render.faults import RenderError
from skill.studio.render.fit import cover, even, fit
from skill.studio.render.stage import Frame, Sprite

MARGIN = 1.14
"""The still's size beside the frame's: room to move and zoom in."""

PIXELS = 50_000_000
"""Largest picture taken in, as decoded; JPEGs are decoded small, so theirs may have 64 times as many."""

TAIL = 1.2
"""A move lasts this much longer than its scene, so that it goes on through the next one's transition."""

ROWS = 128  # rows resampled at a time, so that intermediates stay in the processor's cache


@dataclass(frozen=True)
class Window:
    """What of the still is seen: its place as shares of the room there is (0-1), source pixels a pixel."""

    x: float
    y: float
    scale: float


class Photo:
    """A picture that fills the frame, slowly moving.

    `size` is the frame's (width, height); `seed` chooses the move; `seconds` is how long the scene lasts,
    after which the move goes back the way it came.

    Raises:
        RenderError: `asset_unreadable` or `asset_too_large`, named by the file's name.
    """

    def __init__(self, path: Path, size: tuple[int, int], seed: int = 0, *, seconds: float = 6.0) -> None:
        room = (even(size[0] * MARGIN), even(size[1] * MARGIN))
        self._still = Sprite.from_rgba(_placed(load(path, room), room))
        self._start, self._end = _move(seed)
        self._seconds = max(seconds, 0.1) * TAIL

    def paint(self, frame: Frame, t: float) -> None:
        """The window at `t` seconds, over the whole frame."""
        back, along = divmod(t / self._seconds, 1.0)
        along = 1.0 - along if int(back) % 2 else along
        start, end, still = self._start, self._end, self._still
        scale = start.scale * (end.scale / start.scale) ** along  # a steady zoom multiplies
        x = (start.x + (end.x - start.x) * along) * (still.width - frame.width * scale)
        y = (start.y + (end.y - start.y) * along) * (still.height - frame.height * scale)
        resample(still.y, frame.y, x, y, scale)
        resample(still.u, frame.u, x / 2, y / 2, scale)
        resample(still.v, frame.v, x / 2, y / 2, scale)


def load(path: Path, room: tuple[int, int]) -> Image.Image:
    """The picture as sRGB, upright, opaque, and no larger than it takes to cover `room`.

    What is transparent becomes white or near black, whichever the rest stands out from.

    Raises:
        RenderError: `asset_unreadable` or `asset_too_large`.
    """
    try:
        with Image.open(path) as image:
            turned = image.getexif().get(ORIENTATION, 1) >= 5
            wanted = cover(image.size[::-1] if turned else image.size, room)
            across, down = (wanted.height, wanted.width) if turned else (wanted.width, wanted.height)
            image.draft("RGB", (across, down))
            if image.width * image.height > PIXELS:
                raise RenderError("asset_too_large", path.name)
            image.load()
            opaque = _opaque(_reduced(image, min(image.width // across, image.height // down)))
            if opaque.width > across:
                opaque = opaque.resize((across, down), Image.Resampling.LANCZOS, reducing_gap=3.0)
            opaque.info = image.info
            return _srgb(ImageOps.exif_transpose(opaque))
    except Image.DecompressionBombError as fault:
        raise RenderError("asset_too_large", path.name) from fault
    except (OSError, SyntaxError, ValueError) as fault:
        raise RenderError("asset_unreadable", path.name) from fault


def resample(source: Bytes, target: Bytes, x: float, y: float, scale: float) -> None:
    """Fill `target` with the part of `source` that starts at (x, y) and has `scale` source pixels to a pixel.

    Bilinear between pixel centres, weights in 1/256; beyond the source its edge is repeated.
    """
    left, right, across = _taps(x, scale, target.shape[1], source.shape[1])
    upper, lower, down = _taps(y, scale, target.shape[0], source.shape[0])
    down = down[:, np.newaxis]
    for top in range(0, target.shape[0], ROWS):
        rows = slice(top, top + ROWS)
        lines = _mix(source.take(upper[rows], 0), source.take(lower[rows], 0), down[rows])
        target[rows] = _mix(lines.take(left, 1), lines.take(right, 1), across)


ORIENTATION = 0x0112  # EXIF tag


def _taps(
    start: float, scale: float, length: int, limit: int
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], npt.NDArray[np.uint16]]:
    """For each target pixel the two source pixels it lies between, and the second one's weight in 1/256."""
    at = np.clip(start - 0.5 + (np.arange(length) + 0.5) * scale, 0, limit - 1)
    first = at.astype(np.intp)
    return first, np.minimum(first + 1, limit - 1), np.rint((at - first) * 256).astype(np.uint16)


def _mix(first: Bytes, second: Bytes, weight: npt.NDArray[np.uint16]) -> Bytes:
    mixed = first * (np.uint16(256) - weight)
    mixed += second * weight
    mixed += 128
    mixed >>= 8
    return mixed.astype(np.uint8)


def _move(seed: int) -> tuple[Window, Window]:
    """Where a move starts and ends: closer, further away, or along, never the same for neighbouring seeds."""
    dice = random.Random(seed)  # noqa: S311  variety, not secrecy
    near, far = 1.0, MARGIN
    side, height = dice.choice((0.15, 0.85)), dice.uniform(0.3, 0.7)
    middle, there = Window(0.5, 0.5, far), Window(side, height, near)
    along = Window(1 - side, 1 - height, 1.04), Window(side, height, 1.04)
    return ((middle, there), (there, middle), along)[seed % 3]


def _placed(image: Image.Image, room: tuple[int, int]) -> Image.Image:
    """The picture over `room`: cropped to it, or whole in front of a blurred, darker copy of itself."""
    place = fit(image.size, room)
    picture = image.resize((place.width, place.height), Image.Resampling.LANCZOS)
    if place.filled:
        return picture.crop((-place.x, -place.y, room[0] - place.x, room[1] - place.y))
    behind = cover(image.size, (room[0] // 8, room[1] // 8))
    small = image.resize((behind.width, behind.height), Image.Resampling.BILINEAR)
    blurred = small.filter(ImageFilter.GaussianBlur(max(room) / 8 / 40))
    dark = blurred.point([value * 5 // 8 for value in range(256)] * 3)
    scale = max(room[0] / dark.width, room[1] / dark.height)
    left, top = (dark.width - room[0] / scale) / 2, (dark.height - room[1] / scale) / 2
    box = (left, top, left + room[0] / scale, top + room[1] / scale)
    whole = dark.resize(room, Image.Resampling.BICUBIC, box=box)
    whole.paste(picture, (place.x, place.y))
    return whole


def _reduced(image: Image.Image, factor: int) -> Image.Image:
    """The picture that many times smaller, so that what follows does not hold large copies."""
    return image.reduce(factor) if factor >= 2 and image.mode in ("L", "LA", "RGB", "RGBA", "CMYK") else image


def _opaque(image: Image.Image) -> Image.Image:
    """As RGB without transparency; pictures of 16 bits a channel or of numbers are brought to 8."""
    if image.mode.startswith(("I", "F")):
        values = np.asarray(image, dtype=np.float32)
        top = 65535.0 if image.mode.startswith("I") else max(float(values.max(initial=1.0)), 1e-6)
        return Image.fromarray((np.clip(values / top, 0, 1) * 255).astype(np.uint8)).convert("RGB")
    if not image.has_transparency_data:
        return image.convert("RGB")
    rgba = image.convert("RGBA")
    alpha = rgba.getchannel("A")
    light = ImageStat.Stat(rgba.convert("L"), alpha).mean[0] if alpha.getextrema()[1] else 0.0
    paper = Image.new("RGBA", rgba.size, (18, 18, 20, 255) if light > 140 else (255, 255, 255, 255))
    return Image.alpha_composite(paper, rgba).convert("RGB")


def _srgb(image: Image.Image) -> Image.Image:
    """Colours of an embedded profile (a phone's Display P3, say) as sRGB; a broken profile is ignored."""
    profile = image.info.get("icc_profile")
    if not profile:
        return image
    try:
        converted = ImageCms.profileToProfile(image, io.BytesIO(profile), ImageCms.createProfile("sRGB"))
    except ImageCms.PyCMSError:
        return image
    return converted or image
