"""From one scene to the next: a row of `TRANSITIONS` turns the old and the new picture into one.

Each works on whole planes and takes a few milliseconds at 1080×1920. `done` runs from just above 0 to just
below 1; easing is the transition's own. To add one, write a function and name it in `TRANSITIONS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from skill.studio.render.colour import Bytes
from skill.studio.render.stage import Frame

Transition = Callable[[Frame, Frame, float], None]
"""`transition(frame, old, done)`: `frame` holds the new scene's picture and becomes the mix."""

HASTE = 1.5  # how much earlier dissolves are through, so that old words are gone when new ones come

ROWS = 96  # rows worked on at a time, so that 16-bit intermediates stay in the processor's cache


def crossfade(frame: Frame, old: Frame, done: float) -> None:
    """The new picture appears through the old one."""
    weight = round(ease(min(1.0, done * HASTE)) * 256)
    for new_plane, old_plane in _pairs(frame, old):
        _fade(new_plane, old_plane, weight)


def push(frame: Frame, old: Frame, done: float) -> None:
    """The new picture pushes the old one out to the left."""
    _slide(frame, old, ease(done), axis=1, follow=1.0)


def lift(frame: Frame, old: Frame, done: float) -> None:
    """The new picture pushes the old one out at the top."""
    _slide(frame, old, ease(done), axis=0, follow=1.0)


def slide(frame: Frame, old: Frame, done: float) -> None:
    """The new picture slides over the old one from the right; the old one gives way slowly."""
    _slide(frame, old, ease(done), axis=1, follow=0.25)


def wipe(frame: Frame, old: Frame, done: float) -> None:
    """A soft slanted edge runs from left to right."""
    _reveal(frame, old, _slant(frame.width // 2, frame.height // 2), ease(done))


def iris(frame: Frame, old: Frame, done: float) -> None:
    """A soft circle opens from the middle."""
    _reveal(frame, old, _circle(frame.width // 2, frame.height // 2), ease(done))


def zoom(frame: Frame, old: Frame, done: float) -> None:
    """The old picture comes closer and dissolves into the new one."""
    scale = 1.0 + 0.35 * done * done
    for new_plane, old_plane in _pairs(frame, old):
        height, width = old_plane.shape
        rows = np.clip((np.arange(height) - height / 2) / scale + height / 2, 0, height - 1).astype(np.intp)
        columns = np.clip((np.arange(width) - width / 2) / scale + width / 2, 0, width - 1).astype(np.intp)
        _fade(new_plane, old_plane.take(rows, 0).take(columns, 1), round(ease(min(1.0, done * HASTE)) * 256))


def dip(frame: Frame, old: Frame, done: float) -> None:
    """Through black: the old picture darkens, then the new one lightens."""
    source = old if done < 0.5 else frame
    light = round(abs(ease(done) - 0.5) * 2 * 256)
    for (new_plane, _), plane, black in zip(
        _pairs(frame, old), (source.y, source.u, source.v), (16, 128, 128), strict=True
    ):
        _fade(new_plane, np.broadcast_to(np.uint8(black), plane.shape), light, plane)


TRANSITIONS: Mapping[str, Transition] = MappingProxyType(
    {
        "crossfade": crossfade,
        "push": push,
        "lift": lift,
        "slide": slide,
        "wipe": wipe,
        "iris": iris,
        "zoom": zoom,
        "dip": dip,
    }
)


def ease(done: float) -> float:
    """Slow, fast, slow: 0 to 1 with no speed at both ends (smoothstep)."""
    return done * done * (3.0 - 2.0 * done)


def _pairs(frame: Frame, old: Frame) -> tuple[tuple[Bytes, Bytes], ...]:
    return (frame.y, old.y), (frame.u, old.u), (frame.v, old.v)


def _fade(target: Bytes, old: Bytes, weight: int, new: Bytes | None = None) -> None:
    """`target` becomes weight/256 of `new` (itself when not given) and the rest of `old`."""
    new = target if new is None else new
    for top in range(0, target.shape[0], ROWS):
        rows = slice(top, top + ROWS)
        mixed = new[rows] * np.uint16(weight)
        mixed += old[rows] * np.uint16(256 - weight)
        mixed += 128
        mixed >>= 8
        target[rows] = mixed


def _slide(frame: Frame, old: Frame, done: float, axis: int, follow: float) -> None:
    """The new picture enters from the end of `axis`; the old one moves out at `follow` times its speed."""
    shown = round(done * frame.u.shape[axis])
    for (new_plane, old_plane), step in zip(_pairs(frame, old), (2, 1, 1), strict=True):
        size, part = new_plane.shape[axis], shown * step
        gone = round(shown * follow) * step
        entering = np.swapaxes(new_plane, 0, axis)[:part].copy()
        target = np.swapaxes(new_plane, 0, axis)
        target[size - part :] = entering
        target[: size - part] = np.swapaxes(old_plane, 0, axis)[gone : gone + size - part]


def _reveal(frame: Frame, old: Frame, when: npt.NDArray[np.float32], done: float) -> None:
    """Each pixel changes as `done` passes its value in `when` (0-1, chroma size), within a tenth of it."""
    softness = 0.1
    alpha = np.clip((done * (1.0 + softness) - when) * np.float32(256.0 / softness), 0, 256).astype(np.uint16)
    _mask(frame.u, old.u, alpha)
    _mask(frame.v, old.v, alpha)
    for row in (0, 1):
        for column in (0, 1):
            _mask(frame.y[row::2, column::2], old.y[row::2, column::2], alpha)


def _mask(target: Bytes, old: Bytes, alpha: npt.NDArray[np.uint16]) -> None:
    mixed = target * alpha
    mixed += old * (np.uint16(256) - alpha)
    mixed += 128
    mixed >>= 8
    target[...] = mixed


@lru_cache(maxsize=2)
def _slant(width: int, height: int) -> npt.NDArray[np.float32]:
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    lean = columns + rows * np.float32(0.25)
    return np.asarray(lean / lean.max(), dtype=np.float32)


@lru_cache(maxsize=2)
def _circle(width: int, height: int) -> npt.NDArray[np.float32]:
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    distance = np.hypot(columns - np.float32(width / 2), rows - np.float32(height / 2))
    return np.asarray(distance / distance.max(), dtype=np.float32)
