"""The logo that stands over every scene: in which corner, how large, away."""

from __future__ import annotations

from skill.studio.director import references
from skill.studio.director.listen.captions import place_in
from skill.studio.director.message import Clause
from skill.studio.director.steps import Context, Step
from skill.studio.movie import LogoSpot, Movie

_LARGER, _SMALLER, _LARGEST, _SMALLEST = 1.4, 0.7, 2.0, 0.5


def read(clause: Clause, movie: Movie, context: Context) -> Step | None:
    """ "Move the logo to the bottom right", "a bigger logo", "no logo", and the same of "it" right after."""
    talked_of = (
        context.focus == "logo" and clause.has("it") and not clause.has("title", "music", "caption", "scene")
    )
    if movie.logo is None or context.files or not (clause.has("logo") or talked_of):
        return None
    if clause.has("remove", "no") and not references.find(clause, context.start):
        return Step(movie.change(logo=None), (context.say("media.no_logo", name=movie.logo.name),), "logo")
    if clause.has("bigger", "smaller"):
        scale = movie.logo_spot.scale * (_LARGER if clause.has("bigger") else _SMALLER)
        spot = movie.logo_spot.model_copy(update={"scale": max(_SMALLEST, min(_LARGEST, scale))})
        told = "media.logo_larger" if clause.has("bigger") else "media.logo_smaller"
        return (
            Step(movie.change(logo_spot=spot), (context.say(told),), "logo")
            if spot != movie.logo_spot
            else None
        )
    moved = spotted(movie, clause)
    if moved == movie:
        return None
    return Step(moved, (context.say("media.logo_spot", corner=corner(moved, context)),), "logo")


def spotted(movie: Movie, clause: Clause) -> Movie:
    """The movie with its logo in the corner that the clause names; what it leaves open stays as it is."""
    edge = place_in(clause)
    top = movie.logo_spot.top if edge in (None, "middle") else edge == "top"
    left = not clause.has("place_right") and (movie.logo_spot.left or clause.has("place_left"))
    spot = LogoSpot(left=left, top=top, scale=movie.logo_spot.scale)
    return movie.change(logo_spot=spot)


def corner(movie: Movie, context: Context) -> str:
    """The corner of the logo as people call it."""
    edge, side = "top" if movie.logo_spot.top else "bottom", "left" if movie.logo_spot.left else "right"
    return context.say(f"media.corners.{edge}_{side}")
