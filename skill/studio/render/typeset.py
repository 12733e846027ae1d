"""Text as pictures: broken into lines, fitted into a box, drawn word by word, emphasis and contrast included.

Sizes are pixels. A `Block` is laid out around its own top left corner; every word is drawn once, at an even
place so that the chroma planes stay sharp, and is only blended afterwards.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from PIL import Image, ImageDraw, ImageFilter

from skill.studio.render import fonts
from skill.studio.render.breaking import Piece, breaks, chopped, pieces
from skill.studio.render.fonts import Face, Run
from skill.studio.render.stage import Sprite

_EM = 200  # widths are measured at this size and scaled
_WORD_SPACE = 0.26  # of the size, as the next two
_MIXED_SPACE = 0.16  # between Chinese and Western letters without a space
_PLATE_SPACE = 0.06  # beside a plate, where there is no space
PLATE = 0.12  # of the size: how far a plate reaches beyond its words
PLATE_RISE, PLATE_FALL = 0.92, 0.26  # and above and below the baseline
_PLATE_LEADING = 1.25  # plates of two lines stay apart
UNDERLINE_FALL = 0.28
_ENDS = ".,;:!?\u3002\uff0c\uff01\uff1f\u3001\uff1b\uff1a"  # marks that stand on the plate of the word before
_TRIM = 0.42  # of the size: the empty half of a full-width mark at the end of a line
_WORTH_CUTTING = 1.6  # smallest sizes: a word that would make all type smaller than that is cut
_LINE = 0.98  # what one more line is worth: text gets larger by more than that or stays
_EMOJI_WIDTH, _EMOJI_SIZE = 1.12, 1.0


@dataclass(frozen=True)
class Style:
    """How text is set. `largest` and `smallest` bound its size, `lines` their number.

    `mark` shows emphasis by "colour", "plate" (accent behind, `on_accent` text) or "underline". `shadow` 0-1
    is the strength of a soft shadow in `shadow_colour`; `leading` the line distance in sizes.
    """

    face: Face
    colour: str
    accent: str
    largest: int
    smallest: int
    on_accent: str = "#ffffff"
    mark: str = "colour"
    lines: int = 6
    leading: float = 1.18
    align: str = "left"
    upper: bool = False
    shadow: float = 0.0
    shadow_colour: str = "#000000"


@dataclass(frozen=True, eq=False)
class Word:
    """One drawn piece: its picture, the picture's place in the block, the ink's box (x, y, width, height), its text."""

    image: Image.Image
    x: int
    y: int
    box: tuple[int, int, int, int]
    line: int
    marked: tuple[int, int] | None = None
    text: str = ""

    @cached_property
    def sprite(self) -> Sprite:
        """The picture in the video's planes."""
        return Sprite.from_rgba(self.image)


@dataclass(frozen=True, eq=False)
class Block:
    """Set text. `width` × `height` is its ink box, `lines` the text as broken, `size` the size it got."""

    words: tuple[Word, ...]
    width: int
    height: int
    size: int
    lines: tuple[str, ...]
    style: Style
    baselines: tuple[int, ...] = ()
    edges: tuple[tuple[int, int], ...] = field(default=())

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not self.words


def set_text(text: str, style: Style, width: int, height: int, emphasis: Sequence[str] = ()) -> Block:
    """`text` as large as it fits into `width` × `height`, within the style's limits.

    Text that does not fit at the smallest size is set smaller still: nothing is ever cut. An empty text, or one
    that no font can draw, gives an empty block.
    """
    width, height = max(width, 1), max(height, 1)  # where titles, captions and a logo leave next to nothing
    shown = fonts.drawable(text)
    if style.upper:
        shown = _upper(shown)
    if not shown:
        return Block((), 0, 0, style.smallest, (), style)
    marks = _marked(shown, [fonts.drawable(word) for word in emphasis])
    cuts = frozenset(n for n in range(1, len(shown)) if marks[n] != marks[n - 1])
    found = pieces(shown, cuts)
    measure = _Measure(style.face)
    limit = width * _EM / style.smallest
    comfortable = width * _EM / min(style.largest, style.smallest * _WORTH_CUTTING)
    whole = len(found)
    found = chopped(found, [measure.width(piece.text) for piece in found], comfortable)
    usual = style.lines + len(found) - whole  # a word that was cut takes lines of its own
    plated = style.mark == "plate" and any(marks)
    if plated:
        for n in range(1, len(shown)):
            marks[n] = marks[n] or (marks[n - 1] and shown[n] in _ENDS)
        style = replace(style, leading=max(style.leading, _PLATE_LEADING))
    edges = _Edges(marks if plated else [False] * len(marks))
    widths = [measure.width(piece.text) + sum(edges(piece)) * _EM for piece in found]
    space = _Space(marks if style.mark == "plate" else [False] * len(marks))
    gaps = [0.0, *(space(a, b) * _EM for a, b in itertools.pairwise(found))]
    tall = 1.0 + (PLATE_FALL if any(marks) and style.mark != "colour" else 0.0)
    best = 0.0
    spans: tuple[tuple[int, int], ...] = ((0, len(found)),)
    size = style.smallest
    most = max(usual, math.ceil(sum(widths) / limit) + 1)
    for way in breaks(found, widths, gaps, _counts(sum(widths) + sum(gaps), style, width, height, most)):
        count = len(way.spans)
        fits = min(
            width * _EM / way.widest * 0.99, height / (tall + (count - 1) * style.leading), style.largest
        )
        value = math.sqrt(fits) * (1.0 - min(max(way.badness, -0.3), 0.9)) * _LINE ** (count - 1)
        value *= 1.0 if count <= usual else 0.8
        # A given size takes the fewest lines that hold it, and nothing is won by breaking what is at its largest.
        given = fits >= style.largest and (count == 1 or style.smallest >= style.largest)
        if given or value > best * 1.01:
            best, spans, size = value, way.spans, math.floor(fits)
        if given:
            break
    block = _Draw(style, max(size, 6), marks, measure, space, edges).block(found, spans)
    if plated and block.width > width and size > 6:  # a plate that goes on over a line end has two edges more
        size = math.floor(size * width / block.width)
        block = _Draw(style, max(size, 6), marks, measure, space, edges).block(found, spans)
    return block


def _counts(total: float, style: Style, width: int, height: int, most: int) -> list[int]:
    """The numbers of lines worth trying: all small ones, and of the others those that promise the largest type."""
    few = min(most, 8)

    def size(count: int) -> float:
        return min(width * _EM * count / total, height / (1.0 + (count - 1) * style.leading))

    many = sorted(range(few + 1, most + 1), key=size, reverse=True)[:4]
    return [*range(1, few + 1), *many]


def _upper(text: str) -> str:
    """Capitals, unless that would change the length (as for a sharp s), which stays small."""
    return "".join(c.upper() if len(c.upper()) == 1 else c for c in text)


def _marked(text: str, emphasis: Sequence[str]) -> list[bool]:
    """For each character whether it is to stand out."""
    marks = [False] * len(text)
    folded = _upper(text)
    for phrase in filter(None, map(_upper, emphasis)):
        at = folded.find(phrase)
        while at >= 0:
            marks[at : at + len(phrase)] = [True] * len(phrase)
            at = folded.find(phrase, at + len(phrase))
    return marks


@dataclass(frozen=True)
class _Space:
    """The space between two pieces on a line, in sizes; `plated` says which characters stand on a plate."""

    plated: Sequence[bool]

    def __call__(self, before: Piece, piece: Piece) -> float:
        if piece.space:
            return _WORD_SPACE
        if self.plated[piece.start - 1] != self.plated[piece.start]:
            return max(_PLATE_SPACE, _mixed(before.text[-1], piece.text[0]))
        return _mixed(before.text[-1], piece.text[0])


def _mixed(before: str, after: str) -> float:
    """The space where Chinese meets Western letters or figures, in sizes: the same on both sides of them."""
    return _MIXED_SPACE if fonts.meet(before, after) else 0.0


@dataclass(frozen=True)
class _Edges:
    """The room a plate takes before and after a piece, in sizes: where marked words begin and end."""

    plated: Sequence[bool]

    def __call__(self, piece: Piece, first: bool = False, last: bool = False) -> tuple[float, float]:
        """`first` and `last` of its line."""
        start, end = piece.start, min(piece.start + len(piece.text), len(self.plated))
        begins = first or not start or not self.plated[start - 1]
        ends = last or end == len(self.plated) or not self.plated[end]
        return (
            PLATE if begins and self.plated[start] else 0.0,
            PLATE if ends and self.plated[end - 1] else 0.0,
        )


class _Measure:
    """Widths at `_EM`, the same sums that drawing adds up."""

    def __init__(self, face: Face) -> None:
        self.face = face

    def runs(self, text: str) -> list[Run]:
        return fonts.runs(text, self.face)

    def width(self, text: str) -> float:
        return long(self.runs(text), _EM) or 1.0


def ems_of(text: str, face: Face) -> float:
    """How wide a text is on one line, in sizes of its type."""
    return long(fonts.runs(text, face), _EM) / _EM


def long(runs: Sequence[Run], size: int) -> float:
    """How far runs that follow each other move the pen, in pixels."""
    return sum(advance(run, size) for run in runs) + sum(gaps_in(runs)) * size


def gaps_in(runs: Sequence[Run]) -> list[float]:
    """The space before each of several runs, in sizes."""
    return [0.0, *(_mixed(a.text[-1], b.text[0]) for a, b in itertools.pairwise(runs))][: len(runs)]


def advance(run: Run, size: int) -> float:
    """How far a run moves the pen, in pixels."""
    if run.emoji:
        return size * _EMOJI_WIDTH
    return float(fonts.font(run.font, size).getlength(run.text))


class _Draw:
    """Draws the words of one block."""

    def __init__(
        self, style: Style, size: int, marks: list[bool], measure: _Measure, space: _Space, edges: _Edges
    ) -> None:
        self.style, self.size, self.marks = style, size, marks
        self.measure, self.space, self.edges = measure, space, edges
        self.pad = 2 + math.ceil(size * (0.22 if style.shadow else 0.06))

    def block(self, found: Sequence[Piece], spans: Sequence[tuple[int, int]]) -> Block:
        rows = [[found[n] for n in range(*span)] for span in spans]
        placed = [self._row(row) for row in rows]
        widths = [self._visible(row, width) for row, (_, width) in zip(rows, placed, strict=True)]
        widest = max(widths)
        rise = max(self._extent(_joined(rows[0]))[0], self._mark(rows[0])[0])
        fall = max(self._extent(_joined(rows[-1]))[1], self._mark(rows[-1])[1])
        step = self.size * self.style.leading
        words: list[Word] = []
        baselines, edges = [], []
        for number, (row, (places, _)) in enumerate(zip(rows, placed, strict=True)):
            room = widest - widths[number]
            left = {"left": 0.0, "center": room / 2, "right": room}[self.style.align]
            base = round(rise + number * step)
            baselines.append(base)
            edges.append((round(left), round(left + widths[number])))
            ends = [*places[1:], widths[number]]
            words += [
                self._word(p, left + x, base, number, round(end - x))
                for p, x, end in zip(row, places, ends, strict=True)
            ]
        height = math.ceil(rise + (len(rows) - 1) * step + fall)
        lines = tuple(_joined(row) for row in rows)
        return Block(
            tuple(words),
            math.ceil(widest),
            height,
            self.size,
            lines,
            self.style,
            tuple(baselines),
            tuple(edges),
        )

    def _row(self, row: Sequence[Piece]) -> tuple[list[float], float]:
        places, pen = [], 0.0
        for number, piece in enumerate(row):
            before, after = self.edges(piece, not number, number == len(row) - 1)
            pen += self.space(row[number - 1], piece) * self.size if number else 0.0
            pen += before * self.size
            places.append(pen)
            pen += long(self.measure.runs(piece.text), self.size) + after * self.size
        return places, pen

    def _visible(self, row: Sequence[Piece], width: float) -> float:
        """The width without the empty half of a last full-width mark, so that centred lines look centred."""
        last = row[-1].text[-1]
        wide = fonts.is_chinese(last) and not last.isalnum() and len(row) + len(row[-1].text) > 2
        return width - (self.size * _TRIM if wide else 0.0)

    def _extent(self, text: str) -> tuple[int, int]:
        """How far the ink of a line reaches above and below its baseline."""
        tops, bottoms = [self.size * 0.5], [0.0]
        for run in self.measure.runs(text):
            if run.emoji:
                tops.append(self.size * 0.86)
                bottoms.append(self.size * 0.14)
            elif run.text.strip():
                box = fonts.font(run.font, self.size).getbbox(run.text, anchor="ls")
                tops.append(-box[1])
                bottoms.append(box[3])
        return math.ceil(max(tops)), math.ceil(max(bottoms))

    def _mark(self, row: Sequence[Piece]) -> tuple[int, int]:
        """How far the plates or underlines of a line reach above and below its baseline."""
        marked = any(any(self.marks[piece.start : piece.start + len(piece.text)]) for piece in row)
        rise, fall = {"plate": (PLATE_RISE, PLATE_FALL), "underline": (0.0, UNDERLINE_FALL)}.get(
            self.style.mark if marked else "", (0.0, 0.0)
        )
        return math.ceil(rise * self.size), math.ceil(fall * self.size)

    def _word(self, piece: Piece, x: float, base: int, line: int, most: int) -> Word:
        rise, fall = self._extent(piece.text)
        runs = self._coloured(piece)
        gaps = gaps_in([run for run, _ in runs])
        width = long([run for run, _ in runs], self.size)
        left, top = (math.floor(x) - self.pad) & ~1, (base - rise - self.pad) & ~1
        size = (math.ceil(x + width) + self.pad - left, base + fall + self.pad - top)
        image = Image.new("RGBA", (size[0] + size[0] % 2, size[1] + size[1] % 2), (0, 0, 0, 0))
        draw = ImageDraw.Draw(image)
        pen, stood = x - left, []
        for (run, marked), gap in zip(runs, gaps, strict=True):
            pen += gap * self.size
            if marked:
                stood += [pen, pen + advance(run, self.size)]
            self._run(draw, run, pen, base - top, marked)
            pen += advance(run, self.size)
        span = (round(left + min(stood)), round(left + max(stood))) if stood else None
        box = (round(x), base - rise, max(1, min(round(width), most)), rise + fall)
        plated = span is not None and self.style.mark == "plate"
        return Word(image if plated else self._shaded(image), left, top, box, line, span, piece.text)

    def _run(self, draw: ImageDraw.ImageDraw, run: Run, pen: float, base: int, marked: bool) -> None:
        if run.emoji:
            gap = self.size * (_EMOJI_WIDTH - _EMOJI_SIZE) / 2
            font = fonts.font("emoji", round(self.size * _EMOJI_SIZE))
            for layer, colour in fonts.emoji()[run.text]:
                draw.text((pen + gap, base + self.size * 0.0), layer, font=font, fill=colour, anchor="ls")
            return
        colour = self.style.colour
        if marked:
            colour = self.style.on_accent if self.style.mark == "plate" else self.style.accent
        draw.text((pen, base), run.text, font=fonts.font(run.font, self.size), fill=colour, anchor="ls")

    def _coloured(self, piece: Piece) -> list[tuple[Run, bool]]:
        """The runs of a piece, cut where emphasis begins or ends; a piece not found as such is plain."""
        flags = self.marks[piece.start : piece.start + len(piece.text)]
        whole = self.measure.runs(piece.text)
        if not any(flags):
            return [(run, False) for run in whole]
        found: list[tuple[Run, bool]] = []
        at = 0
        for run in whole:
            at = piece.text.find(run.text[0], at)
            start = 0
            for end in range(1, len(run.text) + 1):
                flag = flags[min(at + start, len(flags) - 1)]
                if run.emoji and end < len(run.text):
                    continue
                if end == len(run.text) or flags[min(at + end, len(flags) - 1)] != flag:
                    found.append((replace(run, text=run.text[start:end]), flag and not run.emoji))
                    start = end
            at += len(run.text)
        return found

    def _shaded(self, image: Image.Image) -> Image.Image:
        """The picture over its own soft shadow."""
        if not self.style.shadow:
            return image
        alpha = image.getchannel("A").filter(ImageFilter.GaussianBlur(self.size * 0.07))
        alpha = alpha.point([min(255, round(v * 1.5 * self.style.shadow)) for v in range(256)])
        under = Image.new("RGBA", image.size, self.style.shadow_colour)
        under.putalpha(alpha)
        return Image.alpha_composite(under, image)


def _joined(row: Sequence[Piece]) -> str:
    return "".join((" " if piece.space and number else "") + piece.text for number, piece in enumerate(row))
