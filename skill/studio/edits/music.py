"""The music bed."""

from __future__ import annotations

from skill.studio.movie import Media, Movie, Music

USUAL_VOLUME = 0.5
QUIET_VOLUME = 0.25


def chosen(
    movie: Movie, name: str, mood: str, volume: float | None = None, media: Media | None = None
) -> Movie:
    """Music of another style or file; the volume and the times stay unless `volume` (0–1) is given."""
    old = movie.music
    level = volume if volume is not None else (old.volume if old and old.volume > 0 else USUAL_VOLUME)
    start, end = (old.start_ms, old.end_ms) if old else (0, None)
    fresh = Music(name=name, mood=mood, volume=level, media=media, start_ms=start, end_ms=end)
    return movie.change(music=fresh)


def at_volume(movie: Movie, volume: float) -> Movie:
    """The same music at `volume`, 0–1."""
    assert movie.music is not None
    level = round(min(1.0, max(0.0, volume)), 3)
    return movie.change(music=movie.music.model_copy(update={"volume": level}))


def between(movie: Movie, start_ms: int, end_ms: int | None) -> Movie:
    """The same music only from `start_ms` to `end_ms` (None: the end of the video)."""
    assert movie.music is not None
    return movie.change(music=movie.music.model_copy(update={"start_ms": start_ms, "end_ms": end_ms}))


def off(movie: Movie) -> Movie:
    """Without music."""
    return movie.change(music=None)
