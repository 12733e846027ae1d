"""One step of several: its number large, what to do beside or below it."""

from __future__ import annotations

from skill.studio.render.kinetic import Shape
from skill.studio.render.sheet import Sheet, rounded
from skill.studio.render.stage import Actor
from skill.studio.render.typeset import set_text


def step(sheet: Sheet) -> list[Actor]:
    """A plate with the number, then the text, then the detail, from the left edge."""
    area, scene, palette = sheet.area, sheet.scene, sheet.palette
    side = sheet.px(0.28)
    big = sheet.set(
        scene.text, sheet.style(0.175, 0.045, align="left", lines=6), area.width, round(area.height * 0.5)
    )
    small = sheet.set(
        scene.detail,
        sheet.style(0.064, 0.034, align="left", colour=palette.soft, lines=5),
        area.width,
        round(area.height * 0.25),
    )
    gap = sheet.px(0.055)
    total = side + gap + big.height + (gap + small.height if not small.empty else 0)
    top = area.y + max(0, (area.height - total) // 2)
    plate = rounded((side, side), palette.accent, side // 4 if sheet.pick(2) else side // 2)
    style = sheet.style(0.15 / sheet.scale, 0.03, colour=palette.on_accent, shadow=0.0, align="left")
    figure = set_text(str(scene.number or sheet.index + 1), style, round(side * 0.66), round(side * 0.6))
    actors: list[Actor] = [Shape(plate, area.x, top, "pop", 0.0, 0.5)]
    actors += sheet.text(
        figure, area.x + (side - figure.width) // 2, top + (side - figure.height) // 2, 0.2, "rise"
    )
    actors += sheet.text(big, area.x, top + side + gap, 0.3)
    actors += sheet.text(small, area.x, top + side + 2 * gap + big.height, 0.75, "fade", 0.03)
    return actors
