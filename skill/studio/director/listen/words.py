"""Replacing words on screen: "change 'A' to 'B'", "it's spelled Xaver, not Xavier"."""

from __future__ import annotations

from skill.studio.director.message import Clause, unquoted
from skill.studio.director.steps import Context, Step
from skill.studio.edits import words
from skill.studio.movie import Movie


def read(clause: Clause, movie: Movie, context: Context) -> Step | None:
    """Two quotations of which the first is on screen, or a spelling."""
    quotes = [text for _, _, text in clause.quotes]
    pair: tuple[str, str] | None = None
    if len(quotes) >= 2:
        old = next((text for text in quotes if text and words.found(movie, text)), None)
        new = next((text for text in quotes if text != old), None)
        pair = (old, new) if old is not None and new is not None else None
    elif match := clause.find("spelled"):
        pair = unquoted(clause.raw(*match.span("old"))), unquoted(clause.raw(*match.span("new")))
    if pair is None or not pair[0] or not words.found(movie, pair[0]):
        return None
    changed = words.replaced(movie, *pair)
    return Step(changed, (context.say("words.replaced", before=pair[0], after=pair[1]),), "words")
