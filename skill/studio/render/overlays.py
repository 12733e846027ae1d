"""What lies over the scenes: titles and captions in their time, and a logo in the corner.

Each stands on a plate of its own or has an outline, so it can be read on anything.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from PIL import Image, ImageFilter

from skill.studio.movie import Movie, TextSpan
from skill.studio.render.easing import out_expo, share
from skill.studio.render.emblem import emblem
from skill.studio.render.fonts import Face
from skill.studio.render.palette import WHITE, Palette, against
from skill.studio.render.planes import blend
from skill.studio.render.safe import Box, safe_area
from skill.studio.render.sheet import rounded
from skill.studio.render.stage import Actor, Frame, Sprite
from skill.studio.render.themes import Theme, palette_of, theme_of
from skill.studio.render.typeset import Block, Style, set_text

_NIGHT = "#0b0c10"
_BRIGHT = "#ffd84d"  # on night, where a theme's accent is a dark one
ARRIVED = 0.1
"""Seconds after which a caption is fully there, and before its end at which it begins to go."""
_LOGO = 0.11  # of the short side, the height of a logo in the corner


@dataclass(frozen=True)
class Manner:
    """How words over the picture look: `ground` "accent" or "dark" for a plate, None for an outline.

    `scale` multiplies the usual size; `themed` takes the theme's type instead of the plain one.
    """

    ground: str | None
    scale: float = 1.0
    themed: bool = False


TITLE_STYLES: Mapping[str, Manner] = MappingProxyType(
    {
        "title": Manner("accent", themed=True),
        "caption": Manner("dark", 0.4),
        "large": Manner("accent", 1.3, themed=True),
        "small": Manner("accent", 0.5, themed=True),
        "plain": Manner("dark", themed=True),
        "outline": Manner(None, themed=True),
        "accent": Manner("accent", themed=True),
        "big": Manner(None, 1.3, themed=True),
    }
)
"""How titles can look; any other name is "title"."""

CAPTION_STYLES: Mapping[str, Manner] = MappingProxyType(
    {
        "plain": Manner("dark"),
        "caption": Manner("dark"),
        "title": Manner("accent", themed=True),
        "large": Manner("dark", 1.3),
        "small": Manner("dark", 0.8),
        "outline": Manner(None),
        "accent": Manner("accent"),
        "big": Manner(None, 1.3, themed=True),
    }
)
"""How captions can look; any other name is "plain"."""


@dataclass
class Timed:
    """A picture over the frame from `start` to `end` seconds; `y` is where it rests, `rise` where it comes from.

    What is `first` is there at once: it belongs to the first frame of the video.
    """

    image: Image.Image
    x: int
    y: int
    start: float
    end: float
    rise: int = 0
    first: bool = False

    @cached_property
    def _sprite(self) -> Sprite:
        return Sprite.from_rgba(self.image)

    def draw(self, frame: Frame, t: float) -> None:
        """See `Actor`."""
        if not self.start <= t < self.end:
            return
        length = min(0.35 if self.rise else 0.1, (self.end - self.start) / 3)
        come = 1.0 if self.first else share(t, self.start, length)
        gone = share(t, self.end - length * 0.6, length * 0.6)
        lift = round((1.0 - out_expo(come)) * self.rise)
        blend(frame, self._sprite, self.x, self.y + lift, min(1.0, come * 3 + 0.15) * (1.0 - gone))


def titles(movie: Movie, start_ms: int, end_ms: int) -> list[Actor]:
    """The titles seen between two times, t from the first."""
    theme, palette = theme_of(movie.look), palette_of(movie.look, 0)
    found: list[Actor] = []
    for span in movie.titles:
        if span.start_ms < end_ms and span.end_ms > start_ms:
            image = _title(movie, span, theme, palette)
            if image:
                found.append(_placed(movie, image, span, start_ms, title_box(movie, span.place), 0.04))
    return found


def captions(movie: Movie, start_ms: int, end_ms: int) -> list[Actor]:
    """The captions seen between two times, t from the first; the word being said is in the accent."""
    if not movie.captions:
        return []
    palette, found = palette_of(movie.look, 0), list[Actor]()
    box = caption_box(movie, movie.captions.place)
    manner = CAPTION_STYLES.get(movie.captions.style, CAPTION_STYLES["plain"])
    for span in movie.captions.spans:
        if span.start_ms < end_ms and span.end_ms > start_ms:
            block, pad, radius = _caption(movie, span, manner, palette, lit=False)
            image = _standing(block, manner, palette, pad, radius)
            if image:
                shown = _placed(movie, image, span, start_ms, box, 0.0)
                found.append(shown)
                if manner.ground == "dark" and (words := getattr(span, "words", ())):
                    lit, _, _ = _caption(movie, span, manner, palette, lit=True)
                    found.append(Said(lit, shown.x + pad[0], shown.y + pad[1], shown.start, shown.end, words))
    return found


@dataclass
class Said:
    """The word that is being said, in its own colour over the same words. `words` as in `sound.captioned`."""

    block: Block
    x: int
    y: int
    start: float
    end: float
    words: tuple[tuple[int, int, int], ...]

    @cached_property
    def _reached(self) -> tuple[int, ...]:
        """How many letters and digits there are up to the end of each piece of the block."""
        letters = (sum(c.isalnum() for c in word.text.casefold()) for word in self.block.words)
        return tuple(itertools.accumulate(letters))

    def draw(self, frame: Frame, t: float) -> None:
        """See `Actor`."""
        passed = [word for word in self.words if self.start + word[0] / 1000 <= t]
        if not passed or not self.start + ARRIVED <= t < self.end - ARRIVED:
            return
        _, first, after = passed[-1]
        before = 0
        for word, reached in zip(self.block.words, self._reached, strict=True):
            if before < after and reached > first:
                blend(frame, word.sprite, self.x + word.x, self.y + word.y)
            before = reached


def _placed(movie: Movie, image: Image.Image, span: TextSpan, start_ms: int, box: Box, rise: float) -> Timed:
    last = min(span.end_ms, movie.duration_ms)
    start, end = (span.start_ms - start_ms) / 1000, (last - start_ms) / 1000
    x = box.x + (box.width - image.width) // 2
    y = box.y + (box.height - image.height) // 2
    y = min(max(y, 0), max(0, movie.height - image.height))
    return Timed(image, x, y, start, end, round(min(movie.width, movie.height) * rise), not span.start_ms)


def caption_size(movie: Movie) -> int:
    """The size of captions: a twentieth of the height, less in tall frames, where lines are short."""
    return max(8, round(0.05 * min(movie.height, movie.width * 1.3) * movie.look.font_scale))


def caption_box(movie: Movie, place: str) -> Box:
    """Where captions stand: a strip for two lines at the top, middle or bottom of the safe area."""
    return _strip(movie, place, round(caption_size(movie) * 3.3))


def title_box(movie: Movie, place: str) -> Box:
    """Where titles stand; a bottom title keeps clear of bottom captions."""
    height = round(min(movie.width, movie.height) * 0.34)
    strip = _strip(movie, place, height)
    if movie.captions and movie.captions.spans and movie.captions.place == place:
        away = caption_box(movie, place).height
        return Box(strip.x, strip.y + (-away if place == "bottom" else away), strip.width, strip.height)
    return strip


def _strip(movie: Movie, place: str, height: int) -> Box:
    area = safe_area(movie.width, movie.height)
    y = {"top": area.y, "middle": area.y + (area.height - height) // 2, "bottom": area.bottom - height}[place]
    if movie.logo and place == ("top" if movie.logo_spot.top else "bottom"):
        y += logo_height(movie) if movie.logo_spot.top else -logo_height(movie)
    return Box(area.x, y, area.width, height)


def _title(movie: Movie, span: TextSpan, theme: Theme, palette: Palette) -> Image.Image | None:
    short = min(movie.width, movie.height)
    manner = TITLE_STYLES.get(span.style, TITLE_STYLES["title"])
    box, pad = title_box(movie, span.place), round(short * 0.032)
    style = Style(
        theme.face if manner.themed else Face(),
        palette.on_accent if manner.ground == "accent" else WHITE,
        palette.on_accent if manner.ground == "accent" else WHITE,
        round(short * 0.14 * manner.scale * movie.look.font_scale),
        max(6, round(short * 0.036)),
        lines=2,
        align="center",
        upper=theme.upper and manner.themed,
    )
    block = set_text(span.text, style, box.width - 4 * pad, box.height - 2 * pad)
    return _standing(block, manner, palette, (2 * pad, pad), round(short * 0.028))


def _caption(
    movie: Movie, span: TextSpan, manner: Manner, palette: Palette, lit: bool
) -> tuple[Block, tuple[int, int], int]:
    """The words of a caption, `lit` in the accent; the room around them, even; the radius of their plate."""
    size = caption_size(movie)
    accent = against(palette.accent if palette.dark else _BRIGHT, (_NIGHT,))
    style = Style(
        theme_of(movie.look).face if manner.themed else Face(),
        accent if lit else palette.on_accent if manner.ground == "accent" else WHITE,
        accent,
        round(size * manner.scale),
        max(6, size // 2),
        lines=2,
        leading=1.22,
        align="center",
    )
    box = caption_box(movie, movie.captions.place if movie.captions else "bottom")
    pad = round(size * 0.36)
    height = round(box.height * (1.2 if manner.scale > 1 else 1.0)) - 2 * pad
    width = box.width - 3 * pad
    block = set_text(span.text, replace(style, smallest=style.largest), width, height)
    if len(block.lines) > style.lines or block.width > width or block.height > height:
        block = set_text(span.text, style, width, height)  # only what is too long is smaller than the others
    return block, (round(pad * 1.4) & ~1, pad & ~1), round(size * 0.3)


def _standing(
    block: Block, manner: Manner, palette: Palette, pad: tuple[int, int], radius: int
) -> Image.Image | None:
    """The words on their plate or in their outline; nothing when there is nothing to draw."""
    if block.empty:
        return None
    if manner.ground is None:
        return _outlined(block)
    ground, opacity = (palette.accent, 1.0) if manner.ground == "accent" else (_NIGHT, 0.78)
    return _on_plate(block, ground, opacity, pad, radius)


def _flat(block: Block, margin: tuple[int, int]) -> Image.Image:
    image = Image.new("RGBA", (block.width + 2 * margin[0], block.height + 2 * margin[1]), (0, 0, 0, 0))
    for word in block.words:
        image.alpha_composite(word.image, (max(0, word.x + margin[0]), max(0, word.y + margin[1])))
    return image


def _on_plate(block: Block, ground: str, opacity: float, pad: tuple[int, int], radius: int) -> Image.Image:
    words = _flat(block, pad)
    plate = rounded(words.size, ground, radius, opacity)
    return Image.alpha_composite(plate, words)


def _outlined(block: Block) -> Image.Image:
    """White with a dark edge an eighth of the size wide and a soft shadow."""
    edge = max(2, round(block.size * 0.09))
    words = _flat(block, (edge * 3, edge * 3))
    grown = (
        words.getchannel("A")
        .filter(ImageFilter.GaussianBlur(edge * 0.55))
        .point([min(255, v * 7) for v in range(256)])
    )
    under = Image.new("RGBA", words.size, _NIGHT)
    under.putalpha(grown)
    soft = under.copy()
    soft.putalpha(grown.filter(ImageFilter.GaussianBlur(edge)))
    return Image.alpha_composite(Image.alpha_composite(soft, under), words)


@dataclass
class Corner:
    """A logo that stays in its corner."""

    image: Image.Image
    x: int
    y: int

    @cached_property
    def _sprite(self) -> Sprite:
        return Sprite.from_rgba(self.image)

    def draw(self, frame: Frame, t: float) -> None:  # noqa: ARG002  an actor that does not change
        """See `Actor`."""
        blend(frame, self._sprite, self.x, self.y)


def logo_height(movie: Movie) -> int:
    """The strip at the top or bottom of the safe area that the logo takes, with the distance to what is beside it."""
    return round(min(movie.width, movie.height) * (_LOGO * movie.logo_spot.scale + 0.025))


def corner_logo(movie: Movie, path: Path) -> Corner:
    """The movie's logo in its corner of the safe area, a ninth of the short side high unless it was made larger."""
    area, spot = safe_area(movie.width, movie.height), movie.logo_spot
    short = min(movie.width, movie.height) * spot.scale
    image = emblem(path, (round(short * 0.3), round(short * _LOGO)), None)
    x = area.x if spot.left else area.x + area.width - image.width
    return Corner(image, x, area.y if spot.top else area.bottom - image.height)
