"""Pictures for scenes that have none of their own: the slot for a provider, and one that asks an image model."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from skill import i18n
from skill.studio.models.endpoint import Endpoint, ModelFailed
from skill.studio.movie import Media, Movie, Scene

MOST = 12
"""Pictures made for one video: each may cost its user something."""
_AT_ONCE = 3
_SHAPES = ((1.15, "1536x1024"), (0.87, "1024x1024"), (0.0, "1024x1536"))
"""The sizes that image models agree on, by the least ratio of width to height; the renderer crops the rest."""

Keep = Callable[[Sequence[tuple[str, bytes]]], Sequence[Media]]
"""Stores files by name, all or none, and gives them as media; ModelFailed when one cannot be shown."""


class VisualProvider(Protocol):
    """Gives what is seen behind a scene."""

    @property
    def name(self) -> str:
        """What people call it."""

    def visual(self, words: str, width: int, height: int, seconds: float) -> bytes:
        """A picture or a clip for these words, as a file's bytes. Any format that can be uploaded will do.

        Raises:
            ModelFailed: there is none.
        """


class ImageModel:
    """Pictures from an OpenAI-compatible image endpoint."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint

    @property
    def name(self) -> str:
        """The model's own."""
        return self._endpoint.model

    def visual(self, words: str, width: int, height: int, seconds: float) -> bytes:  # noqa: ARG002  the slot's shape
        """A picture in the nearest shape; it serves for any length.

        Raises:
            ModelFailed: no answer, or one without a picture in it.
        """
        body = {
            "model": self._endpoint.model,
            "prompt": i18n.say("models", "picture", i18n.detect(words), words=words),
            "size": next(size for least, size in _SHAPES if width / height >= least),
            "n": 1,
        }
        if not self._endpoint.model.startswith("gpt-image"):
            # Those answer in this form anyway, and refuse to be asked for it.
            body["response_format"] = "b64_json"
        answer = self._endpoint.post("/images/generations", body)
        try:
            return base64.b64decode(answer["data"][0]["b64_json"], validate=True)
        except (LookupError, TypeError, binascii.Error) as error:
            raise ModelFailed("unusable") from error


def illustrated(movie: Movie, provider: VisualProvider, keep: Keep) -> Movie:
    """The movie with something behind every scene that has no picture or clip of its own, the first `MOST` of them.

    Raises:
        ModelFailed: one could not be had. Then none is used: half a video with pictures looks broken.
    """
    bare = [scene for scene in movie.scenes if scene.media is None][:MOST]

    def made(scene: Scene) -> bytes:
        words = " ".join(part for part in (movie.title, scene.script or scene.text, *scene.items) if part)
        return provider.visual(words, movie.width, movie.height, scene.duration_ms / 1000)

    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="picture") as pool:
        waiting = [pool.submit(made, scene) for scene in bare]
        try:
            files = [(scene.name, future.result()) for scene, future in zip(bare, waiting, strict=True)]
        except ModelFailed:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    media = {scene.id: found for scene, found in zip(bare, keep(files), strict=True)}
    scenes = (
        scene.model_copy(update={"media": media[scene.id]}) if scene.id in media else scene
        for scene in movie.scenes
    )
    return movie.change(scenes=tuple(scenes))
