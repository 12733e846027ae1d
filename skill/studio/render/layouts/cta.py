"""What to do now: the call large, where to go on a button that breathes."""

from __future__ import annotations

import re

from PIL import Image

from skill.studio.render.kinetic import Shape
from skill.studio.render.sheet import Sheet, rounded, shadowed
from skill.studio.render.stage import Actor
from skill.studio.render.typeset import set_text

_ADDRESS = re.compile(
    r"\s*(?:@\w[\w.]*|(?:https?://)?[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/\S*)?)(?=[!.\u3002\uff01]*$)",
    re.IGNORECASE,
)

_BEFORE = " :\uff1a\u2013\u2014"  # what leads from a call to its address


def cta(sheet: Sheet) -> list[Actor]:
    """Text, then the detail on a button; without a detail an address at the end of the text is the button.

    A detail of more than a line stands below in small type.
    """
    area, scene, palette = sheet.area, sheet.scene, sheet.palette
    call, label = _parted(scene.text, scene.detail)
    big = sheet.set(
        call, sheet.style(0.21, 0.045, align="center", lines=6), area.width, round(area.height * 0.6)
    )
    button = _button(sheet, label)
    gap, reach = sheet.px(0.085), sheet.px(0.05)
    small = sheet.set(
        "" if button else label,
        sheet.style(0.062, 0.036, align="center", colour=palette.soft, lines=4),
        area.width,
        round(area.height * 0.25),
    )
    below = button.height - 2 * reach if button else gap + small.height
    total = big.height + (gap + below if label else 0)
    y = area.y + max(0, (area.height - total) // 2)
    middle = area.x + area.width // 2
    actors = sheet.text(big, middle - big.width // 2, y, 0.1, stagger=0.09)
    y += big.height
    if button:
        actors.append(
            Shape(button, middle - button.width // 2, y + gap - reach, "pop", 0.75, 0.5, breathe=0.022)
        )
    else:
        line = rounded((sheet.px(0.3), sheet.px(0.016)), palette.accent, sheet.px(0.008))
        actors.append(Shape(line, middle - line.width // 2, y + gap // 2, "wipe", 0.7, 0.8))
        actors += sheet.text(small, middle - small.width // 2, y + gap + gap // 2, 0.9, "fade", 0.03)
    return actors


def _parted(text: str, detail: str) -> tuple[str, str]:
    """The call, and what stands on the button."""
    found = None if detail else _ADDRESS.search(text)
    if found is None or not text[: found.start()].strip():
        return text, detail
    return text[: found.start()].rstrip(_BEFORE), found.group().strip()


def _button(sheet: Sheet, label: str) -> Image.Image | None:
    """The label on a plate; none for words that take more than a line, which are no button but a sentence."""
    if not label:
        return None
    palette = sheet.palette
    pad = sheet.px(0.055)
    style = sheet.style(
        0.066, 0.034, colour=palette.on_accent, shadow=0.0, align="center", upper=False, lines=1
    )
    words = set_text(label, style, sheet.area.width - 4 * pad, sheet.px(0.3))
    if words.empty or len(words.lines) > 1:
        return None
    size = (words.width + 3 * pad, words.height + 2 * pad)
    image = rounded(size, palette.accent, min(size[1] // 2, sheet.px(0.09)))
    for word in words.words:
        image.alpha_composite(word.image, (max(0, word.x + round(1.5 * pad)), max(0, word.y + pad)))
    return shadowed(image, sheet.px(0.05), 0.35)
