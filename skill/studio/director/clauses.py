"""A message as separate wishes: cut at full stops, and at commas and "and" only where another wish begins."""

from __future__ import annotations

import itertools
import re

from skill.studio.director import lexicon, references, restated, values
from skill.studio.director.message import EDGES, Clause
from skill.studio.director.settings import only_settings
from skill.studio.director.steps import moods_in, styles_in
from skill.studio.edits import phrases, titles
from skill.studio.movie import Movie

_HARD = re.compile(r"(?:^|(?<=\s))\(?[1-9][)\uff09](?=\s)|(?:[.!?](?=\s|$)|[;。；！？\n]|\.{2,})+")
_VERBS = (
    "add",
    "remove",
    "change",
    "move",
    "swap",
    "mute",
    "longer",
    "shorter",
    "bring_back",
    "split",
    "merge",
    "keep",
    "faster",
    "slower",
    "louder",
    "quieter",
    "bigger",
    "smaller",
    "undo",
    "no",
    "reverse",
)
_OPENS = 24
"""Letters before the noun that opens a wish: "some tense music at 35%"."""
_ACTS = ("add", "remove", "change", "move", "swap", "mute", "bring_back", "keep", "undo")
"""Verbs of a wish that is complete without what follows it."""
_NOUNS = (
    "title",
    "caption",
    "music",
    "voice",
    "volume",
    "background",
    "font",
    "transition",
    "logo",
    "length",
)


@lexicon.kept
def _opening(names: tuple[str, ...]) -> re.Pattern[str]:
    polite = lexicon.alternatives("polite")
    words = "|".join(lexicon.alternatives(name) for name in names)
    lead = rf"(?:{lexicon.alternatives('lead_word')}\s+)?(?:{lexicon.special('ord')}\s+)?"
    degree = rf"(?:(?:{lexicon.alternatives('bit')}|{lexicon.alternatives('much')})\s+)?"
    return re.compile(rf"^(?:[\s,]|{polite})*{degree}{lead}(?:{words})", re.IGNORECASE)


def begins_wish(text: str) -> bool:
    """True when a text starts like a wish of its own: with a verb, a noun of the timeline, a length, a format."""
    text = text.strip(EDGES)
    if not text:
        return False
    if _opening(_VERBS + _NOUNS).match(text):
        return True
    clause = Clause(text, text)
    if lexicon.either("names_part").match(text) or clause.find("ref_with"):
        return True
    if text[0] == lexicon.QUOTE and clause.has("title", "caption"):
        return True
    if lexicon.word("only_lead").match(text) and clause.has("voice", "music", "caption"):
        return True
    spans = values.when(clause)
    if spans and spans[0].start <= 3 and (clause.has("write", "put") or lexicon.QUOTE in text):
        return True
    if any(length.start <= 12 for length in values.lengths(clause)[:1]):
        return True
    if clause.find("stands_out") and styles_in(text):
        return True
    if 0 <= clause.at("music") <= _OPENS and (styles_in(text) or values.share(clause)):
        return True
    size = values.size(clause, platforms=False)
    if size and size.start <= 12:
        return True
    return any(
        m.start() <= 3 and has_verb(text[m.end() :])
        for kind in ("scene_number", "scene_ordinal", "scene_back")
        for p in lexicon.patterns(kind)
        if (m := p.search(text))
    )


def has_verb(text: str) -> bool:
    """True when some verb of editing is in the text."""
    return any(lexicon.word(name).search(text) for name in _VERBS)


def split(message: Clause) -> tuple[Clause, ...]:
    """The wishes of a message, in order."""
    found: list[Clause] = []
    at = 0
    for match in (*_HARD.finditer(message.text), None):
        end = match.start() if match else len(message.text)
        found += _wishes(message.part(at, end))
        at = match.end() if match else end
    return tuple(clause for clause in found if not clause.empty)


def joined(message: Clause, movie: Movie) -> tuple[Clause, ...]:
    """`split`, where a remark about a scene ("scene 2 is too short,") stays with the wish that follows it."""
    found: list[Clause] = []
    for clause in split(message):
        last = found[-1] if found else None
        together = message.part(
            (last or clause).start - message.start, clause.start - message.start + len(clause.text)
        )
        if last and (
            _complaint(last, clause)
            or _bare_removal(last, clause)
            or clause.find("start_alone")
            or clause.find("end_alone")
            or _same_pace(last, clause)
            or _same_loudness(last, clause)
            or _value_of(last, clause)
            or (last.find("seems_small") and clause.has("bigger"))
            or (last.find("bare_page") and clause.quotes)
            or _refused_words(clause, together, movie)
            or (_remark(last, movie) and _goes_on(clause, movie))
            or (_remark_on_picture(last) and _goes_on(clause, movie) and clause.has("remove"))
        ):
            found[-1] = together
        else:
            found.append(clause)
    return tuple(found)


def lengths_last(wishes: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """The wishes in order; where some take scenes away, the length of the whole is set after them."""
    if not any(wish.has("remove") and not wish.has("music", "title", "caption", "voice") for wish in wishes):
        return wishes
    return tuple(sorted(wishes, key=lambda wish: bool(values.lengths(wish)) and only_settings(wish)))


def _complaint(clause: Clause, following: Clause) -> bool:
    """True for "too long now" before "cut 10 seconds": one wish."""
    short = len(clause.text.strip(EDGES)) <= 24 and clause.has("longer", "shorter")
    return (
        short
        and clause.has("too_much")
        and not values.lengths(clause)
        and (bool(values.lengths(following)) or following.has("half", "third_off", "quarter_off"))
    )


def _refused_words(following: Clause, together: Clause, movie: Movie) -> bool:
    """True where "not Tuesday" follows "roasted on Friday" and Tuesday is what is shown."""
    return not restated.contrasted(following) and restated.refuses(together, movie)


def _bare_removal(clause: Clause, following: Clause) -> bool:
    """True for "the music is too loud" before "off with it": what was just spoken of is to go."""
    if following.has("music", "title", "caption", "voice", "logo"):
        return False
    bare = following.has("remove") and following.without_words("remove", "polite", "filler", "it").empty
    return bare and clause.has("music", "title", "caption", "voice", "logo") and not clause.has(*_ACTS)


def _same_pace(clause: Clause, following: Clause) -> bool:
    """True for "the narrator talks too fast" before "slow it down": the narrator, not the video."""
    paced = clause.has("faster", "slower") and following.has("faster", "slower")
    return paced and clause.has("voice") and not following.has(*_NOUNS, "video", "scene")


def _value_of(clause: Clause, following: Clause) -> bool:
    """True for "make it shorter" before "2 seconds": how short."""
    found = values.lengths(following)
    bare = (
        len(found) == 1
        and following.without((found[0].start, found[0].end)).without_words("filler", "polite").empty
    )
    return (
        bare
        and clause.has("longer", "shorter")
        and clause.has("it", "picture_noun")
        and not values.lengths(clause)
    )


def _same_loudness(clause: Clause, following: Clause) -> bool:
    """True for "the music is too loud" before "bring it down by half": one wish."""
    if clause.has(*_ACTS) or values.share(clause) or following.has(*_NOUNS, "scene", "video"):
        return False
    loud = clause.has("quieter", "louder", "too_quiet") and clause.has("music", "volume", "voice")
    return (
        loud
        and following.has("quieter", "louder", "half")
        and bool(following.has("half", "bit", "much") or values.share(following))
    )


def _remark(clause: Clause, movie: Movie) -> bool:
    """True for a clause that names a scene and wants nothing of it."""
    wants = ("remove", "move", "change", "swap", "split", "merge", "reverse", "undo", "add", "bring_back")
    masked = clause
    refs = references.find(clause, movie) or references.shown(clause, movie)
    for ref in refs:
        masked = masked.without((ref.start, ref.end))
    return (
        bool(refs)
        and not values.lengths(masked)
        and not masked.has(*wants)
        and not clause.has("title", "music")
    )


def _remark_on_picture(clause: Clause) -> bool:
    """True for "the photo is blurry" before "take it out after all"."""
    return clause.has("picture_noun") and not values.lengths(clause) and not has_verb(clause.text)


def _goes_on(clause: Clause, movie: Movie) -> bool:
    """True for a wish that does not say what it is about."""
    nouns = (
        "title",
        "caption",
        "music",
        "voice",
        "volume",
        "background",
        "transition",
        "font",
        "video",
        "scene",
    )
    return (
        not clause.has(*nouns)
        and not references.find(clause, movie)
        and bool(
            clause.has("it", "remove", "move", "swap", "split") or values.lengths(clause) or _puts(clause)
        )
        and has_verb(clause.text)
        and not values.size(clause)
    )


def _puts(clause: Clause) -> bool:
    """True for "change to a salad": words that take the place of others, not just a look or a sound."""
    match = clause.find("becomes") if clause.has("replace") else None
    if match is None:
        return False
    content = clause.part(*match.span("content"))
    wished = moods_in(content.text) or styles_in(content.text) or values.colours(content)
    return not wished or phrases.width(content.text) >= 8


def _wishes(sentence: Clause) -> list[Clause]:
    cuts = [0]
    for match in lexicon.either("separator").finditer(sentence.text):
        right = sentence.text[match.end() : match.end() + 120]
        if (
            sentence.text[cuts[-1] : match.start()].strip(EDGES)
            and (begins_wish(right) or _more_words(sentence.text[: match.start()], right))
            and not _inside(sentence.text, match)
        ):
            cuts.append(match.start())
    cuts.append(len(sentence.text))
    return [_led(sentence.part(a, b)) for a, b in itertools.pairwise(cuts)]


def _inside(text: str, match: re.Match[str]) -> bool:
    """True when a separator joins two values of one wish: "between 2 and 5 seconds", "swap scene 1 and scene 2"."""
    left, right = text[: match.start()], text[match.end() :]
    if lexicon.word("pair").search(left) and any(
        p.match(right.strip()) for kind in ("scene_number", "scene_ordinal") for p in lexicon.patterns(kind)
    ):
        return True
    if any(one_wish(left, right) for one_wish in _ONE_WISH):
        return True
    around = text[max(0, match.start() - 24) : match.end() + 24]
    at = min(24, match.start())
    found = (pattern.search(around) for pattern in lexicon.patterns("range"))
    return any(m.start() < at < m.end() for m in found if m)


def _more_words(left: str, right: str) -> bool:
    """True for "put 'before' on the muddy one" and "'after' on the clean one": words over two scenes."""
    over = Clause(right, right.strip()).find("words_over")
    return over is not None and over.start() == 0 and (lexicon.QUOTE in left or begins_wish(left))


def _words_of_new(left: str, right: str) -> bool:
    """True for "add a scene at the end, saying X"."""
    new = Clause(left, left).find("new_scene")
    return (
        new is not None
        and not Clause(left, left[new.end() :]).find("content")
        and bool(lexicon.either("says_what").match(right))
    )


def _stretch_of_words(left: str, right: str) -> bool:
    """True for "title 'X' centred, first 5 seconds"."""
    clause = Clause(left, left)
    spans = values.when(Clause(right, right))
    only = (
        Clause(right, right)
        .without(*((when.start, when.end) for when in spans))
        .without_words("filler")
        .empty
    )
    return (
        bool(spans) and only and lexicon.QUOTE in left and not values.when(clause) and not clause.has("scene")
    )


def _time_of_words(left: str, right: str) -> bool:
    """True for "open with a title that says X, 3 seconds" and "put X over the opening, three seconds is enough"."""
    clause = Clause(left, left)
    placed = any(when.kind in ("start", "end", "head", "tail") for when in values.when(clause))
    shown = (
        clause.has("title")
        or clause.find("across")
        or ((lexicon.QUOTE in left or (placed and not clause.has("music"))) and not clause.has("scene"))
    )
    found = values.lengths(Clause(right, right))
    return (
        bool(shown and found)
        and found[0].ms <= titles.LONG_MS
        and lexicon.either("enough").match(right) is not None
        and not values.lengths(clause)
        and not clause.has("remove")
        and not (
            Clause(right, right).has("length") or Clause(right, right[found[0].end :]).find("length_after")
        )
    )


def _same_feel(left: str, right: str) -> bool:
    """True for "make the design warmer" and "softer": two words for one look."""
    after = Clause(right, right).without_words(*lexicon.keys("moods"), section="moods")
    alone = after.without_words("polite", "filler", "bit", "much", "look_noun").empty
    before = Clause(left, left)
    return alone and bool(moods_in(right) and moods_in(left)) and not before.has("music", "volume", "voice")


def _refused_value(left: str, right: str) -> bool:
    """True for "15 seconds, not 30 seconds"."""
    refused = values.lengths(Clause(right, right))[:1]
    return bool(refused and values.lengths(Clause(left, left))) and bool(
        lexicon.either("refused_lead").search(right[: refused[0].start])
    )


def _length_of_new(left: str, right: str) -> bool:
    """True for "add a scene about X, 4 seconds"."""
    found = values.lengths(Clause(right, right))
    bare = bool(found) and len(right) - (found[0].end - found[0].start) <= 8
    bare = bare and not Clause(right, right).has("length", "whole", "video")
    return bare and Clause(left, left).find("new_scene") is not None


def _placed_first(left: str, _right: str) -> bool:
    """True for "between the dough and the oven," before what goes there."""
    return lexicon.either("place_ends").search(left) is not None and not has_verb(left)


def _told_first(left: str, right: str) -> bool:
    """True for "reward: $100," before "add that"."""
    return Clause(right, right.strip()).find("add_that") is not None and not has_verb(left)


_ONE_WISH = (
    _same_feel,
    _refused_value,
    _length_of_new,
    _placed_first,
    _words_of_new,
    _told_first,
    _stretch_of_words,
    _time_of_words,
)
"""What makes one wish of what stands before and behind a separator."""


def _led(clause: Clause) -> Clause:
    """Without the separator the clause was cut at."""
    match = lexicon.either("separator").match(clause.text)
    if match is None or (match.group()[0].isalpha() and not match.group().isascii()):
        return clause
    return clause.part(match.end(), len(clause.text))
