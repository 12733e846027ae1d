"""What a scene is drawn with: frames and sprites in the encoder's own planes, and who draws on them.

Everything is YUV 4:2:0, BT.709, limited range, so that nothing is converted per frame. A scene is a
`Scenery`: one `Backdrop` that fills the frame, then `Actor`s that blend themselves on top, in order. Both are
functions of the time `t` in seconds since the scene began, and are defined for t beyond its end as well: the
next scene's incoming transition goes on drawing the old scene for up to a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt
from PIL import Image

from skill.studio.render.colour import Bytes, bytes_of, yuv

Words = npt.NDArray[np.uint16]


@dataclass(frozen=True)
class Frame:
    """One picture: `y` uint8[h, w], `u` and `v` uint8[h/2, w/2]; height and width are even.

    The planes may be views of the encoder's memory: write into them, do not replace them.
    """

    y: Bytes
    u: Bytes
    v: Bytes

    @classmethod
    def blank(cls, width: int, height: int) -> Frame:
        """A black frame of its own memory."""
        half = (height // 2, width // 2)
        return cls(
            np.full((height, width), 16, np.uint8), np.full(half, 128, np.uint8), np.full(half, 128, np.uint8)
        )

    @property
    def width(self) -> int:
        """In luma pixels."""
        return int(self.y.shape[1])

    @property
    def height(self) -> int:
        """In luma pixels."""
        return int(self.y.shape[0])

    def copy_from(self, other: Frame) -> None:
        """Become the same picture as `other`, a frame of the same size."""
        self.y[...] = other.y
        self.u[...] = other.u
        self.v[...] = other.v


@dataclass(frozen=True, eq=False)
class Sprite:
    """A picture with transparency, drawn once and blended often; width and height are even.

    `y` and `alpha` uint8[h, w], `u`, `v` and `alpha_c` uint8[h/2, w/2]; colours are not premultiplied.
    """

    y: Bytes
    u: Bytes
    v: Bytes
    alpha: Bytes
    alpha_c: Bytes

    @classmethod
    def from_rgba(cls, image: Image.Image) -> Sprite:
        """The sprite of a Pillow picture; an odd size gets a transparent column or row at its end.

        Chroma is averaged with alpha as weight, so that transparent pixels' colours do not bleed into edges.
        """
        rgba = np.asarray(image.convert("RGBA"))
        rgba = np.pad(rgba, ((0, rgba.shape[0] % 2), (0, rgba.shape[1] % 2), (0, 0)))
        planes = yuv(rgba[..., :3])
        weight = rgba[..., 3].astype(np.float32)
        total = _quads(weight)
        safe = np.maximum(total, 1.0)

        def chroma(plane: npt.NDArray[np.float32]) -> Bytes:
            mean = np.where(total > 0, _quads(plane * weight) / safe, 128.0)
            return bytes_of(mean)

        return cls(
            y=bytes_of(planes[..., 0]),
            u=chroma(planes[..., 1]),
            v=chroma(planes[..., 2]),
            alpha=rgba[..., 3].copy(),
            alpha_c=bytes_of(total / 4.0),
        )

    @property
    def width(self) -> int:
        """In luma pixels."""
        return int(self.y.shape[1])

    @property
    def height(self) -> int:
        """In luma pixels."""
        return int(self.y.shape[0])

    @cached_property
    def parts(self) -> tuple[tuple[Words, Words], ...]:
        """For Y, U and V what `planes.blend` adds and keeps, in 1/256: colour × alpha, and 256 - alpha."""

        def part(plane: Bytes, alpha: Bytes) -> tuple[Words, Words]:
            opaque = alpha + (alpha >> 7).astype(np.uint16)  # 0-255 to 0-256, exact at both ends
            return plane * opaque, np.uint16(256) - opaque

        return part(self.y, self.alpha), part(self.u, self.alpha_c), part(self.v, self.alpha_c)


class Backdrop(Protocol):
    """Fills the whole frame."""

    def paint(self, frame: Frame, t: float) -> None:
        """Draw every pixel of `frame` as it is `t` seconds into the scene."""


class Actor(Protocol):
    """Blends itself on top of what is there."""

    def draw(self, frame: Frame, t: float) -> None:
        """Draw onto `frame` as it is `t` seconds into the scene; nothing when not on stage then."""


@dataclass(frozen=True)
class Scenery:
    """Everything to see in one scene, bottom first."""

    backdrop: Backdrop
    actors: tuple[Actor, ...] = ()

    def draw(self, frame: Frame, t: float) -> None:
        """The whole scene at `t` seconds."""
        self.backdrop.paint(frame, t)
        for actor in self.actors:
            actor.draw(frame, t)


def _quads(plane: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The sum of each 2×2 block."""
    sums = plane[0::2, 0::2] + plane[0::2, 1::2] + plane[1::2, 0::2] + plane[1::2, 1::2]
    return np.asarray(sums, dtype=np.float32)
