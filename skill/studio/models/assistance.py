"""What models may add to a video the director has just planned. Without them, or when they fail, its plan stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from skill import i18n
from skill.studio.models.endpoint import Endpoint, ModelFailed
from skill.studio.models.pictures import ImageModel, Keep, VisualProvider, illustrated
from skill.studio.models.speech import Shelf, Speaker, narrated
from skill.studio.models.writer import Writer
from skill.studio.movie import Movie, Voice

if TYPE_CHECKING:
    from skill.studio.director.turn import Turn


@dataclass(frozen=True)
class Models:
    """The models that the user has named, if any."""

    writer: Writer | None = None
    visuals: VisualProvider | None = None
    speaker: Speaker | None = None

    @classmethod
    def named(cls, llm: Endpoint | None, images: Endpoint | None, speaker: Speaker | None = None) -> Self:
        """The built-in providers for these endpoints."""
        return cls(Writer(llm) if llm else None, ImageModel(images) if images else None, speaker)

    def improved(self, turn: Turn, language: str, again: Callable[[str], Turn], keep: Keep) -> Turn:
        """The turn with a script in place of a bare idea, and with pictures, each told in a line of its own.

        Args:
            again: the director once more, with a script after the words of the message.
        """
        if not turn.created or turn.movie is None:
            return turn
        told = []
        if self.writer and turn.idea:
            movie = turn.movie
            try:
                script = self.writer.script(turn.idea, language, movie.duration_ms / 1000, len(movie.scenes))
                turn = again(script)
                told.append(i18n.say("models", "written", language, model=self.writer.name))
            except ModelFailed as failure:
                told.append(_failed(failure, language, self.writer.name))
        if self.visuals and turn.movie:
            try:
                turn = replace(turn, movie=illustrated(turn.movie, self.visuals, keep))
                told.append(i18n.say("models", "pictured", language, model=self.visuals.name))
            except ModelFailed as failure:
                told.append(_failed(failure, language, self.visuals.name))
        return _saying(turn, told)

    def voiced(self, turn: Turn, before: Movie | None, language: str, shelf: Shelf) -> Turn:
        """The turn with its narration said by the speech model; told when that begins, and when it is not to be had."""
        movie, speaker = turn.movie, self.speaker
        voice = movie.voice if movie and movie.lines() else None
        if not speaker or not turn.changed or movie is None or voice is None:
            return turn
        earlier, kind = (before and before.voice) or Voice(), voice.voice
        told = []
        try:
            movie = narrated(movie, speaker, shelf)
            if not earlier.takes:
                to = {"model": speaker.name, "voice": speaker.voice(kind), "host": speaker.endpoint.host}
                told.append(i18n.say("models", "spoken", language, **to))
        except ModelFailed as failure:
            # Half a video in another voice sounds broken.
            movie = movie.change(voice=voice.model_copy(update={"takes": ()}))
            told.append(i18n.say("models", f"voice_failed.{failure.reason}", language, model=speaker.name))
        else:
            if kind not in speaker.voices and kind != earlier.voice:
                told.append(
                    i18n.say("models", "one_voice", language, model=speaker.name, voice=speaker.voice(kind))
                )
        return _saying(replace(turn, movie=movie), told)


def _failed(failure: ModelFailed, language: str, model: str) -> str:
    return i18n.say("models", f"model_failed.{failure.reason}", language, model=model)


def _saying(turn: Turn, told: list[str]) -> Turn:
    return replace(turn, text="\n".join((turn.text, *told)))
