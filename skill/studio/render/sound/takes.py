"""Lines that a speech model has said: checked, trimmed and kept as WAV, then read back with the times of the words.

Speech models tell no times. eSpeak's are taken instead, stretched to what is heard: from the first sound to the last,
and where both pause as often, from pause to pause.
"""

from __future__ import annotations

import itertools
import re
import struct
import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from skill import i18n
from skill.studio.render.sound.decode import decode, tempo
from skill.studio.render.sound.errors import NoVoice, Unreadable
from skill.studio.render.sound.voice import AFTER_MS, BEFORE_MS, Say, Spoken, Wish, Words, samples_of, spoken

RATE = 24_000
_FRAME = RATE // 100
_SILENT = 1e-3
_QUIET = 0.02
"""Below this share of the loudest moment nothing is said."""
_LEVEL = 0.1
"""RMS of what is said: lines that were made apart are equally loud."""
_PAUSE_MS = 120
_LETTER_MS = 70
_LEAST, _MOST, _SLACK_MS = 0.3, 3.5, 1500.0
"""How long a line may take, as shares of eSpeak's time, and so much more or less."""
_LONGEST_S = 600
_STREAMED = 0x7FFF0000
"""Sizes from here on stand in headers that were written before the length was known."""
_WORDS = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff]|[^\W\u2e80-\u9fff\uf900-\ufaff]+(?:['\u2019-]\w+)*")


def cleaned(file: Path, text: str, speed: float, language: str) -> None:
    """Make of the sound in `file` a mono WAV without the silence around the speech, at an even level, in place.

    Raises:
        Unreadable: there is none, its file was cut off, or it cannot be `text`.
        OSError: the disk is full.
    """
    if not _whole(file.read_bytes()):
        raise Unreadable(file.name)
    samples = _decoded(file)
    said = np.flatnonzero(_heard(samples))
    if not said.size:
        raise Unreadable(file.name)
    first, last = int(said[0]) * _FRAME, (int(said[-1]) + 1) * _FRAME
    (usual,) = expected([text], speed, language)
    heard_ms, usual_ms = 1000 * (last - first) / RATE, usual[-1][2] if usual else 0
    if not _LEAST * usual_ms - _SLACK_MS / 5 <= heard_ms <= _MOST * usual_ms + _SLACK_MS:
        raise Unreadable(file.name)
    level = float(np.sqrt(np.mean(np.square(_frames(samples)[said]))))
    before, after = BEFORE_MS * RATE // 1000, AFTER_MS * RATE // 1000
    framed = np.pad(samples, (before, after))[first : last + before + after]
    gain = min(_LEVEL / level, 0.98 / float(np.abs(framed).max()))
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((framed * gain * 32767).astype(np.int16).tobytes())


def read(file: Path, usual: Words) -> Spoken:
    """The take kept in `file`, with the times of its words; `usual` has them with the times of `expected`.

    Raises:
        Unreadable: the file is damaged.
    """

    def play() -> NDArray[np.float32]:
        return _read(file)[1]

    rate, samples = _read(file)
    return Spoken(play, samples.size, rate, _timed(usual, samples))


def faster(said: Spoken, speed: float) -> Spoken:
    """The same take in less time, at its own pitch."""
    stereo = np.repeat(said.play()[:, None], 2, axis=1)
    blocks = [block[:, 0] for block in tempo(iter([stereo]), said.rate, speed)]
    words = tuple((word, round(begin / speed), round(end / speed)) for word, begin, end in said.words)
    return Spoken.of(np.concatenate(blocks), said.rate, words)


def _read(file: Path) -> tuple[int, NDArray[np.float32]]:
    try:
        with wave.open(str(file), "rb") as kept:
            rate, pcm = kept.getframerate(), kept.readframes(kept.getnframes())
    except (wave.Error, EOFError, OSError) as failure:
        raise Unreadable(file.name) from failure
    return rate, samples_of(pcm)


def _decoded(file: Path) -> NDArray[np.float32]:
    """Mono samples at `RATE`; no single line takes longer than `_LONGEST_S`."""
    blocks = [np.zeros(0, np.float32)]
    size = 0
    for block in decode(file, RATE):
        blocks.append(block.mean(axis=1))
        size += len(block)
        if size > _LONGEST_S * RATE:
            raise Unreadable(file.name)
    return np.concatenate(blocks)


def _whole(data: bytes) -> bool:
    """False for a WAV file that ends before its header says."""
    at = 12
    while data[:4] == b"RIFF" and at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        if name == b"data":
            return bool(size >= _STREAMED or at + 8 + size <= len(data))
        at += 8 + size + size % 2
    return data[:4] != b"RIFF"


def _heard(samples: NDArray[np.float32]) -> NDArray[np.bool_]:
    """For each hundredth of a second whether something is said in it."""
    level = np.sqrt(np.mean(np.square(_frames(samples)), axis=1))
    heard: NDArray[np.bool_] = level > max(_SILENT, _QUIET * float(level.max(initial=0.0)))
    return heard


def _frames(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    return samples[: samples.size // _FRAME * _FRAME].reshape(-1, _FRAME)


def expected(texts: Sequence[str], speed: float, language: str, say: Say = spoken) -> tuple[Words, ...]:
    """The words of each text at the times eSpeak says them; without eSpeak, as much time for each letter."""
    try:
        return tuple(
            one.words for one in say([Wish(text, i18n.read_in(text, language), speed) for text in texts])
        )
    except NoVoice:
        return tuple(by_letters(text, speed) for text in texts)


def by_letters(text: str, speed: float) -> Words:
    """The words of a text one after the other, each as long as its letters take; a Chinese character is a word."""
    words = _WORDS.findall(text)
    ends = list(itertools.accumulate(round(_LETTER_MS * max(2, len(word)) / speed) for word in words))
    return tuple(zip(words, [0, *ends], ends, strict=False))


def _timed(words: Words, samples: NDArray[np.float32]) -> Words:
    """The words at the times of the sound."""
    said = np.flatnonzero(_heard(samples))
    if not words or not said.size:
        return ()
    theirs = [
        (10 * int(a) + 10, 10 * int(b)) for a, b in itertools.pairwise(said) if 10 * (b - a - 1) >= _PAUSE_MS
    ]
    ours = [(a[2], b[1]) for a, b in itertools.pairwise(words) if b[1] - a[2] >= _PAUSE_MS]
    if len(theirs) != len(ours):
        theirs = ours = []
    known = [words[0][1], *itertools.chain.from_iterable(ours), words[-1][2]]
    heard = [10 * int(said[0]), *itertools.chain.from_iterable(theirs), 10 * int(said[-1]) + 10]

    def moved(ms: int) -> int:
        return round(float(np.interp(ms, known, heard)))

    return tuple((word, moved(begin), moved(end)) for word, begin, end in words)
