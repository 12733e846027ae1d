"""Uploads that came with the first message: each picture behind a scene, sound as the music, a logo as the logo."""

from __future__ import annotations

import re
from collections.abc import Sequence

from skill.studio.edits import music, scenes, voice
from skill.studio.movie import Media, Movie


def placed(movie: Movie, files: tuple[Media, ...]) -> tuple[Movie, bool]:
    """The movie with the files in it, in order in the scenes that are free, and whether there were any."""
    for file in files:
        if file.kind == "audio":
            movie = scored(movie, file)
        elif is_logo(file):
            movie = marked(movie, file)
        elif free := [n for n, scene in enumerate(movie.scenes) if scene.media is None]:
            movie = shown(movie, file, free[:1])
    return movie, bool(files)


def is_logo(file: Media) -> bool:
    """True for a file that its own name calls a logo."""
    return re.search(r"(?i)logo", file.name) is not None


def shown(movie: Movie, file: Media, places: Sequence[int]) -> Movie:
    """The file behind the words of these scenes (0-based)."""
    for place in places:
        movie = scenes.rewritten(movie, movie.scenes[place].id, media=file)
    return movie


def marked(movie: Movie, file: Media) -> Movie:
    """The file as the logo."""
    return movie.change(logo=file.model_copy(update={"role": "logo"}))


def scored(movie: Movie, file: Media) -> Movie:
    """The file as the music."""
    return music.chosen(movie, file.name, movie.music.mood if movie.music else "uplifting", media=file)


def narrated(movie: Movie, file: Media) -> Movie:
    """The file as the narration."""
    return voice.spoken(movie, media=file, name=file.name)
