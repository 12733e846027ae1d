"""What speech models have said, kept by what was asked: nobody pays for the same line twice."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from skill.studio import media
from skill.studio.models.endpoint import ModelFailed
from skill.studio.movie import Movie, Take

_FORMS = ("wav", "mp3")


class Recordings:
    """The takes in one folder, each a WAV file that appears whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def has(self, key: str) -> bool:
        """Whether a take is there. One that is asked for counts as used now."""
        try:
            os.utime(self._path(key))
        except FileNotFoundError:
            return False
        return True

    def keep(self, take: Take, data: bytes, language: str) -> None:
        """Keep a sound file as the take; `language` is the text's where its words do not tell.

        Raises:
            ModelFailed: `unusable`: it is no WAV or MP3, is cut off, silent, or far too short or long for its text.
        """
        from skill.studio.render.sound import takes
        from skill.studio.render.sound.errors import Unreadable

        if media.sniff(data[: media.HEAD_BYTES]) not in _FORMS:
            raise ModelFailed("unusable")
        part = self._folder / f".{take.key}.{secrets.token_hex(4)}.part"
        try:
            part.write_bytes(data)
            takes.cleaned(part, take.text, take.speed, language)
            part.replace(self._path(take.key))
        except Unreadable as error:
            raise ModelFailed("unusable") from error
        finally:
            part.unlink(missing_ok=True)

    def files(self, movie: Movie) -> dict[str, Path]:
        """The files of a movie's takes that are there, by key."""
        wanted = movie.voice.takes if movie.voice else ()
        return {take.key: self._path(take.key) for take in wanted if self.has(take.key)}

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.wav"
