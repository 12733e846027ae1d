"""Undo, redo, the first version, and one part as it was before."""

from __future__ import annotations

from skill.studio.director import clauses
from skill.studio.director.message import Clause
from skill.studio.director.message import read as read_words
from skill.studio.director.steps import say, sec
from skill.studio.director.turn import History, Turn
from skill.studio.edits import captions
from skill.studio.movie import Movie

_PARTS = ("music", "title", "caption", "voice", "colour")
_FIELDS = {"music": "music", "title": "titles", "caption": "captions", "voice": "voice", "colour": "look"}


def read(message: Clause, movie: Movie, history: History, language: str) -> Turn | None:
    """The turn of a message that is about earlier versions; None when it is not."""
    if len(message.text) > 160 or message.quotes:
        return None
    if (
        message.has("first_version")
        and not message.has("add")
        and (message.has("undo", "move", "it") or _short(message, 60))
    ):
        return _first(movie, history, language)
    undo, redo = message.has("undo") and not message.find("back_to_value"), message.has("redo")
    scene = message.find("scene_number") or message.find("scene_ordinal")
    if redo and (history.future or not scene) and _redoing(message, history):
        return _redone(movie, history, language)
    if undo and not (message.has("bring_back") and (scene or message.has("scene"))):
        part = next((name for name in _PARTS if message.has(name)), None)
        if part and history.focus.split(":")[0] != part and history.past:
            return part_back(part, movie, history, language)
        steps = 3 if message.has("thrice") else 2 if message.has("twice") else 1
        if message.find("both_of_them") and len(clauses.split(read_words(history.said))) > 1:
            steps = 1  # the two wishes of the last message, not two messages
        return _undone(movie, history, language, steps)
    if message.has("bring_back") and not scene and not message.has("scene"):
        part = next((name for name in _PARTS if message.has(name)), None)
        talked = history.focus.split(":")[0].removesuffix("s")
        alone = message.without_words("bring_back", "polite", "filler", "it").empty
        part = part or (talked if talked in _PARTS and (alone or message.has("it")) else None)
        if part and history.past:
            return part_back(part, movie, history, language)
    return None


def _short(message: Clause, longest: int) -> bool:
    return len(message.text.strip()) <= longest


def _redoing(message: Clause, history: History) -> bool:
    return bool(history.future) or (message.find("redo_word") is not None and _short(message, 30))


def _same(movie: Movie, history: History, text: str) -> Turn:
    return Turn(movie, False, text, (), history)


def _undone(movie: Movie, history: History, language: str, steps: int) -> Turn:
    if not history.past:
        return _same(movie, history, say(language, "undo.nothing"))
    past, future, now = list(history.past), list(history.future), movie
    for _ in range(min(steps, len(past))):
        future.append(now)
        now = past.pop()
    kept = History(past=tuple(past), future=tuple(future), said="", focus="")
    return Turn(
        now,
        now != movie,
        say(language, "undo.done", what=_differs(movie, now, language)),
        (("undo", {}),),
        kept,
    )


def _redone(movie: Movie, history: History, language: str) -> Turn:
    if not history.future:
        return _same(movie, history, say(language, "undo.no_redo"))
    now = history.future[-1]
    kept = History(past=(*history.past, movie), future=history.future[:-1], said="", focus="")
    return Turn(
        now,
        now != movie,
        say(language, "undo.redone", what=_differs(movie, now, language)),
        (("redo", {}),),
        kept,
    )


def _first(movie: Movie, history: History, language: str) -> Turn:
    if not history.past:
        return _same(movie, history, say(language, "undo.nothing"))
    now = history.past[0]
    return Turn(
        now, now != movie, say(language, "undo.first"), (("restore", {}),), history.after(movie, "", "")
    )


def _differs(before: Movie, after: Movie, language: str) -> str:
    """In a few words what is different now."""
    if before.duration_ms != after.duration_ms:
        return say(language, "length.now", length=sec(after.duration_ms))
    if (before.width, before.height) != (after.width, after.height):
        return say(language, "size.now", size=f"{after.width}×{after.height}")
    if before.music != after.music:
        return (
            say(language, "music.now", name=after.music.name, percent=round(after.music.volume * 100))
            if after.music
            else say(language, "music.gone")
        )
    return say(language, "undo.as_before")


def part_back(part: str, movie: Movie, history: History, language: str) -> Turn | None:
    """Only the music, the titles, the captions, the narration or the look as they were before they last changed."""
    field = _FIELDS[part]
    now = getattr(movie, field)
    older = next(
        (past for past in reversed(history.past) if getattr(past, field) != now and getattr(past, field)),
        None,
    )
    if older is None:
        return None
    changed = movie.change(**{field: getattr(older, field)})
    if field == "titles":
        end = changed.duration_ms
        changed = changed.change(
            titles=tuple(
                t.model_copy(update={"end_ms": min(t.end_ms, end)})
                for t in changed.titles
                if t.start_ms < end
            )
        )
    if field == "captions":
        changed = captions.placed(changed)
    text = say(language, f"undo.{part}")
    if changed == movie:
        return None
    return Turn(changed, True, text, (("restore", {"part": part}),), history.after(movie, "", part))
