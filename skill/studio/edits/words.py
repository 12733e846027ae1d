"""Replacing words wherever they are shown."""

from __future__ import annotations

import re

from skill.studio.edits import captions
from skill.studio.movie import Movie, Scene

_SHOWN = ("name", "text", "detail", "script")


def found(movie: Movie, words: str) -> bool:
    """True when these words are shown somewhere."""
    pattern = re.compile(re.escape(words), re.IGNORECASE)
    shown = [getattr(scene, key) for scene in movie.scenes for key in _SHOWN]
    shown += [item for scene in movie.scenes for item in scene.items] + [title.text for title in movie.titles]
    return any(pattern.search(text) for text in shown)


def replaced(movie: Movie, old: str, new: str) -> Movie:
    """Every `old` on screen as `new`; upper and lower case of `old` do not matter."""
    pattern = re.compile(re.escape(old), re.IGNORECASE)

    def put(text: str) -> str:
        return pattern.sub(lambda _: new, text)

    def scene(part: Scene) -> Scene:
        fields = {key: put(getattr(part, key)) for key in _SHOWN if not (key == "name" and part.media)}
        return part.model_copy(update={**fields, "items": tuple(put(item) for item in part.items)})

    titles = tuple(title.model_copy(update={"text": put(title.text)}) for title in movie.titles)
    changed = movie.change(
        scenes=tuple(scene(part) for part in movie.scenes), titles=titles, title=put(movie.title)
    )
    return captions.placed(changed) if changed.captions else changed
