"""Which frames each scene has, how it comes in, and the keys its encoded stretches are kept under.

A scene is encoded in two stretches: its incoming transition, in which the scene before is seen as well, and
the rest. A key covers everything that decides a stretch's frames, so equal keys mean equal pictures: an edit
renders its scene and the transition after it, and a title the stretches it lies over.
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


@dataclass(frozen=True)
class Stretch:
    """Frames `first` to `first + frames` of a shot, encoded as one; `before` is there when it is seen in them."""

    shot: Shot
    before: Shot | None
    first: int
    frames: int
    key: str


def frame_at(ms: int, fps: int) -> int:
    """The number of the frame nearest to a time, halves up: scenes meet there, so no error adds up."""
    return (2 * ms * fps + 1000) // 2000


def shots(movie: Movie) -> tuple[Shot, ...]:
    """The scenes that last at least one frame.

    Raises:
        RenderError: `empty`, when there is none.
    """
    found = _shots(movie)
    if not found:
        raise RenderError("empty")
    return found


def transitions(movie: Movie) -> tuple[tuple[int, str], ...]:
    """When each transition begins, in ms, and its name."""
    return tuple((shot.start_ms, shot.incoming.name) for shot in _shots(movie) if shot.incoming)


def _shots(movie: Movie) -> tuple[Shot, ...]:
    starts = (*movie.starts(), movie.duration_ms)
    edges = [frame_at(ms, movie.fps) for ms in starts]
    found: list[Shot] = []
    for index in range(len(movie.scenes)):
        frames = edges[index + 1] - edges[index]
        if frames:
            incoming = _incoming(movie, index, frames, found[-1].frames) if found else None
            found.append(Shot(index, starts[index], starts[index + 1], frames, incoming))
    return tuple(found)


def stretches(movie: Movie, files: Mapping[str, str]) -> tuple[Stretch, ...]:
    """What is encoded, in order. `files` maps each asset in use to a digest of its content.

    Raises:
        RenderError: as `shots`.
    """
    found: list[Stretch] = []
    before: Shot | None = None
    for shot in shots(movie):
        length = shot.incoming.frames if shot.incoming else 0
        if length:
            found.append(Stretch(shot, before, 0, length, _key(movie, files, shot, before, 0, length)))
        rest = shot.frames - length
        found.append(Stretch(shot, None, length, rest, _key(movie, files, shot, None, length, rest)))
        before = shot
    return tuple(found)


def sound_key(movie: Movie, files: Mapping[str, str]) -> str:
    """The key of the soundtrack: lengths, clips and music, and the words where they are spoken."""
    apart = {"titles", "captions", "logo", "logo_spot", "width", "height", "title", "look", "scenes"}
    words = {"text", "detail", "items", "script"} if movie.voice else set()
    scenes = [
        scene.model_dump(mode="json", include={"duration_ms", "media", *words}) for scene in movie.scenes
    ]
    moves = transitions(movie) if movie.music else ()
    heard = (movie.model_dump(mode="json", exclude=apart), scenes, movie.look.seed, mood_of(movie), moves)
    return digest(heard, dict(files), encode.AUDIO_BITS, dict(encode.AAC), version("sound"))


def media(movie: Movie) -> Iterator[Media]:
    """Every uploaded file the movie uses, in the scenes first."""
    for scene in movie.scenes:
        if scene.media:
            yield scene.media
    for part in (movie.logo, movie.music and movie.music.media, movie.voice and movie.voice.media):
        if part:
            yield part


def with_takes(movie: Movie, assets: Mapping[str, Path]) -> Movie:
    """The movie with those takes of its voice that are there: the key of its sound must not promise others."""
    voice = movie.voice
    if voice is None or not voice.takes:
        return movie
    found = tuple(take for take in voice.takes if take.key in assets and assets[take.key].is_file())
    return movie.change(voice=voice.model_copy(update={"takes": found}))


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


def _key(
    movie: Movie, files: Mapping[str, str], shot: Shot, before: Shot | None, first: int, frames: int
) -> str:
    begin = shot.start_ms + first * 1000 // movie.fps
    end = shot.start_ms + -(-(first + frames) * 1000 // movie.fps)
    content = {
        "size": (movie.width, movie.height, movie.fps),
        "frames": (first, frames),
        "video": _video_wide(movie),
        "scene": _scene(movie, shot.index, files),
        "logo": movie.logo and files[movie.logo.asset],
        "incoming": before and shot.incoming and shot.incoming.name,
        "old": before and (before.frames, _scene(movie, before.index, files)),
        "over": _overlaid(movie, begin, end, shot.start_ms),
    }
    return digest(content, encode.settings(movie.fps), version("picture"))


def _scene(movie: Movie, index: int, files: Mapping[str, str]) -> dict[str, Any]:
    """What decides a scene's own pictures: its words, its place, and where titles and captions need room."""
    scene: Scene = movie.scenes[index]
    start = movie.starts()[index]
    end = start + scene.duration_ms
    captions = movie.captions
    return {
        "scene": scene.model_dump(mode="json", exclude={"id", "name", "script"}),
        "place": (index, index + 1 == len(movie.scenes), min(len(movie.scenes), FEW)),
        "file": scene.media and files[scene.media.asset],
        "titled": sorted({(span.place, span.start_ms < start) for span in _seen(movie.titles, start, end)}),
        "captioned": captions and _seen(captions.spans, start, end) and captions.place,
    }


def _seen(spans: tuple[TextSpan, ...], start_ms: int, end_ms: int) -> list[TextSpan]:
    return [span for span in spans if span.start_ms < end_ms and span.end_ms > start_ms]


def _overlaid(movie: Movie, start_ms: int, end_ms: int, origin_ms: int) -> dict[str, Any]:
    """Titles and captions seen in a stretch, in the time that begins at `origin_ms`."""

    def seen(spans: tuple[TextSpan, ...]) -> list[dict[str, Any]]:
        return [
            {
                **span.model_dump(mode="json"),
                "start_ms": span.start_ms - origin_ms,
                "end_ms": span.end_ms - origin_ms,
            }
            for span in _seen(spans, start_ms, end_ms)
        ]

    captions = movie.captions
    shown = seen(captions.spans) if captions else []
    return {
        "titles": seen(movie.titles),
        "captions": captions and shown and captions.model_dump(mode="json", exclude={"spans"}),
        "spans": shown,
    }
