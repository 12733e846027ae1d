"""The whole way of a render, resumable at every scene."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from skill.studio.movie import Movie
from skill.studio.render import encode, plan
from skill.studio.render.cache import Cache
from skill.studio.render.faults import Cancelled, RenderError
from skill.studio.render.join import join
from skill.studio.render.shoot import Composer, Set, own_composer

CACHE_BYTES = 4 << 30
"""Finished scenes kept between renders; the ones used longest ago go first."""

SOUND_SHARE = 0.08
"""What the soundtrack costs, as a share of all the movie's frames."""

PROGRESS_STEP = 0.004
"""Progress is told when it has risen by this much."""


class Mixdown(Protocol):
    """What makes the soundtrack: `sound.mixdown`."""

    def __call__(
        self, movie: Movie, assets: Mapping[str, Path], *, sample_rate: int = 48_000
    ) -> npt.NDArray[np.float32]:
        """float32[n, 2], exactly as long as the movie."""


def render(
    movie: Movie,
    assets: Mapping[str, Path],
    out: Path,
    *,
    cache: Path,
    progress: Callable[[float], None],
    cancelled: Callable[[], bool],
    composer: Composer | None = None,
    mixdown: Mixdown | None = None,
) -> None:
    """Write `movie` to `out`, an MP4 of H.264 and AAC, whole or not at all.

    `assets` maps `Media.asset` to files. `cache` is a folder that finished scenes are kept in: the same
    scene is not encoded twice, and a render that was killed goes on where it was. `progress` gets rising
    shares of the work, 0 to 1; `cancelled` is asked before every frame. `composer` and `mixdown` default to
    the renderer's own.

    Raises:
        Cancelled: `cancelled` said so.
        RenderError: the movie is empty, or a file it uses is missing or cannot be read.
        OSError: the disk is full, or a folder is not writable.
    """
    files = plan.file_digests(movie, assets)
    shots = plan.shots(movie, files)
    kept = Cache(cache)
    found = [kept.find(shot.key, shot.frames) for shot in shots]
    frames = sum(shot.frames for shot in shots)
    samples = round(frames * encode.SAMPLE_RATE / movie.fps)
    sound_key = plan.sound_key(movie, files)
    sound = kept.find(sound_key, samples)
    missing = sum(shot.frames for shot, entry in zip(shots, found, strict=True) if entry is None)
    meter = Meter(missing + (0 if sound else SOUND_SHARE * frames), progress, cancelled)
    stage = Set(movie, assets, composer or own_composer())
    scenes = []
    try:
        for number, (shot, entry) in enumerate(zip(shots, found, strict=True)):
            before = shots[number - 1] if shot.incoming else None
            scenes.append(entry or kept.add(shot.key, shot.frames, stage.shoot(shot, before, meter.frame)))
        if sound is None:
            meter.check()
            mixed = (mixdown or own_mixdown())(movie, assets, sample_rate=encode.SAMPLE_RATE)
            sound = kept.add(sound_key, samples, encode.audio(_exactly(mixed, samples), meter.check))
    except RenderError as fault:
        raise fault.about(plan.known_as(movie, assets, fault.name)) from fault
    join(scenes, sound, out, width=movie.width, height=movie.height, fps=movie.fps, step=meter.check)
    kept.prune(CACHE_BYTES)
    meter.finish()


class Meter:
    """Counts frames towards the whole, and stops the render when it is cancelled."""

    def __init__(
        self, total: float, progress: Callable[[float], None], cancelled: Callable[[], bool]
    ) -> None:
        self._total, self._progress, self._cancelled = total, progress, cancelled
        self._done, self._told = 0, 0.0
        self.check()
        progress(0.0)

    def check(self) -> None:
        """Raise `Cancelled` when asked to."""
        if self._cancelled():
            raise Cancelled

    def frame(self) -> None:
        """One more frame is about to be drawn."""
        self.check()
        share = self._done / self._total
        if share - self._told >= PROGRESS_STEP:
            self._told = share
            self._progress(share)
        self._done += 1

    def finish(self) -> None:
        """Everything is written."""
        self._progress(1.0)


def own_mixdown() -> Mixdown:
    """The renderer's music and narration, loaded when first needed."""
    from skill.studio.render.sound import mixdown

    return mixdown


def _exactly(mixed: npt.NDArray[np.float32], samples: int) -> npt.NDArray[np.float32]:
    """The soundtrack as long as the pictures: movies end on a frame, sound on a millisecond."""
    if len(mixed) >= samples:
        return mixed[:samples]
    return np.concatenate((mixed, np.zeros((samples - len(mixed), 2), np.float32)))
