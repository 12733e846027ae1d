"""The format of the picture."""

from __future__ import annotations

from skill.studio.movie import Movie


def resized(movie: Movie, width: int, height: int) -> Movie:
    """The same movie in another size, px."""
    return movie.change(width=width, height=height)
