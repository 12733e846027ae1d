"""Drawing the scenes of a movie: scenery, incoming transition, then what lies over all scenes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from skill.studio.movie import Movie
from skill.studio.render.encode import Draw
from skill.studio.render.floating import afloat
from skill.studio.render.plan import Shot, Stretch
from skill.studio.render.stage import Actor, Frame, Scenery
from skill.studio.render.transitions import TRANSITIONS

LEAVING = 0.45
"""The share of a transition in which the old scene's type goes, so that it does not meet the new one's."""


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
    """Where the stretches of one movie are drawn, in order. It holds the scenery of two scenes at most."""

    def __init__(self, movie: Movie, assets: Mapping[str, Path], composer: Composer) -> None:
        self._movie, self._assets, self._composer = movie, assets, composer
        self._standing: dict[int, Scenery] = {}
        self._over: tuple[Shot | None, tuple[Actor, ...]] = (None, ())

    def still(self, shot: Shot, number: int) -> Frame:
        """One frame of a shot, without a transition."""
        frame = Frame.blank(self._movie.width, self._movie.height)
        self.painter(Stretch(shot, None, number, 1, ""))(frame, 0)
        return frame

    def painter(self, stretch: Stretch) -> Draw:
        """What draws the frames of a stretch, by number and in order."""
        movie, fps, shot, before = self._movie, self._movie.fps, stretch.shot, stretch.before
        leaving = self._scenery(before.index) if before else None
        scenery = self._scenery(shot.index)
        overlays = self._overlays(shot)
        size = (movie.width, movie.height)
        old, bare = (Frame.blank(*size), Frame.blank(*size)) if before else (None, None)

        def paint(frame: Frame, number: int) -> None:
            at = stretch.first + number
            scenery.draw(frame, at / fps)
            if shot.incoming and before and leaving and old and bare:
                presence = 1.0 - (at + 1) / (shot.incoming.frames * LEAVING)
                _leave(leaving, old, bare, (before.frames + at) / fps, presence)
                TRANSITIONS[shot.incoming.name](frame, old, (at + 1) / (shot.incoming.frames + 1))
            for actor in overlays:
                actor.draw(frame, at / fps)

        return paint

    def _overlays(self, shot: Shot) -> tuple[Actor, ...]:
        """What lies over a shot, made once for its stretches."""
        if self._over[0] != shot:
            made = self._composer.overlays(self._movie, shot.start_ms, shot.end_ms, self._assets)
            self._over = (shot, made)
        return self._over[1]

    def _scenery(self, index: int) -> Scenery:
        """What stands in a scene; that of any scene before the one asked for last is given up."""
        last = max(self._standing, default=-1)
        self._standing = {
            number: scenery for number, scenery in self._standing.items() if number in (index, last)
        }
        if index not in self._standing:
            scenery = self._composer.scenery(self._movie, index, self._assets)
            self._standing[index] = afloat(scenery, (self._movie.width, self._movie.height))
        return self._standing[index]


def _leave(scenery: Scenery, frame: Frame, bare: Frame, t: float, presence: float) -> None:
    """Draw a scene that is being left, its type only `presence` (1 to 0 and below) there."""
    scenery.backdrop.paint(frame, t)
    if presence > 0 and scenery.actors:
        bare.copy_from(frame)
        for actor in scenery.actors:
            actor.draw(frame, t)
        TRANSITIONS["crossfade"](frame, bare, presence)
