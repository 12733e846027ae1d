"""An opening or chapter title: centred, between two lines that draw themselves."""

from __future__ import annotations

from skill.studio.render.kinetic import Shape
from skill.studio.render.sheet import Sheet, rounded
from skill.studio.render.stage import Actor


def title(sheet: Sheet) -> list[Actor]:
    """Title, lines above and below as wide as it, the detail under them."""
    area, scene, palette = sheet.area, sheet.scene, sheet.palette
    big = sheet.set(
        scene.text, sheet.style(0.19, 0.05, align="center", lines=5), area.width, round(area.height * 0.6)
    )
    small = sheet.set(
        scene.detail,
        sheet.style(0.06, 0.034, align="center", colour=palette.soft, lines=3),
        area.width,
        area.height // 6,
    )
    gap = sheet.px(0.06)
    total = big.height + 2 * gap + (gap + small.height if not small.empty else 0)
    y = area.y + max(0, (area.height - total) // 2)
    middle = area.x + area.width // 2
    line = rounded((max(big.width, sheet.px(0.2)), sheet.px(0.01)), palette.accent, sheet.px(0.005))
    lower = y + 2 * gap + big.height
    return [
        Shape(line, middle - line.width // 2, y, "wipe", 0.0, 0.9),
        *sheet.text(big, middle - big.width // 2, y + gap, 0.25),
        Shape(line, middle - line.width // 2, lower, "wipe", 0.15, 0.9),
        *sheet.text(small, middle - small.width // 2, lower + gap, 0.9, "fade", 0.04),
    ]
