"""Corrections: the value that was wrong in what was said is exchanged for the right one, and it is read again."""

from __future__ import annotations

import re
from collections.abc import Callable

from skill.studio.director import lexicon, references, restated, values
from skill.studio.director.clauses import begins_wish
from skill.studio.director.message import Clause, read
from skill.studio.director.steps import styles_in
from skill.studio.movie import Movie

Span = tuple[int, int]


def inside(message: Clause, movie: Movie) -> Clause:
    """A message that corrects itself ("first 2 seconds... sorry, first 4 seconds") as it was meant."""
    match = next(
        (m for p in lexicon.patterns("correction") if (m := p.search(message.text)) and m.start() > 6), None
    )
    if match is None or restated.refuses(message, movie):
        return message
    if message.part(0, match.start("new")).find("refused_lead"):
        return message  # "15 seconds, not 30": the first is meant
    left, right = message.part(0, match.start()), message.part(*match.span("new"))
    mended = exchanged(left.raw(), right.raw(), movie)
    if mended is None:
        return message
    return read(mended)


def meant(message: Clause) -> str | None:
    """What the user meant instead of what was done: "the second scene" in "no, I meant the second scene"."""
    for pattern in lexicon.patterns("meant"):
        if match := pattern.search(message.text):
            words = message.raw(*match.span("new")).strip(" .!。！")
            if words and match.groupdict().get("old"):
                return words
            said = read(words)
            if (words and not begins_wish(words)) or references.find(said, Movie()) or _targets(said):
                return words
    return _only_value(message)


def _only_value(message: Clause) -> str | None:
    """The value that is all a message says: "4 secs actually", "make that a third", "still 20 %, sorry"."""
    for kind in (_spans, _lengths, _shares, _sizes, _quotes, _numbers):
        if spans := kind(message):
            if kind is _spans and values.when(message)[0].kind in ("until", "until_end", "to_the_end"):
                # "Till second 10" moves one end of what was said, it does not take its place.
                return None
            a, b = spans[0]
            rest = message.without(*spans).without_words("correcting", "confirm_no", "polite")
            if kind is _lengths and message.has("longer", "shorter"):
                if not message.has("correcting", "confirm_no"):
                    return None  # a wish of its own
                rest = rest.without_words("longer", "shorter")
            return message.raw(a, b) if len(spans) == 1 and not rest.letters else None
    return None


def exchanged(said: str, words: str, movie: Movie) -> str | None:
    """`said` with the value that `words` names in place of its own of the same kind; None when there is none."""
    old, new = read(said), read(words)
    for kind in (
        _quotes,
        _spans,
        _targets,
        _of(references.find, movie),
        _of(references.shown, movie),
        _lengths,
        _shares,
        _sizes,
        _styles,
        _colours,
        _nouns,
        _numbers,
    ):
        if kind is _numbers and (_lengths(new) or _sizes(new)):
            # Forty seconds are no fortieth scene.
            continue
        fresh = kind(new)
        stale = kind(old)
        if fresh and stale and not (kind is _lengths and _far(old, new)):
            (a, b), (c, d) = (stale[0] if kind is not _spans else stale[-1]), fresh[0]
            if kind is _numbers and len(fresh) == len(stale) == _PAIR:
                # "No, 3 to 6": both ends of the stretch.
                (a, b), (c, d) = (stale[0][0], stale[1][1]), (fresh[0][0], fresh[1][1])
            value = words[c:d].strip()
            noun = lexicon.word("scene").search(said[a:b])
            if noun and read(value).find("scene_ordinal") and not lexicon.word("scene").search(value):
                value += noun.group() if noun.group()[0] > "\u2e80" else f" {noun.group()}"
            glue = " " if a and said[a - 1 : a].isascii() and said[a - 1 : a].isalnum() else ""
            return said[:a] + glue + value + said[b:]
    return None


def _far(old: Clause, new: Clause) -> bool:
    """True when a length is that of something else: thirty seconds take no place of the three that a title shows."""
    before, after = values.lengths(old)[0].ms, values.lengths(new)[0].ms
    return max(before, after) > 3 * min(before, after)


def _quotes(clause: Clause) -> list[Span]:
    return [(a, b) for a, b, _ in clause.quotes]


def _spans(clause: Clause) -> list[Span]:
    return [(when.start, when.end) for when in values.when(clause)]


def _targets(clause: Clause) -> list[Span]:
    """Where something is to go: "to the front", "second"."""
    if not clause.has("move") and not clause.find("only_place"):
        return []
    names = ("as_scene", "at_start", "at_end", "first_word", "last_word", "nth_place")
    return [match.span() for name in names if (match := clause.find(name))][:1]


def _of(
    found: Callable[[Clause, Movie], tuple[references.Ref, ...]], movie: Movie
) -> Callable[[Clause], list[Span]]:
    """Where a clause refers to scenes of the movie."""
    return lambda clause: [(ref.start, ref.end) for ref in found(clause, movie)]


def _lengths(clause: Clause) -> list[Span]:
    return [(length.start, length.end) for length in values.lengths(clause)]


def _shares(clause: Clause) -> list[Span]:
    share = values.share(clause)
    return [(share.start, share.end)] if share else []


def _sizes(clause: Clause) -> list[Span]:
    size = values.size(clause)
    return [(size.start, size.end)] if size else []


def _styles(clause: Clause) -> list[Span]:
    found = styles_in(clause.text)
    return [(found[0][1], found[-1][2])] if found else []


def _colours(clause: Clause) -> list[Span]:
    return [(a, b) for _, _, a, b in values.colours(clause)]


def _nouns(clause: Clause) -> list[Span]:
    """What of the video is talked about: the title, the captions, the music."""
    return [match.span() for name in _PARTS for match in lexicon.word(name).finditer(clause.text)][:1]


_PARTS = ("title", "caption", "music", "voice", "logo", "background")
_PAIR = 2
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def _numbers(clause: Clause) -> list[Span]:
    return [match.span() for match in _NUMBER.finditer(clause.text)]
