"""One message to the director, from words to a turn."""

from __future__ import annotations

from skill.studio.director.turn import History, Turn
from skill.studio.movie import Media, Movie


def direct(
    text: str, movie: Movie | None, *, files: tuple[Media, ...] = (), history: History, language: str
) -> Turn:
    """Reads `text` and makes or edits the movie.

    Args:
        text: what the user said.
        movie: the current version, None while nothing exists.
        files: uploads not yet placed, newest last.
        history: the versions before and after the current one.
        language: of the answer, a folder of prompts/.
    """
    return Turn(movie, False, text if language else "", (), history)
