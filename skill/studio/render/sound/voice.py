"""Narration: text to speech with the time of every word, by eSpeak NG in a process of its own."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from skill import i18n
from skill.studio.render.sound.errors import NoVoice

BEFORE_MS, AFTER_MS = 30, 120
"""Silence that is left before the first and after the last sound of an utterance."""
_PROGRAM = Path(__file__).with_name("espeak.py")
_PATIENCE = 120.0
FULL = np.float32(32768)
"""What a sample of 16 bits is divided by."""

VOICES: Mapping[str, str] = MappingProxyType({"default": "", "female": "+f3", "male": "+m3"})
"""The voices of a `Wish` by the name `Voice.voice` uses."""


class Wish(NamedTuple):
    """What to say: `text` in `language`, a folder of prompts/. Speed 1.0 is the voice's own, useful from 0.5 to 2."""

    text: str
    language: str
    speed: float = 1.0
    voice: str = "default"


Words: TypeAlias = "tuple[tuple[str, int, int], ...]"
"""Words and when they are said: (text, start_ms, end_ms), in order."""


@dataclass(frozen=True, eq=False)
class Spoken:
    """An utterance: `size` samples at `rate` Hz, and its `words`.

    `play` gives the samples, mono float32[size]: those of a long script need not be in memory all at once. Words are
    pieces of the text as written, in order and without the punctuation around them; in Chinese one or a few characters.
    """

    play: Callable[[], NDArray[np.float32]]
    size: int
    rate: int
    words: Words

    @classmethod
    def of(cls, samples: NDArray[np.float32], rate: int, words: Words) -> Self:
        """An utterance in memory."""
        return cls(lambda: samples, samples.size, rate, words)

    @property
    def duration_ms(self) -> int:
        """How long it lasts."""
        return round(1000 * self.size / self.rate)


Say: TypeAlias = Callable[[Sequence[Wish]], tuple[Spoken, ...]]
"""Says several wishes, in order; raises as `spoken`."""


def spoken(wishes: Sequence[Wish]) -> tuple[Spoken, ...]:
    """Say all wishes. The same wish gives the same samples.

    Raises:
        NoVoice: see there.
        KeyError: another language or voice.
    """
    return tuple(
        _tidy(wish.text, samples, rate, events)
        for wish, (rate, events, samples) in zip(
            wishes, ask([_request(wish) for wish in wishes]), strict=True
        )
    )


def _request(wish: Wish) -> dict[str, Any]:
    narrator = i18n.load(wish.language, "studio")["narrator"]
    voice = narrator["voice"] + VOICES[wish.voice]
    return {"text": wish.text, "voice": voice, "rate": round(narrator["pace"] * wish.speed)}


def ask(
    requests: Sequence[Mapping[str, Any]], *, program: Path = _PROGRAM
) -> Iterator[tuple[int, list[list[int]], NDArray[np.float32]]]:
    """Have `program` (see `espeak.py`) answer `requests`, all of them in one process.

    (sample rate, words as [first character, length, ms], float32[n]) for each.

    Raises:
        NoVoice: the program fails.
    """
    lines = b"".join(json.dumps(wanted).encode() + b"\n" for wanted in requests)
    try:
        done = subprocess.run(  # noqa: S603 - our own program, nothing of the text reaches a shell
            [sys.executable, "-I", str(program)],
            input=lines,
            capture_output=True,
            timeout=_PATIENCE,
            check=True,
        )
    except (subprocess.SubprocessError, OSError) as failure:
        raise NoVoice from failure
    answers = io.BytesIO(done.stdout)
    for head in answers:
        answer = json.loads(head)
        yield answer["rate"], answer["words"], samples_of(answers.read(answer["bytes"]))


def samples_of(pcm: bytes) -> NDArray[np.float32]:
    """16-bit samples as float32[n], -1 to 1."""
    return np.frombuffer(pcm, np.int16).astype(np.float32) / FULL


def _tidy(text: str, samples: NDArray[np.float32], rate: int, events: list[list[int]]) -> Spoken:
    """Silence around the speech cut; each word ends where its sound does, not where the next one begins."""
    loud = np.flatnonzero(np.abs(samples) > 0.01)
    if loud.size == 0:
        return Spoken.of(np.zeros(0, np.float32), rate, ())
    first = max(0, int(loud[0]) - rate * BEFORE_MS // 1000)
    last = min(samples.size, int(loud[-1]) + rate * AFTER_MS // 1000)
    starts = _word_starts(text, events)
    places = [place for place, _ in starts] + [len(text)]
    times = [ms * rate // 1000 for _, ms in starts] + [last]
    found: list[tuple[str, int, int]] = []
    for n in range(len(starts)):
        word = _OUTSIDE.sub("", text[places[n] : places[n + 1]])
        inside = loud[(loud >= times[n]) & (loud < times[n + 1])]
        if inside.size and word:
            begin = max(times[n], int(inside[0]) - rate // 100, first)
            found.append((word, 1000 * (begin - first) // rate, 1000 * (int(inside[-1]) + 1 - first) // rate))
    return Spoken.of(samples[first:last], rate, tuple(found))


_OUTSIDE = re.compile(r"^[^\w$\u20ac\u00a3\u00a5#@&+]+|[^\w%\u2030+]+$")


def _word_starts(text: str, events: list[list[int]]) -> list[tuple[int, int]]:
    """Where words start, (character, ms): "$12.50", read as several words, is still one of the text."""
    found: list[tuple[int, int]] = []
    end = 0
    for place, length, ms in events:
        if not found or (place >= end and _OUTSIDE.sub("", text[found[-1][0] : place])):
            found.append((place, ms))
        end = max(end, place + length)
    return found
