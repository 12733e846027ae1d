"""What is wrong on screen and what it should be, in "it's roasted in Porto, not Lisbon": only "Porto" is new."""

from __future__ import annotations

import re
from itertools import takewhile

from skill.studio.director import lexicon
from skill.studio.director.message import Clause, unquoted
from skill.studio.edits import words
from skill.studio.movie import Movie

_WORD = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff]|[^\W\u2e80-\u9fff\uf900-\ufaff]+(?:['\u2019-]\w+)*")


def contrasted(clause: Clause) -> tuple[str, str] | None:
    """What is to be shown and what is wrong there: "Friday" and "Tuesday" in "it's Friday, not Tuesday"."""
    match = clause.find("not_that_word")
    if match is None or clause.has("music", "scene", "voice", "volume", "caption"):
        return None
    return unquoted(clause.raw(*match.span("new"))), unquoted(clause.raw(*match.span("old")))


def refuses(clause: Clause, movie: Movie) -> bool:
    """True when what is wrong, as the clause says, is on screen."""
    pair = contrasted(clause)
    return pair is not None and words.found(movie, pair[1])


def shortened(new: str, old: str, line: str) -> str:
    """`new` without what `line`, which shows `old`, says around it already; whole where it only makes `old` longer."""
    spans = [match.span() for match in _WORD.finditer(new)]
    if not spans or old.casefold() in new.casefold():
        return new
    left, _, right = line.casefold().partition(old.casefold())
    said = [new[a:b].casefold() for a, b in spans]
    before, after = _WORD.findall(left), _WORD.findall(right)
    first = _first(said, _WORD.findall(old.casefold()), before, after)
    last = len(said) - max((n for n in range(1, len(said) - first) if said[-n:] == after[:n]), default=0)
    return new[spans[first][0] : spans[last - 1][1]] if last - first < len(said) else new


def completed(new: str, old: str) -> str:
    """`new` with the words of `old` before its figure where it is a figure alone: "Day 48" for "48" and "Day 47"."""
    figure = re.search(r"\d[\d.:]*$", old)
    return old[: figure.start()] + new if figure and new[:1].isdigit() else new


def _first(said: list[str], old: list[str], before: list[str], after: list[str]) -> int:
    """Where in the words that were said the new ones begin."""
    if before and before[-1] in said[:-1]:
        return said.index(before[-1]) + 1
    if old and old[0] in said:
        return said.index(old[0])
    for at in range(1, len(said) - 1):
        if _introduces(said[at]) and (_speaks(said[0]) or {*before, *after}.intersection(said[:at])):
            return at + len(tuple(takewhile(_introduces, said[at:-1])))
    return 0


def _introduces(word: str) -> bool:
    return lexicon.word("introduces").fullmatch(word) is not None


def _speaks(word: str) -> bool:
    return lexicon.word("speaker").fullmatch(word) is not None
