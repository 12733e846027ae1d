"""Values in a clause: lengths, stretches of time, percentages, sizes, colours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from skill.studio.director import lexicon
from skill.studio.director.message import Clause
from skill.studio.movie import SIZES

LONGEST_MS = 600_000
"""The longest video the studio makes."""
LARGEST = 1920


@dataclass(frozen=True, slots=True)
class Length:
    """A length in ms, and where in the clause it stands."""

    ms: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class When:
    """A stretch of the video, as said.

    `kind`: head (the first `a` ms) · tail (the last `a` ms) · range (`a` to `b`) · at (from `a`) · until (`a`) ·
    lasting (`a` ms long) · to_the_end (from `a`) · end · start · whole · first_half · last_half.
    """

    kind: str
    a: int
    b: int
    start: int
    end: int


def _ms(value: str | None) -> int:
    number = lexicon.number(value) if value else None
    return round((number or 0) * 1000)


def _group(match: re.Match[str], name: str) -> str | None:
    return match.groupdict().get(name)


def lengths(clause: Clause) -> tuple[Length, ...]:
    """Every length of time in the clause, in order; decades ("the 90s") are not lengths."""
    text = clause.text
    for pattern in lexicon.patterns("decade"):
        text = pattern.sub(lambda match: "\ue003" * len(match.group()), text)
    found: list[Length] = []
    for pattern in lexicon.patterns("duration"):
        for match in pattern.finditer(text):
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            minutes = _ms(_group(match, "min")) or (1000 if _group(match, "one") else 0)
            half = 30_000 if _group(match, "half") else 0
            ms = _ms(_group(match, "hour")) * 3600 + minutes * 60 + half + _ms(_group(match, "sec"))
            if ms > 0:
                found.append(Length(ms, *match.span()))
    return tuple(sorted(found, key=lambda length: length.start))


def when(clause: Clause) -> tuple[When, ...]:
    """The stretch of time in the clause, the most exact reading first; at most a place and a length together."""
    if match := clause.find("lasts"):
        return (When("lasting", _clock(match, "a"), 0, *match.span()),)
    for kind in ("range", "to_the_end", "first_half", "last_half", "head", "tail"):
        if match := clause.find(kind):
            a, b = _clock(match, "a"), _clock(match, "b")
            if _group(match, "one"):
                a = 1000
            if kind != "range" or b > a:  # "seconds 6 to 2" is no stretch
                return (When(kind, a, b, *match.span()),)
    found = []
    for kind in ("until", "at", "lasting"):
        if match := clause.find(kind):
            found.append(When(kind, _clock(match, "a"), 0, *match.span()))
            clause = clause.without(match.span())
    for kind in ("until_end", "at_end", "at_start"):
        if (match := clause.find(kind)) and not _within_whole(clause, match):
            found.append(When(kind.removeprefix("at_"), 0, 0, *match.span()))
            return tuple(found)
    if match := lexicon.word("whole").search(clause.text):
        found.append(When("whole", 0, 0, *match.span()))
    return tuple(found)


def _within_whole(clause: Clause, place: re.Match[str]) -> bool:
    """True for the "beginning" of "from beginning to end"."""
    whole = lexicon.word("whole").search(clause.text)
    return whole is not None and whole.start() <= place.start() and place.end() <= whole.end()


def _clock(match: re.Match[str], name: str) -> int:
    if minutes := _group(match, f"{name}m"):
        return (int(minutes) * 60 + int(match.group(f"{name}s"))) * 1000
    return _ms(_group(match, name))


@dataclass(frozen=True, slots=True)
class Share:
    """A percentage as 0–1; `relative` when it is a change ("20 % louder")."""

    value: float
    relative: bool
    start: int
    end: int


def share(clause: Clause) -> Share | None:
    """The percentage in the clause."""
    if match := clause.find("by_percent"):
        return Share((lexicon.number(match.group("value")) or 0) / 100, True, *match.span())
    if match := clause.find("percent"):
        groups = match.groupdict()
        if groups.get("fraction"):
            value = float(groups["fraction"])
        elif groups.get("tenths"):
            value = (lexicon.number(groups["tenths"]) or 0) / 10 + (0.05 if groups.get("half") else 0.0)
        elif groups.get("third"):
            value = 1 / 3
        elif groups.get("threequarters"):
            value = 0.75
        elif groups.get("quarter"):
            value = 0.25
        elif groups.get("halfvol"):
            return Share(0.5, True, *match.span())
        else:
            value = (lexicon.number(groups["value"]) or 0) / 100
        return Share(min(1.0, value), False, *match.span())
    return None


@dataclass(frozen=True, slots=True)
class Size:
    """A picture size in pixels; `exact` when both numbers were said, `capped` when more was asked than is possible."""

    width: int
    height: int
    start: int
    end: int
    exact: bool = False
    capped: bool = False
    word: Literal["size", "ratio", "word", "platform"] = "word"


_RATIOS = {(9, 16), (16, 9), (1, 1), (4, 5), (3, 4), (4, 3), (5, 4), (2, 3), (3, 2), (21, 9)}


def _fit(width: int, height: int) -> tuple[int, int]:
    """Even, and not larger than the studio renders."""
    scale = min(1.0, LARGEST / max(width, height), 1080 / min(width, height))
    return max(64, round(width * scale / 2) * 2), max(64, round(height * scale / 2) * 2)


def _of_ratio(w: int, h: int) -> tuple[int, int]:
    known = SIZES.get(f"{w}:{h}")
    if known:
        return known
    return _fit(1080 * w, 1080 * h) if w < h else _fit(1080 * w * 4, 1080 * h * 4)


def size(clause: Clause, platforms: bool = True) -> Size | None:
    """The size or format asked for; a platform's name counts when nothing says the format itself."""
    if match := clause.find("size"):
        w, h = int(match.group("w")), int(match.group("h"))
        if min(w, h) >= 90:
            fitted = _fit(w, h)
            return Size(*fitted, *match.span(), exact=True, capped=max(w, h) > LARGEST, word="size")
    for match in (m for pattern in lexicon.patterns("ratio") for m in pattern.finditer(clause.text)):
        pair = (int(match.group("w")), int(match.group("h")))
        if pair in _RATIOS:
            return Size(*_of_ratio(*pair), *match.span(), word="ratio")
    for section, kind in (("aspects", "word"), ("platforms", "platform")):
        hits = []
        for ratio in lexicon.keys(section):
            for found in lexicon.word(ratio, section).finditer(clause.text):
                hits.append((found.start(), -found.end(), ratio))
        if hits and (kind == "word" or platforms):
            start, end, ratio = min(hits)
            return Size(*SIZES[ratio], start, -end, word="word" if kind == "word" else "platform")
    return None


def colours(clause: Clause) -> tuple[tuple[str, str, int, int], ...]:
    """Colours as (hex, the word, start, end)."""
    found = []
    names = [
        m.span()
        for ratio in lexicon.keys("platforms")
        for m in lexicon.word(ratio, "platforms").finditer(clause.text)
    ]
    clause = clause.without(*names)
    for pattern in lexicon.patterns("hex"):
        for match in pattern.finditer(clause.text):
            found.append(("#" + match.group("hex").lower(), match.group(), *match.span()))
    table = lexicon.merged("colours")
    for pattern in lexicon.patterns("colour_pair"):
        for match in pattern.finditer(clause.text):
            for name in ("one", "two"):
                word = next((known for known in table if known.startswith(match.group(name))), "")
                if word:
                    found.append((table[word], match.group(name), *match.span(name)))
    for word, value in sorted(lexicon.merged("colours").items(), key=lambda row: -len(row[0])):
        edge = r"(?<![A-Za-z]){}(?![A-Za-z])" if word.isascii() else "{}"
        for hit in re.finditer(edge.format(word), clause.text, re.IGNORECASE):
            if lexicon.either("fading_to").search(clause.text[: hit.start()]):
                continue
            if not any(hit.start() < b and a < hit.end() for _, _, a, b in found):
                found.append((value, hit.group(), *hit.span()))
    return tuple(sorted(found, key=lambda row: row[2]))
