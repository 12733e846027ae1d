"""What is told about a song of the user's when it becomes the music: that the cuts follow its beat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from skill import i18n
from skill.studio.movie import Media, Movie

if TYPE_CHECKING:
    from skill.studio.director.turn import Turn


def told(turn: Turn, before: Movie | None, language: str, files: Mapping[str, Path]) -> Turn:
    """The turn, with a sentence when it brought a song with a beat under more than one scene. `files` by asset."""
    song = _song(turn.movie)
    if not turn.changed or turn.movie is None or song is None or song == _song(before):
        return turn
    if len(turn.movie.scenes) < 2 or song.asset not in files:
        return turn
    from skill.studio.render.sound.errors import Unreadable
    from skill.studio.render.sound.song import heard

    try:
        beats = heard(turn.movie, files)
    except Unreadable:
        # The render will say so, with the name of the file.
        return turn
    if beats is None:
        return turn
    said = i18n.say("server", "on_beat", language, bpm=round(beats.bpm))
    return replace(turn, text="\n".join((turn.text, said)))


def _song(movie: Movie | None) -> Media | None:
    return movie.music.media if movie and movie.music else None
