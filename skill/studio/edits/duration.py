"""Lengths: of the whole video and of one scene. Frame-exact, in ms."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from skill.studio.edits import follow
from skill.studio.movie import Movie

SHORTEST_SCENE_MS = 500


def shares(
    weights: Sequence[float], total_ms: int, fps: int = 30, least_ms: int = SHORTEST_SCENE_MS
) -> list[int]:
    """`total_ms` divided by `weights`: whole frames each, in ms, the sum exact, none under `least_ms` if it can be."""
    count = len(weights)
    frames = max(count, round(total_ms * fps / 1000))
    least = min(frames // count, max(1, round(least_ms * fps / 1000)))
    spare = frames - least * count
    scale = sum(weights) or 1
    cuts, run = [0], 0.0
    for weight in weights:
        run += weight
        cuts.append(round(spare * run / scale))
    ends = [round((cut + least * n) * 1000 / fps) for n, cut in enumerate(cuts)]
    ends[-1] = max(total_ms, count)
    return [max(1, b - a) for a, b in itertools.pairwise(ends)]


def of_video(movie: Movie, total_ms: int) -> Movie:
    """The same scenes, stretched or shortened in proportion to `total_ms`."""
    parts = shares([scene.duration_ms for scene in movie.scenes], total_ms, movie.fps)
    scenes = tuple(
        s.model_copy(update={"duration_ms": ms}) for s, ms in zip(movie.scenes, parts, strict=True)
    )
    return follow.retime(movie, scenes)


def of_scenes(movie: Movie, ids: Sequence[str], ms: int) -> Movie:
    """These scenes each `ms` long; the video grows or shrinks by the difference."""
    length = max(SHORTEST_SCENE_MS, ms)
    scenes = tuple(
        scene.model_copy(update={"duration_ms": length}) if scene.id in ids else scene
        for scene in movie.scenes
    )
    return follow.retime(movie, scenes)
