"""What is wrong on screen, put right: a figure, a day or a month that was named anew in place of the one shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from skill.studio.director import lexicon, values
from skill.studio.director.message import Clause
from skill.studio.movie import Movie

_FIGURE = re.compile(r"(?<![\d.])[$€£¥￥]?\d+(?:[.,:]\d+)*")
_BEFORE = re.compile(r"(?:([A-Za-z]{2,})\s+|([\u3400-\u9fff]))$")
_AFTER = re.compile(r"\s?(%|[A-Za-z]+|[\u3400-\u9fff])")


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure or a word of a closed kind. `lead` and `unit` are what stands before and behind it, as written."""

    words: str
    kind: str
    lead: str = ""
    unit: str = ""
    refused: bool = False

    @property
    def measure(self) -> str:
        """The unit to compare by."""
        return self.unit.strip().lower().rstrip("s")

    @property
    def label(self) -> str:
        """The word before the figure when it says what is counted ("Nov", "gate"), not when it only leads there."""
        word = self.lead.strip().lower()
        leads = lexicon.word("correcting").fullmatch(word) or lexicon.word("filler").fullmatch(word)
        return "" if leads else word


def put_right(message: Clause, movie: Movie, said: str) -> tuple[str, str] | None:
    """What is shown and what it should be, when the message names one thing of that kind that is not shown.

    `said` is the message before: a length that corrects its length says nothing about what is on screen.
    """
    if message.find("scene_number"):
        return None
    if values.lengths(message) and (values.lengths(Clause(said, said)) or not message.has("mistaken")):
        return None
    there = list(_facts(shown(movie)))
    named = [
        fact for fact in _facts(message.raw()) if not any(_same(fact, one) for one in there) or fact.refused
    ]
    new = [fact for fact in named if not fact.refused]
    if len(new) != 1:
        return None
    old = {fact.words for fact in named if fact.refused}
    rivals = [one for one in there if one.kind == new[0].kind]
    alike = {one: 4 if one.words in old else _alike(one, new[0], message) for one in rivals}
    best = max(alike.values(), default=0)
    found = {_pair(one, new[0], best) for one in alike if alike[one] == best}
    return found.pop() if best >= 2 and len(found) == 1 else None


def meant(clause: Clause, movie: Movie) -> str | None:
    """What the clause says or the screen shows of the kind that the clause names ("the phone number"), "" when neither
    does; None when it names no kind."""
    kind = next(
        (kind for kind in lexicon.keys("facts") if lexicon.word(kind, "facts").search(clause.text)), None
    )
    if kind is None:
        return None
    shape = lexicon.either(f"{kind}_shape")
    found = shape.search(clause.raw()) or shape.search(shown(movie))
    return found.group().strip(" .,") if found else ""


def given(clause: Clause) -> str | None:
    """What the clause itself says of the kind that it names, when it is to be added: "add our number 0131 496 0755"."""
    return meant(clause, Movie()) or None if clause.has("put", "write") else None


def shown(movie: Movie) -> str:
    """All words on screen, a line each; captions repeat them."""
    parts = [part for scene in movie.scenes for part in (scene.text, scene.detail, *scene.items)]
    return "\n".join((*parts, *(title.text for title in movie.titles)))


def _facts(text: str) -> Iterator[Fact]:
    for match in _FIGURE.finditer(text):
        after, before = _AFTER.match(text, match.end()), _BEFORE.search(text[: match.start()])
        refused = lexicon.either("refused_lead").search(text[: match.start()]) is not None
        words, unit = match.group(), after.group() if after else ""
        if lexicon.either("half_of_day").fullmatch(unit.strip()):
            words, unit = words + unit, ""
        kind = words[0] if not words[0].isdigit() else "#"
        yield Fact(words, kind, before.group() if before else "", unit, refused)
    for kind in lexicon.keys("closed"):
        for match in lexicon.word(kind, "closed").finditer(text):
            refused = lexicon.either("refused_lead").search(text[: match.start()]) is not None
            yield Fact(match.group(), kind, refused=refused)


def _same(one: Fact, other: Fact) -> bool:
    return one.words.casefold() == other.words.casefold() and one.measure == other.measure


def _alike(shown: Fact, new: Fact, message: Clause) -> int:
    """How surely two facts of a kind tell the same thing, 2 and more for surely enough."""
    if shown.kind != "#":
        return 2
    timed = all(re.search(r"[A-Za-z:]", fact.words) for fact in (shown, new))
    unit = bool(new.measure) and shown.measure == new.measure
    label = (
        shown.label.isascii() and re.search(rf"(?i)\b{shown.label}\b", message.text) if shown.label else None
    )
    return 2 * unit + 2 * bool(label) + 2 * timed


def _pair(shown: Fact, new: Fact, score: int) -> tuple[str, str]:
    """What is replaced and by what: with the unit or the word before it where that tells which figure is meant."""
    if shown.unit and shown.measure == new.measure:
        return shown.words + shown.unit, new.words + shown.unit
    if shown.lead and score >= 2 and shown.label and shown.label == new.label:
        return shown.lead + shown.words, shown.lead + new.words
    return shown.words, new.words
