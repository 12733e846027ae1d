"""Narration: text to speech with the time of every word, by eSpeak NG in a process of its own."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from skill import i18n
from skill.studio.render.sound.errors import NoVoice

BEFORE_MS, AFTER_MS = 30, 120
"""Silence that is left before the first and after the last sound of an utterance."""
_PROGRAM = Path(__file__).with_name("espeak.py")
_PATIENCE = 120.0

VOICES: Mapping[str, str] = MappingProxyType({"default": "", "female": "+f3", "male": "+m3"})
"""The voices of `speak` by the name `Voice.voice` uses."""


@dataclass(frozen=True, eq=False)
class Spoken:
    """An utterance: mono `samples` float32[n] at `rate` Hz, and its `words` as (text, start_ms, end_ms) in order.

    Words are pieces of the text as written, in order and without the punctuation around them; in Chinese one or a few
    characters.
    """

    samples: NDArray[np.float32]
    rate: int
    words: tuple[tuple[str, int, int], ...]

    @property
    def duration_ms(self) -> int:
        """How long it lasts."""
        return round(1000 * self.samples.size / self.rate)


@lru_cache(maxsize=48)
def speak(text: str, language: str, speed: float = 1.0, *, voice: str = "default") -> Spoken:
    """Speak `text` in `language`, a folder of prompts/; `speed` 1.0 is the voice's own, useful from 0.5 to 2.

    The same arguments give the same samples; the last few utterances are kept.

    Raises:
        NoVoice: see there.
        KeyError: another language or voice.
    """
    narrator = i18n.load(language, "studio")["narrator"]
    rate, events, samples = ask(text, narrator["voice"] + VOICES[voice], round(narrator["pace"] * speed))
    return _tidy(text, samples, rate, events)


def ask(
    text: str, voice: str, rate: int, *, program: Path = _PROGRAM
) -> tuple[int, list[list[int]], NDArray[np.float32]]:
    """Have `program` (see `espeak.py`) say `text` with eSpeak's `voice` at `rate` words a minute.

    (sample rate, words as [first character, length, ms], float32[n]).

    Raises:
        NoVoice: the program fails.
    """
    wanted = {"text": text, "voice": voice, "rate": rate}
    try:
        done = subprocess.run(  # noqa: S603 - our own program, nothing of the text reaches a shell
            [sys.executable, "-I", str(program)],
            input=json.dumps(wanted).encode(),
            capture_output=True,
            timeout=_PATIENCE,
            check=True,
        )
    except (subprocess.SubprocessError, OSError) as failure:
        raise NoVoice(voice) from failure
    head, _, pcm = done.stdout.partition(b"\n")
    answer = json.loads(head)
    samples = np.frombuffer(pcm, np.int16).astype(np.float32) / np.float32(32768)
    return answer["rate"], answer["words"], samples


def _tidy(text: str, samples: NDArray[np.float32], rate: int, events: list[list[int]]) -> Spoken:
    """Silence around the speech cut; each word ends where its sound does, not where the next one begins."""
    loud = np.flatnonzero(np.abs(samples) > 0.01)
    if loud.size == 0:
        return Spoken(np.zeros(0, np.float32), rate, ())
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
    return Spoken(samples[first:last], rate, tuple(found))


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
