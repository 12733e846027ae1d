"""Scenes by what they show, without the word "scene": their order, one between two others, one instead of another."""

from __future__ import annotations

import re

from skill.studio.director import lexicon, mentions, references, values
from skill.studio.director.listen.additions import NEW_MS, inserted, kept
from skill.studio.director.listen.scenes import in_order, rewritten
from skill.studio.director.mentions import Mention
from skill.studio.director.message import Clause, tidy, unquoted
from skill.studio.director.steps import Context, Step, moods_in, styles_in
from skill.studio.edits import scenes, words
from skill.studio.movie import Movie

_OTHER_NOUNS = (
    "title", "caption", "music", "voice", "volume", "background", "transition", "font", "logo", "picture_noun",
)  # fmt: skip
_LEAST_WORDS = 2
"""Words that a scene nobody calls one has at least."""
_OTHER_WISHES = ("remove", "undo", "merge", "swap", "split", "longer", "shorter", "bring_back", "except")


def read(clause: Clause, movie: Movie, context: Context) -> Step | None:
    """ "Creek first, then everything else", "between the van and the terrier I'd like a kid waving"."""
    if step := _counted_out(clause, movie, context):
        return step
    named = mentions.find(clause, context.start)
    marked = mentions.marked(clause, named)
    if context.files or not named or named != mentions.find(clause, movie) or marked.has(*_OTHER_NOUNS):
        return None
    if clause.has("swap") and not clause.quotes and len(named) == len({one.place for one in named}) == 2:
        one, other = (mention.place for mention in named)
        order = list(range(len(movie.scenes)))
        order[one], order[other] = other, one
        return _reordered(order, one, movie, context)
    edge = 0 if clause.find("at_start") else len(movie.scenes) - 1 if clause.find("at_end") else None
    if clause.has("swap") and len(named) == 1 and edge is not None:
        order = [n for n in range(len(movie.scenes)) if n != named[0].place]
        order.insert(edge, named[0].place)
        return _reordered(order, named[0].place, movie, context)
    return _beside(clause, marked, named, movie, context) or _ordered(clause, marked, named, movie, context)


def _counted_out(clause: Clause, movie: Movie, context: Context) -> Step | None:
    """ "New order: 5, 1, 2, 3, 4": every scene by its number."""
    match = clause.find("new_order")
    if match is None:
        return None
    order = [int(n) - 1 for n in re.findall(r"\d", match.group("list"))]
    if sorted(order) != list(range(len(movie.scenes))):
        return None
    return _reordered(order, order[0], movie, context)


def framed(clause: Clause, movie: Movie, context: Context) -> Step | None:
    """ "Start with a hospital corridor at night": a scene that was not there yet, before or behind all others."""
    first, last = clause.find("begins_with"), clause.find("finishes_with")
    match = first or last
    if match is None or clause.quotes or context.files or clause.has(*_OTHER_NOUNS):
        return None
    content = _content(clause, *match.span("what"))
    what = clause.part(*match.span("what"))
    if mentions.find(what, movie) or values.lengths(what) or styles_in(what.text):
        return None
    if len(references.tokens(content)) < _LEAST_WORDS + len(moods_in(what.text)):
        return None
    return inserted(movie, context, content, 0 if first else len(movie.scenes), NEW_MS)


def instead(message: Clause, movie: Movie, context: Context) -> Step | None:
    """ "Glazing isn't our thing; hand painting instead": the scene that is named shows the other thing."""
    match = message.find("in_place")
    if match is None or context.files or message.has(*_OTHER_NOUNS) or values.lengths(message):
        return None
    content = _content(message, *match.span("new"))
    named = mentions.find(message.without(match.span("new")), movie)
    if len({one.place for one in named}) != 1 or not references.tokens(content):
        return None
    return rewritten(movie, context, movie.scenes[named[0].place].id, content)


def missed(message: Clause, movie: Movie, context: Context) -> Step | None:
    """ "I forgot the ribbon shop, it goes after the bouquets": a scene that was not there yet."""
    match = message.find("missed_scene")
    if match is None or context.files or message.has(*_OTHER_NOUNS):
        return None
    content = _content(message, *match.span("what"))
    rest = message.part(match.end(), len(message.text))
    named = mentions.find(rest, movie)
    gap = _gap(mentions.marked(rest, named))
    inside = [one for one in named if gap and gap.start() <= one.start < gap.end()]
    if not inside and not rest.has("start", "end"):
        return None
    if not references.tokens(content) or words.found(movie, content):
        return None
    at = _place(gap, inside) if gap and inside else 0 if rest.has("start") else len(movie.scenes)
    return inserted(movie, context, content, at, NEW_MS)


def _ordered(
    clause: Clause, marked: Clause, named: tuple[Mention, ...], movie: Movie, context: Context
) -> Step | None:
    """A clause that says nothing but scenes and words of order."""
    rest = mentions.rest(clause, movie, named)
    if clause.quotes or clause.has(*_OTHER_WISHES) or not rest.has("in_order"):
        return None
    if _gap(marked):
        return None
    if rest.without_words("order_word", "in_order", "polite").letters:
        return None
    others = marked.find("the_rest")
    last = _at("is_last", marked)
    front: list[int] = []
    back: list[int] = []
    for one in named:
        late = one.start in last or (others is not None and front and others.start() < one.start)
        (back if late else front).append(one.place)
    places = [*front, *back]
    if len(set(places)) < len(places):
        return None
    order = [*front, *(n for n in range(len(movie.scenes)) if n not in places), *back]
    return _reordered(order, named[0].place, movie, context)


def _at(name: str, marked: Clause) -> set[int]:
    """Where the scenes begin of which a pattern tells something."""
    return {match.start("one") for p in lexicon.patterns(name) for match in p.finditer(marked.text)}


def _beside(
    clause: Clause, marked: Clause, named: tuple[Mention, ...], movie: Movie, context: Context
) -> Step | None:
    """Something new after, before or between scenes that are named by what they show."""
    gap = _gap(marked)
    if gap is None or clause.has("replace_only"):
        return None
    given = clause.part(gap.end(), len(clause.text)).find("gives")
    if clause.part(0, given.start() + gap.end() if given else len(clause.text)).has(*_OTHER_WISHES):
        return None
    inside = [one for one in named if gap.start() <= one.start < gap.end()]
    if len(inside) < len(named):
        return _carried(clause, gap, inside, named, movie, context)
    found = values.lengths(clause)
    masked = clause.without(gap.span(), *((length.start, length.end) for length in found))
    content = clause.quotes[0][2] if clause.quotes else _content(masked, 0, len(masked.text))
    if not references.tokens(content) or (clause.has("it") and not clause.has("put")):
        return None
    if lexicon.either("no_content").match(content):
        return None
    return inserted(movie, context, content, _place(gap, inside), found[0].ms if found else NEW_MS)


def _carried(
    clause: Clause,
    gap: re.Match[str],
    inside: list[Mention],
    named: tuple[Mention, ...],
    movie: Movie,
    context: Context,
) -> Step | None:
    """ "Put the dehydration myth right after the growth one": a scene that is there moves beside another."""
    moved = {one.place for one in named if one not in inside}
    if (
        len(moved) != 1
        or len(inside) != 1
        or not clause.has("move")
        or clause.quotes
        or clause.find("new_scene")
    ):
        return None
    (place,) = moved
    if inside[0].place == place:
        return None
    at = _place(gap, inside)
    order = [n for n in range(len(movie.scenes)) if n != place]
    order.insert(at - (place < at), place)
    return _reordered(order, place, movie, context)


def _reordered(order: list[int], talked_of: int, movie: Movie, context: Context) -> Step:
    """The scenes in this order of their places; the talk is of the one at `talked_of`."""
    changed = scenes.reordered(movie, [movie.scenes[n].id for n in order])
    return Step(changed, (in_order(context, changed),), "scene:" + movie.scenes[talked_of].id)


def _gap(marked: Clause) -> re.Match[str] | None:
    """Beside which of the scenes that are named something stands."""
    return next((m for name in ("gap_between", "gap_after", "gap_before") if (m := marked.find(name))), None)


def _place(gap: re.Match[str], inside: list[Mention]) -> int:
    """Before which scene (0-based) something new stands."""
    side = gap.groupdict()
    if len(inside) > 1:
        return max(one.place for one in inside)
    return inside[0].place + (0 if side.get("before") is not None else 1)


def _content(clause: Clause, a: int, b: int) -> str:
    """What is to be seen, without the words that wish for it."""
    words, before = tidy(kept(clause, a, b)), ""
    while words != before:
        before = words
        for name in ("wish_lead", "wish_tail"):
            words = tidy(lexicon.either(name).sub("", words))
    return unquoted(words)
