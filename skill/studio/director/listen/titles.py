"""Titles: their words, when they show, where."""

from __future__ import annotations

from skill.studio.director import facts, lexicon, references, values
from skill.studio.director.listen import bare_words
from skill.studio.director.listen.additions import anchored, kept
from skill.studio.director.listen.captions import place_in
from skill.studio.director.message import Clause, tidy
from skill.studio.director.steps import Context, Step, sec
from skill.studio.edits import look, titles
from skill.studio.movie import Movie

_LONGER_MS = 2000
"""How much longer "a bit longer" is."""


def read(clause: Clause, movie: Movie, context: Context) -> Step | None:
    """ "Add the title 'X' for the first 3 seconds", "title to the last 3 s", "change it to 'Y'", "no title"."""
    if _new_scene(clause, context) or _scene_words(clause, context) or clause.find("read_aloud"):
        return None
    line = clause.has("line") and clause.has("add", "put") and not clause.has("scene", "caption")
    line = line or (clause.has("caption") and bool(clause.quotes) and not clause.has("replace"))
    about = clause.has("title") or line or (context.focus == "title" and _still(clause, movie))
    over = _over(clause, context)
    shown = over or (
        bool(clause.quotes) and (clause.has("write", "put", "change") or bool(values.when(clause)))
    )
    placed = values.when(clause) or any(not ref.by_name for ref in references.find(clause, context.start))
    fact = None
    if not clause.quotes and not _lasts(clause):
        fact = facts.meant(clause, movie) if placed else facts.given(clause)
    if fact == "" and clause.has("put", "write", "add", "keep") and not clause.has("title", "scene"):
        return Step(movie, (context.say("title.ask"),), "title")
    timed = "" if clause.quotes or clause.has("title") or fact else bare_words.timed(clause, context)
    if not (clause.has("title") or over) and (
        clause.find("new_scene") if clause.has("put") else _of_scene(clause, context)
    ):
        return None
    again = bool(movie.titles) and clause.find("there_too") is not None and not clause.has("remove", "music")
    told = not clause.quotes and not clause.has("scene", "picture_noun", "logo") and _told(clause)
    if not about and not shown and not timed and not fact and not again and not told:
        return None
    masked = clause.without(*((a, b) for a, b, _ in clause.quotes))
    span = values.when(masked)
    rest = masked.without(*((when.start, when.end) for when in span))
    rest = rest.without(*((found.start, found.end) for found in values.lengths(rest)))
    lined = "" if clause.quotes else _lined(clause)
    text = clause.quotes[0][2] if clause.quotes else lined or fact or timed
    which = _which(clause, movie, text, context)
    if again:
        return _once_more(masked, movie, context, text or movie.titles[which].text)
    if (clause.has("remove") and not _keeps(clause)) or (clause.has("no") and not clause.has("change")):
        return _removed(
            movie,
            context,
            which if text or (len(movie.titles) > 1 and _ordinal(clause) is not None) else None,
        )
    place = place_in(rest)
    resized = clause.has("longer", "shorter") and bool(values.lengths(clause))
    if (
        not text
        and not resized
        and (
            not movie.titles
            or clause.find("title_says")
            or (clause.has("change", "write", "put") and not span and not place)
        )
    ):
        if not movie.titles and _only_style(clause, place):
            return Step(movie, (context.say("title.none_yet"),), "title")
        text = bare_words.spoken(rest)
        if text and lexicon.word("name", "facts").search(text) and not facts.given(clause):
            return Step(movie, (context.say("title.ask"),), "title")  # which name is not said
    if text and text.casefold() not in {title.text.casefold() for title in movie.titles}:
        if len(text) > bare_words.LONGEST:
            return Step(movie, (context.say("title.too_long", longest=bare_words.LONGEST),), "title")
        start, end = _times(masked, movie, None, context)
        if (fact or lined) and not placed:
            # What people need in order to act stands where they decide to: at the end.
            start, end = max(0, movie.duration_ms - titles.USUAL_MS), movie.duration_ms
        if (
            movie.titles
            and not (over or _another(clause))
            and (
                any(start < title.end_ms and title.start_ms < end for title in movie.titles)
                if timed
                else clause.has("change", "title", "it") or context.focus == "title"
            )
        ):
            return _retitled(movie, context, which, text, masked, place)
        changed = titles.added(movie, text, start, end, place or "top")
        return Step(
            changed, (context.say("title.added", text=text, start=sec(start), end=sec(end)),), "title"
        )
    if not movie.titles:
        return Step(movie, (context.say("title.ask"),), "title") if about else None
    return _moved(movie, context, which, masked, place)


def _lined(clause: Clause) -> str:
    """ "Add a line with the venue, Town Hall", "reward: $100 - add it at the end"."""
    match = clause.find("line_with") or clause.find("text_then_add")
    if match is None:
        return ""
    inside = clause.part(*match.span("text"))
    spans = [(when.start, when.end) for when in values.when(inside)]
    return tidy(kept(inside.without(*spans), 0, len(inside.text)))


def _told(clause: Clause) -> bool:
    """True where the words are said before or behind the wish: "reward: $100, add that", "add the address: 12 Hill"."""
    return clause.find("text_then_add") is not None or clause.find("line_with") is not None


def _lasts(clause: Clause) -> bool:
    """True for "the website should stay on screen for 4 seconds": how long a scene is, nothing to be shown."""
    if clause.has("put", "title") or not values.lengths(clause):
        return False
    placed = any(when.kind != "lasting" for when in values.when(clause))
    return not placed and (clause.has("scene") or clause.find("on_screen") is not None)


def _new_scene(clause: Clause, context: Context) -> bool:
    """True for words in quotes that go between scenes: "put 'Our dog' after scene 2"."""
    if clause.has("title", "replace") or not (clause.quotes and clause.has("put")) or values.when(clause):
        return False
    return any(not ref.by_name and anchored(clause, ref) for ref in references.find(clause, context.start))


def _scene_words(clause: Clause, context: Context) -> bool:
    """True for "change the words of the first scene to 'X'": what the scene itself says."""
    if clause.quotes and clause.find("says_now") and not clause.has("title", "caption"):
        return True
    if not clause.quotes or not clause.find("own_words"):
        return False
    return any(not ref.by_name for ref in references.find(clause, context.start)) or bool(
        clause.has("scene") and references.shown(clause, context.start)
    )


def _over(clause: Clause, context: Context) -> bool:
    """True for words in quotes that stand over a scene: "'after' on the fluffy one", "the cake bit: 'Thank you'"."""
    if clause.has("change") and not clause.has("put", "write"):
        return False  # "change tip 2 to 'X'"
    return clause.find("words_over") is not None and bool(references.shown(clause, context.start))


def _of_scene(clause: Clause, context: Context) -> bool:
    """True when the words in quotes take the place of a scene: "change scene 2 to 'X'"."""
    named = clause.has("scene", "that_part")
    return clause.has("replace") and any(
        named or not ref.by_name for ref in references.find(clause, context.start)
    )


def _still(clause: Clause, movie: Movie) -> bool:
    """True when a clause without the word goes on about the title: "put it at the bottom", "for 5 seconds"."""
    if clause.has("scene", "music", "caption", "voice", "length", "video", "background") or (
        clause.quotes and not clause.has("it", "change")
    ):
        return False
    if references.shown(clause, movie) and not clause.has("it"):
        return False
    if clause.has("remove", "no") and clause.find("other_thing"):
        return False
    if values.lengths(clause) and clause.has("faster", "slower"):
        return False
    placed = place_in(clause) is not None and not clause.has("bigger", "smaller", "shorter", "quieter")
    if placed and not values.lengths(clause) and bare_words.only_talk(clause.raw()):
        return True
    if clause.has("stays_longer") or (values.lengths(clause) and clause.has("later", "earlier")):
        return True
    if values.lengths(clause) and clause.has("shorter", "longer") and not values.when(clause):
        return False
    spans = values.when(clause)
    lengths = values.lengths(clause)
    if (
        lengths
        and (clause.has("it") or clause.without((lengths[-1].start, lengths[-1].end)).empty)
        and lengths[-1].ms * 2 < movie.duration_ms
        and lengths[-1].ms <= titles.LONG_MS
    ):
        return True
    return bool(spans) or (
        clause.has("it")
        and bool(
            place_in(clause)
            or clause.has("bigger", "smaller")
            or clause.quotes
            or (clause.has("remove") and not values.lengths(clause))
        )
    )


def _only_style(clause: Clause, place: str | None) -> bool:
    """True for "the title should be red" and "move the title to the bottom": no words to be shown."""
    if clause.find("title_says") or clause.has("write"):
        return False
    return bool(values.colours(clause)) or (place is not None and clause.has("move", "change"))


def _keeps(clause: Clause) -> bool:
    return bool(values.when(clause)) and clause.has("move", "change")


def _another(clause: Clause) -> bool:
    if clause.find("more_title"):
        return True
    return clause.has("show_verb") and (clause.has("add_verb") or not clause.has("change"))


def _ordinal(clause: Clause) -> int | None:
    match = clause.find("title_number")
    if match is None:
        return None
    return lexicon.counted(match) or 1


def _which(clause: Clause, movie: Movie, text: str, context: Context) -> int:
    """The title that is meant: by its words, its number, or the one the last message was about."""
    for n, title in enumerate(movie.titles):
        if text and title.text.casefold() == text.casefold():
            return n
    ordinal = _ordinal(clause)
    if ordinal is not None and movie.titles:
        return max(0, min(len(movie.titles) - 1, ordinal - 1 if ordinal > 0 else len(movie.titles) + ordinal))
    if context.focus == "title" and context.history.past:
        known = {(title.text, title.start_ms, title.end_ms) for title in context.history.past[-1].titles}
        fresh = [n for n, t in enumerate(movie.titles) if (t.text, t.start_ms, t.end_ms) not in known]
        if len(fresh) == 1:
            return fresh[0]
    return max(0, len(movie.titles) - 1)


def _removed(movie: Movie, context: Context, which: int | None) -> Step:
    if not movie.titles:
        return Step(movie, (context.say("title.none"),), "title")
    gone = tuple(range(len(movie.titles))) if which is None else (which,)
    said = tuple(context.say("title.removed", text=movie.titles[n].text) for n in gone)
    return Step(titles.removed(movie, gone), said, "title")


def _once_more(masked: Clause, movie: Movie, context: Context, text: str) -> Step:
    """ "The same title in the last scene as well"."""
    start, end = _times(masked, movie, None, context)
    changed = titles.added(movie, text, start, end, movie.titles[-1].place)
    return Step(changed, (context.say("title.added", text=text, start=sec(start), end=sec(end)),), "title")


def _retitled(
    movie: Movie, context: Context, which: int, text: str, masked: Clause, place: str | None
) -> Step:
    before = movie.titles[which]
    changed = titles.replaced(movie, which, text=text)
    said = [context.say("title.text", before=before.text, after=text)]
    if values.when(masked) or place:
        moved = _moved(changed, context, which, masked, place)
        if moved and moved.movie != changed:
            changed, said = moved.movie, [*said, *moved.said]
    return Step(changed, tuple(said), "title")


def _of_video(clause: Clause, length: values.Length) -> bool:
    """True for "a 20 second video with a title": no length of the title."""
    return clause.part(length.end, len(clause.text)).find("its_video") is not None


def _times(clause: Clause, movie: Movie, old: tuple[int, int] | None, context: Context) -> tuple[int, int]:
    """Start and end in ms for what the clause says; `old` is where the title is now, None for a new one."""
    end = movie.duration_ms
    start, stop = old or (0, min(titles.USUAL_MS, end))
    length = stop - start
    spans = values.when(clause)
    lasting = next((when.a for when in spans if when.kind == "lasting"), None)
    if old is None and not lasting:
        outside = clause.without(*((when.start, when.end) for when in spans))
        lasting = next((found.ms for found in values.lengths(outside) if not _of_video(outside, found)), None)
    if lasting and not any(when.kind in ("at", "end", "start") for when in spans):
        # What closes the video still does.
        start = max(0, end - lasting) if old and stop >= end and start else start
        return start, min(end, start + lasting)
    for when in spans:
        size = lasting or length
        match when.kind:
            case "head":
                return 0, min(when.a, end)
            case "tail":
                return max(0, end - when.a), end
            case "range":
                return min(when.a, end - 1), min(when.b, end)
            case "at":
                return min(when.a, end - 1), min(end, when.a + size)
            case "until":
                return (start if start < when.a else 0), min(when.a, end)
            case "to_the_end":
                return min(when.a, end - 1), end
            case "end":
                return max(0, end - size), end
            case "until_end":
                return start, end
            case "start":
                return 0, min(size, end)
            case "whole":
                return 0, end
            case "first_half":
                return 0, end // 2
            case "last_half":
                return end // 2, end
    refs = [ref for ref in references.find(clause, context.start) if not ref.by_name]
    if not refs and (old is None or (clause.has("only") and not spans)):
        refs = list(references.shown(clause, context.start))
    if refs:
        for scene, at in zip(movie.scenes, movie.starts(), strict=True):
            if any(scene.id == named.id for named in references.existing(refs[0], context.start)):
                return at, at + scene.duration_ms
    return start, stop


def _moved(movie: Movie, context: Context, which: int, clause: Clause, place: str | None) -> Step | None:
    title = movie.titles[which]
    fields: dict[str, object] = {}
    said = []
    found = values.lengths(clause)
    shift = clause.has("later", "earlier") and bool(found) and not values.when(clause)
    if shift:
        by = -found[0].ms if clause.has("earlier") else found[0].ms
        start = title.start_ms if clause.find("end_alone") else title.start_ms + by
        end = title.end_ms if clause.find("start_alone") else min(title.end_ms + by, movie.duration_ms)
        if not 0 <= start < end:
            return None
    elif clause.has("stays_longer"):
        start, end = title.start_ms, title.end_ms
    else:
        start, end = _times(clause, movie, (title.start_ms, title.end_ms), context)
    if shift:
        pass
    elif (
        found and (clause.has("stays_longer") or not values.when(clause)) and clause.has("longer", "shorter")
    ):
        end = title.end_ms + (found[0].ms if clause.has("longer") else -found[0].ms)
    elif not values.when(clause) and found:
        end = start + found[0].ms
    elif clause.has("stays_longer") and not found:
        end += _LONGER_MS
    if (
        title.start_ms > 0
        and title.end_ms >= movie.duration_ms
        and start == title.start_ms
        and end != title.end_ms
    ):
        # What closes the video still does: it starts sooner or later.
        start, end = max(0, movie.duration_ms - (end - start)), movie.duration_ms
    if (start, end) != (title.start_ms, title.end_ms) and end > start:
        fields |= {"start_ms": start, "end_ms": end}
        said.append(
            context.say("title.time", text=title.text, start=sec(start), end=sec(min(end, movie.duration_ms)))
        )
    if place and place != title.place:
        fields["place"] = place
        said.append(context.say("title.placed", text=title.text, place=context.say(f"place.{place}")))
    if clause.has("bigger", "smaller"):
        larger = clause.has("bigger")
        movie = look.changed(
            movie, font_scale=movie.look.font_scale * (look.LARGER if larger else look.SMALLER)
        )
        said.append(context.say("title.large" if larger else "title.small", text=title.text))
    if not said:
        return (
            Step(
                movie,
                (context.say("title.is", text=title.text, start=sec(title.start_ms), end=sec(title.end_ms)),),
                "title",
            )
            if (clause.has("title") or found) and not values.colours(clause)
            else None
        )
    return Step(titles.replaced(movie, which, **fields), tuple(said), "title")
