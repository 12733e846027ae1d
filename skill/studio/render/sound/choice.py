"""Which mood a movie's music is played in."""

from __future__ import annotations

from skill.studio.movie import Movie
from skill.studio.render.sound.moods import MOODS
from skill.studio.render.themes import theme_of


def mood_of(movie: Movie) -> str | None:
    """The mood of music made here: the one named, of one not known the theme's; None without such music."""
    music = movie.music
    if music is None or music.media is not None:
        return None
    return music.mood if music.mood in MOODS else theme_of(movie.look).music
