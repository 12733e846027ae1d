"""A few words as a poster: every line as wide as the room, one of them in the accent."""

from __future__ import annotations

from dataclasses import replace

from skill.studio.render import fonts
from skill.studio.render.breaking import Piece, breaks, pieces
from skill.studio.render.fonts import is_chinese
from skill.studio.render.kinetic import Shape
from skill.studio.render.sheet import Sheet, rounded
from skill.studio.render.stage import Actor
from skill.studio.render.typeset import Block, Style, ems_of, set_text

MOST_EMS = 15
"""Above this many ems of text lines are long and type is small: that is a statement, not a poster."""

_HIGH = 0.9  # about how high a row is, in sizes
_LATIN_EM = 0.55


def ems(text: str) -> float:
    """About how wide a text is, in sizes of its type."""
    return sum(1.0 if is_chinese(character) else _LATIN_EM for character in text)


def poster(sheet: Sheet) -> list[Actor]:
    """Lines of their own sizes, one above the other, sliding in from both sides; the detail below a rule."""
    area, scene, palette = sheet.area, sheet.scene, sheet.palette
    small = sheet.set(
        scene.detail,
        sheet.style(0.062, 0.036, align="left", colour=palette.soft, lines=3),
        area.width,
        area.height // 5,
    )
    gap = sheet.px(0.05)
    below = 2 * gap + small.height if not small.empty else 0
    between = sheet.px(0.035)
    blocks = _set(sheet, scene.text, area.height - below, between)
    total = sum(block.height for block in blocks) + between * max(0, len(blocks) - 1) + below
    y = area.y + max(0, (area.height - total) // 2)
    actors: list[Actor] = []
    spare = area.width - max((block.width for block in blocks), default=0)
    left = area.x + (max(0, spare // 2) if sheet.theme.align == "center" else 0)
    for number, block in enumerate(blocks):
        entry = "slide" if number % 2 == 0 else "rise"
        actors += sheet.text(block, left, y, 0.1 + 0.14 * number, entry, 0.05)
        y += block.height + between
    if not small.empty:
        rule = rounded((area.width, sheet.px(0.01)), palette.accent, sheet.px(0.005))
        y += gap - between
        actors.append(Shape(rule, area.x, y, "wipe", 0.5, 0.8))
        actors += sheet.text(small, area.x, y + gap, 0.8, "fade", 0.03)
    return actors


def ways(text: str) -> list[tuple[list[str], float]]:
    """The text in two, three and four lines of about the same length, as far as it has words, each with its badness."""
    found = pieces(text)
    if not found:
        return []
    widths = [ems(piece.text) for piece in found]
    gaps = [0.3 if piece.space else 0.0 for piece in found]
    return [
        ([_joined(found[first:end]) for first, end in way.spans], way.badness)
        for way in breaks(found, widths, gaps, (2, 3, 4))
    ]


def _joined(row: list[Piece]) -> str:
    return "".join((" " if piece.space and number else "") + piece.text for number, piece in enumerate(row))


def _set(sheet: Sheet, text: str, height: int, between: int) -> list[Block]:
    """Each row as wide as the area, all of them smaller by the same share when they are too high together.

    Of the ways to break the text the one that fills the area best, its width before its height.
    """
    style = sheet.style(0.62, 0.02, align="left", mark="colour")
    best, rows, sizes, room = -1.0, list[str](), list[int](), height
    for broken, badness in ways(text):
        large = [min(style.largest, _widest(sheet, row, style)) for row in broken]
        left = height - between * (len(broken) - 1)
        full = left / max(1.0, sum(large) * _HIGH)
        value = min(1.0, full) ** 2 * min(1.0, 1.0 / full) * (1.0 - min(max(badness, 0.0), 0.9))
        if value > best:
            best, rows, sizes, room = value, broken, large, left
    accented = _accented(sheet, rows)
    while True:
        blocks = []
        for number, (row, size) in enumerate(zip(rows, sizes, strict=True)):
            colour = sheet.palette.accent if number == accented else sheet.palette.text
            given = replace(style, colour=colour, largest=size, smallest=size)
            blocks.append(set_text(row, given, sheet.area.width + size, size * 2))
        high = sum(block.height for block in blocks)
        if high <= room or max(sizes) < sheet.px(0.05):
            return [block for block in blocks if not block.empty]
        sizes = [max(6, min(size - 1, int(size * room / high))) for size in sizes]


def _widest(sheet: Sheet, row: str, style: Style) -> int:
    """The size at which a row on one line is as wide as the area."""
    shown = fonts.drawable(row.upper() if style.upper else row)
    return int(sheet.area.width / max(0.01, ems_of(shown, style.face)) * 0.99)


def _accented(sheet: Sheet, rows: list[str]) -> int:
    """The row that stands out: the first with emphasis, else the last."""
    for number, row in enumerate(rows):
        if any(word and (word in row or row in word) for word in sheet.scene.emphasis):
            return number
    return len(rows) - 1
