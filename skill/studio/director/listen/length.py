"""How long the video or a scene is."""

from __future__ import annotations

import re

from skill.studio.director import facts, lexicon, mentions, references
from skill.studio.director.message import Clause
from skill.studio.director.steps import Context, Step, sec
from skill.studio.director.values import LONGEST_MS, Length, lengths, when
from skill.studio.edits import duration, phrases
from skill.studio.movie import Movie

_BIT, _MORE = 0.85, 1.2
_PACE = 0.8
_OFF = {"third_off": 2 / 3, "quarter_off": 3 / 4, "third_on": 4 / 3, "quarter_on": 5 / 4}
"""What becomes of a length: "knock a third off", "a third longer"."""


def read(clause: Clause, movie: Movie, context: Context, *, its: bool = False) -> Step | None:
    """ "Make it 20 seconds", "5 s longer", "scene 2 shorter", "half as long".

    `its`: the scene that is talked about is meant, although no word says so.
    """
    found = _meant(clause) or _unitless(clause, context)
    wish = mentions.nameless(clause, context.start).has("longer", "shorter")
    factor = 0.5 if clause.has("half") and (clause.has("length", "longer", "shorter")) else None
    factor = 2.0 if clause.has("double") and clause.has("length", "longer") else factor
    factor = next((kept for name, kept in _OFF.items() if clause.has(name)), factor)
    if factor is None and not found and clause.has("faster", "slower") and not clause.has("voice", "music"):
        factor = _PACE if clause.has("faster") else 1 / _PACE
        if clause.has("double", "half"):
            factor = 0.5 if clause.has("faster") else 2.0
        if (times := clause.find("times_faster")) and (by := lexicon.number(times.group("n")) or 0) > 1:
            factor = 1 / by if clause.has("faster") else by
    if not found and clause.find("equally") and not clause.has("music", "title", "voice"):
        return _even(movie, context)
    if not found and not wish and factor is None:
        return None
    if found and clause.has("show_verb") and any(span.kind in ("head", "tail") for span in when(clause)):
        return None  # "needs to show last 5 sec" is about something on screen
    if not found and factor is None and not references.find(clause, context.start) and _other_words(clause):
        return None
    if found and clause.find("each_scene"):
        return _each(movie, context, _wanted(clause, movie.duration_ms // len(movie.scenes), found, None))
    refs = references.find(clause, context.start) if not found or not _total(clause) else ()
    refs = refs or tuple(
        ref for ref in references.shown(clause, context.start) if _only_named(clause, ref, found)
    )
    refs = tuple(
        ref
        for ref in refs
        if not ref.by_name
        or wish
        or _only_named(clause, ref, found)
        or (clause.has("scene", "that_part", "one") and not clause.has("video", "whole"))
    )
    scenes = [scene for ref in refs for scene in references.existing(ref, context.start)]
    ids = [scene.id for scene in scenes if any(scene.id == now.id for now in movie.scenes)]
    if refs and not ids:
        return Step(movie, (context.say("scene.missing", count=len(movie.scenes)),))
    if (
        not ids
        and context.focus.startswith("scene:")
        and (its or (clause.has("it") and found and found[-1].ms * 2 < movie.duration_ms))
    ):
        ids = [
            id
            for id in context.focus.removeprefix("scene:").split(",")
            if any(s.id == id for s in movie.scenes)
        ]
    if ids:
        return _scenes(clause, movie, context, ids, found, factor)
    if found and clause.find("on_screen") and not clause.has("video", "length"):
        return _stays(clause, movie, context, found)
    if found and not (
        wish or clause.has("change", "length", "video", "it", "keep", "add", "remove") or _bare(clause, found)
    ):
        return None
    before = movie.duration_ms
    after = _wanted(clause, before, found, factor)
    note: tuple[str, ...] = ()
    if after > LONGEST_MS:
        if found and found[-1].ms > LONGEST_MS:
            return Step(movie, (context.say("length.too_long", longest=LONGEST_MS // 60000),))
        after = LONGEST_MS
    least = len(movie.scenes) * duration.SHORTEST_SCENE_MS
    if after < least:
        return Step(movie, (context.say("length.too_short", least=sec(least), scenes=len(movie.scenes)),))
    if after == before:
        return Step(movie, (context.say("length.already", length=sec(before)),), "length")
    changed = duration.of_video(movie, after)
    return Step(
        changed, (context.say("length.changed", before=sec(before), after=sec(after)), *note), "length"
    )


def _meant(clause: Clause) -> tuple[Length, ...]:
    """The lengths of the clause without those it rules out: "I asked for 15 seconds, not 30 seconds"."""
    found = lengths(clause)
    wanted = tuple(one for one in found if not clause.part(0, one.start).find("refused_lead"))
    return wanted or found


def _only_named(clause: Clause, ref: references.Ref, found: tuple[Length, ...]) -> bool:
    """True for "cash jar only 3 seconds": nothing is said but a scene by its name and a length."""
    if any(one.start < ref.end and ref.start < one.end for one in found):
        return False  # the "15" of "15 seconds" is no "15 June"
    rest = clause.without((ref.start, ref.end), *((one.start, one.end) for one in found))
    return bool(found) and not rest.without_words("filler", "polite", "only", "correcting", "change").letters


def _unitless(clause: Clause, context: Context) -> tuple[Length, ...]:
    """ "Make it 30": seconds, unless the talk is of something else that has a number."""
    match = clause.find("bare_total")
    if match is None and context.focus in ("", "length", "size", "look"):
        match = clause.find("bare_number")
    value = lexicon.number(match.group("n")) if match else None
    return (Length(round(value * 1000), *match.span("n")),) if match and value and 5 <= value <= 600 else ()


def _each(movie: Movie, context: Context, ms: int) -> Step:
    """Every scene of one length."""
    ms = max(duration.SHORTEST_SCENE_MS, min(ms, LONGEST_MS // len(movie.scenes)))
    changed = duration.of_scenes(movie, [scene.id for scene in movie.scenes], ms)
    told = context.say(
        "length.each", each=sec(ms), before=sec(movie.duration_ms), after=sec(changed.duration_ms)
    )
    return Step(changed, (told,), "length")


def _stays(clause: Clause, movie: Movie, context: Context, found: tuple[Length, ...]) -> Step | None:
    """ "The date needs to be on screen for at least 4 seconds": the scene that shows what is named."""
    fact = (facts.meant(clause, movie) or "").casefold()
    ids = [s.id for s in movie.scenes if fact and fact in f"{s.text} {s.detail}".casefold()][:1]
    refs = references.shown(clause, context.start)
    ids = ids or [scene.id for ref in refs for scene in references.existing(ref, movie)]
    if not ids:
        return None
    now = next(scene for scene in movie.scenes if scene.id == ids[0])
    if clause.find("at_least") and now.duration_ms >= found[-1].ms:
        number = movie.scenes.index(now) + 1
        return Step(
            movie,
            (context.say("scene.long_enough", number=number, length=sec(now.duration_ms)),),
            "scene:" + now.id,
        )
    return _scenes(clause, movie, context, ids, found, None)


def _even(movie: Movie, context: Context) -> Step:
    """Every scene as long as the others, the whole as long as before."""
    ids = [scene.id for scene in movie.scenes]
    alike = duration.of_scenes(movie, ids, movie.duration_ms // len(ids))
    changed = duration.of_video(alike, movie.duration_ms)
    told = context.say("length.even", each=sec(movie.duration_ms / len(ids)), total=sec(movie.duration_ms))
    return Step(changed, (told,), "length")


def _other_words(clause: Clause) -> bool:
    """True when "cut" or "more" is about something that is not the length: "cut the app screen"."""
    rest = clause.without_words(
        "longer",
        "shorter",
        "polite",
        "filler",
        "it",
        "video",
        "bit",
        "much",
        "length",
        "change",
        "whole",
    )
    left = "".join(char for char in rest.text if char.isalpha() and char != lexicon.TAKEN)
    return phrases.width(left) > 10


def _total(clause: Clause) -> bool:
    return clause.has("length") and clause.has("whole")


def _bare(clause: Clause, found: tuple[Length, ...]) -> bool:
    rest = clause.without(*((length.start, length.end) for length in found))
    return len(rest.text.replace("\ue003", "").strip()) <= 16


def _relative(clause: Clause, length: Length) -> bool:
    after = clause.part(length.end, min(len(clause.text), length.end + 12))
    if not after.has("longer", "shorter") and clause.part(max(0, length.start - 12), length.start).find(
        "to_a_value"
    ):
        return False
    if clause.part(0, length.start).has("too_much") and not clause.has("cut_by", "longer_by"):
        # "Takes too long, 16 secs": the length that would be right.
        return False
    if re.search(r"[,，]\s*$", clause.text[: length.start]):
        return False  # "shorter, 2 seconds"
    return clause.has("longer", "shorter", "remove") or bool(
        clause.has("add") and clause.has("longer_by") and not clause.has("change", "video")
    )


def _wanted(clause: Clause, now: int, found: tuple[Length, ...], factor: float | None) -> int:
    if found:
        length = found[-1]
        if not _relative(clause, length):
            return length.ms
        less = clause.has("shorter", "remove") and not clause.has("longer")
        return max(0, now - length.ms) if less else now + length.ms
    if factor is not None:
        return round(now * factor)
    scale = _BIT if clause.has("shorter") else _MORE
    return round(now * scale / 1000) * 1000


def _scenes(
    clause: Clause,
    movie: Movie,
    context: Context,
    ids: list[str],
    found: tuple[Length, ...],
    factor: float | None,
) -> Step:
    said = []
    for id in ids:
        n, scene = next((n, scene) for n, scene in enumerate(movie.scenes, 1) if scene.id == id)
        if not found and factor is None:
            after = max(
                duration.SHORTEST_SCENE_MS, scene.duration_ms + (-1000 if clause.has("shorter") else 1500)
            )
        else:
            after = max(duration.SHORTEST_SCENE_MS, _wanted(clause, scene.duration_ms, found, factor))
        if after > LONGEST_MS:
            return Step(movie, (context.say("length.too_long", longest=LONGEST_MS // 60000),))
        movie = duration.of_scenes(movie, [id], after)
        said.append(
            context.say(
                "scene.length",
                number=n,
                before=sec(scene.duration_ms),
                after=sec(after),
                total=sec(movie.duration_ms),
            )
        )
    return Step(movie, tuple(said), "scene:" + ",".join(ids))
