"""The rows of a scene that lists things: away, in another order, one instead of another."""

from __future__ import annotations

from skill.studio.director import references
from skill.studio.director.message import Clause, unquoted
from skill.studio.director.steps import Context, Step
from skill.studio.edits import scenes
from skill.studio.movie import Movie, Scene


def read(clause: Clause, movie: Movie, context: Context) -> Step | None:
    """ "Remove decaf" and "swap filter and espresso", where one scene lists what there is to drink."""
    if clause.has("scene", "title", "music", "caption", "voice", "picture_noun", "logo"):
        return None
    listing = [(scene, rows) for scene in movie.scenes if (rows := _named(clause, scene))]
    if len(listing) != 1 or any(scene.name.casefold() in clause.text for scene in movie.scenes):
        return None
    scene, rows = listing[0]
    kept = list(scene.items)
    if clause.has("swap") and len(rows) == 2:
        one, other = rows
        kept[one], kept[other] = kept[other], kept[one]
    elif clause.has("remove") and len(rows) < len(kept) and not clause.quotes:
        kept = [row for n, row in enumerate(kept) if n not in rows]
    elif clause.has("replace") and len(rows) == 1 and (words := _instead(clause)):
        kept[rows[0]] = words
    elif clause.has("move") and len(rows) == 1 and (clause.find("at_start") or clause.find("first_word")):
        kept.insert(0, kept.pop(rows[0]))
    else:
        return None
    changed = scenes.rewritten(movie, scene.id, items=tuple(kept))
    number = movie.scenes.index(scene) + 1
    told = context.say("scene.rows", number=number, rows=context.say("list_glue").join(kept))
    return Step(changed, (told,), "scene:" + scene.id)


def _named(clause: Clause, scene: Scene) -> list[int]:
    """Which rows of the scene the clause names, by all of their words, in its order."""
    if len(scene.items) < 2:
        return []
    said = references.tokens(clause.text)
    places = []
    for n, row in enumerate(scene.items):
        words = references.tokens(row.replace("：", ":").rpartition(":")[2])
        if words and words <= said:
            places.append(n)
    return places


def _instead(clause: Clause) -> str:
    if clause.quotes:
        return clause.quotes[-1][2]
    into = clause.find("becomes")
    return unquoted(clause.raw(*into.span("content"))) if into else ""
