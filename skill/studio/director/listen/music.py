"""Music: style, volume, own file, off, and when it plays."""

from __future__ import annotations

import re

from skill.studio.director import lexicon, references, values
from skill.studio.director.message import Clause, tidy
from skill.studio.director.message import read as read_words
from skill.studio.director.steps import (
    Context,
    Step,
    moods_in,
    music_name,
    percent,
    sec,
    style_name,
    styles_in,
)
from skill.studio.director.tables import OTHER_STYLES, STYLES
from skill.studio.edits import music
from skill.studio.movie import Movie

_UP, _DOWN, _BIT_UP, _BIT_DOWN = 1.5, 0.55, 1.25, 0.75
_NEAR = 14
"""Letters between a "no" and the music it is about: "no more background music"."""
_ROUND = ("uplifting", "lofi", "acoustic_guitar", "piano", "electronic", "happy", "ambient", "epic")


def read(clause: Clause, movie: Movie, context: Context) -> Step | None:
    """ "Make the music lo-fi at 35 %", "quieter", "no music", "something with acoustic guitar", "use our track"."""
    named = clause.has("music", "volume")
    if movie.music and clause.has("music") and clause.find("fades_out"):
        return Step(movie, (context.say("music.ends"),), "music")
    if movie.music and clause.has("bring_back") and clause.has("music") and not styles_in(clause.text):
        return Step(movie, (context.say("music.already", name=movie.music.name),), "music")
    if _denied(clause, movie):
        return Step(movie, (), "music")
    drowned = (clause.has("heard_over") and movie.music is not None) or _its_loudness(clause, movie)
    styles = () if drowned else _wanted_styles(clause, movie, context.focus == "music")
    about = (
        named
        or drowned
        or (
            _talked_of(clause, movie, context)
            and (
                values.share(clause)
                or clause.has("louder", "quieter", "mute")
                or _only_half(clause)
                or _bare(clause)
            )
        )
    )
    about = about or _just_mute(clause)
    about = about or any(file.kind == "audio" for file in context.files)
    only_volume = clause.has("louder", "quieter", "too_quiet") and not clause.has("font", "title", "caption")
    if (
        not about
        and not styles
        and not (only_volume and _loudness_only(clause))
        and not (values.share(clause) and movie.music)
    ):
        return None
    own = next((file for file in reversed(context.files) if file.kind == "audio"), None)
    said: list[str] = []
    used: tuple[str, ...] = ()
    before = movie.music
    if own and not clause.has("remove") and not styles:
        movie = music.chosen(movie, own.name, before.mood if before else "uplifting", media=own)
        said.append(_changed(context, before.name if before else "", own.name))
        used = (own.asset,)
    elif styles:
        name = music_name(context.language, clause.text, styles)
        lead = next((style for style in styles if STYLES[style][1]), styles[0])
        mood = STYLES[lead][0]
        if "dark" in styles and lead == "dark":
            mood = "dark"
        movie = music.chosen(movie, name, mood)
        if before and before.name == name and before.mood == mood and not _level(clause, movie):
            return Step(movie, (context.say("music.already", name=name),), "music")
        if not before or before.name != name:
            said.append(_changed(context, before.name if before else "", name))
    elif (clause.has("music") and _off(clause) and not _leveled(clause)) or _just_mute(clause):
        if before is None:
            return Step(movie, (context.say("music.none"),), "music")
        if span := _elsewhere(clause, movie, context) or _outside(clause, movie):
            said.append(context.say("music.time", start=sec(span[0]), end=sec(span[1])))
            return Step(music.between(movie, *span), tuple(said), "music")
        return Step(music.off(movie), (context.say("music.off", name=before.name),), "music")
    elif clause.has("volume") and clause.has("mute", "remove") and before and not values.share(clause):
        return Step(
            music.at_volume(movie, 0),
            (context.say("music.volume", before=percent(before.volume), after=0),),
            "music",
        )
    level = _level(clause, movie)
    if level is None and styles and clause.has("barely"):
        level = music.QUIET_VOLUME
    if movie.music is None and (clause.has("music") or (level is not None and named)):
        other = _unlisted(clause)
        movie = music.chosen(movie, other or style_name(context.language, ("uplifting",)), "uplifting")
        assert movie.music is not None
        said.append(_changed(context, "", movie.music.name))
    if level is not None and movie.music is not None:
        old = movie.music.volume
        movie = music.at_volume(movie, level)
        assert movie.music is not None
        said.append(_louder_or_not(context, old, movie.music.volume))
    movie, told = _times(clause, movie, context)
    said += told
    if not said and movie.music is not None and clause.has("music"):
        movie, told = _another(clause, movie, context)
        said += told
    return Step(movie, tuple(said), "music", used) if said else None


def _talked_of(clause: Clause, movie: Movie, context: Context) -> bool:
    """True when the music was talked about last, or nothing was yet and it alone has a level: "a bit less"."""
    nudged = clause.find("bare_less") or clause.find("bare_more")
    if context.focus == "music" or (nudged and movie.music and not context.focus):
        return True
    return (_bare(clause) or _only_half(clause)) and read_words(context.history.said).has(
        "music", "volume", "louder", "quieter"
    )


def _bare(clause: Clause) -> bool:
    """True for "a bit less", "up a notch" or "like 70" and nothing else."""
    return any(clause.find(name) is not None for name in ("bare_less", "bare_more", "bare_level"))


def _louder_or_not(context: Context, before: float, after: float) -> str:
    if percent(before) == percent(after):
        return context.say("music.volume_already", percent=percent(after))
    return context.say("music.volume", before=percent(before), after=percent(after))


def _changed(context: Context, before: str, after: str) -> str:
    return (
        context.say("music.changed", before=before, after=after)
        if before
        else context.say("music.added", name=after)
    )


def _elsewhere(clause: Clause, movie: Movie, context: Context) -> tuple[int, int] | None:
    """Where music is left, in ms, by "no music in the last scene"; None where the clause means all of it."""
    refs = [ref for ref in references.find(clause, context.start) if not ref.by_name]
    ids = {scene.id for ref in refs for scene in references.existing(ref, movie)}
    silent = [scene.id in ids for scene in movie.scenes]
    starts = (*movie.starts(), movie.duration_ms)
    count = sum(silent)
    if not 0 < count < len(silent):
        return None
    if all(silent[-count:]):
        return 0, starts[len(silent) - count]
    return (starts[count], movie.duration_ms) if all(silent[:count]) else None


def _outside(clause: Clause, movie: Movie) -> tuple[int, int] | None:
    """Where music is left, in ms, by "no music for the first 10 seconds" or "music off after 10 seconds"."""
    end = movie.duration_ms
    if after := clause.find("from_then"):
        start = round((lexicon.number(after.group("a")) or 0) * 1000)
        return (0, start) if 0 < start < end else None
    for when in values.when(clause):
        if when.kind in ("head", "tail") and 0 < when.a < end:
            return (when.a, end) if when.kind == "head" else (0, end - when.a)
    return None


def _off(clause: Clause) -> bool:
    return clause.has("remove", "mute") or (_none_of_it(clause) and not clause.has("change"))


def _none_of_it(clause: Clause) -> bool:
    """True for "no music" and "music, no": a "not" elsewhere ("not my taste") wants something else."""
    return any(
        no.end() <= music.start() <= no.end() + _NEAR or music.end() <= no.start() <= music.end() + 2
        for no in lexicon.word("no").finditer(clause.text)
        for music in lexicon.word("music").finditer(clause.text)
    )


def _leveled(clause: Clause) -> bool:
    """True for "music at 30 %, we are no nightclub" and "cut it to half": who says how loud does not want it off."""
    level = values.share(clause)
    return clause.has("half") or (level is not None and not level.relative and level.value > 0)


def _loudness_only(clause: Clause) -> bool:
    rest = lexicon.word("louder").sub(
        "", lexicon.word("quieter").sub("", lexicon.word("too_quiet").sub("", clause.text))
    )
    for name in ("polite", "filler", "it", "bit", "much", "change"):
        rest = lexicon.word(name).sub("", rest)
    return clause.has("too_quiet", "loud_word") and len(rest.strip(" ,.!?，。！？\ue003")) <= 8


def _its_loudness(clause: Clause, movie: Movie) -> bool:
    """True for "the piano is a bit strong": nobody wants another one, whatever plays."""
    if movie.music and styles_in(clause.text) and clause.find("stands_out"):
        return True
    if movie.music is None or not clause.has("quieter", "too_quiet") or clause.has("change", "put"):
        return False
    if clause.has("music") and not clause.has("half", "bit"):
        return False
    playing = {style for style, _, _ in styles_in(movie.music.name)}
    return any(style in playing and STYLES[style][1] for style, _, _ in styles_in(clause.text))


def _just_mute(clause: Clause) -> bool:
    """ "Mute it": everything that sounds, of which the music is what there always is."""
    meanwhile = (found.span() for found in lexicon.either("meanwhile").finditer(clause.text))
    rest = clause.without(*meanwhile).without_words("mute", "polite", "filler", "it")
    return clause.has("mute") and rest.empty and not clause.has("voice", "caption", "title")


def _only_half(clause: Clause) -> bool:
    """ "Half of that": of the volume that was just talked about."""
    rest = clause.without_words("half", "polite", "filler", "it")
    return clause.has("half") and rest.empty and not clause.has("length", "longer", "shorter")


def _denied(clause: Clause, movie: Movie) -> bool:
    """True for "Not epic." while the music is epic: what it is to be comes next."""
    found = styles_in(clause.text)
    return (
        movie.music is not None
        and bool(found)
        and clause.has("no")
        and _alone(clause)
        and all(_refused(clause, a, b) for _, a, b in found)
    )


def _wanted_styles(clause: Clause, movie: Movie, going_on: bool) -> tuple[str, ...]:
    """The styles asked for: after "for/with/to", not the ones to be replaced, not mere words of the picture."""
    found = styles_in(clause.text)
    if not found:
        return ()
    looks = clause.has("style_noun") or clause.find("look_suffix")
    words = [clause.text[a:b] for _, a, b in found]
    if (
        looks
        and not clause.has("music")
        and all(moods_in(w) or lexicon.word("style_noun").fullmatch(w) for w in words)
    ):
        return ()  # a style of the picture
    if (
        not clause.has("music")
        and not (going_on and (clause.has("change") or _alone(clause)))
        and not (_alone(clause) and any(STYLES[style][1] for style, _, _ in found))
        and not (
            any(STYLES[style][1] for style, _, _ in found)
            and clause.has("replace", "change", "add", "music", "quiet_start", "vague_thing")
        )
    ):
        return ()
    if clause.has("font", "background", "colour", "transition", "title", "caption") and not clause.has(
        "music"
    ):
        return ()
    spoilt = [style for style, a, _ in found if style in OTHER_STYLES and clause.part(0, a).find("overdone")]
    if spoilt and clause.has("music"):
        return (OTHER_STYLES[spoilt[0]],)
    skip = [style for style, a, b in found if _refused(clause, a, b)]
    wanted = [(style, a) for style, a, _ in found if style not in skip]
    into = [match.end() for match in lexicon.either("music_into").finditer(clause.text)]
    if into and movie.music:
        later = [style for style, a in wanted if a >= into[-1]] or [s for s, a in wanted if a >= into[0]]
        return tuple(later or [style for style, _ in wanted])
    return tuple(style for style, _ in wanted)


def _alone(clause: Clause) -> bool:
    """True when a clause names styles and nothing else: "Lofi.", "something with ukulele"."""
    rest = clause.without(*((a, b) for _, a, b in styles_in(clause.text)))
    if level := values.share(rest):
        rest = rest.without((level.start, level.end))
    return rest.without_words("polite", "filler", "bit", "much", "vague_thing", "no").empty


def _refused(clause: Clause, start: int, end: int) -> bool:
    return bool(
        clause.part(max(0, start - 16), start).find("instead_lead")
        or clause.part(end, len(clause.text)).find("sounds_too")
    )


def _level(clause: Clause, movie: Movie) -> float | None:
    """The volume asked for, 0–1."""
    now = movie.music.volume if movie.music and movie.music.volume > 0 else music.USUAL_VOLUME
    up = (
        (clause.has("too_quiet") and not clause.has("heard_over"))
        or (clause.has("louder") and not clause.has("quieter"))
        or clause.find("bare_more") is not None
        or _first(clause, "louder", "quieter")
    )
    down = not up and (
        clause.has("quieter", "heard_over")
        or clause.find("bare_less") is not None
        or clause.find("stands_out") is not None
    )
    share = values.share(clause)
    if share is None and (bare := clause.find("bare_level")):
        return min(1.0, (lexicon.number(bare.group("value")) or 0) / 100)
    if share and share.relative:
        return now * (1 + share.value) if up else now * (1 - share.value)
    if share:
        by = clause.part(0, share.start).find("by_lead")
        return now * (1 + share.value if up else 1 - share.value) if by else share.value
    if clause.has("full") and (clause.has("volume", "music") or up):
        return 1.0
    if clause.has("half") and (clause.has("volume") or down or _only_half(clause)):
        return now / 2
    if clause.has("double") and (clause.has("volume") or up):
        return now * 2
    if up and not down:
        return min(1.0, max(now + 0.05, now * (_BIT_UP if clause.has("bit") else _UP)))
    if down:
        quiet = clause.has("quiet_start") and not movie.music
        return music.QUIET_VOLUME if quiet else now * (_BIT_DOWN if clause.has("bit") else _DOWN)
    return None


def _first(clause: Clause, one: str, other: str) -> bool:
    a, b = clause.at(one), clause.at(other)
    return a >= 0 and (b < 0 or a < b) and clause.has("louder_word")


def _times(clause: Clause, movie: Movie, context: Context) -> tuple[Movie, list[str]]:
    if movie.music is None:
        return movie, []
    end = movie.duration_ms
    for when in values.when(clause):
        start, stop = {
            "head": (0, when.a),
            "tail": (end - when.a, None),
            "range": (when.a, when.b),
            "at": (when.a, None),
            "until": (0, when.a),
            "to_the_end": (when.a, None),
            "first_half": (0, end // 2),
            "last_half": (end // 2, None),
            "whole": (0, None),
        }.get(when.kind, (-1, None))
        if 0 <= start < end:
            changed = music.between(movie, start, min(stop, end) if stop else None)
            return changed, [context.say("music.time", start=sec(start), end=sec(min(stop or end, end)))]
    return movie, []


def _unlisted(clause: Clause) -> str:
    match = lexicon.either("music_into").search(clause.text)
    words = tidy(lexicon.word("music").sub("", clause.raw(match.end()))) if match else ""
    words = lexicon.word("quiet_start").sub("", re.split(r"[,，]", words)[0])
    words = lexicon.either("article").sub("", words).strip()
    if not read_words(words).without_words("filler", "much", "bit", "polite").letters:
        return ""
    return words[:1].upper() + words[1:40] if words else ""


def _another(clause: Clause, movie: Movie, context: Context) -> tuple[Movie, list[str]]:
    """Music that is just to be different, or of a kind nobody listed: the nearest, and said so."""
    assert movie.music is not None
    if not clause.has("change", "add", "new", "replace"):
        return movie, []
    before = movie.music
    other = _unlisted(clause) if lexicon.either("music_into").search(clause.text) else ""
    style = next(s for s in _ROUND if STYLES[s][0] != before.mood)
    if other and not clause.has("new"):
        changed = music.chosen(movie, other, before.mood)
        return changed, [context.say("music.nearest", name=other, before=before.name)]
    changed = music.chosen(movie, style_name(context.language, (style,)), STYLES[style][0])
    assert changed.music is not None
    return changed, [_changed(context, before.name, changed.music.name)]
