"""Replacing words on screen: "change 'A' to 'B'", "it's spelled Xaver, not Xavier"."""

from __future__ import annotations

import difflib
import re

from skill.studio.director import facts, lexicon, restated, values
from skill.studio.director.message import Clause, unquoted
from skill.studio.director.message import read as read_words
from skill.studio.director.steps import Context, Step
from skill.studio.edits import words
from skill.studio.movie import Movie

_ALIKE = 0.6
"""How alike two spellings of a line are at least, 0 to 1."""


def mistaken(message: Clause, movie: Movie, context: Context) -> Step | None:
    """ "Oops, it was 16 sponsors", "the date is wrong, it's June 5": what is shown in the same shape, put right.

    Only when a word says that something is wrong or what it should be.
    """
    if message.quotes or len(message.text) > 100:
        return None
    if step := _not_that(message, movie, context) or _ending(message, movie, context):
        return step
    wrong = message.has("mistaken") or message.find("other_fact")
    if not wrong or message.has("music", "volume", "voice", "caption"):
        return None
    pair = facts.put_right(message, movie, context.history.said)
    return _put(movie, context, *pair) if pair else None


def _ending(message: Clause, movie: Movie, context: Context) -> Step | None:
    """ "The number should end in 0577": the last digits of the one long number on screen."""
    found = message.find("number_ends")
    numbers = {match.strip() for match in lexicon.either("phone_shape").findall(facts.shown(movie))}
    if found is None or len(numbers) != 1:
        return None
    old, digits = numbers.pop(), list(found["digits"])
    new = list(old)
    for at in [at for at, char in enumerate(old) if char.isdigit()][: -len(digits) - 1 : -1]:
        new[at] = digits.pop()
    return _put(movie, context, old, "".join(new))


def _like(new: str, movie: Movie) -> set[str]:
    """What is on screen in the shape of `new`: other figures, the same words."""
    figure = r"\d(?:[\d,.]*\d)?"
    shape = re.compile(figure.join(map(re.escape, re.split(figure, new))), re.IGNORECASE)
    return {found.strip() for found in shape.findall(facts.shown(movie))}


def _nearest(new: str, movie: Movie) -> str:
    """The line on screen that `new` is another spelling of, "" when none is."""
    lines = {line.strip() for line in facts.shown(movie).splitlines() if line.strip()}
    near = difflib.get_close_matches(new, lines - {new}, 1, _ALIKE)
    return near[0] if near else ""


def _put(movie: Movie, context: Context, old: str, new: str) -> Step:
    changed = words.replaced(movie, old, new)
    return Step(changed, (context.say("words.replaced", before=old, after=new),), "words")


def _not_that(message: Clause, movie: Movie, context: Context) -> Step | None:
    """ "It's 2-5, not 1-4", "21 June not 14": what is on screen and was wrong, put right."""
    pair = restated.contrasted(message)
    if pair is None:
        return None
    new, old = pair
    alike = {
        was
        for was in _like(new, movie)
        if old.casefold() in was.casefold() and was.casefold() != new.casefold()
    }
    if any(map(str.isdigit, new)) and len(alike) == 1:
        return _put(movie, context, alike.pop(), new)
    if len(old) < 2 or not words.found(movie, old) or values.lengths(message):
        return None
    pair = facts.put_right(message, movie, context.history.said)
    if pair and pair[0].casefold() in old.casefold():
        return _put(movie, context, *pair)
    line = next((line for line in facts.shown(movie).splitlines() if old.casefold() in line.casefold()), "")
    return _put(movie, context, old, restated.shortened(new, old, line))


def read(clause: Clause, movie: Movie, context: Context) -> Step | None:
    """Two quotations of which the first is on screen, a spelling, or what is "X, not Y"."""
    quotes = [text for _, _, text in clause.quotes]
    pair: tuple[str, str] | None = None
    if len(quotes) >= 2:
        old = next((text for text in quotes if text and words.found(movie, text)), None)
        new = next((text for text in quotes if text != old), None)
        pair = (old, new) if old is not None and new is not None else None
    elif len(quotes) == 1 and (match := clause.find("swapped_words")) and not clause.has("music"):
        old = unquoted(clause.raw(*match.span("old")))
        if read_words(old).has("it", "title", "scene", "caption", "that_part", "one"):
            return None
        pair = (old if words.found(movie, old) else old.rstrip("!?。！？")), quotes[0]
    elif len(quotes) == 1 and clause.has("mistaken", "confirm_no"):
        pair = (nearest, quotes[0]) if (nearest := _nearest(quotes[0], movie)) else None
    elif match := clause.find("spelled"):
        pair = unquoted(clause.raw(*match.span("old"))), unquoted(clause.raw(*match.span("new")))
    elif not quotes and (match := clause.find("words_into")) and not clause.has("music", "scene", "title"):
        # Without quotation marks only what has a figure in it and is on screen as it was said.
        old = unquoted(clause.raw(*match.span("old")))
        if len(old) > 1 and (any(map(str.isdigit, old)) or lexicon.either("spoken_figure").search(old)):
            pair = old, restated.completed(unquoted(clause.raw(*match.span("new"))), old)
    if pair is None or not pair[0] or not words.found(movie, pair[0]):
        return None if clause.quotes else _not_that(clause, movie, context)
    return _put(movie, context, *pair)
