"""What a movie says aloud, and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
from skill.studio.render.sound.voice import Say, Spoken, Wish, Words, spoken

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


def lines(
    movie: Movie, files: Mapping[str, Path] = MappingProxyType({}), say: Say = spoken
) -> tuple[Line, ...]:
    """The narration of a movie, for its sound and for captions in time with it. `files` has the movie's takes by key.

    Every line begins with its scene. One that is too long for its scene is spoken faster, up to half as fast again; if
    that is not enough it runs on and the next begins after it. No voice, a muted one or a recording: no lines. Takes
    are heard when every line has one: two voices in a video sound broken. `say` is asked for all lines at once.

    Raises:
        NoVoice: narration cannot be spoken here.
        Unreadable: the file of a take is damaged.
    """
    voice, texts = movie.voice, movie.lines()
    if voice is None or not texts:
        return ()
    rows = [(scene, start) for scene, start in zip(movie.scenes, movie.starts(), strict=True) if scene.line]
    keys = voice.keys()
    if all(text in keys and keys[text] in files for text in texts):
        usual = takes.expected([scene.line for scene, _ in rows], voice.speed, movie.language, say)
        said = [
            _played(files[keys[scene.line]], words, scene)
            for (scene, _), words in zip(rows, usual, strict=True)
        ]
    else:
        said = _said([scene for scene, _ in rows], voice, movie.language, say)
    found: list[Line] = []
    free = 0
    for (scene, start), line in zip(rows, said, strict=True):
        begin = max(start + min(LEAD_MS, max(0, scene.duration_ms - line.duration_ms)), free)
        found.append(Line(scene.id, begin, line))
        free = begin + line.duration_ms
    return tuple(found)


def _played(take: Path, usual: Words, scene: Scene) -> Spoken:
    """The take of a scene's line."""
    said = takes.read(take, usual)
    quicker = _quicker(said, scene)
    return takes.faster(said, quicker) if quicker > 1 else said


def _said(scenes: Sequence[Scene], voice: Voice, language: str, say: Say) -> list[Spoken]:
    """The lines of the scenes as the voice says them."""
    wishes = [
        Wish(scene.line, i18n.read_in(scene.line, language), voice.speed, voice.voice) for scene in scenes
    ]
    said = list(say(wishes))
    late = {n: quicker for n, scene in enumerate(scenes) if (quicker := _quicker(said[n], scene)) > 1}
    again = (
        say([wishes[n]._replace(speed=voice.speed * quicker) for n, quicker in late.items()]) if late else ()
    )
    for n, line in zip(late, again, strict=True):
        said[n] = line
    return said


def _quicker(said: Spoken, scene: Scene) -> float:
    """How much faster a line must be said to fit its scene, 1 where it does."""
    if said.duration_ms <= scene.duration_ms:
        return 1.0
    return min(_FASTEST, 1.03 * said.duration_ms / scene.duration_ms)


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
    frame = av.AudioFrame.from_ndarray(said.play()[None], format="fltp", layout="mono")
    frame.sample_rate = said.rate
    resampler = av.AudioResampler(format="fltp", layout="mono", rate=rate)
    ready = [part.to_ndarray() for part in (*resampler.resample(frame), *resampler.resample(None))]
    return np.repeat(np.concatenate(ready, axis=1), 2, axis=0).astype(np.float32)
