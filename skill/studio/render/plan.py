"""Which frames each scene has, how it comes in, and the key its encoded form is kept under.

A key covers everything that decides a scene's frames, so equal keys mean equal pictures: an edit renders
the scenes it changed, and the successor of one when that one is seen in the successor's incoming
transition.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import av

from skill.studio.movie import Media, Movie, Scene, TextSpan
from skill.studio.render import encode
from skill.studio.render.faults import RenderError
from skill.studio.render.sound.choice import mood_of
from skill.studio.render.themes import theme_of
from skill.studio.render.transitions import TRANSITIONS

TRANSITION_MS = 500
FEW = 3
"""Up to this many scenes their number decides how they are laid out; beyond, only which is first and last."""

CUTS = ("none", "cut")
"""Names of `Look.transition` for no transition at all."""


@dataclass(frozen=True)
class Incoming:
    """How a scene comes in: the name of the transition, and in how many frames."""

    name: str
    frames: int


@dataclass(frozen=True)
class Shot:
    """One scene as the encoder sees it; `start_ms` and `end_ms` are its place in the movie."""

    index: int
    start_ms: int
    end_ms: int
    frames: int
    incoming: Incoming | None
    key: str


def frame_at(ms: int, fps: int) -> int:
    """The number of the frame nearest to a time, halves up: scenes meet there, so no error adds up."""
    return (2 * ms * fps + 1000) // 2000


def shots(movie: Movie, files: Mapping[str, str]) -> tuple[Shot, ...]:
    """The scenes that last at least one frame. `files` maps each asset in use to a digest of its content.

    Raises:
        RenderError: `empty`, when there is none.
    """
    starts = (*movie.starts(), movie.duration_ms)
    edges = [frame_at(ms, movie.fps) for ms in starts]
    found: list[Shot] = []
    for index in range(len(movie.scenes)):
        frames = edges[index + 1] - edges[index]
        if not frames:
            continue
        before = found[-1] if found else None
        incoming = _incoming(movie, index, frames, before.frames) if before else None
        content = {
            "size": (movie.width, movie.height, movie.fps, frames),
            "video": _video_wide(movie),
            "scene": _scene(movie, index, files),
            "logo": movie.logo and files[movie.logo.asset],
            "incoming": incoming and (incoming.name, incoming.frames),
            "old": incoming and before and (before.frames, _scene(movie, before.index, files)),
        }
        found.append(
            Shot(
                index,
                starts[index],
                starts[index + 1],
                frames,
                incoming,
                digest(content, dict(encode.X264), version("picture")),
            )
        )
    if not found:
        raise RenderError("empty")
    return tuple(found)


def sound_key(movie: Movie, files: Mapping[str, str]) -> str:
    """The key of the soundtrack: lengths, clips and music, and the words where they are spoken."""
    apart = {"titles", "captions", "logo", "width", "height", "title", "look", "scenes"}
    words = {"text", "detail", "items", "script"} if movie.voice else set()
    scenes = [
        scene.model_dump(mode="json", include={"duration_ms", "media", *words}) for scene in movie.scenes
    ]
    heard = (movie.model_dump(mode="json", exclude=apart), scenes, movie.look.seed, mood_of(movie))
    return digest(heard, dict(files), encode.AUDIO_BITS, version("sound"))


def media(movie: Movie) -> Iterator[Media]:
    """Every uploaded file the movie uses, in the scenes first."""
    for scene in movie.scenes:
        if scene.media:
            yield scene.media
    for part in (movie.logo, movie.music and movie.music.media, movie.voice and movie.voice.media):
        if part:
            yield part


def file_digests(movie: Movie, assets: Mapping[str, Path]) -> dict[str, str]:
    """A digest of the content of each file in use, by asset.

    Raises:
        RenderError: `asset_missing`.
    """
    found: dict[str, str] = {}
    for part in media(movie):
        if part.asset in found:
            continue
        path = assets.get(part.asset)
        if path is None or not path.is_file():
            raise RenderError("asset_missing", part.name)
        with path.open("rb") as file:
            found[part.asset] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def known_as(movie: Movie, assets: Mapping[str, Path], file_name: str) -> str:
    """What the user calls the file that is kept as `file_name`."""
    names = {assets[part.asset].name: part.name for part in media(movie)}
    return names.get(file_name, file_name)


def digest(*content: Any) -> str:
    """A name for JSON-able content."""
    text = json.dumps(content, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:40]


@cache
def version(part: str) -> str:
    """A digest of the renderer's own source and fonts, `part` "picture" or "sound", and of what encodes."""
    home = Path(__file__).parent
    seen = hashlib.sha256(repr(sorted(av.library_versions.items())).encode())
    for path in sorted(home.rglob("*")):
        if (
            not path.is_file()
            or "__pycache__" in path.parts
            or (path.is_relative_to(home / "sound")) != (part == "sound")
        ):
            continue
        seen.update(
            path.read_bytes() if path.suffix == ".py" else f"{path.name} {path.stat().st_size}".encode()
        )
    return seen.hexdigest()


def _incoming(movie: Movie, index: int, frames: int, before: int) -> Incoming | None:
    name = movie.look.transition or _varied(movie, index)
    if name in CUTS:
        return None
    length = min(frame_at(TRANSITION_MS, movie.fps), frames // 2, before // 2)
    return Incoming(name if name in TRANSITIONS else "crossfade", length) if length >= 2 else None


def _varied(movie: Movie, index: int) -> str:
    """One of the theme's transitions, the same wherever the scene moves to."""
    names = theme_of(movie.look).transitions
    return names[int(digest(movie.look.seed, movie.scenes[index].id), 16) % len(names)]


def _video_wide(movie: Movie) -> dict[str, Any]:
    apart = {"scenes", "titles", "captions", "music", "voice", "width", "height", "fps"}
    return movie.model_dump(mode="json", exclude=apart)


def _scene(movie: Movie, index: int, files: Mapping[str, str]) -> dict[str, Any]:
    scene: Scene = movie.scenes[index]
    start = movie.starts()[index]
    return {
        "scene": scene.model_dump(mode="json"),
        "place": (index, index + 1 == len(movie.scenes), min(len(movie.scenes), FEW)),
        "file": scene.media and files[scene.media.asset],
        "text": _overlaid(movie, start, start + scene.duration_ms),  # the layout makes room for it
    }


def _overlaid(movie: Movie, start_ms: int, end_ms: int) -> dict[str, Any]:
    """Titles and captions seen in a stretch, in its own time."""

    def seen(spans: tuple[TextSpan, ...]) -> list[dict[str, Any]]:
        return [
            {
                **span.model_dump(mode="json"),
                "start_ms": span.start_ms - start_ms,
                "end_ms": span.end_ms - start_ms,
            }
            for span in spans
            if span.start_ms < end_ms and span.end_ms > start_ms
        ]

    captions = movie.captions
    return {
        "titles": seen(movie.titles),
        "captions": captions and captions.model_dump(mode="json", exclude={"spans"}),
        "spans": captions and (bool(captions.spans), seen(captions.spans)),
    }
