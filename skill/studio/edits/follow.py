"""Titles, captions and the music bed follow when scenes or lengths change."""

from __future__ import annotations

from skill.studio.edits import captions
from skill.studio.movie import Movie, Scene, TextSpan

EDGE_MS = 120
"""Closer than this to an edge is at the edge."""
SHORTEST_TITLE_MS = 500


def retime(movie: Movie, scenes: tuple[Scene, ...]) -> Movie:
    """`movie` with other scenes: what was at the end stays at the end, over one scene stays over it, the rest in place.

    A title that lay over a scene that is gone goes with it.
    """
    before = movie.duration_ms
    after = movie.change(scenes=scenes)
    spans = [moved for span in movie.titles if (moved := _moved(span, movie, after, before))]
    after = after.change(titles=tuple(spans))
    if movie.music and movie.music.end_ms is not None:
        music = movie.music
        end = min(movie.music.end_ms, after.duration_ms)
        start = music.start_ms if music.start_ms < end else 0
        whole = movie.music.end_ms >= before - EDGE_MS
        after = after.change(
            music=music.model_copy(update={"start_ms": start, "end_ms": None if whole else end})
        )
    elif movie.music and movie.music.start_ms >= after.duration_ms:
        after = after.change(music=movie.music.model_copy(update={"start_ms": 0}))
    return captions.placed(after) if after.captions else after


def _moved(span: TextSpan, old: Movie, new: Movie, before: int) -> TextSpan | None:
    end = new.duration_ms
    length = min(span.end_ms - span.start_ms, end)
    at_start, at_end = span.start_ms <= EDGE_MS, span.end_ms >= before - EDGE_MS
    if at_start and at_end:
        return span.model_copy(update={"start_ms": 0, "end_ms": end})
    if at_end:
        return span.model_copy(update={"start_ms": end - length, "end_ms": end})
    if at_start:
        return span.model_copy(update={"end_ms": min(span.end_ms, end)})
    for scene, start in zip(old.scenes, old.starts(), strict=True):
        if abs(span.start_ms - start) <= EDGE_MS and abs(span.end_ms - start - scene.duration_ms) <= EDGE_MS:
            return _with_scene(span, scene, new)
    if span.end_ms <= end:
        return span
    return span.model_copy(update={"start_ms": max(0, end - length), "end_ms": end})


def _with_scene(span: TextSpan, scene: Scene, new: Movie) -> TextSpan | None:
    for other, start in zip(new.scenes, new.starts(), strict=True):
        if other.id == scene.id:
            return span.model_copy(update={"start_ms": start, "end_ms": start + other.duration_ms})
    return None
