"""The user's own pictures and clips: as a scene, behind one, behind all, as a logo; and away again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from skill.studio.director import references, values
from skill.studio.director.files import Order, trimmed
from skill.studio.director.listen import length, logo, music
from skill.studio.director.message import Clause
from skill.studio.director.steps import Context, Step, sec
from skill.studio.edits import media_scenes, scenes
from skill.studio.edits.scenes import unique
from skill.studio.movie import Media, Movie, Scene

PICTURE_MS = 3000


def read(clause: Clause, movie: Movie, context: Context) -> Step | None:
    """What to do with the newest files, or with one that is in the video already."""
    if (
        clause.has("remove")
        and not context.files
        and (clause.has("picture_noun", "logo") or _named(clause, movie))
    ):
        return _removed(clause, movie, context)
    visuals = tuple(file for file in context.files if file.kind in ("image", "video"))
    if not visuals and clause.has("picture_noun") and clause.has("longer", "shorter"):
        newest = _newest(movie)
        focus = f"scene:{newest.id if newest else ''}"
        return length.read(clause, movie, replace(context, focus=focus), its=True)
    if not visuals and clause.has("picture_noun") and (old := _placed(movie)):
        visuals = (old,)
        if not references.find(clause, context.start) and not values.when(clause):
            return None
        movie = without(movie, old)
    own = (
        clause.find("own_scene")
        if context.focus.startswith("scene:") and clause.has("start", "end", "it")
        else None
    )
    if not visuals and own and (old := _placed(movie)):
        # "And now as a scene of its own at the end": the picture that was just put somewhere.
        visuals, movie = (old,), without(movie, old)
    if not visuals and clause.has("logo") and clause.has("put", "file_verb") and movie.logo is None:
        return Step(movie, (context.say("media.ask_logo"),), "logo")
    if not visuals or (clause.has("music", "voice", "caption") and not clause.has("picture_noun", "logo")):
        return None
    if clause.find("file_this") and not clause.find("file_these"):
        visuals = visuals[-1:]
    used = tuple(file.asset for file in visuals)
    marks = clause.has("logo") or all(map(media_scenes.is_logo, visuals))
    placed = any(when.kind != "whole" for when in values.when(clause))
    if marks and not references.find(clause, context.start) and not placed:
        told = context.say("media.logo", name=visuals[-1].name)
        return Step(logo.spotted(media_scenes.marked(movie, visuals[-1]), clause), (told,), "logo", used)
    old = _placed(movie)
    instead = clause.find("instead_of_that") and old and not references.find(clause, context.start)
    if instead and old and old.asset not in used:
        return _exchanged(movie, context, old, visuals[-1])
    said: list[str] = []
    ids: list[str] = []
    for file in visuals:
        movie, told, id = _place(clause, movie, context, file)
        said.append(told)
        ids.append(id)
    return Step(movie, tuple(said), "scene:" + ",".join(ids), used)


def _exchanged(movie: Movie, context: Context, old: Media, new: Media) -> Step:
    """A better picture in place of the newest one, wherever that is shown."""
    changed = movie
    for scene in movie.scenes:
        if scene.media and scene.media.asset == old.asset:
            media = new.model_copy(update={"role": scene.media.role})
            name = scene.name
            if name == old.name:
                name = unique(new.name, [other.name for other in movie.scenes if other.id != scene.id])
            changed = scenes.rewritten(changed, scene.id, media=media, name=name)
    told = context.say("media.exchanged", before=old.name, after=new.name)
    return Step(changed, (told,), "scene", (new.asset,))


def ordered(orders: tuple[Order, ...], movie: Movie, context: Context) -> Step:
    """Every file where the message says; what is behind all scenes first, so that the others stand in front of it."""
    said: list[str] = []
    focus = ""
    for order in sorted(orders, key=lambda order: order.role != "background"):
        step = _ordered(order, movie, replace(context, files=(order.file,)))
        movie, focus = step.movie, step.focus or focus
        said += step.said
    return Step(movie, tuple(said), focus, tuple(order.file.asset for order in orders))


def _ordered(order: Order, movie: Movie, context: Context) -> Step:
    file = order.file
    if file.kind == "audio":
        if order.role == "voice":
            told = context.say("voice.recording", name=file.name)
            return Step(media_scenes.narrated(movie, file), (told,), "voice")
        return music.read(order.clause, movie, context) or Step(movie, ())
    if order.role == "logo":
        marked = logo.spotted(media_scenes.marked(movie, file), order.clause)
        return Step(marked, (context.say("media.logo", name=file.name),), "logo")
    if any(scene.media and scene.media.asset == file.asset for scene in movie.scenes):
        movie = without(movie, file)
    movie, told, id = _place(order.clause, movie, context, file, order.place)
    return Step(movie, (told,), f"scene:{id}")


def _place(
    clause: Clause, movie: Movie, context: Context, file: Media, place: int | None = None
) -> tuple[Movie, str, str]:
    refs = [ref for ref in references.find(clause, context.start) if not ref.by_name]
    refs = refs or list(references.shown(clause, context.start))
    # In Chinese "the last scene" holds the character for "after"; it says which scene, not where to put another.
    around = clause.without(*((ref.start, ref.end) for ref in refs))
    sides = around.find("after_scene"), around.find("before_scene")
    if place is not None:
        refs = [references.Ref((place,), 0, 0)]
    found = references.existing(refs[0], context.start) if refs else ()
    file = trimmed(file, clause) if refs else file
    target = next((scene for scene in movie.scenes if found and scene.id == found[0].id), None)
    behind = tuple(scene.id for ref in refs for scene in references.existing(ref, context.start))
    if clause.has("background") and len(set(behind)) > 1 and place is None:
        return _behind(movie, context, file, behind)
    fresh = (clause.has("put") and clause.find("new_scene")) or clause.find("inserted_as")
    between = clause.find("between_scenes") if clause.has("between") else None
    if target and not any(sides) and not fresh and not between:
        return _into(clause, movie, context, file, target)
    if clause.has("background") and not refs:
        movie = _grounded(movie, file, range(len(movie.scenes)))
        return movie, context.say("media.everywhere", name=file.name), movie.scenes[0].id
    at = len(movie.scenes)
    span = values.when(clause)
    if target:
        at = movie.scenes.index(target) + (1 if sides[0] or between else 0)
    elif any(when.kind in ("start", "head") for when in span):
        at = 0
    lasting = next((found.ms for found in values.lengths(clause)), PICTURE_MS)
    scene = Scene(
        id=scenes.fresh_id(movie), name=file.name, duration_ms=lasting, media=file,
        layout="picture" if file.kind == "image" else "clip",
    )  # fmt: skip
    changed = scenes.inserted(movie, scene, at)
    return (
        changed,
        context.say("media.scene", name=file.name, number=at + 1, total=sec(changed.duration_ms)),
        scene.id,
    )


def _behind(movie: Movie, context: Context, file: Media, ids: tuple[str, ...]) -> tuple[Movie, str, str]:
    """The file behind the words of several scenes."""
    places = [n for n, scene in enumerate(movie.scenes) if scene.id in ids]
    told = context.say("media.behind", name=file.name, numbers=", ".join(str(n + 1) for n in places))
    return _grounded(movie, file, places), told, ",".join(ids)


def _grounded(movie: Movie, file: Media, places: Sequence[int]) -> Movie:
    """The file as the background of these scenes (0-based)."""
    return media_scenes.shown(movie, file.model_copy(update={"role": "background"}), places)


def _into(
    clause: Clause, movie: Movie, context: Context, file: Media, scene: Scene
) -> tuple[Movie, str, str]:
    number = movie.scenes.index(scene) + 1
    taken = clause.has("replace") or clause.find("for_words")
    if taken and not clause.has("background") and not clause.find("file_put"):
        others = [other.name for other in movie.scenes if other.id != scene.id]
        fields = {
            "name": unique(file.name, others),
            "text": "",
            "detail": "",
            "items": (),
            "script": "",
            "emphasis": (),
        }
        changed = scenes.rewritten(
            movie, scene.id, media=file, layout="picture" if file.kind == "image" else "clip", **fields
        )
        return changed, context.say("media.replaced", name=file.name, number=number), scene.id
    changed = scenes.rewritten(movie, scene.id, media=file.model_copy(update={"role": "background"}))
    return changed, context.say("media.into", name=file.name, number=number), scene.id


def _newest(movie: Movie) -> Scene | None:
    """The last scene that shows a picture or a clip."""
    return next((scene for scene in reversed(movie.scenes) if scene.media), None)


def _placed(movie: Movie) -> Media | None:
    newest = _newest(movie)
    return newest.media if newest else None


def _named(clause: Clause, movie: Movie) -> bool:
    return any(scene.media and scene.media.name.lower() in clause.raw().lower() for scene in movie.scenes)


def without(movie: Movie, media: Media) -> Movie:
    """The movie without this picture or clip; a scene that showed nothing else goes with it."""
    for scene in movie.scenes:
        if scene.media and scene.media.asset == media.asset:
            bare = not (scene.text or scene.items)
            if bare and len(movie.scenes) > 1:
                movie = scenes.deleted(movie, [scene.id])
            else:
                movie = scenes.rewritten(
                    movie, scene.id, media=None, text=scene.text or scene.name, layout="auto"
                )
    return movie


def _removed(clause: Clause, movie: Movie, context: Context) -> Step | None:
    if movie.logo and (clause.has("logo") or not _placed(movie)):
        return Step(movie.change(logo=None), (context.say("media.no_logo", name=movie.logo.name),), "logo")
    media = next(
        (s.media for s in movie.scenes if s.media and s.media.name.lower() in clause.raw().lower()),
        _placed(movie),
    )
    refs = references.find(clause, context.start)
    for scene in references.existing(refs[0], context.start) if refs else ():
        media = scene.media or media
    if media is None:
        return None
    return Step(without(movie, media), (context.say("media.removed", name=media.name),), "scene")
