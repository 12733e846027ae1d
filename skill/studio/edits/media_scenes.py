"""Uploads that came with the first message: each picture behind a scene, sound as the music, a logo as the logo."""

from __future__ import annotations

import re

from skill.studio.edits import music, scenes
from skill.studio.movie import Media, Movie


def placed(movie: Movie, files: tuple[Media, ...]) -> tuple[Movie, bool]:
    """The movie with the files in it, and whether there were any."""
    visuals = [file for file in files if file.kind != "audio"]
    at = 0
    for file in visuals:
        if re.search(r"(?i)logo", file.name):
            movie = movie.change(logo=file.model_copy(update={"role": "logo"}))
        elif at < len(movie.scenes):
            movie = scenes.rewritten(movie, movie.scenes[at].id, media=file)
            at += 1
    for file in files:
        if file.kind == "audio":
            movie = music.chosen(
                movie, file.name, movie.music.mood if movie.music else "uplifting", media=file
            )
    return movie, bool(files)
