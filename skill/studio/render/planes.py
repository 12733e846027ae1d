"""Drawing on planes: sprites blended into their own rectangle, anywhere on or off the frame."""

from __future__ import annotations

import numpy as np

from skill.studio.render.colour import Bytes
from skill.studio.render.stage import Frame, Sprite, Words


def blend(frame: Frame, sprite: Sprite, x: int, y: int, opacity: float = 1.0) -> None:
    """Put `sprite` with its top left corner at (x, y), in luma pixels, anywhere in or outside the frame.

    Positions are moved up or left to even ones, where chroma samples are. `opacity` 0-1 multiplies its alpha.
    """
    strength = round(min(max(opacity, 0.0), 1.0) * 256)
    if not strength:
        return
    left, top = x // 2, y // 2
    (y_part, u_part, v_part) = sprite.parts
    _mix(frame.y, y_part, left * 2, top * 2, strength)
    _mix(frame.u, u_part, left, top, strength)
    _mix(frame.v, v_part, left, top, strength)


def _mix(plane: Bytes, part: tuple[Words, Words], x: int, y: int, strength: int) -> None:
    add, keep = part
    height, width = add.shape
    rows = slice(max(y, 0), min(y + height, plane.shape[0]))
    columns = slice(max(x, 0), min(x + width, plane.shape[1]))
    if rows.start >= rows.stop or columns.start >= columns.stop:
        return
    inside = (slice(rows.start - y, rows.stop - y), slice(columns.start - x, columns.stop - x))
    target = plane[rows, columns]
    add, keep = add[inside], keep[inside]
    mixed: Words = target * keep
    mixed += add
    mixed += 128
    mixed >>= 8
    if strength < 256:
        mixed *= strength
        mixed += target * np.uint16(256 - strength)
        mixed += 128
        mixed >>= 8
    target[...] = mixed
