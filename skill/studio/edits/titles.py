"""Titles: words over the picture for a while."""

from __future__ import annotations

from skill.studio.movie import Movie, Place, TextSpan

USUAL_MS = 3000
LONG_MS = 10_000
"""A length up to this, said behind words, is how long they show."""


def _fit(span: TextSpan, movie: Movie) -> TextSpan:
    end = max(1, min(span.end_ms, movie.duration_ms))
    return span.model_copy(update={"start_ms": max(0, min(span.start_ms, end - 1)), "end_ms": end})


def added(
    movie: Movie, text: str, start_ms: int, end_ms: int, place: Place = "top", style: str = "title"
) -> Movie:
    """One more title; times are cut to the video."""
    span = _fit(TextSpan(text=text, start_ms=start_ms, end_ms=end_ms, place=place, style=style), movie)
    return movie.change(titles=tuple(sorted((*movie.titles, span), key=lambda title: title.start_ms)))


def replaced(movie: Movie, index: int, **fields: object) -> Movie:
    """Title `index` with other text, times, place or style."""
    span = _fit(movie.titles[index].model_copy(update=fields), movie)
    return movie.change(titles=(*movie.titles[:index], span, *movie.titles[index + 1 :]))


def removed(movie: Movie, indices: tuple[int, ...]) -> Movie:
    """Without these titles."""
    return movie.change(titles=tuple(title for n, title in enumerate(movie.titles) if n not in indices))
