"""Replacing words wherever they are shown."""

from __future__ import annotations

import re

from skill.studio.edits import captions
from skill.studio.movie import Movie, Scene

_SHOWN = ("name", "text", "detail", "script")


def _pattern(words: str) -> re.Pattern[str]:
    """`words` in upper or lower case; a number is a whole number, not the end of a longer one."""
    first = r"(?<!\d)(?<!\d[.,:])" if words[:1].isdigit() else ""
    last = r"(?![.,:]?\d)" if words[-1:].isdigit() else ""
    return re.compile(first + re.escape(words) + last, re.IGNORECASE)


def found(movie: Movie, words: str) -> bool:
    """True when these words are shown somewhere."""
    pattern = _pattern(words)
    shown = [getattr(scene, key) for scene in movie.scenes for key in _SHOWN]
    shown += [item for scene in movie.scenes for item in scene.items] + [title.text for title in movie.titles]
    return any(pattern.search(text) for text in shown)


def replaced(movie: Movie, old: str, new: str) -> Movie:
    """Every `old` on screen as `new`; upper and lower case of `old` do not matter."""
    pattern = _pattern(old)

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
