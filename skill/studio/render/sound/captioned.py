"""Captions in time with the narration: each piece is there when its first word is said, until the next one is."""

from __future__ import annotations

from skill.studio.movie import Movie, TextSpan
from skill.studio.render.sound.narration import Line, lines

LEAD_MS = 80
"""A caption comes this much before its first word, so that it is read as it is heard."""
LINGER_MS = 350
"""The last one of a scene stays this long after its last word."""
SHORTEST_MS = 400


def in_time(movie: Movie) -> Movie:
    """The movie with its captions where their words are said. A scene whose captions say something else than its
    narration keeps them as they are; without captions or narration nothing changes.

    Raises:
        NoVoice: narration cannot be spoken here.
    """
    if movie.captions is None or not movie.captions.spans:
        return movie
    said = {line.scene: line for line in lines(movie)}
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
    at = 0
    for span in spans:
        wanted = _letters(span.text)
        place = spoken.find(wanted, at)
        if place < 0 or not wanted:
            return None
        at = place + len(wanted)
        times.append((letters[place][1][0], letters[at - 1][1][1]))
    begins = [min(max(start, first - LEAD_MS), end - 1) for first, _ in times]
    stops = [*begins[1:], max(times[-1][1] + LINGER_MS, begins[-1] + SHORTEST_MS) if times else end]
    return [
        span.model_copy(update={"start_ms": first, "end_ms": max(first + 1, min(stop, end))})
        for span, first, stop in zip(spans, begins, stops, strict=True)
    ]


def _letters(text: str) -> str:
    """What is said of a text, without blanks and marks, whatever its case."""
    return "".join(character for character in text.casefold() if character.isalnum())
