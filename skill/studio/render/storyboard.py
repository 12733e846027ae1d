"""All scenes at a glance: one frame of each on a sheet."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL import Image

from skill.studio.movie import Movie
from skill.studio.render import plan
from skill.studio.render.colour import Bytes, rgb
from skill.studio.render.faults import RenderError
from skill.studio.render.shoot import Composer, Set, own_composer
from skill.studio.render.stage import Frame

LONG_SIDE = 480  # of each picture, in pixels
GAP = 12
PAPER = (24, 24, 27)
MOMENT = 0.6  # of a scene: everything has come in, nothing has left


def storyboard(
    movie: Movie, assets: Mapping[str, Path], out_png: Path, *, composer: Composer | None = None
) -> None:
    """Draw one frame of each scene, row by row, and write the sheet to `out_png`, whole or not at all.

    Raises:
        RenderError: as `render`.
        OSError: the file cannot be written.
    """
    plan.file_digests(movie, assets)  # all of them are there
    shots = plan.shots(movie)
    stage = Set(movie, assets, composer or own_composer())
    scale = min(1.0, LONG_SIDE / max(movie.width, movie.height))
    width, height = round(movie.width * scale), round(movie.height * scale)
    columns = min(len(shots), math.ceil(math.sqrt(len(shots) * height / width)))
    rows = math.ceil(len(shots) / columns)
    sheet = Image.new("RGB", (GAP + columns * (width + GAP), GAP + rows * (height + GAP)), PAPER)
    try:
        for number, shot in enumerate(shots):
            still = picture(stage.still(shot, int(shot.frames * MOMENT)), width, height)
            row, column = divmod(number, columns)
            sheet.paste(still, (GAP + column * (width + GAP), GAP + row * (height + GAP)))
    except RenderError as fault:
        raise fault.about(plan.known_as(movie, assets, fault.name)) from fault
    part = out_png.with_name(f".{out_png.name}.part")
    try:
        sheet.save(part, format="PNG")
        part.replace(out_png)
    finally:
        part.unlink(missing_ok=True)


def picture(frame: Frame, width: int, height: int) -> Image.Image:
    """A frame as an RGB picture of another size."""

    def sized(plane: Bytes) -> Bytes:
        return np.asarray(Image.fromarray(plane).resize((width, height), Image.Resampling.LANCZOS))

    return Image.fromarray(rgb(np.stack([sized(plane) for plane in (frame.y, frame.u, frame.v)], axis=-1)))
