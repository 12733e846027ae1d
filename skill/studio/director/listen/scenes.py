"""Scenes: delete, insert, rewrite, move, swap, split, merge, bring back."""

from __future__ import annotations

from skill.studio.director import lexicon, names, references, values
from skill.studio.director.listen.additions import added, kept
from skill.studio.director.listen.bare_words import only_talk
from skill.studio.director.message import EDGES, Clause, tidy, unquoted
from skill.studio.director.message import read as read_words
from skill.studio.director.references import Ref
from skill.studio.director.steps import Context, Step, sec
from skill.studio.edits import scenes
from skill.studio.movie import Movie, Scene

_BESIDE = 8
"""Letters between a scene's name and what it should say: "the Thursday bit should say …"."""


def read(clause: Clause, movie: Movie, context: Context) -> Step | None:
    """The one structural wish of the clause."""
    refs = references.find(clause, context.start)
    if refs and clause.has("except") and clause.has("remove", "keep", "only"):
        return _all_but(movie, context, refs)
    if refs and clause.has("remove") and (beyond := clause.find("scenes_beyond")):
        sides = clause.part(beyond.end(), len(clause.text)), clause.part(0, beyond.start())
        named = next(
            (
                found
                for side in sides
                if (found := references.find(side, context.start) or references.shown(side, context.start))
            ),
            (),
        )
        return _all_beyond(movie, context, named, after=beyond.group("after") is not None)
    numbered = tuple(ref for ref in refs if not ref.by_name)
    talked_of = [id for id in context.focus.removeprefix("scene:").split(",") if _has(movie, id)]
    ends = clause.find("at_end") or clause.find("at_start")
    if clause.has("bring_back") and clause.has("it") and ends and talked_of and not refs:
        return _moved(clause, movie, context, talked_of, ())  # "put it back at the end"
    if (
        clause.has("bring_back")
        and not values.lengths(clause)
        and (refs or clause.has("scene") or context.focus.startswith("scene:"))
    ):
        return _restored(clause, movie, context, numbered)
    if clause.has("keep") and not clause.has("remove") and context.history.past:
        meant = numbered or references.shown(clause, context.history.past[-1])
        if meant and _gone(context, movie, meant):
            return _restored(clause, movie, context, meant)
    if (step := added(clause, movie, context, numbered)) is not None:
        return step
    if clause.has("reverse") and (clause.has("order") or clause.has("scene")) and len(numbered) < 2:
        changed = scenes.reordered(movie, [scene.id for scene in reversed(movie.scenes)])
        return Step(changed, (in_order(context, changed),), "scene")
    if (
        not refs
        and context.focus.startswith("scene:")
        and clause.has("it")
        and (clause.find("at_end") or clause.find("at_start"))
    ):
        return _moved(clause, movie, context, context.focus.removeprefix("scene:").split(","), ())
    of_it = clause.has("it") and not clause.has("music", "volume")
    if not refs and talked_of and of_it and clause.has("remove") and not values.lengths(clause):
        return deleted(movie, context, talked_of)
    if not refs:
        return None
    ids = [scene.id for scene in references.existing(refs[0], context.start) if _has(movie, scene.id)]
    if not ids:
        gone = clause.has("remove", "move", "swap", "split", "merge", "replace", "change")
        return Step(movie, (context.say("scene.missing", count=len(movie.scenes)),)) if gone else None
    return _on_scenes(clause, movie, context, refs, ids)


def _gone(context: Context, movie: Movie, refs: tuple[Ref, ...]) -> bool:
    """True when the version before had these scenes and this one has them no more."""
    if not context.history.past:
        return False
    before, now = context.history.past[-1], {scene.id for scene in movie.scenes}
    return any(scene.id not in now for ref in refs for scene in references.existing(ref, before))


def _all_but(movie: Movie, context: Context, refs: tuple[Ref, ...]) -> Step | None:
    """ "Delete everything except the lighthouse", "keep only scenes 1 and 2"."""
    kept = {scene.id for ref in refs for scene in references.existing(ref, context.start)}
    ids = [scene.id for scene in movie.scenes if scene.id not in kept]
    return deleted(movie, context, ids) if kept and ids else None


def _all_beyond(movie: Movie, context: Context, refs: tuple[Ref, ...], *, after: bool) -> Step | None:
    """ "Remove everything after scene 3"."""
    named = {scene.id for ref in refs for scene in references.existing(ref, context.start)}
    places = [n for n, scene in enumerate(movie.scenes) if scene.id in named]
    if not places:
        return None
    ids = [scene.id for scene in (movie.scenes[max(places) + 1 :] if after else movie.scenes[: min(places)])]
    return deleted(movie, context, ids) if ids else Step(movie, (context.say("scene.nothing_there"),))


def _on_scenes(
    clause: Clause, movie: Movie, context: Context, refs: tuple[Ref, ...], ids: list[str]
) -> Step | None:
    every = [s.id for ref in refs for s in references.existing(ref, context.start) if _has(movie, s.id)]
    every = list(dict.fromkeys(every))
    timed = values.lengths(clause)
    tail = clause.part(refs[0].end, len(clause.text))
    match = tail.find("reads_now")
    if match and len(ids) == 1 and not clause.quotes and (not refs[0].by_name or match.start() <= _BESIDE):
        words = unquoted(kept(tail, *match.span("content")))
        if references.tokens(words) and not _only_time(words) and not clause.has("title", "caption"):
            return rewritten(movie, context, ids[0], words)
    if (
        clause.has("duplicate")
        and not clause.quotes
        and not clause.has("title", "caption", "music", "remove")
    ):
        return _doubled(clause, movie, context, ids[0])
    if clause.has("split") and not clause.has("merge"):
        return _split(movie, context, ids[0])
    if clause.has("merge") and len(every) > 1:
        changed = scenes.merged(movie, every)
        return Step(
            changed,
            (context.say("scene.merged", count=len(every), name=_scene(changed, every[0]).name),),
            "scene:" + every[0],
        )
    content = None if clause.has("longer", "shorter") and not clause.quotes else _becomes(clause, refs[0])
    if clause.has("replace") and content is None and tail.find("with_it"):
        content = _taken_back(movie, context)
    if clause.has("swap") and content and read_words(content).has("scene"):
        return None  # the other scene is none of these: its name is no text
    if (
        clause.has("swap")
        and len(every) == 2
        and not (clause.has("replace") and content and not refs[1:] and len(ids) < 2)
    ):
        changed = scenes.swapped(movie, *every)
        return Step(changed, (in_order(context, changed),), "scene")
    if (step := _moving(clause, movie, context, refs, ids)) is not None:
        return step
    if (
        (clause.has("replace", "write", "change") or clause.find("ref_with") or clause.find("says_now"))
        and content
        and not _only_time(content)
        and not only_talk(content)
        and (not clause.has("title", "caption", "music", "voice") or clause.find("own_words"))
    ):
        return rewritten(movie, context, ids[0], content, verbatim=bool(clause.quotes))
    if (
        clause.has("remove")
        and not (timed and clause.has("longer", "shorter"))
        and not clause.has("title", "caption", "music", "voice", "background", "transition")
        and not clause.quotes
    ):
        if timed and not refs[0].by_name:
            return None
        return deleted(movie, context, every)
    return None


def _taken_back(movie: Movie, context: Context) -> str | None:
    """What a scene said before the last undo: "replace the third one with it instead"."""
    if not context.history.future:
        return None
    now = {scene.id: scene.text for scene in movie.scenes}
    fresh = [
        scene.text
        for scene in context.history.future[-1].scenes
        if scene.text and scene.text != now.get(scene.id)
    ]
    return fresh[0] if len(fresh) == 1 else None


def _only_time(content: str) -> bool:
    said = read_words(content)
    return said.without(*((length.start, length.end) for length in values.lengths(said))).empty


def _has(movie: Movie, id: str) -> bool:
    return any(scene.id == id for scene in movie.scenes)


def _scene(movie: Movie, id: str) -> Scene:
    return next(scene for scene in movie.scenes if scene.id == id)


def in_order(context: Context, movie: Movie) -> str:
    """The sentence that tells the new order of the scenes."""
    return context.say("scene.order", order=" → ".join(scene.name for scene in movie.scenes))


def deleted(movie: Movie, context: Context, ids: list[str]) -> Step:
    """Without these scenes; the last one cannot go."""
    if len(ids) >= len(movie.scenes):
        return Step(movie, (context.say("scene.last"),))
    gone = ", ".join(scene.name for scene in movie.scenes if scene.id in ids)
    before = movie.duration_ms
    changed = scenes.deleted(movie, ids)
    return Step(
        changed,
        (context.say("scene.deleted", names=gone, before=sec(before), after=sec(changed.duration_ms)),),
        "scene:" + ids[0],
    )


def _doubled(clause: Clause, movie: Movie, context: Context, id: str) -> Step:
    """ "Duplicate scene 3", "repeat the first scene at the end"."""
    scene = _scene(movie, id)
    at = (
        len(movie.scenes)
        if clause.find("at_end")
        else 0
        if clause.find("at_start")
        else movie.scenes.index(scene) + 1
    )
    copy = scene.model_copy(
        update={"id": scenes.fresh_id(movie, [s.id for past in context.history.past for s in past.scenes])}
    )
    changed = scenes.inserted(movie, copy, at)
    said = context.say(
        "scene.added", number=at + 1, name=changed.scenes[at].name,
        before=sec(movie.duration_ms), after=sec(changed.duration_ms),
    )  # fmt: skip
    return Step(changed, (said,), "scene:" + copy.id)


def _split(movie: Movie, context: Context, id: str) -> Step:
    changed = scenes.split(movie, id)
    n = next(n for n, scene in enumerate(movie.scenes) if scene.id == id)
    said = context.say(
        "scene.split", number=n + 1, first=changed.scenes[n].name, second=changed.scenes[n + 1].name
    )
    return Step(changed, (said,), "scene:" + id)


def _becomes(clause: Clause, ref: Ref) -> str | None:
    """What a scene is to show: the words after "with", "to"."""
    said = clause.has("write", "change", "replace") or clause.find("says_now")
    if clause.quotes and said and clause.quotes[-1][0] > ref.start:
        return clause.quotes[-1][2]
    tail = clause.part(ref.end, len(clause.text))
    for name in ("becomes", "content"):
        if match := tail.find(name):
            words = unquoted(kept(tail, *match.span("content")))
            words = lexicon.either("chatter").sub("", words)
            if words and references.tokens(words) and not lexicon.either("no_content").match(words):
                return words
    lead = clause.part(0, ref.start)
    if match := lead.find("use_instead"):
        return tidy(lead.raw(*match.span("c")))
    if clause.has("change") and (match := tail.find("becomes_a")):
        return tidy(kept(tail, *match.span("c")))
    return None


def rewritten(movie: Movie, context: Context, id: str, content: str, *, verbatim: bool = False) -> Step:
    """One scene with other words, to the letter when they were said in quotes; its name follows them."""
    old = _scene(movie, id)
    number = movie.scenes.index(old) + 1
    text = content if verbatim else names.sentence(content)
    fields = {
        "name": names.short(content),
        "text": text,
        "detail": "",
        "items": (),
        "script": "",
        "emphasis": (),
        # A picture behind the words stays there; one that was the scene makes room for them.
        "media": old.media if old.media and old.media.role == "background" else None,
        "layout": "auto",
    }
    changed = scenes.rewritten(movie, id, **fields)
    return Step(
        changed,
        (context.say("scene.rewritten", number=number, before=old.name, after=_scene(changed, id).name),),
        "scene:" + id,
    )


def _moving(
    clause: Clause, movie: Movie, context: Context, refs: tuple[Ref, ...], ids: list[str]
) -> Step | None:
    if not clause.has("move") or clause.quotes or clause.has("title", "caption", "music"):
        return None
    return _moved(
        clause.without(*((ref.start, ref.end) for ref in refs)), movie, context, ids, refs[1:], clause
    )


def _moved(
    clause: Clause,
    movie: Movie,
    context: Context,
    ids: list[str],
    others: tuple[Ref, ...],
    full: Clause | None = None,
) -> Step | None:
    """Scenes to the start, the end, before or after another, or to a position."""
    rest = [scene.id for scene in movie.scenes if scene.id not in ids]
    at: int | None = None
    anchor = next(
        (s.id for ref in others for s in references.existing(ref, context.start) if s.id in rest), None
    )
    after, before = clause.find("after_scene"), clause.find("before_scene")
    if anchor and (after or before):
        first_side = after if after and (not before or after.start() < before.start()) else before
        at = rest.index(anchor) + (1 if first_side is after else 0)
    elif (
        full is not None
        and (match := full.find("as_scene"))
        and (place := lexicon.counted(match)) is not None
    ):
        at = place - 1 if place > 0 else len(rest)
    elif clause.find("at_end") or _ends(clause, "last_word"):
        at = len(rest)
    elif clause.find("at_start") or _ends(clause, "first_word"):
        at = 0
    elif anchor:
        at = [scene.id for scene in movie.scenes].index(anchor)
    elif match := clause.find("one_step"):
        now = movie.scenes.index(_scene(movie, ids[0]))
        at = max(0, now - 1) if match.group("up") else min(len(rest), now + 1)
    if at is None:
        return None
    changed = scenes.moved(movie, ids, max(0, min(at, len(rest))))
    return Step(changed, (in_order(context, changed),), "scene:" + ",".join(ids))


def _ends(clause: Clause, name: str) -> bool:
    return clause.part(0, len(clause.text.rstrip(EDGES))).find(name) is not None


def _restored(clause: Clause, movie: Movie, context: Context, refs: tuple[Ref, ...]) -> Step | None:
    """Scenes of an earlier version that are gone, back where they stood."""
    now = {scene.id for scene in movie.scenes}
    for past in reversed(context.history.past):
        missing = [scene for scene in past.scenes if scene.id not in now]
        if not missing:
            continue
        wanted = [past.scenes[place] for ref in refs for place in ref.places if 0 <= place < len(past.scenes)]
        wanted = [scene for scene in wanted if scene.id not in now]
        if refs and not wanted:
            continue
        if not refs:
            named = references.find(clause, past)
            wanted = [
                s for ref in named for s in references.existing(ref, past) if s.id not in now
            ] or missing
        for scene in wanted:
            order = [other.id for other in past.scenes]
            earlier = set(order[: order.index(scene.id)])
            at = max((n + 1 for n, other in enumerate(movie.scenes) if other.id in earlier), default=0)
            movie = scenes.inserted(movie, scene, at)
        ids = [scene.id for scene in wanted]
        said = context.say(
            "scene.restored", names=", ".join(s.name for s in wanted), after=sec(movie.duration_ms)
        )
        return Step(movie, (said,), "scene:" + ",".join(ids))
    return Step(movie, (context.say("scene.nothing_gone"),))
