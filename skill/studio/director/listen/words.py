"""Replacing words on screen: "change 'A' to 'B'", "it's spelled Xaver, not Xavier"."""

from __future__ import annotations

import re

from skill.studio.director import lexicon
from skill.studio.director.message import Clause, unquoted
from skill.studio.director.steps import Context, Step
from skill.studio.edits import words
from skill.studio.movie import Movie


def mistaken(message: Clause, movie: Movie, context: Context) -> Step | None:
    """ "Oops, it was 16 sponsors", "the date is wrong, it's June 5": what is shown in the same shape, put right.

    Only where one figure on screen has that shape, and it is not the one that was said.
    """
    if message.quotes or len(message.text) > 80 or not message.has("mistaken"):
        return None
    for pattern in lexicon.patterns("put_right"):
        for match in pattern.finditer(message.text):
            new = message.raw(*match.span("new")).strip()
            shape = re.compile(r"\d[\d,.]*".join(map(re.escape, re.split(r"\d[\d,.]*", new))), re.IGNORECASE)
            shown = "\n".join(
                part for scene in movie.scenes for part in (scene.text, scene.detail, *scene.items)
            )
            shown = "\n".join((shown, *(title.text for title in movie.titles)))
            old = {found.strip() for found in shape.findall(shown)}
            if len(old) == 1 and (was := old.pop()).casefold() != new.casefold():
                changed = words.replaced(movie, was, new)
                return Step(changed, (context.say("words.replaced", before=was, after=new),), "words")
    return None


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
