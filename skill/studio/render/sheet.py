"""What a layout works with: one scene's words, the room they have, and the theme, with the common ways to set type.

Everything is measured in short sides of the frame, so that a layout is the same design at every size and shape.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

from skill.studio.movie import Scene
from skill.studio.render.kinetic import LINE_BY_LINE, SOON, Shape, Text
from skill.studio.render.palette import Palette
from skill.studio.render.safe import Box
from skill.studio.render.stage import Actor
from skill.studio.render.themes import Theme
from skill.studio.render.typeset import PLATE, PLATE_FALL, PLATE_RISE, Block, Style, set_text

_FINE = 4  # shapes are drawn this much larger and made smaller, for smooth edges


@dataclass(frozen=True)
class Sheet:
    """One scene to lay out. `area` is the room for type; `over_picture` when a picture or clip is behind it.

    `index` of `count` scenes; `media` is the file of the scene's picture when the layout shows it itself.
    """

    scene: Scene
    size: tuple[int, int]
    area: Box
    theme: Theme
    palette: Palette
    index: int
    count: int
    seed: int = 0
    scale: float = 1.0
    over_picture: bool = False
    media: Path | None = None

    @property
    def short(self) -> int:
        """The short side in pixels."""
        return min(self.size)

    @property
    def opening(self) -> bool:
        """Whether this is the first scene, whose first frame stands for the video wherever it is listed."""
        return self.index == 0

    @property
    def wide(self) -> bool:
        """Whether the frame is wider than high."""
        return self.size[0] > self.size[1]

    def px(self, share: float) -> int:
        """A share of the short side in pixels, at least 1."""
        return max(1, round(self.short * share))

    def pick(self, options: int) -> int:
        """Which of several designs this scene has: neighbours never have the same."""
        return (self.index + self.seed) % options

    def style(self, largest: float, smallest: float = 0.04, **changes: object) -> Style:
        """The theme's type between two sizes in short sides, for text on the scene's background."""
        palette = self.palette
        shadow = 0.75 if self.over_picture else 0.42 if palette.dark else 0.0
        fields: dict[str, object] = {
            "face": self.theme.face,
            "colour": palette.text,
            "accent": palette.accent,
            "on_accent": palette.on_accent,
            "largest": max(8, round(self.short * largest * self.scale)),
            "smallest": max(6, round(self.short * smallest)),
            "mark": self.theme.mark,
            "leading": 1.12 if self.theme.upper else 1.2,
            "align": self.theme.align,
            "upper": self.theme.upper,
            "shadow": shadow,
            **changes,
        }
        return Style(**fields)  # type: ignore[arg-type]  # every key is a field of Style

    def text(
        self,
        block: Block,
        x: int,
        y: int,
        start: float = 0.15,
        entry: str | None = None,
        stagger: float = 0.07,
    ) -> list[Actor]:
        """The block with its marks (plates behind, underlines after) at (x, y)."""
        if block.empty:
            return []
        if self.opening and start <= SOON:
            entry, start, stagger = "settle", 0.0, LINE_BY_LINE
        words = Text(block, x, y, entry or self.theme.entry, start, stagger)
        return [*self._marks(block, x, y, words), words]

    def _marks(self, block: Block, x: int, y: int, words: Text) -> list[Actor]:
        if block.style.mark == "colour":
            return []
        found: list[Actor] = []
        for left, right, line, number, ink in _stretches(block):
            base, size = y + block.baselines[line], block.size
            at = words.start + number * words.stagger
            if block.style.mark == "plate":
                pad = round(size * PLATE)
                top = min(
                    base - round(size * PLATE_RISE), y + ink - round(size * 0.04)
                )  # capitals with accents
                bottom = base + round(size * PLATE_FALL)
                image = rounded(
                    (right - left + 2 * pad, bottom - top), block.style.accent, round(size * 0.12)
                )
                plate = Shape(image, x + left - pad, top, "wipe", at, 0.45)
                if words.entry == "settle":
                    at = words.start + line * words.stagger
                    plate = replace(plate, entry="settle", start=at, length=words.length, away=words.away)
                found.append(plate)
            else:
                image = stroke((right - left, max(4, round(size * 0.16))), block.style.accent)
                below = base + round(size * 0.1)
                found.append(Shape(image, x + left, below, "wipe", at + 0.35, 0.6))
        return found

    def set(self, text: str, style: Style, width: int, height: int, emphasis: bool = True) -> Block:
        """`text` fitted into the room, the scene's emphasis shown."""
        return set_text(text, style, width, height, self.scene.emphasis if emphasis else ())


def _stretches(block: Block) -> list[tuple[int, int, int, int, int]]:
    """Emphasised words that stand side by side: left, right, line, number of the first word, top of the ink."""
    found: list[tuple[int, int, int, int, int]] = []
    for number, word in enumerate(block.words):
        if word.marked is None:
            continue
        left, right = word.marked
        if found and found[-1][2] == word.line and left - found[-1][1] < block.size * 0.45:
            first, _, line, start, top = found[-1]
            found[-1] = (first, right, line, start, min(top, word.box[1]))
        else:
            found.append((left, right, word.line, number, word.box[1]))
    return found


def rounded(size: tuple[int, int], colour: str, radius: int, opacity: float = 1.0) -> Image.Image:
    """A rectangle with round corners, smooth at the edges."""
    width, height = max(2, size[0]), max(2, size[1])
    mask = Image.new("L", (width * _FINE, height * _FINE), 0)
    ImageDraw.Draw(mask).rounded_rectangle(
        (0, 0, width * _FINE - 1, height * _FINE - 1), radius * _FINE, fill=round(255 * opacity)
    )
    image = Image.new("RGBA", (width, height), colour)
    image.putalpha(mask.resize((width, height), Image.Resampling.BOX))
    return image


def disc(side: int, colour: str) -> Image.Image:
    """A filled circle."""
    return rounded((side, side), colour, side // 2)


def stroke(size: tuple[int, int], colour: str) -> Image.Image:
    """An underline as a brush draws it: a slight bow, thicker in the middle."""
    width, height = max(4, size[0]), max(4, size[1])
    mask = Image.new("L", (width * _FINE, height * _FINE), 0)
    draw = ImageDraw.Draw(mask)
    for step in range(width * _FINE):
        along = step / (width * _FINE)
        middle = (0.62 - 0.5 * along * (1 - along) + 0.06 * along) * height * _FINE
        half = (0.14 + 0.5 * (along * (1 - along)) ** 0.8) * height * _FINE * 0.5
        draw.line((step, middle - half, step, middle + half), fill=255)
    image = Image.new("RGBA", (width, height), colour)
    image.putalpha(mask.resize((width, height), Image.Resampling.BOX))
    return image


def shadowed(image: Image.Image, reach: int, strength: float = 0.45) -> Image.Image:
    """The picture with a soft shadow below it; it grows by `reach` on every side."""
    size = (image.width + 2 * reach, image.height + 2 * reach)
    alpha = Image.new("L", size, 0)
    alpha.paste(image.getchannel("A"), (reach, reach + reach // 4))
    alpha = alpha.filter(ImageFilter.GaussianBlur(reach * 0.4)).point(
        [round(v * strength) for v in range(256)]
    )
    under = Image.new("RGBA", size, "#000000")
    under.putalpha(alpha)
    under.alpha_composite(image, (reach, reach))
    return under
