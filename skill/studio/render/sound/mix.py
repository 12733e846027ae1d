"""From a movie to its finished sound.

**What the volume knob means.** Every finished video is brought to −14 LUFS, as the platforms play it, so the
volume of the music is a proportion: at 1 the bed is as loud as a voice, at 0.5 it is 6 dB below, and under
speech it dips by another 9 dB. When the music is all there is to hear, its volume has nothing to be smaller
than: from 0.3 up the video simply has its −14 LUFS, and below that the wish for quiet music is taken at its
word, falling smoothly to silence at 0. Sound of the user's own clips is set 9 dB below the voice, moderately
under music at its usual volume. Transitions are heard very quietly under music made here, never without it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from skill.studio.movie import Movie
from skill.studio.render.plan import transitions
from skill.studio.render.sound import sources
from skill.studio.render.sound.choice import mood_of
from skill.studio.render.sound.decode import has_sound
from skill.studio.render.sound.ducking import dip
from skill.studio.render.sound.effects import EARLY_S, EFFECTS, LEVEL, effect
from skill.studio.render.sound.limiter import gains, spread
from skill.studio.render.sound.loudness import SILENT, Meter, Peaks, Stereo
from skill.studio.render.sound.narration import lines, narration
from skill.studio.render.sound.tape import Tape
from skill.studio.render.sound.voice import Say, spoken

TARGET = -14.0
"""LUFS of a finished video."""

CEILING = -3.0
"""dBTP in front of the encoder: AAC adds up to 1.7 dB (to plucked strings), −1 is what may come out."""

_CLIP = -9.0
_QUIET = 0.3
_ROOM_NOISE = -55.0


_BLOCK = 1 << 17


@dataclass(frozen=True)
class _Track:
    """A tape in the mix: from sample `start`, at a linear `gain`, or at `dip` (one gain a hop of the movie) of it."""

    tape: Tape
    start: int
    gain: float
    dip: NDArray[np.float32] | None = None


def mixdown(movie: Movie, assets: Mapping[str, Path], *, sample_rate: int = 48000) -> NDArray[np.float32]:
    """The sound of a movie, float32[n, 2], exactly `duration_ms` long, at −14 LUFS ±1 and at most −1 dBTP.

    `assets` maps `Media.asset` to files. Without music, voice or clips with sound it is silence.

    Raises:
        Unreadable: a file of the user's cannot be decoded.
        NoVoice: narration is asked for and cannot be spoken here.
        OSError: a temporary file could not be written.
    """
    found = np.zeros((_samples(movie.duration_ms, sample_rate), 2), np.float32)
    at = 0
    for block in blocks(movie, assets, sample_rate=sample_rate):
        found[at : at + block.shape[0]] = block
        at += block.shape[0]
    return found


Stems: TypeAlias = Callable[[str, int, Iterator[Stereo]], Iterable[Stereo]]
"""Where music is kept, so that it need not be played again for other words or another volume: gives the blocks
kept under a name; when there are none, those that are given, so many samples in all."""


def unkept(_name: str, _samples: int, play: Iterator[Stereo]) -> Iterable[Stereo]:
    """Nothing is kept."""
    return play


def blocks(
    movie: Movie,
    assets: Mapping[str, Path],
    *,
    sample_rate: int = 48000,
    stems: Stems = unkept,
    say: Say = spoken,
    step: Callable[[], None] = lambda: None,
) -> Iterator[Stereo]:
    """`mixdown` in blocks of a few seconds: memory does not grow with the length of the movie.

    `stems` and `say` may keep music and narration. `step` is called for every block of every pass over the sound; what
    it raises ends the work.

    Raises: as `mixdown`.
    """
    total = _samples(movie.duration_ms, sample_rate)
    studio = _Studio(movie, assets, sample_rate, stems, say, step)
    tracks = tuple(studio.tracks())
    alone = movie.music.volume if movie.music and len(tracks) == 1 else 1.0
    tracks += tuple(studio.effects())
    meter, peaks = Meter(sample_rate), Peaks()
    for block in _mixed(tracks, total, step):
        meter.feed(block)
        peaks.feed(block)
    loudness = meter.loudness()
    if loudness <= SILENT:
        yield from _mixed((), total, step)
        return
    target = TARGET + min(0.0, _db(alone / _QUIET))
    curve = _curve(tracks, total, target, loudness, peaks.curve(), sample_rate, step)
    for n, block in enumerate(_mixed(tracks, total, step)):
        yield block * spread(curve, n * _BLOCK, block.shape[0])


def _curve(
    tracks: tuple[_Track, ...],
    total: int,
    target: float,
    loudness: float,
    peaks: NDArray[np.float32],
    rate: int,
    step: Callable[[], None],
) -> NDArray[np.float32]:
    """The gain curve that brings the mix to `target` LUFS. Limiting costs loudness, so measure and
    correct."""
    gain = target - loudness
    for _ in range(4):
        curve = gains(peaks, _linear(gain), _linear(CEILING), rate)
        meter = Meter(rate)
        for n, block in enumerate(_mixed(tracks, total, step)):
            meter.feed(block * spread(curve, n * _BLOCK, block.shape[0]))
        missing = target - meter.loudness()
        if abs(missing) < 0.2:
            break
        gain += missing
    return curve


def _mixed(tracks: Iterable[_Track], total: int, step: Callable[[], None]) -> Iterator[Stereo]:
    for begin in range(0, total, _BLOCK):
        step()
        n = min(_BLOCK, total - begin)
        block = np.zeros((n, 2), np.float32)
        for track in tracks:
            if track.start < begin + n and begin < track.start + track.tape.samples:
                heard = np.float32(track.gain) * track.tape.read(begin - track.start, n)
                block += heard if track.dip is None else heard * spread(track.dip, begin, n)
        yield block


@dataclass(frozen=True)
class _Studio:
    """Plays and records what is heard in a movie."""

    movie: Movie
    assets: Mapping[str, Path]
    rate: int
    stems: Stems
    say: Say
    step: Callable[[], None]

    def tracks(self) -> Iterator[_Track]:
        """The voice, the music that makes room for it, and the clips."""
        voice, bed = self._voice(), self._bed()
        if bed and voice:
            yield replace(bed, dip=dip(voice.tape, voice.start, self._total, self.rate))
        elif bed:
            yield bed
        if voice:
            yield voice
        yield from self._clips()

    def effects(self) -> Iterator[_Track]:
        """The transitions, while music made here plays."""
        music = self.movie.music
        if music is None or music.media is not None:
            return
        end = self.movie.duration_ms if music.end_ms is None else music.end_ms
        tapes: dict[str, Tape] = {}
        for ms, name in transitions(self.movie):
            if name in EFFECTS and music.start_ms <= ms < end:
                if name not in tapes:
                    tapes[name] = Tape([effect(name, self.rate)], self.rate)
                start = _samples(ms, self.rate) - round(EARLY_S * self.rate)
                yield _Track(tapes[name], start, LEVEL * music.volume)

    @property
    def _total(self) -> int:
        return _samples(self.movie.duration_ms, self.rate)

    def _taped(self, blocks: Iterable[Stereo]) -> Tape:
        def stepped() -> Iterator[Stereo]:
            for block in blocks:
                self.step()
                yield block

        return Tape(stepped(), self.rate)

    def _bed(self) -> _Track | None:
        bed, length = self.movie.music, self.movie.duration_ms
        if bed is None or bed.volume == 0:
            return None
        start, end = bed.start_ms, length if bed.end_ms is None else min(length, bed.end_ms)
        if start >= end:
            return None
        path = self.assets[bed.media.asset] if bed.media else None
        played = bed.model_copy(update={"mood": mood_of(self.movie) or bed.mood})
        seconds, seed = (end - start) / 1000, self.movie.look.seed
        cuts = tuple((ms - start) / 1000 for ms in self.movie.starts()[1:] if start < ms < end)
        blocks: Iterable[Stereo] = sources.bed(played, path, seconds, seed, self.rate, cuts)
        if path is None:
            name = f"{played.mood} {seconds} {seed} {self.rate} {cuts}"
            blocks = self.stems(name, round(seconds * self.rate), iter(blocks))
        return _track(self._taped(blocks), _samples(start, self.rate), 0.0, bed.volume)

    def _voice(self) -> _Track | None:
        voice = self.movie.voice
        if voice is None or voice.volume == 0:
            return None
        if voice.media:
            seconds = self.movie.duration_ms / 1000
            blocks = sources.recording(voice.media, self.assets[voice.media.asset], seconds, self.rate)
        else:
            blocks = narration(lines(self.movie, self.assets, self.say), self._total, self.rate)
        return _track(self._taped(blocks), 0, 0.0, voice.volume)

    def _clips(self) -> Iterator[_Track]:
        for scene, start in zip(self.movie.scenes, self.movie.starts(), strict=True):
            media = scene.media
            if media and media.kind == "video" and has_sound(self.assets[media.asset]):
                seconds = scene.duration_ms / 1000
                tape = self._taped(sources.clip(media, self.assets[media.asset], seconds, self.rate))
                if track := _track(tape, _samples(start, self.rate), _CLIP, 1.0, _ROOM_NOISE):
                    yield track


def _track(tape: Tape, start: int, under: float, volume: float, floor: float = SILENT) -> _Track | None:
    """The tape brought to `under` dB over the target at full `volume`; None if it is silent (not above `floor`)."""
    if tape.loudness <= floor:
        return None
    return _Track(tape, start, _linear(TARGET + under - tape.loudness) * volume)


def _samples(ms: int, rate: int) -> int:
    return round(ms * rate / 1000)


def _db(ratio: float) -> float:
    return 20 * math.log10(ratio)


def _linear(db: float) -> float:
    return float(10 ** (db / 20))
