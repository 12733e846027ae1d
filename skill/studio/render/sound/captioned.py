"""Captions in time with the narration: each piece is there when its first word is said, until the next one is.

A span placed here has `words`: for each word said in it (ms from the span's start, its first letter and the one
after its last, counted over the span's letters and digits), so that the word being said can be shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from skill.studio.movie import Movie, TextSpan
from skill.studio.render.sound.narration import Line, lines
from skill.studio.render.sound.voice import Say, spoken

LEAD_MS = 80
"""A caption comes this much before its first word, so that it is read as it is heard."""
LINGER_MS = 350
"""The last one of a scene stays this long after its last word."""
SHORTEST_MS = 400


def in_time(movie: Movie, files: Mapping[str, Path] = MappingProxyType({}), say: Say = spoken) -> Movie:
    """The movie with its captions where their words are said; `files` and `say` as in `narration.lines`.

    A scene whose captions say something else than its narration keeps them as they are; without captions or narration
    nothing changes.

    Raises:
        NoVoice: narration cannot be spoken here.
        Unreadable: the file of a take is damaged.
    """
    if movie.captions is None or not movie.captions.spans:
        return movie
    said = {line.scene: line for line in lines(movie, files, say)}
    spans: list[TextSpan] = []
    for scene, start in zip(movie.scenes, movie.starts(), strict=True):
        end = start + scene.duration_ms
        own = [span for span in movie.captions.spans if start <= span.start_ms < end]
        line = said.get(scene.id)
        spans += (_timed(own, line, start, end) if line else None) or own
    return movie.change(captions=movie.captions.model_copy(update={"spans": tuple(spans)}))


def _timed(spans: list[TextSpan], line: Line, start: int, end: int) -> list[TextSpan] | None:
    """The spans of a scene from `start` to `end` at the times of their words; None if they are not what is said."""
    letters = [
        (letter, (line.start_ms + begins, line.start_ms + ends))
        for word, begins, ends in line.spoken.words
        for letter in _letters(word)
    ]
    spoken = "".join(letter for letter, _ in letters)
    times: list[tuple[int, int]] = []
    parts: list[tuple[int, int]] = []
    at = 0
    for span in spans:
        wanted = _letters(span.text)
        place = spoken.find(wanted, at)
        if place < 0 or not wanted:
            return None
        at = place + len(wanted)
        parts.append((place, at))
        times.append((letters[place][1][0], letters[at - 1][1][1]))
    begins = [min(max(start, first - LEAD_MS), end - 1) for first, _ in times]
    stops = [*begins[1:], max(times[-1][1] + LINGER_MS, begins[-1] + SHORTEST_MS) if times else end]
    return [
        span.model_copy(
            update={
                "start_ms": first,
                "end_ms": max(first + 1, min(stop, end)),
                "words": _words([begin for _, (begin, _) in letters[part[0] : part[1]]], first),
            }
        )
        for span, first, stop, part in zip(spans, begins, stops, parts, strict=True)
    ]


def _words(begins: list[int], start: int) -> tuple[tuple[int, int, int], ...]:
    """The words of a span from when each of its letters begins to be said."""
    edges = [n for n in range(len(begins)) if not n or begins[n] != begins[n - 1]]
    return tuple(
        (max(0, begins[first] - start), first, after)
        for first, after in zip(edges, [*edges[1:], len(begins)], strict=True)
    )


def _letters(text: str) -> str:
    """What is said of a text, without blanks and marks, whatever its case."""
    return "".join(character for character in text.casefold() if character.isalnum())
