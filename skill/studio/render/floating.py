"""Type that stays alive: what has come in goes on drifting up and down, so slowly that it is felt rather than seen.

As soon as everything in a scene has arrived it is one picture, taken once. Moved by fractions of a row, each frame
costs one blend; nothing is set or drawn again.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, TypeGuard

import numpy as np

from skill.studio.render.colour import Bytes
from skill.studio.render.stage import Actor, Frame, Scenery, Words

REACH = 0.014
"""How far things drift, in short sides of the frame."""
PERIOD = 8.0
"""Seconds for the way up and down again."""

_FINE = 16  # steps between two rows
_NEAR = 24  # rows without anything, at most, inside one band
_BAND = 64  # rows worked on at a time, so that they stay in the processor's cache


class Arriving(Protocol):
    """An actor that does not change any more from `end` seconds on."""

    end: float

    def draw(self, frame: Frame, t: float) -> None:
        """See `Actor`."""


def afloat(scenery: Scenery, size: tuple[int, int]) -> Scenery:
    """The same with everything that comes to rest drifting from then on. What never rests stays below it."""
    arriving = tuple(actor for actor in scenery.actors if _arrives(actor))
    if not arriving:
        return scenery
    others = tuple(actor for actor in scenery.actors if not _arrives(actor))
    return Scenery(scenery.backdrop, (*others, Floating(arriving, size)))


def _arrives(actor: Actor) -> TypeGuard[Arriving]:
    return math.isfinite(getattr(actor, "end", math.inf))


@dataclass(frozen=True)
class _Band:
    """Rows of one plane from `top` and `left`: what a blend adds (in 1/16) and keeps (in 1/256).

    A row of nothing stands before the first and after the last.
    """

    top: int
    left: int
    add: Words
    keep: Words


class Floating:
    """Actors that come in one by one, then drift as one picture of a frame of `size` (width, height)."""

    def __init__(self, actors: Sequence[Arriving], size: tuple[int, int]) -> None:
        self.actors = tuple(actors)
        self.start = max(actor.end for actor in actors)
        self._size = size

    def rise(self, t: float) -> float:
        """How many pixels above their own places things are."""
        turn = 2 * math.pi * max(0.0, t - self.start) / PERIOD
        return REACH * min(self._size) * (0.5 - 0.5 * math.cos(turn))

    def draw(self, frame: Frame, t: float) -> None:
        """See `Actor`."""
        if t < self.start:
            for actor in self.actors:
                actor.draw(frame, t)
            return
        rise = self.rise(t)
        for plane, bands, part in zip((frame.y, frame.u, frame.v), self._taken, (1, 2, 2), strict=True):
            for band in bands:
                _lay(plane, band, rise / part)

    @cached_property
    def _taken(self) -> tuple[tuple[_Band, ...], ...]:
        """The settled actors on nothing: what they look like on black and on white tells colour and cover."""
        black, white = (self._on(value) for value in (0, 255))
        return tuple(
            tuple(_bands(dark, light))
            for dark, light in zip((black.y, black.u, black.v), (white.y, white.u, white.v), strict=True)
        )

    def _on(self, value: int) -> Frame:
        frame = Frame.blank(*self._size)
        for plane in (frame.y, frame.u, frame.v):
            plane[...] = value
        for actor in self.actors:
            actor.draw(frame, self.start)
        return frame


def _bands(dark: Bytes, light: Bytes) -> Iterator[_Band]:
    """The rows of a plane that show something, in groups that stand apart."""
    covered = (light - dark) < 255
    filled = np.flatnonzero(covered.any(axis=1))
    for rows in np.split(filled, np.flatnonzero(np.diff(filled) > _NEAR) + 1):
        if rows.size:
            top, bottom = int(rows[0]), int(rows[-1]) + 1
            columns = np.flatnonzero(covered[top:bottom].any(axis=0))
            inside = (slice(top, bottom), slice(int(columns[0]), int(columns[-1]) + 1))
            seen = light[inside].astype(np.uint16) - dark[inside]
            yield _Band(
                top,
                int(columns[0]),
                np.pad(dark[inside].astype(np.uint16) * np.uint16(16), ((1, 1), (0, 0))),
                np.pad(
                    ((seen.astype(np.uint32) * 256 + 127) // 255).astype(np.uint16),
                    ((1, 1), (0, 0)),
                    constant_values=256,
                ),
            )


def _lay(plane: Bytes, band: _Band, rise: float) -> None:
    """Blend a band `rise` rows above its place; between two rows it is a mix of both."""
    whole, part = divmod(round(rise * _FINE), _FINE)
    place = band.top - 1 - whole
    height = band.add.shape[0] - 1
    for first in range(max(0, -place), min(height, plane.shape[0] - place), _BAND):
        last = min(first + _BAND, height, plane.shape[0] - place)
        target = plane[place + first : place + last, band.left : band.left + band.add.shape[1]]
        add = band.add[first:last] * np.uint16(_FINE - part)
        keep = band.keep[first:last]
        if part:
            add += band.add[first + 1 : last + 1] * np.uint16(part)
            keep = keep * np.uint16(_FINE - part)
            keep += band.keep[first + 1 : last + 1] * np.uint16(part)
            keep >>= 4
        add += target * keep
        add += 128
        add >>= 8
        target[...] = add
