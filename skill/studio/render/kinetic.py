"""Type and shapes in motion: actors that bring drawn things on and then hold them still.

Pictures are drawn once; a frame costs only blends. Moves end on the place where the thing stays, and what has
arrived is blended from one sprite a line.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType

import numpy as np
from PIL import Image

from skill.studio.render.colour import Bytes
from skill.studio.render.easing import in_out, out_back, out_cubic, out_expo, share, spring
from skill.studio.render.planes import blend
from skill.studio.render.stage import Actor, Frame, Sprite
from skill.studio.render.typeset import Block, Word


def window(frame: Frame, left: int, top: int, right: int, bottom: int) -> tuple[Frame, int, int]:
    """The part of a frame inside the box, clipped and on even places, and where its corner is."""
    x, y = max(left, 0) & ~1, max(top, 0) & ~1
    x2, y2 = min(max(right, x) + 1 & ~1, frame.width), min(max(bottom, y) + 1 & ~1, frame.height)
    half = (slice(y // 2, y2 // 2), slice(x // 2, x2 // 2))
    return Frame(frame.y[y:y2, x:x2], frame.u[half], frame.v[half]), x, y


KEEPS = 24
"""Sizes of a breathing picture that are kept; a large one takes megabytes for each."""


class Scaled:
    """A picture at any scale about its centre: planes are resized, nothing converted."""

    def __init__(self, image: Image.Image) -> None:
        self._kept: dict[tuple[int, int], Sprite] = {}
        sprite = Sprite.from_rgba(image)
        self.width, self.height = sprite.width, sprite.height
        whole = (_bled(sprite.y, sprite.alpha), sprite.alpha)
        half = (_bled(sprite.u, sprite.alpha_c), _bled(sprite.v, sprite.alpha_c), sprite.alpha_c)
        self._whole = [Image.fromarray(plane) for plane in whole]
        self._half = [Image.fromarray(plane) for plane in half]

    def blend(
        self, frame: Frame, x: int, y: int, scale: float, opacity: float = 1.0, *, again: bool = False
    ) -> None:
        """Blend it at `scale`, its unscaled top left corner at (x, y); a size that will come `again` is kept."""
        size = (max(1, round(self.width * scale / 2)), max(1, round(self.height * scale / 2)))
        sprite = self._kept.get(size) or self._sized(size)
        if again and len(self._kept) < KEEPS:
            self._kept[size] = sprite
        blend(frame, sprite, x + self.width // 2 - size[0], y + self.height // 2 - size[1], opacity)

    def _sized(self, half: tuple[int, int]) -> Sprite:
        luma, alpha = (_resized(plane, (half[0] * 2, half[1] * 2)) for plane in self._whole)
        u, v, alpha_c = (_resized(plane, half) for plane in self._half)
        return Sprite(luma, u, v, alpha, alpha_c)


def _bled(plane: Bytes, alpha: Bytes) -> Bytes:
    """The plane with its mean colour where nothing shows, so that resizing brings no foreign colour to edges."""
    total = int(alpha.sum())
    mean = int((plane.astype(np.int64) * alpha).sum()) // total if total else 128
    return np.where(alpha == 0, np.uint8(mean), plane)


def _resized(plane: Image.Image, size: tuple[int, int]) -> Bytes:
    return np.asarray(plane.resize(size, Image.Resampling.BILINEAR))


Entry = Callable[["Text", Frame, Word, float], None]


@dataclass
class Text:
    """A block of text whose words come in one after the other from `start` seconds, as `entry` says."""

    block: Block
    x: int
    y: int
    entry: str = "rise"
    start: float = 0.1
    stagger: float = 0.07
    length: float = 0.6
    _scaled: dict[Word, Scaled] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.stagger = min(self.stagger, 0.9 / max(1, len(self.block.words)))
        if self.entry == "type":
            self.length = 0.24  # a word is written before the next but one begins
        self._come = ENTRIES[self.entry]

    @property
    def end(self) -> float:
        """When the last word has arrived."""
        last = max(map(self._turn, range(len(self.block.words))), default=0)
        return self.start + self.stagger * last + self.length

    @property
    def away(self) -> int:
        """How far below its place a line is that settles, in pixels."""
        return round(self.block.size * 0.28)

    def _turn(self, number: int) -> int:
        """How many come in before word `number`: words, or lines when whole lines settle."""
        return self.block.words[number].line if self.entry == "settle" else number

    @cached_property
    def _lines(self) -> tuple[tuple[Sprite, int, int], ...]:
        found = []
        for line in sorted({word.line for word in self.block.words}):
            words = [word for word in self.block.words if word.line == line]
            left, top = min(w.x for w in words), min(w.y for w in words)
            size = (
                max(w.x + w.image.width for w in words) - left,
                max(w.y + w.image.height for w in words) - top,
            )
            image = Image.new("RGBA", size, (0, 0, 0, 0))
            for word in words:
                image.alpha_composite(word.image, (word.x - left, word.y - top))
            found.append((Sprite.from_rgba(image), left, top))
        return tuple(found)

    def draw(self, frame: Frame, t: float) -> None:
        """See `Actor`."""
        x, y = self.x & ~1, self.y & ~1
        if t >= self.end:
            for sprite, left, top in self._lines:
                blend(frame, sprite, x + left, y + top)
            return
        for number, word in enumerate(self.block.words):
            p = share(t, self.start + self._turn(number) * self.stagger, self.length)
            if p >= 1.0:
                blend(frame, word.sprite, x + word.x, y + word.y)
            elif p > 0.0 or self.entry == "settle":
                self._come(self, frame, word, p)

    def scaled(self, word: Word) -> Scaled:
        """The word at any scale."""
        if word not in self._scaled:
            self._scaled[word] = Scaled(word.image)
        return self._scaled[word]


def _rise(text: Text, frame: Frame, word: Word, p: float) -> None:
    """Up from behind the line's lower edge."""
    x, y = text.x & ~1, text.y & ~1
    pad = round(text.block.size * 0.16)
    top, bottom = y + word.box[1] - pad * 4, y + word.box[1] + word.box[3] + pad
    part, left, high = window(frame, 0, top, frame.width, bottom)
    away = round((1.0 - out_expo(p)) * (word.box[3] + pad * 2))
    blend(part, word.sprite, x + word.x - left, y + word.y + away - high, min(1.0, p * 5))


def _fade(text: Text, frame: Frame, word: Word, p: float) -> None:
    """Out of nothing, rising a little."""
    away = round((1.0 - out_cubic(p)) * text.block.size * 0.3)
    blend(frame, word.sprite, (text.x & ~1) + word.x, (text.y & ~1) + word.y + away, in_out(p))


def _pop(text: Text, frame: Frame, word: Word, p: float) -> None:
    """Springing up to its size."""
    scale = 0.35 + 0.65 * spring(p)
    text.scaled(word).blend(frame, (text.x & ~1) + word.x, (text.y & ~1) + word.y, scale, min(1.0, p * 6))


def _slam(text: Text, frame: Frame, word: Word, p: float) -> None:
    """Down from large, hard."""
    scale = 1.0 + 0.7 * (1.0 - out_expo(min(1.0, p * 1.5)))
    text.scaled(word).blend(frame, (text.x & ~1) + word.x, (text.y & ~1) + word.y, scale, min(1.0, p * 4))


def _slide(text: Text, frame: Frame, word: Word, p: float) -> None:
    """In from the right."""
    away = round((1.0 - out_expo(p)) * text.block.size * 1.4)
    blend(frame, word.sprite, (text.x & ~1) + word.x + away, (text.y & ~1) + word.y, min(1.0, p * 3))


def _type(text: Text, frame: Frame, word: Word, p: float) -> None:
    """Uncovered from its left, as if written."""
    x, y = text.x & ~1, text.y & ~1
    edge = x + word.x + round(word.image.width * out_cubic(p))
    part, left, high = window(frame, x + word.x, y + word.y, edge, y + word.y + word.image.height)
    blend(part, word.sprite, x + word.x - left, y + word.y - high)


def _settle(text: Text, frame: Frame, word: Word, p: float) -> None:
    """There from the first frame, a little below its place."""
    lower = settled(p, text.away)
    blend(frame, word.sprite, (text.x & ~1) + word.x, (text.y & ~1) + word.y + lower)


def settled(p: float, away: int) -> int:
    """How far below its place something is that settles from `away` pixels."""
    return round((1.0 - out_cubic(p)) * away)


ENTRIES: Mapping[str, Entry] = MappingProxyType(
    {
        "rise": _rise,
        "fade": _fade,
        "pop": _pop,
        "slam": _slam,
        "slide": _slide,
        "type": _type,
        "settle": _settle,
    }
)
"""The ways words come in."""


LINE_BY_LINE = 0.07
"""Seconds between two lines that settle."""
SOON = 0.55
"""What comes in by then, in seconds, is what a scene is about; in the first scene it is there from the first frame."""


def opened(actor: Actor) -> Actor:
    """As it is in the first scene of a video: a shape due soon is all but there in the first frame."""
    if not isinstance(actor, Shape) or actor.start > SOON or actor.entry == "settle":
        return actor
    early = actor.length * (1.0 if actor.entry == "fade" else 0.5)
    return replace(actor, start=min(actor.start, 0.0) - early)


@dataclass
class Shape:
    """A drawn picture that comes in once: wiped from its left, popped, faded, or risen; then stays.

    One that is to "settle" is there before, `away` pixels below its place.

    `breathe` makes it swell by that share and back, forever; what is not `loose` never moves again.
    """

    image: Image.Image
    x: int
    y: int
    entry: str = "wipe"
    start: float = 0.0
    length: float = 0.5
    breathe: float = 0.0
    loose: bool = True
    away: int = 0

    @property
    def end(self) -> float:
        """When it has arrived and may float."""
        return math.inf if self.breathe or not self.loose else self.start + self.length

    @cached_property
    def _sprite(self) -> Sprite:
        return Sprite.from_rgba(self.image)

    @cached_property
    def _scaled(self) -> Scaled:
        return Scaled(self.image)

    def draw(self, frame: Frame, t: float) -> None:
        """See `Actor`."""
        p = share(t, self.start, self.length)
        x, y = self.x & ~1, self.y & ~1
        if p <= 0.0 and self.entry != "settle":
            return
        if p >= 1.0 and self.breathe:
            late = t - self.start - self.length
            swell = 1.0 + self.breathe * math.sin(late * 2.6) * min(1.0, late)
            self._scaled.blend(frame, x, y, swell, again=True)
        elif p >= 1.0:
            blend(frame, self._sprite, x, y)
        elif self.entry == "wipe":
            edge = x + round(self.image.width * out_expo(p))
            part, left, high = window(frame, x, y, edge, y + self.image.height)
            blend(part, self._sprite, x - left, y - high)
        elif self.entry == "pop":
            self._scaled.blend(frame, x, y, 0.3 + 0.7 * out_back(p), min(1.0, p * 4))
        elif self.entry == "settle":
            blend(frame, self._sprite, x, y + settled(p, self.away))
        elif self.entry == "rise":
            blend(
                frame,
                self._sprite,
                x,
                y + round((1.0 - out_expo(p)) * self.image.height * 0.3),
                min(1.0, p * 3),
            )
        else:
            blend(frame, self._sprite, x, y, in_out(p))
