"""Several wishes in one message: where it may be cut, and what it forbids."""

from __future__ import annotations

import re
from functools import cache

from skill import i18n
from skill.messages import Intent
from skill.routing.lexicon import is_han, lexicon
from skill.routing.reading import Segment

_FORBIDDING = {
    "export": Intent.EXPORT,
    "render": Intent.EXPORT,
    "credits": Intent.CREDITS,
    "state": Intent.STATE,
    "upload": Intent.UPLOAD,
}
_REACH = 4
"""Known phrases between a "don't" and what it forbids."""
_LONGEST = 140
"""Characters of a message that is cut: a long brief is one wish."""
_JOINTS = " ,;.\uff0c\u3002\uff1b\u3001"
_BORDERS = frozenset(",;!\n")


@cache
def _connectors(then: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(then, key=lambda c: (-len(c), c))
    return re.compile("|".join(map(re.escape, longest_first)))


def parts(text: str) -> tuple[str, ...]:
    """The message cut at the words that join wishes ("and then"); quotations stay whole."""
    if len(text) > _LONGEST:
        return (text,)
    lowered = i18n.unaccented(text).lower()
    cuts = [
        (match.start(), match.end())
        for match in _connectors(lexicon().then).finditer(lowered)
        if match.start() and _whole(lowered, match.start(), match.end())
    ]
    pieces = []
    start = 0
    for left, right in cuts:
        if not _inside_quotes(text, left):
            pieces.append(text[start:left])
            start = right
    pieces.append(text[start:])
    return tuple(piece for piece in (p.strip(_JOINTS) for p in pieces) if piece)


def without_first(piece: str) -> str:
    """A piece without the word that says it comes first: "first check my credits"."""
    lowered = i18n.unaccented(piece).lower()
    for word in lexicon().first:
        if lowered.startswith(word) and _whole(lowered, 0, len(word)):
            return piece[len(word) :].strip(_JOINTS)
    return piece


def _whole(text: str, start: int, end: int) -> bool:
    """A Latin connector must not be a piece of a word; a Chinese one may stand anywhere."""
    if is_han(text[end - 1]) or not text[end - 1].isalpha():
        return True
    before = text[start - 1] if start and text[start].isalpha() else " "
    after = text[end] if end < len(text) else " "
    return not (before.isalnum() and before.isascii()) and not (after.isalnum() and after.isascii())


def _inside_quotes(text: str, at: int) -> bool:
    before = text[:at]
    return before.count('"') % 2 == 1 or any(
        before.count(a) > before.count(b)
        for a, b in ("\u201c\u201d", "\u300c\u300d", "\u300a\u300b", "\u300e\u300f", "«»")
    )


def forbidden(segments: tuple[Segment, ...]) -> frozenset[Intent]:
    """What the message rules out or puts off: "don't export yet", "before you export"."""
    found = set()
    distance = _REACH + 1
    for at, (text, concept) in enumerate(segments):
        if text in _BORDERS:
            distance = _REACH + 1
        elif concept in ("neg", "later"):
            distance = 0
        elif concept in _FORBIDDING:
            follows = segments[at + 1] if at + 1 < len(segments) else None
            if distance <= _REACH or (follows is not None and follows.concept == "later"):
                found.add(_FORBIDDING[concept])
        else:
            distance += 1
    return frozenset(found)
