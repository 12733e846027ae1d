"""Where a clause repeats what a scene shows: every scene that is named by its words or its number, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from skill.studio.director import lexicon, references, values
from skill.studio.director.message import EDGES, Clause
from skill.studio.movie import Movie

_NAME = 4
"""Characters of a name that is looked for as it is."""
_WORD = re.compile(r"[A-Za-z0-9']+|[\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Mention:
    """The scene at `place` (0-based) is named from `start` to `end` of the clause."""

    place: int
    start: int
    end: int


def find(clause: Clause, movie: Movie) -> tuple[Mention, ...]:
    """The scenes a clause names, in the order it names them; a word that several scenes show names none."""
    owners = _owners(movie)
    found = list(_literal(clause, movie))

    def free(a: int, b: int) -> bool:
        return not any(a < one.end and one.start < b for one in found)

    found += [one for one in _numbered(clause, movie) if free(one.start, one.end)]
    names = references.letters(clause.text, movie)
    letters = ((name, at := clause.text.index(name), at + 1) for name in names)
    for token, a, b in (*_tokens(clause.text), *letters):
        places = owners.get(token, set())
        if len(places) == 1 and free(a, b):
            found.append(Mention(next(iter(places)), a, b))
    found.sort(key=lambda one: one.start)
    kept: list[Mention] = []
    for one in found:
        if kept and kept[-1].place == one.place and _nothing_between(clause, kept[-1].end, one.start, owners):
            kept[-1] = Mention(one.place, kept[-1].start, one.end)
        else:
            kept.append(one)
    return tuple(kept)


def unquoted(clause: Clause, movie: Movie) -> Clause:
    """The clause with names of scenes as names, although they are in quotes: “the oven” scene gets 'hot'."""
    names = {name.casefold() for scene in movie.scenes for name in (scene.name, scene.text) if name}
    text = clause.text
    structural = clause.find("named_in_quotes") is not None and not clause.has("title", "caption", "write")
    for a, b, words in clause.quotes:
        if words.casefold() in names and (structural or lexicon.either("scene_noun").match(text, b)):
            bare = words.casefold().rjust(len(words) + 1).ljust(b - a)
            text = text[:a] + bare + text[b:]
    return replace(clause, text=text)


def quoted(clause: Clause, movie: Movie) -> Clause:
    """The clause with words behind a colon as if in quotes: "the price on the pool scene: $529"."""
    if not clause.quotes and (titled := clause.find("title_colon")):
        words = clause.part(*titled.span("words"))
        if not values.when(words) and not values.colours(words):
            a, b = titled.span("words")
            return replace(clause, text=clause.text[:a] + lexicon.QUOTE * (b - a) + clause.text[b:])
    found = None if clause.quotes else clause.find("words_behind")
    if found is None:
        return clause
    a, b = found.span("words")
    head = clause.part(0, a)
    named = references.find(head, movie) or references.shown(head, movie)
    if head.has("replace") or not (named or head.has("caption", "line")):
        return clause
    return replace(clause, text=clause.text[:a] + lexicon.QUOTE * (b - a) + clause.text[b:])


def nameless(clause: Clause, movie: Movie) -> Clause:
    """The clause with the full names of scenes marked as understood: "Save $50" wants nothing shorter or less."""
    return clause.without(*((one.start, one.end) for one in _literal(clause, movie)))


def marked(clause: Clause, named: tuple[Mention, ...]) -> Clause:
    """The clause with a mark in place of every scene it names; `{named}` in a pattern stands for one."""
    text = clause.text
    for one in named:
        text = text[: one.start] + lexicon.NAMED * (one.end - one.start) + text[one.end :]
    return replace(clause, text=text)


def rest(clause: Clause, movie: Movie, named: tuple[Mention, ...]) -> Clause:
    """The clause without the scenes it names and the words of them that several show."""
    owners = _owners(movie)
    shared = [(a, b) for token, a, b in _tokens(clause.text) if token in owners]
    masked = clause.without(*((one.start, one.end) for one in named), *shared)
    return masked.without_words("scene", "one", "that_part", "counted_thing")


def _owners(movie: Movie) -> dict[str, set[int]]:
    owners: dict[str, set[int]] = {}
    for place, scene in enumerate(movie.scenes):
        for token in references.tokens(f"{scene.name} {scene.text}"):
            # "The second myth" is one of the scenes that "4 myths about coffee" counts.
            if not lexicon.word("counted_things").fullmatch(f"{token}s"):
                owners.setdefault(token, set()).add(place)
    return owners


def _literal(clause: Clause, movie: Movie) -> Iterator[Mention]:
    """Names of scenes as they are: "the first customer" is no first scene."""
    names = [scene.name.casefold() for scene in movie.scenes]
    text = clause.text.casefold()
    for name in sorted(dict.fromkeys(names), key=len, reverse=True):
        at = text.find(name)
        if at >= 0 and len(name) >= _NAME and names.count(name) == 1:
            word = re.compile("[a-z]*").match(text, at + len(name))
            yield Mention(names.index(name), at, word.end() if word and name.isascii() else at + len(name))
            text = text.replace(name, lexicon.TAKEN * len(name))


def _numbered(clause: Clause, movie: Movie) -> Iterator[Mention]:
    for ref in references.find(clause, movie):
        places = [place for place in ref.places if 0 <= place < len(movie.scenes)]
        if not ref.by_name and len(places) == 1:
            yield Mention(places[0], ref.start, ref.end)


def _tokens(text: str) -> Iterator[tuple[str, int, int]]:
    text = lexicon.plain(text)
    for match in _WORD.finditer(text):
        if match.group().isascii():
            yield from ((token, *match.span()) for token in references.tokens(match.group()))
            continue
        for at in range(match.start(), max(match.start() + 1, match.end() - 1)):
            end = min(at + 2, match.end())
            yield from ((token, at, end) for token in references.tokens(text[at:end]))


def _nothing_between(clause: Clause, a: int, b: int, owners: dict[str, set[int]]) -> bool:
    """True when only words that name nothing stand between two words of one scene: "quality of the yarn"."""
    if b <= a:
        return True
    between = clause.part(a, b).without_words("filler")
    return not between.text.strip(EDGES) or all(token in owners for token, _, _ in _tokens(between.text))
