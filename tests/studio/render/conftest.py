"""A small stage to render: plain moving scenes, silence, and the look inside of what comes out."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from skill.studio.movie import Look, Media, Movie, Scene
from skill.studio.render.pictures import Photo
from skill.studio.render.run import render
from skill.studio.render.stage import Frame, Scenery

WIDTH, HEIGHT = 180, 320


def luma_of(scene_id: str) -> int:
    """The luma a test scene is painted in."""
    return 60 + zlib.crc32(scene_id.encode()) % 140


@dataclass
class Plain:
    """One shade, and a bar that moves on by two pixels a frame."""

    scene: Scene
    painted: Counter[str]

    def paint(self, frame: Frame, t: float) -> None:
        self.painted[self.scene.id] += 1
        frame.y[...] = luma_of(self.scene.id)
        frame.u[...], frame.v[...] = 110, 140
        at = round(t * 30) * 2 % frame.width
        frame.y[10:30, at : at + 8] = 235


@dataclass
class Stripe:
    """A white line at the foot of the frame: stands for any title or caption."""

    start: float
    end: float

    def draw(self, frame: Frame, t: float) -> None:
        if self.start <= t < self.end:
            frame.y[-20:] = 235


@dataclass
class Stagehands:
    """A composer that counts the frames painted of each scene."""

    painted: Counter[str] = field(default_factory=Counter)

    def scenery(self, movie: Movie, index: int, assets: Any) -> Scenery:
        scene = movie.scenes[index]
        if scene.media:
            return Scenery(Photo(assets[scene.media.asset], (movie.width, movie.height)))
        return Scenery(Plain(scene, self.painted))

    def overlays(self, movie: Movie, start_ms: int, end_ms: int, assets: Any) -> tuple[Stripe, ...]:
        spans = movie.titles + (movie.captions.spans if movie.captions else ())
        return tuple(Stripe((s.start_ms - start_ms) / 1000, (s.end_ms - start_ms) / 1000) for s in spans)


@dataclass
class Band:
    """Plays one tone, as long as the movie, in two blocks, and counts how often it was asked."""

    played: int = 0

    def __call__(self, movie: Movie, assets: Any, *, sample_rate: int) -> list[np.ndarray]:
        self.played += 1
        beats = np.arange(movie.duration_ms * sample_rate // 1000, dtype=np.float32)
        tone = np.sin(beats * np.float32(2 * np.pi * 440 / sample_rate)) * np.float32(0.2)
        return np.array_split(np.stack((tone, tone), axis=1), [1000])


@dataclass
class Studio:
    """Renders into a folder, with a stage and a band that count."""

    folder: Path
    name: str = "out.mp4"
    stage: Stagehands = field(default_factory=Stagehands)
    band: Band = field(default_factory=Band)
    told: list[float] = field(default_factory=list)
    assets: dict[str, Path] = field(default_factory=dict)

    @property
    def out(self) -> Path:
        return self.folder / self.name

    @property
    def cache(self) -> Path:
        return self.folder / "cache"

    def render(self, movie: Movie, cancelled: Callable[[], bool] = lambda: False) -> Path:
        self.stage.painted.clear()
        self.told.clear()
        render(
            movie,
            self.assets,
            self.out,
            cache=self.cache,
            progress=self.told.append,
            cancelled=cancelled,
            composer=self.stage,
            soundtrack=self.band,
        )
        return self.out

    def leftovers(self) -> list[str]:
        """Unfinished files anywhere."""
        return sorted(path.name for path in self.folder.rglob("*.part"))


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    return Studio(tmp_path)


@pytest.fixture
def movie() -> Callable[..., Movie]:
    """A small movie of scenes as long as the numbers say, in ms; keyword arguments replace fields."""

    def make(*lengths: int, transition: str | None = "crossfade", **fields: Any) -> Movie:
        scenes = tuple(
            Scene(id=f"s{n}", name=f"Scene {n}", text=f"Words {n}", duration_ms=length)
            for n, length in enumerate(lengths, 1)
        )
        plain: dict[str, Any] = {"width": WIDTH, "height": HEIGHT, "look": Look(transition=transition)}
        return Movie(**{**plain, "scenes": scenes, **fields})

    return make


@pytest.fixture
def frames() -> Callable[[Path], list[av.VideoFrame]]:
    """All pictures of a file, decoded."""

    def decode(path: Path) -> list[av.VideoFrame]:
        with av.open(str(path)) as container:
            return list(container.decode(video=0))

    return decode


@pytest.fixture
def picture_scene() -> Callable[[str], Scene]:
    """A scene of one second that shows an uploaded picture."""

    def make(name: str) -> Scene:
        media = Media(asset="a1", name=name, kind="image")
        return Scene(id="p", name="Picture", duration_ms=1000, media=media)

    return make


@pytest.fixture
def shade() -> Callable[[str], int]:
    """The luma a scene is painted in, by its id."""
    return luma_of
