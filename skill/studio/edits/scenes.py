"""Scenes: insert, delete, rewrite, move, swap, split, merge. Ids stay with scenes; names stay unique."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from skill.studio.edits import follow, phrases
from skill.studio.movie import Movie, Scene


def fresh_id(movie: Movie, taken: Sequence[str] = ()) -> str:
    """An id no scene has or had: ids count up."""
    numbers = [
        int(name[1:]) for name in (*taken, *(scene.id for scene in movie.scenes)) if name[1:].isdigit()
    ]
    return f"s{max(numbers, default=0) + 1}"


def unique(name: str, others: Sequence[str]) -> str:
    """`name`, with a number behind it when another scene is called the same."""
    if name not in others:
        return name
    n = 2
    while f"{name} ({n})" in others:
        n += 1
    return f"{name} ({n})"


def inserted(movie: Movie, scene: Scene, at: int) -> Movie:
    """One more scene before position `at` (0-based; the number of scenes puts it last)."""
    named = scene.model_copy(update={"name": unique(scene.name, [other.name for other in movie.scenes])})
    return follow.retime(movie, (*movie.scenes[:at], named, *movie.scenes[at:]))


def deleted(movie: Movie, ids: Sequence[str]) -> Movie:
    """Without these scenes; the video gets shorter."""
    return follow.retime(movie, tuple(scene for scene in movie.scenes if scene.id not in ids))


def rewritten(movie: Movie, id: str, **fields: Any) -> Movie:
    """One scene with other fields; a new name stays unique."""
    others = [scene.name for scene in movie.scenes if scene.id != id]
    if "name" in fields:
        fields["name"] = unique(fields["name"], others)
    scenes = tuple(scene.model_copy(update=fields) if scene.id == id else scene for scene in movie.scenes)
    return follow.retime(movie, scenes)


def moved(movie: Movie, ids: Sequence[str], at: int) -> Movie:
    """These scenes, in their order, so that the first of them stands at position `at` of the result."""
    moving = tuple(scene for scene in movie.scenes if scene.id in ids)
    rest = tuple(scene for scene in movie.scenes if scene.id not in ids)
    return follow.retime(movie, (*rest[:at], *moving, *rest[at:]))


def reordered(movie: Movie, ids: Sequence[str]) -> Movie:
    """The scenes in this order."""
    by_id = {scene.id: scene for scene in movie.scenes}
    return follow.retime(movie, tuple(by_id[id] for id in ids))


def swapped(movie: Movie, one: str, other: str) -> Movie:
    """Two scenes in each other's place."""
    swap = {one: other, other: one}
    return reordered(movie, [swap.get(scene.id, scene.id) for scene in movie.scenes])


def split(movie: Movie, id: str) -> Movie:
    """One scene as two: its words shared between them at the best break, its time in half."""
    at = next(n for n, scene in enumerate(movie.scenes) if scene.id == id)
    scene = movie.scenes[at]
    first, second = _halves(scene)
    length = scene.duration_ms // 2
    others = [other.name for other in movie.scenes]
    head = scene.model_copy(update={**first, "duration_ms": scene.duration_ms - length})
    name = unique(str(second.get("text") or scene.name)[:60], others)
    tail = scene.model_copy(
        update={**second, "id": fresh_id(movie), "name": name, "duration_ms": max(1, length)}
    )
    return follow.retime(movie, (*movie.scenes[:at], head, tail, *movie.scenes[at + 1 :]))


def _halves(scene: Scene) -> tuple[dict[str, Any], dict[str, Any]]:
    if len(scene.items) > 1:
        middle = -(-len(scene.items) // 2)
        return {"items": scene.items[:middle]}, {"items": scene.items[middle:]}
    if scene.detail:
        return {"detail": ""}, {"text": scene.detail, "detail": "", "emphasis": ()}
    parts = phrases.sentences(scene.text)
    if len(parts) < 2:
        parts = phrases.pieces(scene.text, max(8, len(scene.text) * 2 // 3), max(4, len(scene.text) * 2 // 3))
    if len(parts) < 2:
        return {}, {}
    middle = -(-len(parts) // 2)
    glue = "" if phrases.is_cjk(scene.text) else " "
    return (
        {"text": glue.join(parts[:middle]), "script": ""},
        {"text": glue.join(parts[middle:]), "script": "", "emphasis": ()},
    )


def merged(movie: Movie, ids: Sequence[str]) -> Movie:
    """These scenes as one, where the first of them stands: their words together, their times added."""
    parts = [scene for scene in movie.scenes if scene.id in ids]
    first = parts[0]
    lines = [part for scene in parts[1:] for part in scene.shown]
    glue = "" if phrases.is_cjk(first.text or "".join(lines)) else " "
    together = first.model_copy(
        update={
            "duration_ms": sum(scene.duration_ms for scene in parts),
            "detail": glue.join(part for part in (first.detail, *lines) if part),
            "script": glue.join(scene.script for scene in parts if scene.script),
            "media": next((scene.media for scene in parts if scene.media), None),
        }
    )
    scenes = tuple(
        together if scene.id == first.id else scene for scene in movie.scenes if scene.id not in ids[1:]
    )
    return follow.retime(movie, scenes)
