"""The first thing seen: very large type, filling the room."""

from __future__ import annotations

from skill.studio.render.kinetic import Shape
from skill.studio.render.sheet import Sheet, rounded
from skill.studio.render.stage import Actor


def hook(sheet: Sheet) -> list[Actor]:
    """Text as large as it gets, a short bar in the accent above it, the detail below."""
    area, scene = sheet.area, sheet.scene
    gap = min(sheet.px(0.07), area.height // 8)
    small = sheet.set(
        scene.detail,
        sheet.style(0.062, 0.036, colour=sheet.palette.soft, lines=3),
        area.width,
        area.height // 4,
    )
    room = area.height - (small.height + gap if not small.empty else 0) - gap * 2
    big = sheet.set(scene.text, sheet.style(0.235, 0.05, lines=6), area.width, room)
    total = big.height + (small.height + gap if not small.empty else 0)
    top = area.y + max(gap, round((area.height - total) * 0.46))
    centred = sheet.theme.align == "center"
    left = area.x + (area.width - big.width) // 2 if centred else area.x
    bar = (sheet.px(0.16), sheet.px(0.016))
    bar_x = area.x + (area.width - bar[0]) // 2 if centred else area.x
    actors: list[Actor] = [
        Shape(
            rounded(bar, sheet.palette.accent, bar[1] // 2), bar_x, top - round(gap * 0.9), "wipe", 0.05, 0.6
        )
    ]
    actors += sheet.text(big, left, top, 0.12, stagger=0.09)
    left = area.x + (area.width - small.width) // 2 if centred else area.x
    actors += sheet.text(small, left, top + big.height + gap, 0.75, "fade", 0.03)
    return actors
