"""What a movie says aloud, and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import av
import numpy as np

from skill import i18n
from skill.studio.movie import Movie, Scene, Voice
from skill.studio.render.sound import takes
from skill.studio.render.sound.loudness import Stereo
from skill.studio.render.sound.resonance import Sound
from skill.studio.render.sound.space import Room, hall, record, tone
from skill.studio.render.sound.voice import Spoken, speak

LEAD_MS = 150
"""How long a scene is seen before its line is heard."""

_FASTEST = 1.5
_BLOCK = 1 << 16


@dataclass(frozen=True, eq=False)
class Line:
    """One scene's line: `start_ms` in the movie, `spoken` with its words' times from there."""

    scene: str
    start_ms: int
    spoken: Spoken


def spoken(text: str, voice: Voice, speed: float | None = None, language: str = i18n.DEFAULT) -> Spoken:
    """How the voice says `text`, at its own speed or at `speed`; `language` is the text's where its words do not tell.

    Raises:
        NoVoice: narration cannot be spoken here.
    """
    return speak(text, i18n.read_in(text, language), speed or voice.speed, voice=voice.voice)


def lines(movie: Movie, files: Mapping[str, Path] = MappingProxyType({})) -> tuple[Line, ...]:
    """The narration of a movie, for its sound and for captions in time with it. `files` has the movie's takes by key.

    Every line begins with its scene. One that is too long for its scene is spoken faster, up to half as fast again; if
    that is not enough it runs on and the next begins after it. No voice, a muted one or a recording: no lines. Takes
    are heard when every line has one: two voices in a video sound broken.

    Raises:
        NoVoice: narration cannot be spoken here.
        Unreadable: the file of a take is damaged.
    """
    voice, texts = movie.voice, movie.lines()
    if voice is None or not texts:
        return ()
    keys = voice.keys()
    recorded = all(text in keys and keys[text] in files for text in texts)
    found: list[Line] = []
    free = 0
    for scene, start in zip(movie.scenes, movie.starts(), strict=True):
        if text := scene.line:
            file = files[keys[text]] if recorded else None
            said = _fitting(text, voice, scene, movie.language, file)
            begin = max(start + min(LEAD_MS, max(0, scene.duration_ms - said.duration_ms)), free)
            found.append(Line(scene.id, begin, said))
            free = begin + said.duration_ms
    return tuple(found)


def _fitting(text: str, voice: Voice, scene: Scene, language: str, take: Path | None) -> Spoken:
    said = takes.read(take, text, voice.speed, language) if take else spoken(text, voice, language=language)
    if said.duration_ms <= scene.duration_ms:
        return said
    quicker = min(_FASTEST, 1.03 * said.duration_ms / scene.duration_ms)
    return takes.faster(said, quicker) if take else spoken(text, voice, voice.speed * quicker, language)


def narration(said: tuple[Line, ...], samples: int, rate: int) -> Iterator[Stereo]:
    """The lines in a small dry room, float32[n, 2], `samples` in all."""
    room = Room(tone(85, 9500, rate), hall(0.35, rate), _BLOCK)
    for block in record(_placed(said, samples + room.delay, rate), room, samples):
        yield np.ascontiguousarray(block.T)


def _placed(said: tuple[Line, ...], samples: int, rate: int) -> Iterator[tuple[Sound, Sound]]:
    waiting = list(said)
    now: list[tuple[int, Sound]] = []
    for begin in range(0, samples, _BLOCK):
        while waiting and waiting[0].start_ms * rate // 1000 < begin + _BLOCK:
            line = waiting.pop(0)
            now.append((line.start_ms * rate // 1000, _resampled(line.spoken, rate)))
        block = np.zeros((2, _BLOCK), np.float32)
        for start, sound in now:
            part = sound[:, max(0, begin - start) : max(0, begin + _BLOCK - start)]
            block[:, max(0, start - begin) : max(0, start - begin) + part.shape[1]] += part
        now = [(start, sound) for start, sound in now if start + sound.shape[1] > begin + _BLOCK]
        yield block, np.float32(0.1) * block


def _resampled(said: Spoken, rate: int) -> Sound:
    frame = av.AudioFrame.from_ndarray(said.samples[None], format="fltp", layout="mono")
    frame.sample_rate = said.rate
    resampler = av.AudioResampler(format="fltp", layout="mono", rate=rate)
    ready = [part.to_ndarray() for part in (*resampler.resample(frame), *resampler.resample(None))]
    return np.repeat(np.concatenate(ready, axis=1), 2, axis=0).astype(np.float32)
