"""The sizes a video is rendered in."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from skill.studio.movie import Movie

SHORT_SIDE: Mapping[str, int | None] = MappingProxyType(
    {"high": None, "medium": 720, "low": 540, "preview": 540}
)
"""The names of qualities, and what each allows at most in pixels on the short side."""

PREVIEW_FPS = 15


def sized(movie: Movie, quality: str) -> Movie:
    """The movie as `quality` asks for it: smaller, both sides even; a preview has every other frame as well.

    Raises:
        KeyError: no such quality.
    """
    short, side = SHORT_SIDE[quality], min(movie.width, movie.height)
    if quality == "preview":
        movie = movie.change(fps=min(movie.fps, max(PREVIEW_FPS, movie.fps // 2)))
    if short is None or side <= short:
        return movie
    width, height = (round(length * short / side / 2) * 2 for length in (movie.width, movie.height))
    return movie.change(width=width, height=height)
