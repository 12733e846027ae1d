"""New scenes: where they go and what they show."""

from __future__ import annotations

import re

from skill.studio.director import lexicon, names, references, values
from skill.studio.director.message import Clause, tidy, unquoted
from skill.studio.director.message import read as read_words
from skill.studio.director.references import Ref
from skill.studio.director.steps import Context, Step, sec
from skill.studio.edits import scenes
from skill.studio.movie import Movie, Scene

NEW_MS = 3500


def kept(clause: Clause, a: int, b: int) -> str:
    """The user's characters from `a` to `b`, without what is understood already."""
    return "".join(
        char for char, mask in zip(clause.raw(a, b), clause.text[a:b], strict=True) if mask != lexicon.TAKEN
    )


def added(clause: Clause, movie: Movie, context: Context, refs: tuple[Ref, ...]) -> Step | None:
    """The scene that the clause asks for, None when it asks for none."""
    if not clause.has("put") or clause.has("bring_back"):
        return None
    if several := _several(clause, movie, context, refs):
        return several
    if told := clause.find("scene_of_that"):
        at = _where(clause.part(told.end("what"), len(clause.text)), movie, context, ())
        return inserted(movie, context, unquoted(clause.raw(*told.span("what"))), at, NEW_MS)
    match = clause.find("new_scene") or clause.find("new_item")
    if match is None:
        return _placed_between(clause, movie, context)
    if (
        any(ref.start < match.start() and not anchored(clause, ref) for ref in refs)
        and clause.has("replace")
        and clause.find("becomes")
    ):
        return None
    at = _where(clause, movie, context, refs)
    length = next((found.ms for found in values.lengths(clause)), NEW_MS)
    content = _content(clause, match)
    if match.groupdict().get("item") and _only_place(content):
        return None
    if not content:
        return Step(movie, (context.say("scene.ask"),))
    number = lexicon.number(match.groupdict().get("item") or "")
    if number:
        counted = [n for n, scene in enumerate(movie.scenes) if scene.number and scene.number < number]
        at = counted[-1] + 1 if counted else at
    return inserted(movie, context, content, at, length, int(number) if number else None)


def _several(clause: Clause, movie: Movie, context: Context, refs: tuple[Ref, ...]) -> Step | None:
    """ "Add two more scenes: croissants and cold brew"."""
    match = clause.find("new_scenes")
    if match is None:
        return None
    a, b = match.span("list")
    cuts = [
        a,
        *(a + n for found in lexicon.either("list_glue").finditer(clause.text[a:b]) for n in found.span()),
        b,
    ]
    named = [
        lexicon.either("article").sub("", tidy(clause.raw(*ends)))
        for ends in zip(cuts[::2], cuts[1::2], strict=True)
    ]
    contents = [name for name in named if references.tokens(name)]
    if len(contents) < 2 or lexicon.number(match.group("count")) != len(contents):
        return None
    at = _where(clause.part(0, a), movie, context, tuple(ref for ref in refs if ref.end <= a))
    said: list[str] = []
    ids: list[str] = []
    for n, content in enumerate(contents):
        step = inserted(movie, context, content, at + n, NEW_MS)
        movie, said = step.movie, [*said, *step.said]
        ids.append(step.focus.removeprefix("scene:"))
    return Step(movie, tuple(said), "scene:" + ",".join(ids))


def inserted(
    movie: Movie, context: Context, content: str, at: int, length: int, number: int | None = None
) -> Step:
    """A new scene of `length` ms that says `content`, before the scene at `at` (0-based)."""
    scene = Scene(
        id=scenes.fresh_id(movie, [s.id for past in context.history.past for s in past.scenes]),
        name=names.short(content),
        duration_ms=length,
        text=names.sentence(content),
        number=number,
        layout="step" if number else "auto",
    )
    changed = scenes.inserted(movie, scene, at)
    name = changed.scenes[at].name
    said = context.say(
        "scene.added", number=at + 1, name=name, before=sec(movie.duration_ms), after=sec(changed.duration_ms)
    )
    return Step(changed, (said,), "scene:" + scene.id)


_NOT_SCENES = (
    "title",
    "caption",
    "music",
    "voice",
    "picture_noun",
    "logo",
    "transition",
    "replace",
    "volume",
)


def _placed_between(clause: Clause, movie: Movie, context: Context) -> Step | None:
    """ "Add 'Our dog' between scenes 1 and 2", "add Olive after Pepper": a scene without the word."""
    refs = references.find(clause, context.start)
    anchors = tuple(ref for ref in refs if anchored(clause, ref))
    if (
        not anchors
        or (clause.has("it") and not clause.quotes)
        or (clause.has(*_NOT_SCENES) and not clause.find("after_scene"))
        or clause.has("title", "caption")
    ):
        return None
    masked = clause.without(*((ref.start, ref.end) for ref in refs))
    for name in ("scene_place", "after_scene", "before_scene"):
        masked = masked.without(*(m.span() for p in lexicon.patterns(name) for m in p.finditer(masked.text)))
    masked = masked.without_words("between", "put", "polite")
    content = clause.quotes[0][2] if clause.quotes else tidy(kept(masked, 0, len(masked.text)))
    content = lexicon.either("fact_lead").sub("", lexicon.either("item_lead").sub("", content))
    if not references.tokens(content) or lexicon.either("scene_place").fullmatch(content.lower()):
        return None
    at = _where(clause, movie, context, anchors)
    return inserted(movie, context, content, at, next((found.ms for found in values.lengths(clause)), NEW_MS))


def _only_place(content: str) -> bool:
    """True for "before tip 2": where something goes, not what it is."""
    said = read_words(content)
    items = (found.span() for p in lexicon.patterns("item_number") for found in p.finditer(said.text))
    return not said.without(*items).without_words("after", "before", "polite").letters


def anchored(clause: Clause, ref: Ref) -> bool:
    """True when a scene is named as a neighbour: "after scene 2", "between the first and the second"."""
    around = clause.text[max(0, ref.start - 12) : ref.end + 8]
    return any(
        p.search(around)
        for name in ("after_scene", "before_scene", "between_scenes")
        for p in lexicon.patterns(name)
    )


def _where(clause: Clause, movie: Movie, context: Context, refs: tuple[Ref, ...]) -> int:
    places = [
        n
        for ref in refs
        for s in references.existing(ref, context.start)
        for n, now in enumerate(movie.scenes)
        if now.id == s.id
    ]
    masked = clause.without(*((ref.start, ref.end) for ref in refs))
    if len(places) > 1 and clause.has("between"):
        return max(places[:2])
    if places and masked.find("after_scene"):
        return places[0] + 1
    if places and masked.find("before_scene"):
        return places[0]
    if match := clause.find("as_scene"):
        place = lexicon.counted(match)
        if place is not None:
            return place - 1 if 0 < place <= len(movie.scenes) else len(movie.scenes)
    if clause.find("at_start") or any(when.kind == "head" for when in values.when(clause)):
        return 0
    if clause.find("at_end"):
        return len(movie.scenes)
    if clause.has("place_middle") and not refs:
        return len(movie.scenes) // 2
    if clause.has("opening_scene"):
        return 0
    return (
        places[0] + 1
        if places and not clause.find("as_scene") and anchored(clause, refs[0])
        else len(movie.scenes)
    )


def _content(clause: Clause, match: re.Match[str]) -> str:
    """What the new scene shows: in quotes, after "about" or ":", or the words before "scene"."""
    if clause.quotes:
        return clause.quotes[0][2]
    spans = [(when.start, when.end) for when in values.when(clause)]
    spans += [(length.start, length.end) for length in values.lengths(clause)]
    masked = clause.without(*spans)
    for pattern in (*lexicon.patterns("scene_place"),):
        masked = masked.without(*(found.span() for found in pattern.finditer(masked.text)))
    groups = match.groupdict()
    middle = groups.get("what") or ""
    a, b = match.span("what") if middle else (0, 0)
    words = lexicon.either("order_tail").sub("", tidy(kept(masked, a, b)))
    for start in (match.end(), *((0,) if not references.tokens(words) else ())):
        tail = masked.part(start, len(masked.text))
        if found := tail.find("content"):
            about = unquoted(kept(tail, *found.span("content")))
            if about and (references.tokens(about) or lexicon.word("thanks").search(about)):
                return about
    if not references.tokens(words) and not lexicon.word("thanks").search(words):
        words = tidy(kept(masked, match.end(), len(masked.text)))
    return words if references.tokens(words) or lexicon.word("thanks").search(words) else ""
