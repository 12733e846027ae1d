"""Words over the user's own picture or clip: a caption low in the frame, or a picture as a framed card."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageOps

from skill.studio.render.kinetic import Shape
from skill.studio.render.pictures import load
from skill.studio.render.sheet import Sheet, rounded, shadowed
from skill.studio.render.stage import Actor

_SCRIM = 0.62
"""How dense the dark under a caption is: a white picture becomes the grey that type over pictures is chosen for."""


def picture(sheet: Sheet) -> list[Actor]:
    """Over a picture: scrim and caption. With a picture of its own to show: a card above the text."""
    return _card(sheet, sheet.media) if sheet.media else _caption(sheet, 0.11)


def clip(sheet: Sheet) -> list[Actor]:
    """Over a clip: as over a picture, with smaller type."""
    return _caption(sheet, 0.088)


def _caption(sheet: Sheet, largest: float) -> list[Actor]:
    area, scene, palette = sheet.area, sheet.scene, sheet.palette
    big = sheet.set(
        scene.text, sheet.style(largest, 0.042, align="left", lines=5), area.width, round(area.height * 0.5)
    )
    if big.empty:
        return []
    small = sheet.set(
        scene.detail,
        sheet.style(0.05, 0.034, align="left", colour=palette.soft, lines=3),
        area.width,
        area.height // 6,
    )
    gap = sheet.px(0.035) if not small.empty else 0
    top = area.bottom - big.height - gap - small.height - sheet.px(0.02)
    scrim = _scrim(sheet, top - sheet.px(0.24))
    bar = (sheet.px(0.13), sheet.px(0.014))
    return [
        Shape(scrim, 0, top - sheet.px(0.24), "fade", 0.0, 0.35, loose=False),
        Shape(rounded(bar, palette.accent, bar[1] // 2), area.x, top - sheet.px(0.05), "wipe", 0.2, 0.5),
        *sheet.text(big, area.x, top, 0.25, "rise"),
        *sheet.text(small, area.x, top + big.height + gap, 0.8, "fade", 0.03),
    ]


def _scrim(sheet: Sheet, top: int) -> Image.Image:
    """Dark from the bottom up to `top`, dense enough for white text on a white picture."""
    width, height = sheet.size
    ramp = Image.new("L", (1, max(2, height - top)))
    reach = max(1, sheet.px(0.2))
    for y in range(ramp.height):
        rise = min(1.0, y / reach)
        ramp.putpixel((0, y), round(255 * _SCRIM * rise * rise * (3 - 2 * rise)))
    image = Image.new("RGBA", (width, ramp.height), "#05060a")
    image.putalpha(ramp.resize((width, ramp.height)))
    return image


def _card(sheet: Sheet, path: Path) -> list[Actor]:
    area, scene, palette = sheet.area, sheet.scene, sheet.palette
    beside = sheet.wide and bool(scene.text)
    edge = sheet.px(0.014)
    room = (
        (round(area.width * 0.55), area.height - 2 * edge)
        if beside
        else (area.width, round(area.height * (0.6 if scene.text else 0.95)) - 2 * edge)
    )
    photo = load(path, room)
    photo = ImageOps.contain(photo, room, Image.Resampling.LANCZOS).convert("RGBA")
    radius = sheet.px(0.035)
    photo.putalpha(rounded(photo.size, "#ffffff", radius).getchannel("A"))
    framed = rounded((photo.width + 2 * edge, photo.height + 2 * edge), "#ffffff", radius + edge)
    framed.alpha_composite(photo, (edge, edge))
    reach = sheet.px(0.05)
    card = shadowed(framed, reach)
    align = "left" if beside else "center"
    apart, gap = sheet.px(0.07), min(sheet.px(0.06), area.height // 12)
    width = area.width - framed.width - apart if beside else area.width
    height = area.height if beside else area.height - framed.height - gap
    big = sheet.set(scene.text, sheet.style(0.12, 0.04, align=align, lines=5), width, round(height * 0.7))
    small = sheet.set(
        scene.detail,
        sheet.style(0.056, 0.034, align=align, colour=palette.soft, lines=3),
        width,
        round(height * 0.2),
    )
    between = min(sheet.px(0.04), height // 10) if not small.empty else 0
    words = big.height + between + small.height
    if beside:
        spare = width - max(big.width, small.width)
        left, top = area.x + spare // 2, area.y + (area.height - framed.height) // 2
        x, y = left + framed.width + apart, area.y + (area.height - words) // 2
    else:
        total = framed.height + (gap + words if words else 0)
        left, top = area.x + (area.width - framed.width) // 2, area.y + max(0, (area.height - total) // 2)
        x, y = area.x + (area.width - max(big.width, small.width)) // 2, top + framed.height + gap
    shift = 0 if beside else (max(big.width, small.width) - big.width) // 2
    inner = 0 if beside else (max(big.width, small.width) - small.width) // 2
    return [
        Shape(card, left - reach, top - reach, "pop", 0.0, 0.55),
        *sheet.text(big, x + shift, y, 0.4),
        *sheet.text(small, x + inner, y + big.height + between, 0.85, "fade", 0.03),
    ]
