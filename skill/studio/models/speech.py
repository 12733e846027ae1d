"""A speech model as the narrator: each line is asked for once, kept, and asked for again only when it is another."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Protocol, Self

from skill.studio.models.endpoint import Endpoint, ModelFailed
from skill.studio.movie import Movie, Take

MOST_LETTERS = 20_000
"""What is asked for after one message, about twenty minutes of speech: its user may pay for each letter."""
_LONGEST = 4096
"""Letters of one request, as the interface has it."""
_AT_ONCE = 3
_SLOWEST, _FASTEST = 0.25, 4.0
_KINDS = ("default", "female", "male")
_VOICE = "alloy"
_SECONDS = 60.0
"""For one line: a change of the video waits for it."""
_OTHER_FORM = (400, 406, 415, 422)
"""How a server says that it cannot give the form of sound that was asked for."""


class Shelf(Protocol):
    """Where what was said is kept."""

    def has(self, key: str) -> bool:
        """Whether it is there; then it stays for now."""

    def keep(self, take: Take, data: bytes, language: str) -> None:
        """Keep a sound file as a take of its text, whole or not at all.

        Raises:
            ModelFailed: it is no sound, or cannot be that text.
        """


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speech model and its voices by the names `Voice.voice` uses; one that is not there is the default."""

    endpoint: Endpoint
    voices: Mapping[str, str]

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Self | None:
        """`NEMO_SPEECH_URL`, `_MODEL`, `_KEY`, and `_VOICE`: the usual voice, and after commas those that are heard
        as a woman's and a man's. None without a URL.

        Raises:
            ValueError: as `Endpoint.from_env`, or there are more than three voices.
        """
        endpoint = Endpoint.from_env(environ, "SPEECH")
        if endpoint is None:
            return None
        named = [name.strip() for name in environ.get("NEMO_SPEECH_VOICE", "").split(",")]
        if len(named) > len(_KINDS):
            raise ValueError("NEMO_SPEECH_VOICE: one voice, or three with commas between them, are needed")
        voices = {kind: name for kind, name in zip(_KINDS, named, strict=False) if name}
        return cls(replace(endpoint, seconds=_SECONDS), {"default": _VOICE, **voices})

    @property
    def name(self) -> str:
        """The model's own."""
        return self.endpoint.model

    def voice(self, kind: str) -> str:
        """What the model calls the voice."""
        return self.voices.get(kind, self.voices["default"])

    def key(self, text: str, kind: str, speed: float) -> str:
        """A name for all that decides how a line sounds."""
        asked = (self.endpoint.url, self.name, self.voice(kind), speed, text)
        return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:40]

    def speech(self, text: str, kind: str, speed: float) -> bytes:
        """The line as a sound file: WAV, or MP3 from servers that have no other.

        Raises:
            ModelFailed: there is none, or the line is too long.
        """
        if len(text) > _LONGEST:
            raise ModelFailed("too_much")
        body = {
            "model": self.name,
            "voice": self.voice(kind),
            "input": text,
            "speed": round(min(_FASTEST, max(_SLOWEST, speed)), 2),
        }
        try:
            return self.endpoint.ask("/audio/speech", {**body, "response_format": "wav"})
        except ModelFailed as failure:
            if failure.status not in _OTHER_FORM:
                raise
        return self.endpoint.ask("/audio/speech", {**body, "response_format": "mp3"})


def narrated(movie: Movie, speaker: Speaker, shelf: Shelf) -> Movie:
    """The movie with a take of every line that is narrated; only those that the shelf does not have are asked for.

    Raises:
        ModelFailed: one could not be had. What was said until then is on the shelf.
    """
    voice, lines = movie.voice, movie.lines()
    if voice is None or not lines:
        return movie
    takes = tuple(
        Take(text=text, voice=voice.voice, speed=voice.speed, key=speaker.key(text, voice.voice, voice.speed))
        for text in lines
    )
    missing = [take for take in takes if not shelf.has(take.key)]
    if sum(len(take.text) for take in missing) > MOST_LETTERS:
        raise ModelFailed("too_much")

    def said(take: Take) -> None:
        shelf.keep(take, speaker.speech(take.text, take.voice, take.speed), movie.language)

    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="speech") as pool:
        waiting = [pool.submit(said, take) for take in missing]
        try:
            for future in waiting:
                future.result()
        except BaseException:
            # What is being said now is paid for already, and is kept.
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return movie.change(voice=voice.model_copy(update={"takes": takes}))
