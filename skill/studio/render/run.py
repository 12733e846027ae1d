"""The whole way of a render, resumable at every scene."""

from __future__ import annotations

import ctypes
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Protocol, Self

import numpy as np

from skill.studio.movie import Movie
from skill.studio.render import encode, plan
from skill.studio.render.cache import Cache, Entry
from skill.studio.render.faults import Cancelled, RenderError
from skill.studio.render.join import join
from skill.studio.render.shelf import Shelf
from skill.studio.render.shoot import Composer, Set, own_composer

CACHE_BYTES = 4 << 30
"""Finished scenes kept between renders; the ones used longest ago go first."""

SOUND_SHARE = 0.08
"""What the soundtrack costs, as a share of all the movie's frames."""

PREPARED_SHARE = 0.05
"""The most that is told of the work before the first frame: lines that are spoken, a song that is listened to."""
PREPARED_STEPS = 20
"""About how many steps that takes; how many there are is not known before."""

STEP_SAMPLES = 1 << 17
"""About how much sound is worked on between two calls of `Recording.step`."""
PASSES = 4
"""About how often all of it is gone through."""

LOOK_SECONDS = 0.05
"""How often it is looked whether the sound is ready or the render cancelled, when the pictures are."""

PROGRESS_STEP = 0.004
"""Progress is told when it has risen by this much."""


class Soundtrack(Protocol):
    """What makes the sound of a movie: `sound.mix.blocks`."""

    def __call__(
        self, movie: Movie, assets: Mapping[str, Path], *, sample_rate: int
    ) -> Iterable[encode.Samples]:
        """The sound in order, in blocks, together as long as the movie."""


def render(
    movie: Movie,
    assets: Mapping[str, Path],
    out: Path,
    *,
    cache: Path,
    progress: Callable[[float], None],
    cancelled: Callable[[], bool],
    composer: Composer | None = None,
    soundtrack: Soundtrack | None = None,
) -> None:
    """Write `movie` to `out`, an MP4 of H.264 and AAC, whole or not at all.

    `assets` maps `Media.asset`, and the keys of a voice's takes, to files. `cache` is a folder that finished scenes
    are kept in: the same scene is not encoded twice, and a render that was killed goes on where it was. `progress`
    gets rising shares of the work, 0 to 1; `cancelled` is asked before every frame. `composer` and `soundtrack` default
    to the renderer's own.

    Raises:
        Cancelled: `cancelled` said so.
        RenderError: the movie is empty, or a file it uses is missing or cannot be read.
        OSError: the disk is full, or a folder is not writable.
    """
    files = plan.file_digests(movie, assets)
    kept = Cache(cache)
    meter = Meter(progress, cancelled)
    meant = cuts_on_beat(plan.with_takes(movie, assets), assets, meter.prepared)
    movie = spoken_captions(meant, assets, Shelf(kept, meter.prepared))
    stretches = plan.stretches(movie, files)
    found = [kept.find(stretch.key, stretch.frames) for stretch in stretches]
    missing = [stretch for stretch, entry in zip(stretches, found, strict=True) if entry is None]
    frames = sum(stretch.frames for stretch in stretches)
    samples = round(frames * encode.SAMPLE_RATE / movie.fps)
    sound_key = plan.sound_key(movie, files)
    sound = kept.find(sound_key, samples)
    meter.begin(Work(sum(stretch.frames for stretch in missing), 0 if sound else SOUND_SHARE * frames))
    stage = Set(movie, assets, composer or own_composer())
    size = (movie.width, movie.height, movie.fps)
    scenes = []
    try:
        with Recording(samples) as recording:
            if sound is None:
                play = soundtrack or partial(own_soundtrack, shelf=Shelf(kept, recording.step))
                recording.start(partial(_recorded, kept, sound_key, samples, play, movie, assets, recording))
            step = partial(meter.frame, recording)
            painters = ((stretch.frames, _painter(stage, stretch)) for stretch in missing)
            with closing(encode.video(painters, *size, step)) as packets:
                for stretch, entry in zip(stretches, found, strict=True):
                    made = entry or kept.add(stretch.key, stretch.frames, islice(packets, stretch.frames))
                    scenes.append(made)
            sound = sound or recording.result(partial(meter.wait, recording))
    except RenderError as fault:
        raise fault.about(plan.known_as(movie, assets, fault.name)) from fault
    join(scenes, sound, out, width=movie.width, height=movie.height, fps=movie.fps, step=meter.check)
    kept.prune(CACHE_BYTES)
    meter.finish()


def _painter(stage: Set, stretch: plan.Stretch) -> encode.Draw:
    """What draws a stretch. What the scenes before it took goes back to the system, where the C library would keep it:
    a video of ten minutes takes little more than one of thirty seconds."""
    painter = stage.painter(stretch)
    if sys.platform == "linux" and hasattr(clib := ctypes.CDLL(None), "malloc_trim"):
        clib.malloc_trim(0)
    return painter


class Recording:
    """The sound, made beside the pictures, and how far it is: 0 to 1, of some `samples`."""

    def __init__(self, samples: int) -> None:
        self.done = 0.0
        self._steps = PASSES * max(1, samples // STEP_SAMPLES)
        self._stopped = threading.Event()
        self._band = ThreadPoolExecutor(1, thread_name_prefix="sound")
        self._made: Future[Entry] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._band.shutdown()

    def start(self, record: Callable[[], Entry]) -> None:
        """Begin."""
        self._made = self._band.submit(record)

    def step(self) -> None:
        """One more pass over one more block; how many passes there are is not known before."""
        if self._stopped.is_set():
            raise Cancelled
        self.done += (1.0 - self.done) / self._steps

    def check(self) -> None:
        """Raise what the recording failed with, if it did."""
        if self._made and self._made.done():
            self._made.result()

    def result(self, waiting: Callable[[], None]) -> Entry:
        """The finished sound; `waiting` is called again and again until it is there."""
        assert self._made is not None
        while not self._made.done():
            waiting()
            wait([self._made], LOOK_SECONDS)
        return self._made.result()


@dataclass(frozen=True)
class Work:
    """What a render takes, in frames."""

    frames: float
    sound: float


class Meter:
    """Counts what is prepared, frames and sound towards the whole, and stops the render when it is cancelled."""

    def __init__(self, progress: Callable[[float], None], cancelled: Callable[[], bool]) -> None:
        self._progress, self._cancelled = progress, cancelled
        self._work, self._frames = Work(0, 0), 0
        self._prepared = self._told = 0.0
        self.check()
        progress(0.0)

    def prepared(self) -> None:
        """One more step is done of what comes before the first frame."""
        self.check()
        self._prepared += (PREPARED_SHARE - self._prepared) / PREPARED_STEPS
        self._tell(self._prepared)

    def begin(self, work: Work) -> None:
        """What is left is known."""
        self._work = work

    def check(self) -> None:
        """Raise `Cancelled` when asked to."""
        if self._cancelled():
            raise Cancelled

    def frame(self, recording: Recording) -> None:
        """One more frame is about to be encoded."""
        self.wait(recording)
        self._frames += 1

    def wait(self, recording: Recording) -> None:
        """Tell how far everything is."""
        self.check()
        recording.check()
        work = self._work
        done = (self._frames + recording.done * work.sound) / (work.frames + work.sound)
        self._tell(self._prepared + (1 - self._prepared) * done)

    def _tell(self, share: float) -> None:
        if share - self._told >= PROGRESS_STEP:
            self._told = share
            self._progress(share)

    def finish(self) -> None:
        """Everything is written."""
        self._progress(1.0)


def _recorded(
    kept: Cache,
    key: str,
    samples: int,
    play: Soundtrack,
    movie: Movie,
    assets: Mapping[str, Path],
    recording: Recording,
) -> Entry:
    """The sound, encoded and kept."""
    played = play(movie, assets, sample_rate=encode.SAMPLE_RATE)
    return kept.add(key, samples, encode.audio(fitted(played, samples), recording.step))


def cuts_on_beat(movie: Movie, assets: Mapping[str, Path], step: Callable[[], None]) -> Movie:
    """The movie with its cuts on the beats of the user's own song; `step` is called while it is listened to.

    Raises:
        RenderError: `asset_unreadable`.
    """
    if movie.music is None or movie.music.media is None:
        return movie
    from skill.studio.render.sound import errors, song

    try:
        return song.on_beat(movie, assets, step)
    except errors.Unreadable as fault:
        raise RenderError("asset_unreadable", fault.name) from fault


def spoken_captions(movie: Movie, assets: Mapping[str, Path], shelf: Shelf) -> Movie:
    """The movie with its captions in time with its narration, which is kept on `shelf`.

    Raises:
        RenderError: `no_voice`, or `asset_unreadable`.
    """
    if not (movie.captions and movie.voice):
        return movie
    from skill.studio.render.sound import captioned, errors

    try:
        return captioned.in_time(movie, assets, shelf.speech)
    except errors.Unreadable as fault:
        raise RenderError("asset_unreadable", fault.name) from fault
    except errors.NoVoice as fault:
        raise RenderError("no_voice") from fault


def own_soundtrack(
    movie: Movie, assets: Mapping[str, Path], *, sample_rate: int, shelf: Shelf
) -> Iterator[encode.Samples]:
    """The renderer's music and mix, loaded when first needed; its parts are kept on `shelf`.

    Raises:
        RenderError: `asset_unreadable` or `no_voice`.
    """
    from skill.studio.render.sound import errors, mix

    try:
        yield from mix.blocks(
            movie, assets, sample_rate=sample_rate, stems=shelf.music, say=shelf.speech, step=shelf.step
        )
    except errors.Unreadable as fault:
        raise RenderError("asset_unreadable", fault.name) from fault
    except errors.NoVoice as fault:
        raise RenderError("no_voice") from fault


def fitted(blocks: Iterable[encode.Samples], samples: int) -> Iterator[encode.Samples]:
    """Exactly `samples` of a sound: movies end on a frame, sound on a millisecond, so cut or add silence."""
    left = samples
    for block in blocks:
        if left:
            yield block[:left]
        left -= min(left, len(block))
    if left:
        yield np.zeros((left, 2), np.float32)
