"""One thought, in one of four designs that follow each other."""

from __future__ import annotations

from skill.studio.render.kinetic import Shape
from skill.studio.render.palette import INK, WHITE, Palette, against, contrast, mix, vividness
from skill.studio.render.sheet import Sheet, rounded, shadowed
from skill.studio.render.stage import Actor

_APART = 1.5  # the contrast of emphasised words to the others on a card, where both are readable
_DEEPER = 0.7  # how much darker than the ground of its scene the type on a white card is


def statement(sheet: Sheet) -> list[Actor]:
    """Beside a rule, on a card, in the middle, or low under a line across the room."""
    return (_ruled, _card, _middle, _low)[sheet.pick(4)](sheet)


def _ruled(sheet: Sheet) -> list[Actor]:
    area, scene = sheet.area, sheet.scene
    inset = sheet.px(0.055)
    big = sheet.set(
        scene.text,
        sheet.style(0.165, 0.045, align="left", lines=7),
        area.width - inset,
        round(area.height * 0.7),
    )
    small = sheet.set(
        scene.detail,
        sheet.style(0.056, 0.034, align="left", colour=sheet.palette.soft, lines=4),
        area.width - inset,
        area.height // 4,
    )
    gap = sheet.px(0.045) if not small.empty else 0
    total = big.height + gap + small.height
    top = area.y + (area.height - total) // 2
    rule = rounded((sheet.px(0.014), total + sheet.px(0.04)), sheet.palette.accent, sheet.px(0.007))
    return [
        Shape(rule, area.x, top - sheet.px(0.02), "rise", 0.0, 0.5),
        *sheet.text(big, area.x + inset, top, 0.15),
        *sheet.text(small, area.x + inset, top + big.height + gap, 0.7, "fade", 0.03),
    ]


def on_card(palette: Palette) -> tuple[str, str]:
    """The colours of words and of emphasis on a card in the palette's text colour: both readable, and not alike."""
    ground = palette.text
    text = mix(palette.grounds[0], "#000000", _DEEPER) if palette.dark else WHITE
    options = palette.grounds if palette.dark else (palette.accent, *palette.grounds)
    found = (against(colour, (ground,)) for colour in options)
    return text, max(found, key=lambda colour: (contrast(colour, text) >= _APART, vividness(colour)))


def _card(sheet: Sheet) -> list[Actor]:
    area, scene, palette = sheet.area, sheet.scene, sheet.palette
    pad = sheet.px(0.07)
    ground = palette.text
    text, accent = on_card(palette)
    colours = {
        "colour": text,
        "accent": accent,
        "on_accent": max((WHITE, INK), key=lambda colour: contrast(colour, accent)),
        "shadow": 0.0,
        "align": "left",
    }
    big = sheet.set(
        scene.text,
        sheet.style(0.15, 0.042, lines=7, **colours),
        area.width - 2 * pad,
        round(area.height * 0.62),
    )
    small = sheet.set(
        scene.detail,
        sheet.style(0.06, 0.034, lines=4, **colours),
        area.width - 2 * pad,
        area.height // 4,
        False,
    )
    gap = sheet.px(0.04) if not small.empty else 0
    width = max(big.width, small.width) + 2 * pad
    height = big.height + gap + small.height + 2 * pad
    left, top = area.x + (area.width - width) // 2, area.y + (area.height - height) // 2
    reach = sheet.px(0.05)
    card = shadowed(rounded((width, height), ground, sheet.px(0.045)), reach)
    return [
        Shape(card, left - reach, top - reach, "pop", 0.0, 0.5),
        *sheet.text(big, left + pad, top + pad, 0.3, "rise"),
        *sheet.text(small, left + pad, top + pad + big.height + gap, 0.8, "fade", 0.03),
    ]


def _middle(sheet: Sheet) -> list[Actor]:
    area, scene = sheet.area, sheet.scene
    big = sheet.set(
        scene.text, sheet.style(0.19, 0.045, align="center", lines=7), area.width, round(area.height * 0.66)
    )
    small = sheet.set(
        scene.detail,
        sheet.style(0.056, 0.034, align="center", colour=sheet.palette.soft, lines=4),
        round(area.width * 0.9),
        area.height // 4,
    )
    gap = sheet.px(0.06)
    total = big.height + (gap + small.height if not small.empty else 0)
    top = area.y + (area.height - total) // 2
    line = (sheet.px(0.1), sheet.px(0.009))
    middle = area.x + area.width // 2
    actors: list[Actor] = []
    for y in (top - sheet.px(0.07), top + total + sheet.px(0.06)):
        shape = rounded(line, sheet.palette.accent, line[1] // 2)
        actors.append(Shape(shape, middle - line[0] // 2, y, "wipe", 0.1, 0.7))
    actors += sheet.text(big, middle - big.width // 2, top, 0.15)
    actors += sheet.text(small, middle - small.width // 2, top + big.height + gap, 0.7, "fade", 0.03)
    return actors


def _low(sheet: Sheet) -> list[Actor]:
    area, scene = sheet.area, sheet.scene
    big = sheet.set(
        scene.text, sheet.style(0.2, 0.045, align="left", lines=7), area.width, round(area.height * 0.66)
    )
    small = sheet.set(
        scene.detail,
        sheet.style(0.056, 0.034, align="left", colour=sheet.palette.soft, lines=4),
        area.width,
        area.height // 4,
    )
    gap = sheet.px(0.05) if not small.empty else 0
    over = sheet.px(0.085)
    total = over + big.height + gap + small.height
    top = area.y + round((area.height - total) * 0.72) + over
    thin, thick = (area.width, sheet.px(0.005)), (sheet.px(0.2), sheet.px(0.017))
    line = top - over
    return [
        Shape(rounded(thin, sheet.palette.soft, thin[1] // 2), area.x, line, "wipe", 0.0, 0.9),
        Shape(
            rounded(thick, sheet.palette.accent, thick[1] // 2), area.x, line - thick[1] // 2, "wipe", 0.15
        ),
        *sheet.text(big, area.x, top, 0.15),
        *sheet.text(small, area.x, top + big.height + gap, 0.7, "fade", 0.03),
    ]
