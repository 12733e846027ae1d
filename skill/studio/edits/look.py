"""The look of the whole video."""

from __future__ import annotations

from typing import Any

from skill.studio.movie import Movie

LARGER, SMALLER = 1.2, 0.85
SMALLEST_TYPE, LARGEST_TYPE = 0.6, 1.6


def changed(movie: Movie, **fields: Any) -> Movie:
    """Another theme, mood, colour, type size, transition or seed."""
    if "font_scale" in fields:
        fields["font_scale"] = round(min(LARGEST_TYPE, max(SMALLEST_TYPE, fields["font_scale"])), 2)
    return movie.change(look=movie.look.model_copy(update=fields))
