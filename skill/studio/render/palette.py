"""Colours as people see them: contrast after WCAG 2.2, and palettes in which text always stands out.

Every colour a background may show keeps `READABLE` towards the text and the accent of its palette, so words
can stand anywhere on it at any moment.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from PIL import ImageColor

READABLE = 4.5
_MARGIN = 4.8  # what we aim for: rounding, dither and the encoder take a little
WHITE, INK = "#ffffff", "#14141a"

RGB = tuple[int, int, int]


@dataclass(frozen=True)
class Palette:
    """The colours of one scene, "#rrggbb".

    `grounds`: three colours of the background, mixed freely; `text` on them; `accent` for emphasis on them and
    as plate; `on_accent` for text on an accent plate; `soft` for second lines.
    """

    grounds: tuple[str, str, str]
    text: str
    accent: str
    soft: str
    on_accent: str

    @property
    def dark(self) -> bool:
        """Whether light text stands on dark grounds."""
        return luminance(self.text) > luminance(self.grounds[0])


@lru_cache(maxsize=4096)
def rgb(colour: str) -> RGB:
    """The three values 0-255 of a colour."""
    red, green, blue = ImageColor.getrgb(colour)[:3]
    return red, green, blue


@lru_cache(maxsize=4096)
def luminance(colour: str) -> float:
    """Relative luminance 0-1 (WCAG 2.2)."""

    def linear(value: int) -> float:
        share = value / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(value) for value in rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1-21 (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def vividness(colour: str) -> int:
    """How far from grey a colour is, 0-255."""
    return max(rgb(colour)) - min(rgb(colour))


def mix(one: str, other: str, share: float) -> str:
    """`one` with `share` (0-1) of `other`."""
    pairs = zip(rgb(one), rgb(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def against(colour: str, grounds: Iterable[str], ratio: float = _MARGIN) -> str:
    """`colour`, made lighter or darker as little as it takes to stand out from all of `grounds`."""
    rows = tuple(grounds)
    best, most = colour, 0.0
    for step in range(41):
        for end in (WHITE, INK, "#000000"):
            shade = mix(colour, end, step / 40)
            least = min(contrast(shade, ground) for ground in rows)
            if least >= ratio:
                return shade
            if least > most:
                best, most = shade, least
    return best


def palette(
    grounds: tuple[str, str, str], accent: str, text: str | None = None, soft: str | None = None
) -> Palette:
    """A palette around `grounds`; the text is white or ink when not given, every colour is made readable."""
    chosen = text or max((WHITE, INK), key=lambda c: min(contrast(c, g) for g in grounds))
    fitted = tuple(against(ground, (chosen,)) for ground in grounds)
    grounds = (fitted[0], fitted[1], fitted[2])
    accent = against(accent, grounds)
    return Palette(
        grounds=grounds,
        text=chosen,
        accent=accent,
        soft=against(soft or mix(chosen, grounds[0], 0.18), grounds),
        on_accent=max((WHITE, INK), key=lambda c: contrast(c, accent)),
    )


def recoloured(old: Palette, accent: str | None, background: str | None) -> Palette:
    """`old` in the user's colours; a background brings shades of itself and its own text colour."""
    if background is not None:
        text = max((WHITE, INK), key=lambda c: contrast(c, background))
        base = against(background, (text,))
        away = "#000000" if text == WHITE else WHITE
        grounds = (base, mix(base, away, 0.16), mix(base, away, 0.32))
        return palette(grounds, accent or old.accent, text)
    if accent is not None:
        fitted = against(accent, old.grounds)
        return replace(old, accent=fitted, on_accent=max((WHITE, INK), key=lambda c: contrast(c, fitted)))
    return old
