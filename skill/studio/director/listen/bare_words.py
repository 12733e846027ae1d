"""Words that are to be shown, said without quotation marks: "add Summer only over the last 5 seconds"."""

from __future__ import annotations

from skill.studio.director import lexicon, references, values
from skill.studio.director.clauses import begins_wish
from skill.studio.director.listen.additions import kept
from skill.studio.director.message import EDGES, Clause, unquoted
from skill.studio.director.message import read as read_words
from skill.studio.director.steps import Context
from skill.studio.movie import Movie

LONGEST = 120
"""Characters of a title."""
_SPANS = ("head", "tail", "range", "first_half", "last_half")
_TALK = (
    "polite", "colour", "font", "bigger", "smaller", "longer", "shorter", "start", "end", "whole", "place_top",
    "place_middle", "place_bottom", "scene", "title", "it", "change", "move", "style_noun", "bit", "filler",
)  # fmt: skip
_OTHERS = (
    "music", "volume", "voice", "caption", "scene", "picture_noun", "logo", "background", "transition", "font",
    "length", "video", "remove", "longer", "shorter", "faster", "slower", "fade", "undo", "it",
)  # fmt: skip


def timed(clause: Clause, context: Context) -> str:
    """Words for a stretch of time or over a scene: "add Summer only over the last 5 seconds", "last 4 s: OPEN"."""
    spans = values.when(clause)
    within = any(when.kind in _SPANS for when in spans) or clause.find("across") is not None
    rest = clause.without(*((when.start, when.end) for when in spans))
    if not within and any(when.kind in ("start", "end") for when in spans):
        dashed = rest.without(*_aside(rest)).find("dashed_text")
        if dashed and begins_wish(dashed.group("text")):
            return ""
        calls = clause.has("put") and clause.has("cta_hint")
        within = calls or bool(dashed or clause.find("text_only"))
        rest = rest.without(*_aside(rest)) if within else rest
    refs = () if within else references.shown(clause, context.start)
    if not within and not refs:
        return ""
    if refs:
        rest = clause.part(0, refs[0].start)
    plain = read_words(kept(rest, 0, len(rest.text)))
    if plain.has(*_OTHERS) or values.lengths(plain) or values.share(plain) or values.size(plain):
        return ""
    forms = lexicon.patterns("timed_text") + lexicon.patterns("dashed_text")
    for pattern in forms if within else lexicon.patterns("over_scene"):
        match = pattern.search(plain.text.rstrip(" .,!。，！"))
        if match:
            words = unquoted(lexicon.either("chatter").sub("", plain.raw(*match.span("text"))))
            told = references.tokens(words) or any(map(str.isdigit, words))
            if told and len(words) <= LONGEST and not only_talk(words):
                return words
    return ""


def _aside(clause: Clause) -> list[tuple[int, int]]:
    """Where a length stands by itself: "X, three seconds", "X for three seconds"."""
    return [
        (found.start, found.end)
        for found in values.lengths(clause)
        if lexicon.either("aside").search(clause.text[: found.start])
        or not clause.text[found.end :].strip(EDGES)
    ]


def spoken(rest: Clause) -> str:
    """A title said without quotation marks."""
    kept = "".join(char for char, mask in zip(rest.raw(), rest.text, strict=True) if mask != "\ue003")
    for pattern in lexicon.patterns("title_text"):
        match = pattern.search(rest.text.rstrip(" ,.!?\ue003"))
        if match and match.group("text").strip(" \ue003"):
            words = rest.raw(*match.span("text"))
            masked = rest.text[match.start("text") : match.end("text")]
            kept = "".join(char for char, mask in zip(words, masked, strict=False) if mask != "\ue003")
            kept = lexicon.either("chatter").sub("", kept.strip())
            words = unquoted(lexicon.either("new_lead").sub("", kept))
            words = lexicon.either("goal_lead").sub("", words)
            said = rest.text[: match.start("text")].rstrip().endswith(":") or rest.find("title_says")
            if words and not lexicon.either("told_of").match(words) and (said or not only_talk(words)):
                return words
    return ""


def only_talk(words: str) -> bool:
    """True when every word tells how or where something stands: "in yellow", "on the last scene", "a bit larger"."""
    clause = read_words(words)
    spans = [(length.start, length.end) for length in values.lengths(clause)]
    spans += [(when.start, when.end) for when in values.when(clause)]
    spans += [(a, b) for _, _, a, b in values.colours(clause)]
    spans += [(ref.start, ref.end) for ref in references.find(clause, Movie())]
    return not clause.without(*spans).without_words(*_TALK).letters
