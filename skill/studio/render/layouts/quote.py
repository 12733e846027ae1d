"""Somebody's words: a large mark, the words in the middle, who said them below."""

from __future__ import annotations

from skill.studio.render.kinetic import Shape
from skill.studio.render.sheet import Sheet, rounded
from skill.studio.render.stage import Actor
from skill.studio.render.typeset import Block, set_text

_MARKS = "\"'\u201c\u201d\u2018\u2019\u300c\u300d\u300e\u300f\u00ab\u00bb "


def quote(sheet: Sheet) -> list[Actor]:
    """The mark pops in, the words fade in one by one, then a short line and the name."""
    area, scene, palette = sheet.area, sheet.scene, sheet.palette
    centred = sheet.pick(2) == 0
    align = "center" if centred else "left"
    style = sheet.style(0.34, 0.1, colour=palette.accent, align="left", upper=False, shadow=0.0)
    mark = set_text("\u201c", style, area.width, sheet.px(0.3))
    words = sheet.set(
        scene.text.strip(_MARKS),
        sheet.style(0.125, 0.042, align=align, upper=False, lines=8),
        area.width,
        round(area.height * 0.6),
    )
    name = sheet.set(
        scene.detail,
        sheet.style(0.056, 0.034, align=align, colour=palette.soft, lines=2),
        area.width,
        area.height // 8,
    )
    gap = sheet.px(0.06)
    high = _ink(mark)
    total = high + gap + words.height + (2 * gap + name.height if not name.empty else 0)
    y = area.y + max(0, (area.height - total) // 2)

    def left(width: int) -> int:
        return area.x + (area.width - width) // 2 if centred else area.x

    actors = sheet.text(mark, left(mark.width), y, 0.0, "pop")
    y += high + gap
    actors += sheet.text(words, left(words.width), y, 0.25, "fade", 0.09)
    y += words.height + gap
    if not name.empty:
        line = (sheet.px(0.12), sheet.px(0.008))
        actors.append(Shape(rounded(line, palette.accent, line[1] // 2), left(line[0]), y, "wipe", 0.9, 0.5))
        actors += sheet.text(name, left(name.width), y + gap, 1.0, "fade", 0.04)
    return actors


def _ink(mark: Block) -> int:
    """How far down a mark reaches: it hangs in the upper half of its line, and the rest would be a hole."""
    return max(
        (word.y + box[3] for word in mark.words if (box := word.image.getchannel("A").getbbox())), default=0
    )
