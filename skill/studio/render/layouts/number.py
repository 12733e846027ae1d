"""A figure that counts up, with what it means below."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from functools import cached_property

from skill.studio.render import fonts
from skill.studio.render.easing import in_out, out_cubic, share
from skill.studio.render.planes import blend
from skill.studio.render.sheet import Sheet
from skill.studio.render.stage import Actor, Frame, Sprite
from skill.studio.render.typeset import Style, advance, set_text

FIGURE = re.compile(
    r"[$\u20ac\u00a3\u00a5\uffe5+\-]?\d[\d,]*(?:\.\d+)?\s?(?:[%\u2030\u00b0xX\u00d7+]|[kKmM](?!\w))?"
)


_COUNTED = 1.3  # seconds for a figure to run up
_BESIDE = 0.7  # of its size at most: the words below a figure
_SETTLING = 0.4  # the share of them at whose end digits have their own widths


def figure_of(text: str, emphasis: tuple[str, ...] = ()) -> str:
    """The figure a number scene shows: the first in the emphasis, else in the text; "" when there is none."""
    for source in (*emphasis, text):
        match = FIGURE.search(source)
        if match:
            return match.group().strip()
    return ""


def number(sheet: Sheet) -> list[Actor]:
    """The figure as large as fits in the accent, the whole sentence below it."""
    area, scene, palette = sheet.area, sheet.scene, sheet.palette
    figure = figure_of(scene.text, scene.emphasis)
    rest = _without(scene.text, figure)
    figure = "".join(figure.split())  # "98 %" is one figure
    large = sheet.style(0.46, 0.1, colour=palette.accent, align="left", lines=1, shadow=0.0)
    size = set_text(figure or "0", large, area.width, round(area.height * 0.4)).size
    centred = sheet.theme.align == "center" or sheet.pick(2) == 1
    widest = Counter(figure, size, large, 0.0).widest
    if widest > area.width:  # digits of one width take more room than they do in a word
        size = math.floor(size * area.width / widest)
    start = -_COUNTED if sheet.opening else 0.1  # the first frame of a video shows no figure but the true one
    counter = Counter(figure, size, large, start, centred=centred)
    align = "center" if centred else "left"
    label = sheet.set(
        rest,
        sheet.style(min(0.105, _BESIDE * size / sheet.short / sheet.scale), 0.042, align=align, lines=5),
        area.width,
        round(area.height * 0.35),
    )
    small = sheet.set(
        scene.detail,
        sheet.style(0.054, 0.034, align=align, colour=palette.soft, lines=3),
        area.width,
        round(area.height * 0.16),
    )
    gap = sheet.px(0.06)
    total = size + sum(gap + b.height for b in (label, small) if not b.empty)
    y = area.y + max(0, (area.height - total) // 2)

    def left(width: int) -> int:
        return area.x + (area.width - width) // 2 if centred else area.x

    counter.x, counter.y = left(counter.width), y
    actors: list[Actor] = [counter]
    y += size + gap
    for block, start in ((label, 0.5), (small, 0.9)):
        if not block.empty:
            actors += sheet.text(block, left(block.width), y, start)
            y += block.height + gap
    return actors


def _without(text: str, figure: str) -> str:
    """The sentence that explains the figure: the text itself, unless nothing but the figure stands in it."""
    rest = text.replace(figure, "", 1).strip(" ,.:;-\u2013\u2014\uff0c\u3002\uff1a")
    begins = text.strip().startswith(figure)
    return (rest if begins else text) if rest else ""


@dataclass
class Counter:
    """A figure whose digits run up from zero and stop at their own value.

    While they run every digit has the same width, so that nothing jumps; in the end each has its own.
    `x` is the left edge of the figure as it stands in the end.
    """

    figure: str
    size: int
    style: Style
    start: float
    length: float = _COUNTED
    x: int = 0
    y: int = 0
    centred: bool = False

    def _cells(self, settled: float) -> list[float]:
        """The width of each character's room, from all digits alike (0) to each its own (1)."""
        digit = max(self._advance(d) for d in "0123456789") + self.size * 0.012
        found = []
        for character in self.figure:
            own = self._advance(character)
            found.append(digit + (own - digit) * settled if character.isdigit() else own)
        return found

    @property
    def widest(self) -> float:
        """The width of the whole figure while it runs, in pixels."""
        return max(sum(self._cells(0.0)), sum(self._cells(1.0)))

    def _advance(self, character: str) -> float:
        return sum(advance(run, self.size) for run in fonts.runs(character, self.style.face))

    @property
    def end(self) -> float:
        """When the last digit stands."""
        return self.start + self.length

    @property
    def width(self) -> int:
        """Of the whole figure as it stands in the end, in pixels."""
        return round(sum(self._cells(1.0)))

    def text(self, t: float) -> str:
        """The figure as it stands at `t`: as many digits as in the end, leading ones blank."""
        done = out_cubic(share(t, self.start, self.length))
        digits = "".join(c for c in self.figure if c.isdigit())
        now = str(round(int(digits or 0) * done))
        fraction = len(re.sub(r"\D", "", self.figure.partition(".")[2])) if "." in self.figure else 0
        shown = list(now.rjust(fraction + 1, "0").rjust(len(digits)))
        found = []
        for character in self.figure:
            if character.isdigit():
                found.append(shown.pop(0))
            else:
                blank = character == "," and (not found or found[-1] in " $\u20ac\u00a3\u00a5\uffe5+-")
                found.append(" " if blank else character)
        return "".join(found)

    def draw(self, frame: Frame, t: float) -> None:
        """See `Actor`."""
        opacity = share(t, self.start, 0.25)
        if opacity <= 0:
            return
        settling = self.length * _SETTLING
        cells = self._cells(in_out(share(t, self.end - settling, settling)))
        place = (self.width - sum(cells)) / 2 if self.centred else 0.0
        for cell, character in zip(cells, self.text(t), strict=True):
            if character != " ":
                sprite, left, top = self._drawn(character)
                middle = (cell - self._advance(character)) / 2
                blend(frame, sprite, self.x + round(place + middle) + left, self.y + top, opacity)
            place += cell

    def _drawn(self, character: str) -> tuple[Sprite, int, int]:
        if character not in self._cache:
            style = replace(self.style, largest=self.size, smallest=self.size)
            block = set_text(character, style, self.size * 4, self.size * 2)
            word = block.words[0]
            base = round(self.size * 0.86)
            self._cache[character] = (word.sprite, word.x, word.y + base - block.baselines[0])
        return self._cache[character]

    @cached_property
    def _cache(self) -> dict[str, tuple[Sprite, int, int]]:
        return {}
