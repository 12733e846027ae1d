"""Narration."""

from __future__ import annotations

from typing import Any

from skill.studio.movie import Movie, Voice

SLOWEST, FASTEST = 0.5, 2.0


def spoken(movie: Movie, **fields: Any) -> Movie:
    """With narration, or with other settings of it (name, voice, speed, volume, media)."""
    voice = movie.voice or Voice()
    if "speed" in fields:
        fields["speed"] = round(min(FASTEST, max(SLOWEST, fields["speed"])), 2)
    return movie.change(voice=voice.model_copy(update=fields))


def off(movie: Movie) -> Movie:
    """Without narration."""
    return movie.change(voice=None)
