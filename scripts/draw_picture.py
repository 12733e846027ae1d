#!/usr/bin/env python3
"""Makes docs/storyboard.png anew: the scenes of the video that the README's first command makes, one frame of each.

python3 scripts/test.py picture
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
FOLDER = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(FOLDER))

from PIL import Image  # noqa: E402

from skill import i18n  # noqa: E402
from skill.studio.director.direct import History, direct  # noqa: E402
from skill.studio.render.storyboard import GAP, LONG_SIDE, PAPER, storyboard  # noqa: E402

PICTURE = FOLDER / "docs" / "storyboard.png"
COLOURS = 128  # a palette keeps the file small


def text() -> str:
    """What the README's first command says."""
    found = re.search(r'run\.py make "([^"]+)"', (FOLDER / "README.md").read_text("utf-8"))
    assert found is not None
    return found[1]


def draw(target: Path) -> None:
    """Writes the picture to `target`."""
    asked = i18n.say("replies", "make.prompt", i18n.DEFAULT, text=text())
    movie = direct(asked, None, history=History(), language=i18n.DEFAULT).movie
    assert movie is not None
    with tempfile.TemporaryDirectory() as scratch:
        sheet = Path(scratch, "sheet.png")
        storyboard(movie, {}, sheet)
        with Image.open(sheet) as whole:
            row = in_a_row(whole, len(movie.scenes), movie.width / movie.height)
    row.quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)


def in_a_row(sheet: Image.Image, count: int, ratio: float) -> Image.Image:
    """The pictures of a storyboard side by side, as suits a page: `count` of them, `ratio` wide to high."""
    width, height = (round(LONG_SIDE * min(side, 1.0)) + GAP for side in (ratio, 1 / ratio))
    columns = (sheet.width - GAP) // width
    row = Image.new("RGB", (GAP + count * width, height + GAP), PAPER)
    for number in range(count):
        down, across = divmod(number, columns)
        left, top = across * width, down * height
        row.paste(sheet.crop((left, top, left + GAP + width, top + GAP + height)), (number * width, 0))
    return row


if __name__ == "__main__":
    PICTURE.parent.mkdir(exist_ok=True)
    draw(PICTURE)
    print(PICTURE)
