"""Several points under a heading, one after the other."""

from __future__ import annotations

from dataclasses import replace

from skill.studio.render.kinetic import Shape
from skill.studio.render.sheet import Sheet, disc, rounded
from skill.studio.render.stage import Actor
from skill.studio.render.typeset import Block, set_text

_TAIL = 0.26  # and how far letters hang below the last line
_CAPITAL = 0.74  # of the size: how high capitals and Chinese characters stand


def listing(sheet: Sheet) -> list[Actor]:
    """The heading above; each item with a numbered disc or a bar, all of one size, coming in in turn."""
    area, scene = sheet.area, sheet.scene
    heading = sheet.set(
        scene.text, sheet.style(0.15, 0.045, align="left", lines=3), area.width, round(area.height * 0.3)
    )
    gap = sheet.px(0.08) if not heading.empty else 0
    items = scene.items[:10]
    room = area.height - heading.height - gap
    numbered = sheet.pick(2) == 0
    inset = sheet.px(0.13 if numbered else 0.1)
    rows, distance = _rows(sheet, items, area.width - inset, room)
    tail = round(rows[-1].size * _TAIL) if rows else 0
    total = heading.height + gap + sum(map(_height, rows)) + distance * max(0, len(rows) - 1) + tail
    y = area.y + max(0, (area.height - total) // 2)
    actors = sheet.text(heading, area.x, y, 0.1)
    y += heading.height + gap
    for number, row in enumerate(rows, 1):
        at = 0.45 + (number - 1) * min(0.35, 2.0 / len(rows))
        side = min(inset - sheet.px(0.03), round(row.size * 1.5))
        base = y + round(row.size * _CAPITAL)
        actors += _badge(sheet, number, numbered, area.x, base - round(row.size * 0.36), side, at)
        actors += sheet.text(row, area.x + inset, base - row.baselines[0], at + 0.08, "slide", 0.0)
        y += _height(row) + distance
    return actors


def _rows(sheet: Sheet, items: tuple[str, ...], width: int, height: int) -> tuple[list[Block], int]:
    """The items at the largest one size at which all fit in two lines each, and the distance between them."""
    size = sheet.px(0.088 * sheet.scale)
    while True:
        style = replace(sheet.style(0.1, 0.01, align="left", upper=False), largest=size, smallest=size)
        rows = [set_text(item, style, width, size * 8, sheet.scene.emphasis) for item in items]
        distance = round(size * 1.0)
        total = sum(map(_height, rows)) + distance * (len(rows) - 1) + round(size * _TAIL)
        longest = max((len(row.lines) for row in rows), default=0)
        if (total <= height and longest <= (2 if size > sheet.px(0.05) else 4)) or size <= sheet.px(0.022):
            return [row for row in rows if not row.empty], distance
        size = max(size - max(1, size // 16), 1)


def _height(row: Block) -> int:
    """From the top of the first line's capitals to the last baseline: the same for all, whatever letters hang."""
    return round(row.size * _CAPITAL) + row.baselines[-1] - row.baselines[0] if row.baselines else 0


def _badge(
    sheet: Sheet, number: int, numbered: bool, x: int, middle: int, side: int, at: float
) -> list[Actor]:
    palette = sheet.palette
    if not numbered:
        bar = rounded((round(side * 0.62), max(4, side // 7)), palette.accent, side // 14)
        return [Shape(bar, x, middle - bar.height // 2, "wipe", at, 0.4)]
    image = disc(side, palette.accent)
    style = sheet.style(
        side / sheet.short * 0.56 / sheet.scale, 0.01, colour=palette.on_accent, shadow=0.0, align="left"
    )
    figure = set_text(str(number), style, side, side)
    for word in figure.words:
        image.alpha_composite(
            word.image,
            (max(0, (side - figure.width) // 2 + word.x), max(0, (side - figure.height) // 2 + word.y)),
        )
    return [Shape(image, x, middle - side // 2, "pop", at, 0.4)]
