"""The moving backgrounds, one style a file. A new style is a file and a row here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from skill.studio.render.backgrounds.aurora import Aurora
from skill.studio.render.backgrounds.blobs import Blobs
from skill.studio.render.backgrounds.bokeh import Bokeh
from skill.studio.render.backgrounds.confetti import Confetti
from skill.studio.render.backgrounds.grid import GridLines
from skill.studio.render.backgrounds.halftone import Halftone
from skill.studio.render.backgrounds.ink import Ink
from skill.studio.render.backgrounds.paper import Paper
from skill.studio.render.backgrounds.silk import Silk
from skill.studio.render.backgrounds.stars import Stars
from skill.studio.render.backgrounds.sunburst import Sunburst
from skill.studio.render.backgrounds.waves import Waves
from skill.studio.render.palette import Palette
from skill.studio.render.stage import Backdrop


class Background(Protocol):
    """How a style is made for one scene."""

    def __call__(self, size: tuple[int, int], palette: Palette, seed: int, index: int) -> Backdrop:
        """The backdrop of scene `index`, `size` (width, height) pixels, in the palette's grounds only."""


STYLES: Mapping[str, Background] = MappingProxyType(
    {
        "aurora": Aurora,
        "blobs": Blobs,
        "bokeh": Bokeh,
        "confetti": Confetti,
        "grid": GridLines,
        "halftone": Halftone,
        "ink": Ink,
        "paper": Paper,
        "silk": Silk,
        "stars": Stars,
        "sunburst": Sunburst,
        "waves": Waves,
    }
)
