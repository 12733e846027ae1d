"""What stands in each scene: theme, layout and variation from the scene's content, the look and its place.

Deterministic: the same movie gives the same pictures; another seed gives another version.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from skill.studio.movie import Movie, Scene
from skill.studio.render import fonts
from skill.studio.render import overlays as over
from skill.studio.render.backgrounds.catalogue import STYLES
from skill.studio.render.clips import Clip
from skill.studio.render.kinetic import opened
from skill.studio.render.layouts.catalogue import LAYOUTS
from skill.studio.render.layouts.number import figure_of
from skill.studio.render.layouts.poster import MOST_EMS, ems
from skill.studio.render.palette import Palette, against
from skill.studio.render.pictures import Photo
from skill.studio.render.safe import Box, safe_area
from skill.studio.render.sheet import Sheet
from skill.studio.render.stage import Actor, Backdrop, Frame, Scenery
from skill.studio.render.themes import palette_of, theme_of

_QUOTES = '\u201c\u300c\u300e"'
_KEPT = 0.4  # of a picture's light when type stands all over it: white text on a white picture has 5.7:1
_SHORT_FIGURE_TEXT = 70
_SHORTEST = 1.5  # ems on a line of a poster
_TITLED = 0.55  # of the usual size of type, under a title that is to be read first


def scenery(movie: Movie, index: int, assets: Mapping[str, Path]) -> Scenery:
    """Backdrop and actors of scene `index`; `assets` maps `Media.asset` to files.

    Raises:
        RenderError: a picture, clip or logo cannot be read.
        KeyError: a file is not in `assets`.
    """
    scene, size = movie.scenes[index], (movie.width, movie.height)
    theme, palette = theme_of(movie.look), palette_of(movie.look, index)
    name = layout_of(movie, index)
    backdrop, behind = _backdrop(movie, index, assets, name)
    if behind:
        palette = _over_picture(palette)
    shown = scene.media is not None and not behind and scene.media.kind == "image"
    sheet = Sheet(
        scene=scene,
        size=size,
        area=area_of(movie, index),
        theme=theme,
        palette=palette,
        index=index,
        count=len(movie.scenes),
        seed=movie.look.seed,
        scale=movie.look.font_scale * (_TITLED if opens_with_title(movie, index) else 1.0),
        over_picture=behind,
        media=assets[scene.media.asset] if scene.media and shown else None,
    )
    actors = LAYOUTS[name](sheet) if _says(scene) or shown else []
    if sheet.opening:
        actors = [opened(actor) for actor in actors]
    return Scenery(backdrop, tuple(actors))


def overlays(movie: Movie, start_ms: int, end_ms: int, assets: Mapping[str, Path]) -> tuple[Actor, ...]:
    """The logo in its corner, titles and captions seen between two times, t counted from `start_ms`.

    Raises:
        RenderError: the logo cannot be read.
    """
    logo = (over.corner_logo(movie, assets[movie.logo.asset]),) if movie.logo else ()
    return (*logo, *over.titles(movie, start_ms, end_ms), *over.captions(movie, start_ms, end_ms))


def layout_of(movie: Movie, index: int) -> str:
    """The layout of a scene: the one it names, or the one its content asks for."""
    scene = movie.scenes[index]
    if scene.layout != "auto" and not _needs_other(scene):
        return scene.layout
    if scene.media:
        named = {"logo": "logo", "background": "picture", "card": "picture"}[scene.media.role]
        return "clip" if scene.media.kind == "video" else named
    if scene.items:
        return "list"
    if scene.number is not None:
        return "step"
    if scene.text[:1] and scene.text[:1] in _QUOTES:
        return "quote"
    if index == 0:
        return "hook"
    if figure_of("", scene.emphasis) and len(scene.text) <= _SHORT_FIGURE_TEXT:
        return "number"
    if index == len(movie.scenes) - 1 and len(movie.scenes) > 2:
        return "cta"
    terse = 2 * _SHORTEST <= ems(scene.text) <= MOST_EMS and not scene.media
    return "poster" if terse and (index + movie.look.seed) % 2 else "statement"


def opens_with_title(movie: Movie, index: int) -> bool:
    """Whether a title comes in with this scene, so that the scene's own words are the second thing to read."""
    start = movie.starts()[index]
    end = start + movie.scenes[index].duration_ms
    return any(start <= span.start_ms < end for span in movie.titles)


def _says(scene: Scene) -> bool:
    return any(fonts.drawable(words) for words in (scene.text, scene.detail, *scene.items))


def _needs_other(scene: Scene) -> bool:
    """Whether a layout cannot show what the scene has: no figure for "number", no items for "list"."""
    if scene.layout == "number":
        return not figure_of(scene.text, scene.emphasis)
    return scene.layout == "list" and not scene.items


def area_of(movie: Movie, index: int) -> Box:
    """The room for a scene's own type: the safe area without the strips of logo, titles and captions over it."""
    start = movie.starts()[index]
    end = start + movie.scenes[index].duration_ms
    area = safe_area(movie.width, movie.height)
    top, bottom = area.y, area.bottom
    gap = round(min(movie.width, movie.height) * 0.035)
    strips = []
    if movie.captions and any(s.start_ms < end and s.end_ms > start for s in movie.captions.spans):
        strips.append((movie.captions.place, over.caption_box(movie, movie.captions.place)))
    strips += [
        (span.place, over.title_box(movie, span.place))
        for span in movie.titles
        if span.start_ms < end and span.end_ms > start
    ]
    if movie.logo and movie.logo_spot.top:
        top += over.logo_height(movie)
    elif movie.logo:
        bottom -= over.logo_height(movie)
    for place, box in strips:
        if place == "bottom":
            bottom = min(bottom, box.y - gap)
        else:
            top = max(top, box.bottom + gap)
    return area.cut(top - area.y, area.bottom - bottom)


def _backdrop(movie: Movie, index: int, assets: Mapping[str, Path], layout: str) -> tuple[Backdrop, bool]:
    """The scene's backdrop, and whether it is the user's own picture or clip."""
    scene, size = movie.scenes[index], (movie.width, movie.height)
    media, seconds = scene.media, scene.duration_ms / 1000
    found: Backdrop | None = None
    if media and media.kind == "video":
        found = Clip(
            assets[media.asset], size, media.start_ms, media.end_ms, media.speed, movie.fps, seconds=seconds
        )
    elif media and media.kind == "image" and media.role == "background":
        found = Photo(assets[media.asset], size, movie.look.seed + index, seconds=seconds)
    if found is not None:
        return (found if layout in ("picture", "clip") else Dimmed(found)), True
    theme = theme_of(movie.look)
    style = scene.style if scene.style in STYLES else theme.background
    return STYLES[style or theme.background](
        size, palette_of(movie.look, index), movie.look.seed, index
    ), False


class Dimmed:
    """A backdrop with less light, so that type can stand anywhere on it."""

    def __init__(self, inner: Backdrop) -> None:
        self._inner = inner

    def paint(self, frame: Frame, t: float) -> None:
        """See `Backdrop`."""
        self._inner.paint(frame, t)
        strength = np.uint16(_KEPT * 256)
        for plane, black in ((frame.y, 16), (frame.u, 128), (frame.v, 128)):
            dimmed = plane * strength
            dimmed += np.uint16(black * (256 - int(strength)) + 128)
            dimmed >>= 8
            plane[...] = dimmed


def _over_picture(palette: Palette) -> Palette:
    """The palette for type over a darkened picture: white, with an accent that stays readable on grey."""
    grey = "#66666a"
    accent = against(palette.accent if palette.dark else palette.grounds[0], (grey, "#0b0c10"))
    return Palette((grey, grey, grey), "#ffffff", accent, "#f2f2f4", "#14141a")
