"""What a creation message sets, apart from what the video is about: styles, length, number of scenes."""

from __future__ import annotations

import itertools
import re

from skill.studio.director import lexicon, values
from skill.studio.director.message import Clause
from skill.studio.director.steps import styles_in
from skill.studio.director.tables import STYLES
from skill.studio.edits import phrases

COLON = re.compile(r"(?<!\d)[:：]|[:：](?!\d)")
"""One that leads to something; not that of a ratio or a time of day."""
_COMMA = re.compile(r"[,，]")
_FEW = 2
"""Words that name a list and say nothing else: "22 seconds, vertical. Our rooms: …"."""
_ASIDE = re.compile(r"\([^()\n]{1,80}\)")
_LONGEST_MOOD = 40
"""How wide a wish for a mood is; "warm light at night, bright light in the morning" is a line of a text."""
_SHORT = 20
"""How wide words about a kind of music are."""
_ALONE = re.compile(r"\s*(?:$|[,.;，。、；!！)）])")


@lexicon.kept
def _fragment() -> re.Pattern[str]:
    glue = lexicon.either("fragment_glue").pattern
    comma = r"[,;，；](?!\d{3}(?!\d))"
    # No stop is what follows an initial or counts an item; "£4." and "June 1." end a sentence.
    stop = r"(?:(?<=[^\d])(?<![^\w](?-i:[A-Z]))|(?<=[\d£$€¥]\d)|(?<=[a-z] \d))\.(?=\s|$)|[。！？!?\n]+"
    return re.compile(rf"{comma}|{stop}|\s[-–—]\s|{glue}", re.IGNORECASE)


def masked(piece: Clause) -> Clause:
    """A fragment with the values of its settings marked as understood."""
    spans = [(length.start, length.end) for length in values.lengths(piece)]
    spans += [(when.start, when.end) for when in values.when(piece)]
    piece = piece.without(*spans)
    for name in ("aspects", "platforms"):
        for key in lexicon.keys(name):
            piece = piece.without_words(key, section=name)
    if asked := values.size(piece):
        piece = piece.without((asked.start, asked.end))
    if piece.has("music", "volume", "voice") and (level := values.share(piece)):
        piece = piece.without((level.start, level.end))
    for name in ("huge", "resolution", "one_per", "scene_total", "so_that"):
        for pattern in lexicon.patterns(name):
            piece = piece.without(*(m.span() for m in pattern.finditer(piece.text)))
    return piece


def only_settings(piece: Clause) -> bool:
    """True for a fragment that only sets something: "28s", "soft piano", "square, no captions"."""
    if piece.quotes and not piece.has("title", "caption"):
        return False
    if piece.find("heartfelt"):
        return False
    if _only_share(piece):
        return True
    rest = masked(piece)
    had = rest.text != piece.text
    for name in (
        "music",
        "caption",
        "voice",
        "volume",
        "quiet_start",
        "mute",
        "title",
        "transition",
        "length",
        "male",
        "female",
        "instrument",
    ):
        found = [m.span() for m in lexicon.word(name).finditer(rest.text)]
        had = had or bool(found)
        rest = rest.without(*found)
    exact = had
    styles = [(a, b) for _, a, b in styles_in(rest.text)]
    had = had or bool(styles)
    rest = rest.without(*styles)
    for mood in lexicon.keys("moods"):
        found = [m.span() for m in lexicon.word(mood, "moods").finditer(rest.text)]
        had = had or bool(found)
        rest = rest.without(*found)
    rest = rest.without(*((a, b) for _, _, a, b in values.colours(rest)))
    left = rest.without_words("filler", "polite", "video", "scene_count_words", "look_noun").letters
    if len(left) > 1 and piece.find("scene_total"):
        return False  # "seven steps of washing hands" is a subject
    if re.search(r"\d", left) or (not exact and not styles and piece.has("topical")):
        return False
    if not exact and phrases.width(piece.text.strip()) > _LONGEST_MOOD:
        return False
    most = (3 if exact else 1) if phrases.HAN.search(left) else (8 if exact else 4)
    return had and len(left) <= most


def _only_share(piece: Clause) -> bool:
    """True for "around 20%": how loud what was named before it is to be."""
    level = values.share(piece)
    return level is not None and piece.without((level.start, level.end)).without_words("filler").empty


def without_head_settings(order: Clause) -> Clause:
    """A message without what is set between the name of a list and its colon: "5 tips for tea, 40 s, square: …"."""
    colon = COLON.search(order.text)
    if colon is None:
        return order
    end = colon.start()
    last = max(order.text.rfind(stop, 0, end) for stop in ".!?。！？\n") + 1
    name = order.part(last, end)
    if lexicon.word("scene_count_words").fullmatch(name.text.strip()):
        return order  # "Square, lively music. Scenes: …" names nothing but the list
    if last and only_settings(name) and (values.lengths(name) or values.size(name)):
        return order.without((last, end))
    since = 0 if len(name.text.split()) <= _FEW else last
    for comma in reversed(list(_COMMA.finditer(order.text, since, end))):
        piece = order.part(comma.end(), end)
        courtesy = piece.without_words("polite").empty
        if not (courtesy or only_settings(piece)) or piece.find("scene_total"):
            break  # "4 scenes: …" is the list's own name
        end = comma.start()
    return order.without((end, colon.start()))


def sets_several(message: Clause) -> bool:
    """True for "why 0 divides nothing, 30 seconds, landscape, with captions": a brief, whatever it asks."""
    sets = values.size(message) is not None or message.has("caption", "voice", "music")
    return bool(values.lengths(message)) and sets and len(message.text.split(",")) > 2


def fragments_of(order: Clause) -> list[Clause]:
    """An instruction cut at punctuation and at "with", but for what stands in brackets and sets nothing."""
    asides = [aside.span() for aside in _ASIDE.finditer(order.text)]
    whole = [(a, b) for a, b in asides if not _frames(order.part(a, b))]
    found, at = [], 0
    for match in _fragment().finditer(order.text):
        if any(a < match.start() < b for a, b in whole):
            continue
        found.append(order.part(at, match.start()))
        at = match.end()
    found.append(order.part(at, len(order.text)))
    return [piece for piece in found if piece.text.strip()]


def _frames(aside: Clause) -> bool:
    """True for brackets with settings of the video: "(20 s, square, calm piano)"."""
    sets = aside.has("music", "voice", "caption", "video") or styles_in(aside.text)
    return bool(sets or values.lengths(aside) or values.size(aside))


def count_of(order: Clause) -> int | None:
    """How many scenes were asked for."""
    match = order.find("scene_total")
    if match and (
        order.part(match.end(), len(order.text)).find("each_after")
        or order.part(0, match.start()).find("each_before")
    ):
        return None
    value = lexicon.number(match.group("count")) if match else None
    return int(value) if value and 1 <= value <= 40 else None


def length_of(order: Clause, lengths: tuple[values.Length, ...], titles: tuple[Clause, ...]) -> int | None:
    """The length that is the video's: near its noun or alone between commas, not one of the content."""
    spans = [(t.start - order.start, t.start - order.start + len(t.text)) for t in titles]
    best: tuple[int, int] | None = None
    lengths = tuple(length for length in lengths if not _of_each(order, length))
    for n, length in enumerate(lengths):
        after = order.part(length.end, min(len(order.text), length.end + 30))
        its = after.find("its_video") is not None
        if any(a <= length.start < b for a, b in spans) and not its:
            continue
        score = -n
        before = before_length(order, length)
        if lexicon.word("video").search(re.split(r"[,.;:，。；：、]", after.text)[0]):
            score += 6
        if after.find("length_after") or before.has("length"):
            score += 5
        if before.find("length_alone") and (
            _ALONE.match(after.text) or lexicon.word("and").match(after.text.strip())
        ):
            score += 5
        if length.ms % 60_000 == 0 and length.ms >= 60_000:
            score -= 2
        if before.find("length_not_before") and score < 5:
            score -= 3
        opens = length.ms < 60_000 and not order.text[: length.start].strip()
        if after.find("length_not_after") and not opens:
            score -= 8
        if best is None or score > best[0]:
            best = (score, length.ms)
    return best[1] if best and best[0] > -6 else None


def before_length(order: Clause, length: values.Length) -> Clause:
    """The few words before a length; they tell whether it stands alone."""
    return order.part(max(0, length.start - 14), length.start)


def _of_each(order: Clause, length: values.Length) -> bool:
    """True for a length that is one scene's: "6 seconds each", "each scene 6 s"."""
    before = order.part(max(0, length.start - 30), length.start)
    after = order.part(length.end, min(len(order.text), length.end + 24))
    return bool(before.find("each_before") or after.find("each_after"))


def each_of(order: Clause) -> int | None:
    """How long each scene is to be, ms."""
    return next((length.ms for length in values.lengths(order) if _of_each(order, length)), None)


def styles_of(fragments: list[Clause]) -> tuple[str, ...]:
    """The music asked for."""
    for piece in fragments:
        if piece.has("music") and not (piece.has("no") and not styles_in(piece.text)):
            near = _near_music(piece)
            if near:
                return near
    for piece in fragments[1:] or fragments:
        if (only_settings(piece) and styles_in(piece.text) and piece.has("music", "quiet_start")) or (
            only_settings(piece) and any(STYLES[style][1] for style, _, _ in styles_in(piece.text))
        ):
            return tuple(s for s, _, _ in styles_in(piece.text))
    for piece in fragments[1:]:
        if _ends_in_music(piece):
            return tuple(style for style, _, _ in styles_in(piece.text))
    return ()


def _ends_in_music(piece: Clause) -> bool:
    """True for "a quiet, bookish piano": a kind of music, and only words about it before."""
    found = styles_in(piece.text.rstrip(" .。！!"))
    last = max((end for style, _, end in found if STYLES[style][1]), default=-1)
    return last == len(piece.text.rstrip(" .。！!")) and phrases.width(piece.text.strip()) <= _SHORT


def _near_music(piece: Clause) -> tuple[str, ...]:
    at = piece.at("music")
    return tuple(style for style, a, b in styles_in(piece.text) if abs(a - at) < 40 or abs(b - at) < 40)


def volume_of(fragments: list[Clause]) -> float | None:
    """How loud the music is to be, 0–1."""
    for before, piece in itertools.pairwise(fragments):
        level = values.share(piece)
        if level and _only_share(piece) and (before.has("music") or styles_in(before.text)):
            return level.value
    for piece in fragments:
        if piece.has("music", "volume") or styles_in(piece.text):
            level = values.share(piece)
            if level:
                return level.value
            if piece.has("full") and piece.has("music", "volume"):
                return 1.0
            if piece.has("quiet_start") and piece.has("music") and not piece.has("in_background"):
                return 0.25
    return None
