"""Drawing the scenes of a movie: scenery, incoming transition, then what lies over all scenes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Protocol

from skill.studio.movie import Movie
from skill.studio.render import encode
from skill.studio.render.cache import Packet
from skill.studio.render.plan import Shot
from skill.studio.render.stage import Actor, Frame, Scenery
from skill.studio.render.transitions import TRANSITIONS


class Composer(Protocol):
    """What decides how a scene looks: the module `compose`."""

    def scenery(self, movie: Movie, index: int, assets: Mapping[str, Path]) -> Scenery:
        """What stands in scene `index`."""

    def overlays(
        self, movie: Movie, start_ms: int, end_ms: int, assets: Mapping[str, Path]
    ) -> tuple[Actor, ...]:
        """What lies over all scenes in a stretch of the movie, t counted from `start_ms`."""


def own_composer() -> Composer:
    """The renderer's layouts and themes, loaded when first needed."""
    from skill.studio.render import compose

    return compose


class Set:
    """Where the shots of one movie are drawn, in order. It holds the scenery of two scenes at most."""

    def __init__(self, movie: Movie, assets: Mapping[str, Path], composer: Composer) -> None:
        self._movie, self._assets, self._composer = movie, assets, composer
        self._standing: dict[int, Scenery] = {}

    def shoot(self, shot: Shot, before: Shot | None, step: Callable[[], None]) -> Iterator[Packet]:
        """The encoded frames of `shot`; `before` is the shot its transition comes from.

        `step` is called before each frame; what it raises ends the shot.
        """
        movie = self._movie
        picture = self.painter(shot, before)

        def draw(frame: Frame, number: int) -> None:
            step()
            picture(frame, number)

        return encode.video(draw, shot.frames, movie.width, movie.height, movie.fps)

    def still(self, shot: Shot, number: int) -> Frame:
        """One frame of a shot, without a transition."""
        frame = Frame.blank(self._movie.width, self._movie.height)
        self.painter(shot, None)(frame, number)
        return frame

    def painter(self, shot: Shot, before: Shot | None) -> Callable[[Frame, int], None]:
        """What draws the shot's frames, by number and in order; `before` as in `shoot`."""
        movie, fps = self._movie, self._movie.fps
        leaving = self._scenery(before.index) if before else None
        scenery = self._scenery(shot.index)
        overlays = self._composer.overlays(movie, shot.start_ms, shot.end_ms, self._assets)
        old = Frame.blank(movie.width, movie.height)

        def paint(frame: Frame, number: int) -> None:
            scenery.draw(frame, number / fps)
            if shot.incoming and before and leaving and number < shot.incoming.frames:
                leaving.draw(old, (before.frames + number) / fps)
                TRANSITIONS[shot.incoming.name](frame, old, (number + 1) / (shot.incoming.frames + 1))
            for actor in overlays:
                actor.draw(frame, number / fps)

        return paint

    def _scenery(self, index: int) -> Scenery:
        """What stands in a scene; that of any scene before the one asked for last is given up."""
        last = max(self._standing, default=-1)
        self._standing = {
            number: scenery for number, scenery in self._standing.items() if number in (index, last)
        }
        if index not in self._standing:
            self._standing[index] = self._composer.scenery(self._movie, index, self._assets)
        return self._standing[index]
