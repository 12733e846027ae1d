"""Captions on, off, where and how large."""

from __future__ import annotations

import re

from skill.studio.director import values
from skill.studio.director.message import Clause
from skill.studio.director.steps import Context, Step
from skill.studio.edits import captions
from skill.studio.movie import Movie, Place

_HAN = re.compile(r"[\u3400-\u9fff]")


def place_in(clause: Clause) -> Place | None:
    """Top, middle or bottom, when the clause says so."""
    for name, place in (("place_middle", "middle"), ("place_bottom", "bottom"), ("place_top", "top")):
        if clause.has(name):
            return place  # type: ignore[return-value]
    return None


def _foreign(named: re.Match[str], movie: Movie) -> bool:
    """True when captions are to be in another language than the words of the movie."""
    written = "".join(scene.text for scene in movie.scenes)
    return named.lastgroup != ("chinese" if _HAN.search(written) else "english")


def read(clause: Clause, movie: Movie, context: Context) -> Step | None:
    """ "Add subtitles", "captions off", "captions at the top", "bigger captions"."""
    if not clause.has("caption") or clause.quotes:
        return None
    if (named := clause.find("caption_language")) and _foreign(named, movie):
        return Step(movie, (context.say("cannot.translate"),), "captions")
    place = place_in(clause)
    size = "large" if clause.has("bigger") else "small" if clause.has("smaller") else None
    only = clause.find("nothing_else") is not None
    stays = not clause.has("move", "put")
    if clause.has("remove", "no") and (stays or not place) and not size and not only:
        if movie.captions is None:
            return Step(movie, (context.say("captions.none"),), "captions")
        return Step(captions.switched(movie, on=False), (context.say("captions.off"),), "captions")
    if not place and not size and movie.captions is not None and values.colours(clause):
        return None  # a colour of the look, which captions follow
    if not place and not size and movie.captions is not None:
        return Step(movie, (context.say("captions.already"),), "captions")
    changed = captions.restyled(movie, place)
    if size:
        changed = captions.sized(changed, larger=size == "large")
    assert changed.captions is not None
    if movie.captions is None:
        said = context.say("captions.on", count=len(changed.captions.spans))
    elif place:
        said = context.say("captions.placed", place=context.say(f"place.{place}"))
    else:
        said = context.say(f"captions.{size}")
    return Step(changed, (said,), "captions")
