"""A logo as it is: its own colours and transparency, on a plate where the background would swallow it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from skill.studio.render.faults import RenderError
from skill.studio.render.palette import INK, WHITE, Palette, contrast
from skill.studio.render.sheet import rounded

_CLEAR = 3.0  # contrast of a graphic that can be told from its ground (WCAG 2.2, 1.4.11)


def emblem(path: Path, room: tuple[int, int], palette: Palette | None) -> Image.Image:
    """The logo within `room`. Opaque ones get round corners; transparent ones a plate when they need it.

    `palette` None means that anything may be behind it.

    Raises:
        RenderError: `asset_unreadable`.
    """
    try:
        with Image.open(path) as opened:
            image = ImageOps.exif_transpose(opened).convert("RGBA")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as fault:
        raise RenderError("asset_unreadable", path.name) from fault
    opaque = np.asarray(image.getchannel("A")).min() > 250
    image = image.crop(image.getchannel("A").getbbox() or (0, 0, *image.size))
    if opaque:
        image = ImageOps.contain(image, room, Image.Resampling.LANCZOS)
        image.putalpha(rounded(image.size, WHITE, min(image.size) // 10).getchannel("A"))
        return image
    alpha = np.asarray(image.getchannel("A"))
    weights = alpha[..., None] / max(1, int(alpha.sum()))
    mean = (np.asarray(image)[..., :3] * weights).sum((0, 1))
    colour = "#" + "".join(f"{round(float(value)):02x}" for value in mean)
    grounds = palette.grounds if palette else (WHITE, INK)
    if min(contrast(colour, ground) for ground in grounds) >= _CLEAR:
        return ImageOps.contain(image, room, Image.Resampling.LANCZOS)
    pad = max(2, min(room) // 9)
    image = ImageOps.contain(
        image, (max(2, room[0] - 2 * pad), max(2, room[1] - 2 * pad)), Image.Resampling.LANCZOS
    )
    ground = max((WHITE, INK), key=lambda plate: contrast(colour, plate))
    plate = rounded((image.width + 2 * pad, image.height + 2 * pad), ground, pad)
    plate.alpha_composite(image, (pad, pad))
    return plate
