"""The user's logo, whole and untinted, with the words below."""

from __future__ import annotations

from skill.studio.render.emblem import emblem
from skill.studio.render.kinetic import Shape
from skill.studio.render.sheet import Sheet, shadowed
from skill.studio.render.stage import Actor


def logo(sheet: Sheet) -> list[Actor]:
    """A plate with the logo pops in; text and detail follow."""
    area, scene, palette = sheet.area, sheet.scene, sheet.palette
    actors: list[Actor] = []
    gap = sheet.px(0.07)
    big = sheet.set(
        scene.text, sheet.style(0.12, 0.042, align="center", lines=4), area.width, round(area.height * 0.34)
    )
    small = sheet.set(
        scene.detail,
        sheet.style(0.056, 0.034, align="center", colour=palette.soft, lines=3),
        area.width,
        area.height // 8,
    )
    picture = (
        emblem(sheet.media, (round(area.width * 0.62), round(area.height * 0.36)), palette)
        if sheet.media
        else None
    )
    total = (
        (picture.height + gap if picture else 0)
        + big.height
        + (gap // 2 + small.height if not small.empty else 0)
    )
    y = area.y + max(0, (area.height - total) // 2)
    middle = area.x + area.width // 2
    if picture:
        reach = sheet.px(0.05)
        actors.append(
            Shape(shadowed(picture, reach), middle - picture.width // 2 - reach, y - reach, "pop", 0.05, 0.6)
        )
        y += picture.height + gap
    actors += sheet.text(big, middle - big.width // 2, y, 0.45)
    actors += sheet.text(small, middle - small.width // 2, y + big.height + gap // 2, 0.9, "fade", 0.03)
    return actors
