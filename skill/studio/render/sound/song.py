"""The user's own song under a movie: where its beats are heard, and cuts that fall on them.

Music made here bends its beats to the cuts. A song of the user's is played as it is, so the cuts come to its beats:
each to the nearest one, by `MOST_MS` at most, while the length of the movie stays as it was asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np

from skill.studio.movie import Movie, TextSpan
from skill.studio.render.sound import sources
from skill.studio.render.sound.beats import RATE, Beats, beats
from skill.studio.render.sound.loudness import Stereo

MOST_MS = 300
SHORTEST_MS = 500
"""No scene becomes shorter than this, nor than `_KEPT` of what it was."""
_KEPT = 0.75
LONGEST_MS = 600_000
"""How much of a movie's song is listened to."""
_Span = TypeVar("_Span", bound=TextSpan)


def heard(movie: Movie, assets: Mapping[str, Path], step: Callable[[], None] = lambda: None) -> Beats | None:
    """The beats of a movie's own song, in seconds from when it begins to play; None without a song or a beat.

    `step` is called for every block of it; what it raises ends the work.

    Raises:
        Unreadable: the file cannot be decoded.
    """
    music = movie.music
    if music is None or music.media is None or music.volume == 0:
        return None
    end = movie.duration_ms if music.end_ms is None else min(music.end_ms, movie.duration_ms)
    seconds = min(LONGEST_MS, max(0, end - music.start_ms)) / 1000
    played = sources.bed(music, assets[music.media.asset], seconds, movie.look.seed, RATE)

    def stepped() -> Iterator[Stereo]:
        for block in played:
            step()
            yield block

    return beats(stepped())


def on_beat(movie: Movie, assets: Mapping[str, Path], step: Callable[[], None] = lambda: None) -> Movie:
    """The movie with its cuts on the beats of its own song, if it has one with a beat. Titles and captions go along.
    `step` as in `heard`.

    Raises:
        Unreadable: the file cannot be decoded.
    """
    found = heard(movie, assets, step) if len(movie.scenes) > 1 else None
    if found is None or movie.music is None:
        return movie
    times = [movie.music.start_ms + round(1000 * time) for time in found.times]
    cuts, end = movie.starts()[1:], movie.duration_ms
    old, new = (0, *cuts, end), (0, *moved(cuts, end, times), end)

    def gone_along(span: _Span) -> _Span:
        start, stop = (round(float(np.interp(ms, old, new))) for ms in (span.start_ms, span.end_ms))
        return span.model_copy(update={"start_ms": start, "end_ms": stop})

    captions = movie.captions
    return movie.change(
        scenes=tuple(
            scene.model_copy(update={"duration_ms": new[n + 1] - new[n]})
            for n, scene in enumerate(movie.scenes)
        ),
        titles=tuple(gone_along(span) for span in movie.titles),
        captions=captions
        and captions.model_copy(update={"spans": tuple(gone_along(span) for span in captions.spans)}),
    )


def moved(cuts: Sequence[int], end: int, times: Sequence[int]) -> tuple[int, ...]:
    """The cuts (ms) of a movie that is `end` long, each on the nearest of the `times` that leaves the scenes before
    and after it long enough; one without such a time stays."""
    found: list[int] = []
    for before, cut, after in zip((0, *cuts), cuts, (*cuts[1:], end), strict=False):
        first = found[-1] if found else 0
        least, most = first + _shortest(cut - before), after - _shortest(after - cut)
        fitting = [ms for ms in times if abs(ms - cut) <= MOST_MS and least <= ms <= most]
        found.append(min(fitting, key=lambda ms: abs(ms - cut), default=cut))
    return tuple(found)


def _shortest(ms: int) -> int:
    """The length that a scene of `ms` may shrink to."""
    return min(ms, max(SHORTEST_MS, round(_KEPT * ms)))
