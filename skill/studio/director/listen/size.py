"""The format: a ratio, a size in pixels, a word, a platform."""

from __future__ import annotations

import re

from skill.studio.director import references, values
from skill.studio.director.message import Clause
from skill.studio.director.steps import Context, Step
from skill.studio.edits import aspect
from skill.studio.movie import Movie


def read(clause: Clause, movie: Movie, context: Context) -> Step | None:
    """ "Make it square", "16:9 for YouTube", "1080x1920", "720p", "4K"."""
    of_scene = clause.has("scene") and bool(references.shown(clause, context.start))
    asked = _into(clause) or values.size(clause, platforms=not of_scene)
    if asked is None:
        return _resolution(clause, movie, context)
    if (asked.width, asked.height) == (movie.width, movie.height):
        return Step(movie, (context.say("size.already", size=f"{movie.width}×{movie.height}"),), "size")
    said = context.say(
        "size.changed", before=f"{movie.width}×{movie.height}", after=f"{asked.width}×{asked.height}"
    )
    notes = (context.say("size.capped"),) if asked.capped else ()
    return Step(aspect.resized(movie, asked.width, asked.height), (said, *notes), "size")


def _into(clause: Clause) -> values.Size | None:
    """The second of two formats: "from landscape to portrait"."""
    first = values.size(clause)
    rest = clause.part(first.end, len(clause.text)) if first else clause
    into = rest.find("format_into")
    return values.size(rest.part(into.end(), len(rest.text))) if first and into else None


def _resolution(clause: Clause, movie: Movie, context: Context) -> Step | None:
    huge = clause.find("huge")
    match: re.Match[str] | None = clause.find("resolution")
    if huge:
        return Step(movie, (context.say("size.capped_at", size=f"{movie.width}×{movie.height}"),))
    if match is None:
        return None
    short = min(1080, max(180, int(match.group("p"))))
    scale = short / min(movie.width, movie.height)
    width, height = round(movie.width * scale / 2) * 2, round(movie.height * scale / 2) * 2
    if (width, height) == (movie.width, movie.height):
        return Step(movie, (context.say("size.already", size=f"{width}×{height}"),), "size")
    said = context.say("size.changed", before=f"{movie.width}×{movie.height}", after=f"{width}×{height}")
    return Step(aspect.resized(movie, width, height), (said,), "size")
