"""Every layout in every theme and language on one contact sheet, to be looked at.

python -m skill.studio.render.gallery OUT.png [--theme NAME]... [--language en]... [--size 1080x1920] [--at 3.0]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from skill import i18n
from skill.studio.movie import Look, Media, Movie, Scene
from skill.studio.render import compose
from skill.studio.render.colour import rgb
from skill.studio.render.stage import Frame
from skill.studio.render.themes import THEMES

SECONDS = 4
_MEDIA = {
    "picture": Media(asset="picture", name="picture.png", kind="image"),
    "card": Media(asset="picture", name="picture.png", kind="image", role="card"),
    "logo": Media(asset="logo", name="logo.png", kind="image", role="logo"),
}


def samples(folder: Path) -> Mapping[str, Path]:
    """A picture and a logo drawn into `folder`, by the asset ids that `movie` uses."""
    rows, columns = np.mgrid[0:900, 0:1200]
    waves = 40 * np.sin(columns / 90.0 + 2 * np.sin(rows / 140.0))
    pixels = np.stack((200 + waves, 90 + rows / 9.0 + waves, 60 + columns / 8.0), -1).clip(0, 255)
    picture, logo = folder / "picture.png", folder / "logo.png"
    Image.fromarray(pixels.astype(np.uint8)).save(picture)
    mark = Image.new("RGBA", (480, 200), (0, 0, 0, 0))
    draw = ImageDraw.Draw(mark)
    draw.ellipse((4, 4, 196, 196), fill="#12305f")
    draw.rounded_rectangle((220, 60, 476, 140), 40, fill="#d8552f")
    mark.save(logo)
    return {"picture": picture, "logo": logo}


def movie(theme: str, language: str, size: tuple[int, int] = (1080, 1920), seed: int = 0) -> Movie:
    """A movie with one scene of each layout, in the sample texts of a language."""
    rows = i18n.load(language, "gallery")
    scenes = tuple(
        Scene(
            id=f"scene_{number}",
            name=name,
            duration_ms=SECONDS * 1000,
            layout="picture" if name == "card" else name,
            media=_MEDIA.get(name),
            **row,
        )
        for number, (name, row) in enumerate(rows.items())
    )
    look = Look(theme=theme, seed=seed)
    return Movie(title=theme, language=language, width=size[0], height=size[1], look=look, scenes=scenes)


def frame_of(shown: Movie, index: int, assets: Mapping[str, Path], at: float) -> Frame:
    """Scene `index` with its overlays, `at` seconds after its start."""
    frame = Frame.blank(shown.width, shown.height)
    compose.scenery(shown, index, assets).draw(frame, at)
    start = shown.starts()[index]
    for actor in compose.overlays(shown, start, start + shown.scenes[index].duration_ms, assets):
        actor.draw(frame, at)
    return frame


def picture_of(frame: Frame) -> Image.Image:
    """A frame as an RGB picture."""
    chroma = [plane.repeat(2, 0).repeat(2, 1) for plane in (frame.u, frame.v)]
    return Image.fromarray(rgb(np.stack((frame.y, *chroma), -1)))


def contact_sheet(
    movies: Sequence[Movie], assets: Mapping[str, Path], at: float, width: int = 200
) -> Image.Image:
    """One row a movie, one picture `width` pixels wide a scene."""
    gap, rows = 4, []
    for shown in movies:
        high = round(width * shown.height / shown.width)
        row = Image.new("RGB", ((width + gap) * len(shown.scenes), high + gap), "#808080")
        for index in range(len(shown.scenes)):
            picture = picture_of(frame_of(shown, index, assets, at))
            row.paste(picture.resize((width, high), Image.Resampling.LANCZOS), (index * (width + gap), 0))
        rows.append(row)
    sheet = Image.new("RGB", (max(row.width for row in rows), sum(row.height for row in rows)), "#808080")
    y = 0
    for row in rows:
        sheet.paste(row, (0, y))
        y += row.height
    return sheet


def main(arguments: Sequence[str]) -> None:
    """Write the sheet that the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m skill.studio.render.gallery")
    parser.add_argument("out", type=Path)
    parser.add_argument("--theme", action="append", choices=sorted(THEMES))
    parser.add_argument("--language", action="append", choices=i18n.languages())
    parser.add_argument("--size", default="540x960")
    parser.add_argument("--at", type=float, default=3.0)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args(arguments)
    width, height = (int(side) for side in asked.size.split("x"))
    movies = [
        movie(theme, language, (width, height), asked.seed)
        for theme in asked.theme or THEMES
        for language in asked.language or i18n.languages()
    ]
    with tempfile.TemporaryDirectory() as folder:
        contact_sheet(movies, samples(Path(folder)), asked.at).save(asked.out)


if __name__ == "__main__":
    main(sys.argv[1:])
