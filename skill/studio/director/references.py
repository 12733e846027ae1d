"""Which scenes a clause talks about: numbers, ordinals, "the last one", or words that only one scene shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from skill.studio.director import lexicon, values
from skill.studio.director.message import Clause
from skill.studio.movie import Movie, Scene


@dataclass(frozen=True, slots=True)
class Ref:
    """Scenes by position (0-based; may lie outside the movie) and where in the clause they are named."""

    places: tuple[int, ...]
    start: int
    end: int
    by_name: bool = False


def find(clause: Clause, movie: Movie) -> tuple[Ref, ...]:
    """All references in the clause, in order; by words only when there is no number."""
    found: list[Ref] = []

    def keep(places: tuple[int, ...], match: re.Match[str]) -> None:
        if places and not any(match.start() < ref.end and ref.start < match.end() for ref in found):
            found.append(Ref(places, *match.span()))

    count = len(movie.scenes)
    for kind in ("scene_back", "scene_count_ref", "scene_number", "scene_ordinal", "scene_edge"):
        for pattern in lexicon.patterns(kind):
            for match in pattern.finditer(clause.text):
                if kind != "scene_number" or not _timed(clause, match):
                    keep(tuple(_places(kind, match, count)), match)
    found.sort(key=lambda ref: ref.start)
    found += [ref for ref in _items(clause, movie) if not any(_overlap(ref, other) for other in found)]
    if len(found) == 1 and clause.has("move"):
        named = _by_words(clause, movie)
        if len(named) == 1 and named[0].end <= found[0].start and named[0].places != found[0].places:
            return (named[0], found[0])
    return tuple(found) or _by_words(clause, movie)


def shown(clause: Clause, movie: Movie) -> tuple[Ref, ...]:
    """The one scene whose words the clause repeats, with or without "scene" in it."""
    return _best(tokens(_content(clause)) | letters(clause.text, movie), clause, movie)


def _timed(clause: Clause, match: re.Match[str]) -> bool:
    """True when the number is that of a length: "la última escena 2 segundos"."""
    return any(length.start < match.end() <= length.end for length in values.lengths(clause))


def _overlap(one: Ref, other: Ref) -> bool:
    return one.start < other.end and other.start < one.end


def _items(clause: Clause, movie: Movie) -> Iterator[Ref]:
    """Scenes by the number they show, or would behind a heading: "step 2", "tip three", "the last fact"."""
    numbered = {scene.number: n for n, scene in enumerate(movie.scenes) if scene.number}
    headed = 1 if movie.scenes and lexicon.word("counted_things").search(movie.scenes[0].text.lower()) else 0
    for pattern in lexicon.patterns("item_number"):
        for match in pattern.finditer(clause.text):
            value = lexicon.counted(match) or 0
            if value < 0:
                value = max(numbered, default=len(movie.scenes) - headed)
            place = numbered.get(value) if numbered else value - 1 + headed
            if value and place is not None and place < len(movie.scenes):
                yield Ref((place,), *match.span())


def _places(kind: str, match: re.Match[str], count: int) -> Iterator[int]:
    groups = match.groupdict()
    if kind == "scene_back":
        back = (
            lexicon.number(groups["n"]) if groups.get("n") else (3 if groups.get("three") is not None else 2)
        )
        yield count - int(back or 2)
    elif kind == "scene_edge":
        yield 0 if groups.get("first") else count - 1
    elif kind == "scene_count_ref":
        many = int(lexicon.number(groups["count"]) or 0) if groups["count"] else count
        first = lexicon.merged("ordinals").get(groups["order"].lower(), 0) == 1 or bool(
            lexicon.word("before_side").search(groups["order"])
        )
        yield from (
            range(min(many, count)) if first or not groups["count"] else range(max(0, count - many), count)
        )
    elif groups.get("list_last"):
        yield count - 1
    elif groups.get("list_first"):
        yield 0
    else:
        yield from _listed(groups["list"], count)


def _listed(words: str, count: int) -> Iterator[int]:
    for item in lexicon.either("list_glue").split(words):
        ends = [_ordinal(end, count) for end in lexicon.either("stretch_glue").split(item)]
        if len(ends) == 2 and None not in ends and ends[0] <= ends[1]:  # type: ignore[operator]
            yield from range(ends[0], ends[1] + 1)  # type: ignore[arg-type,operator]
        else:
            yield from (end for end in ends if end is not None)


def _ordinal(word: str, count: int) -> int | None:
    word = lexicon.either("number_lead").sub("", word).strip().lower()
    word = lexicon.word("scene").sub("", word).strip()
    if word in lexicon.merged("ordinals"):
        n = lexicon.merged("ordinals")[word]
        return count - 1 if n < 0 else n - 1
    value = lexicon.number(word)
    return int(value) - 1 if value else None


_LONG, _STEM = 8, 7
"""Of a word longer than the first, the beginning counts: who says "dehydration" means "it dehydrates you"."""
_LATIN = re.compile(r"[a-z0-9']{3,}")
_COUNTED = re.compile(r"\d+[\u3400-\u9fff]|\d{2,}")
_HAN = re.compile(r"[\u3400-\u9fff]+")


def tokens(words: str) -> set[str]:
    """What words are compared by: Latin words without plural s or ending, and pairs of Chinese characters."""
    words = lexicon.plain(words).lower()
    found = {match.rstrip("s") if len(match) > 3 else match for match in _LATIN.findall(words)}
    found = {match[:_STEM] if len(match) > _LONG else match for match in found}
    found |= set(_COUNTED.findall(words))
    for run in _HAN.findall(words):
        found |= {run[i : i + 2] for i in range(len(run) - 1)} or {run}
    return found - _common()


def _common() -> set[str]:
    return {word.rstrip("s") for name in ("filler", "scene", "particle") for word in _plain(name)}


def _plain(name: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[a-z\u3400-\u9fff]+", lexicon.alternatives(name)))


def _by_words(clause: Clause, movie: Movie) -> tuple[Ref, ...]:
    named = clause.has("scene", "one", "that_part")
    if not named and not _about_scenes(clause):
        return ()
    said = tokens(clause.text if named else _content(clause)) | letters(clause.text, movie)
    if not said:
        return ()
    sets = [tokens(f"{scene.name} {scene.text}") for scene in movie.scenes]
    scores = [sum(1 for token in said & own if sum(token in other for other in sets) == 1) for own in sets]
    several = clause.has("swap", "merge", "move", "except") or (clause.has("remove") and _lists(clause))
    if several and sum(score > 0 for score in scores) > 1:
        return tuple(
            sorted(
                (_spot(place, sets[place] & said, clause) for place, score in enumerate(scores) if score),
                key=lambda ref: ref.start,
            )
        )
    return _best(said, clause, movie)


def letters(text: str, movie: Movie) -> set[str]:
    """The scenes called by one Chinese character that a text has: "winter first" with four seasons."""
    called = {scene.name for scene in movie.scenes if len(scene.name) == 1 and _HAN.fullmatch(scene.name)}
    return {name for name in called if name in text}


def _best(said: set[str], clause: Clause, movie: Movie) -> tuple[Ref, ...]:
    sets = [tokens(f"{scene.name} {scene.text}") for scene in movie.scenes]
    scores = [sum(1 for token in said & own if sum(token in other for other in sets) == 1) for own in sets]
    best = max(scores, default=0)
    if best == 0 or scores.count(best) != 1:
        return ()
    place = scores.index(best)
    return (_spot(place, sets[place] & said, clause),)


_STRUCTURAL = (
    "remove",
    "move",
    "swap",
    "merge",
    "split",
    "replace",
    "longer",
    "shorter",
    "after",
    "before",
    "except",
    "instead",
)
_OTHER_NOUNS = (
    "title", "caption", "music", "voice", "volume", "background", "transition", "font", "logo", "picture_noun",
    "colour", "length", "louder_word", "style_noun",
)  # fmt: skip


def _about_scenes(clause: Clause) -> bool:
    """True when a clause may mean a scene by what it shows, without saying "scene": "put the sardines first"."""
    return (
        not clause.quotes
        and not clause.find("head")
        and not clause.find("tail")
        and clause.has(*_STRUCTURAL)
        and not clause.has(*_OTHER_NOUNS)
    )


def _content(clause: Clause) -> str:
    """The clause without the words that instruct; of "change X to Y" only X."""
    text = clause.text
    if (
        clause.has("replace")
        and not clause.has("move", "swap")
        and (into := lexicon.either("music_into").search(text))
    ):
        text = text[: into.start()]
    for name in (*_STRUCTURAL, "change", "polite", "bit", "half", "start", "end", "keep", "only"):
        # Chinese words of one character are also parts of names.
        text = lexicon.word(name).sub(lambda match: " " if match.group().isascii() else match.group(), text)
    return text


def _lists(clause: Clause) -> bool:
    return lexicon.either("list_glue").search(clause.text.strip()) is not None


def _spot(place: int, shared: set[str], clause: Clause) -> Ref:
    text = clause.text.lower()
    # A token may be the beginning of a word: the whole word names the scene.
    words = (re.search(rf"{re.escape(token)}[a-z]*", text) for token in shared)
    spots = [word.span() for word in words if word]
    return Ref(
        (place,), min((a for a, _ in spots), default=0), max((b for _, b in spots), default=0), by_name=True
    )


def existing(ref: Ref, movie: Movie) -> tuple[Scene, ...]:
    """The scenes of a reference that the movie has."""
    return tuple(movie.scenes[place] for place in dict.fromkeys(ref.places) if 0 <= place < len(movie.scenes))
