"""Several wishes in one message: where it may be cut, and what it forbids."""

from __future__ import annotations

import re
from functools import cache
from itertools import takewhile
from typing import NamedTuple

from skill import i18n
from skill.messages import Intent
from skill.routing import rules
from skill.routing.lexicon import is_han, lexicon
from skill.routing.reading import Segment, read

_FORBIDDING = {
    "export": Intent.EXPORT,
    "render": Intent.EXPORT,
    "credits": Intent.CREDITS,
    "state": Intent.STATE,
    "upload": Intent.UPLOAD,
}
_REACH = 4
"""Known phrases between a "don't" and what it forbids."""
_LONGEST = 200
"""Characters of a message that is cut: a long brief is one wish."""
_AHEAD = 40
"""Characters after a comma in which a wish of its own shows itself."""
_STOPS = ";?!.\n\uff1b\uff1f\uff01\u3002"
_COMMAS = ",\uff0c\u3001"
_COLON = re.compile(r":\s|\uff1a")
_POINT = r"[;?!\n\uff1b\uff1f\uff01\u3002\uff0c\u3001]|[.,](?=\s)"
_JOINTS = " ,;.\uff0c\u3002\uff1b\u3001"
_BORDERS = frozenset(",;!\n")
_OPENING = frozenset({"if", "later", "done", "remain", "glue", "polite", "praise", "ask"})
_CONDITION = frozenset({"if", "later", "done"})
_WAITING = frozenset({"later", "done", "neg", "if"})
_BEGINNING = _CONDITION | {"remain"}


class Part(NamedTuple):
    """A piece of a message, and the points that part it from its neighbours: empty where words do ("and then").

    `handed_over`: it holds the text of a video, after the colon of "make a video about our café: …".
    """

    text: str
    before: str = ""
    after: str = ""
    handed_over: bool = False


@cache
def _borders(then: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(then, key=lambda c: (-len(c), c))
    words = "|".join(map(re.escape, longest_first))
    return re.compile(rf"(?:[{_STOPS}{_COMMAS}]\s*)?(?:{words})|{_POINT}")


def parts(text: str, points: bool = True) -> tuple[Part, ...]:
    """The message cut where a wish may end; quotations stay whole.

    That is at the words that join wishes ("and then"), before a condition ("…, if so send it") and, with `points`, at
    the ends of sentences and at a comma before one clear action ("…, export it").
    """
    if len(text) > _LONGEST:
        return (Part(text),)
    lowered = i18n.unaccented(text).lower()
    acts = lexicon().then_acts
    borders = _borders(lexicon().then + acts)
    colon = _handed_over(lowered)
    pieces = []
    start, before = 0, ""
    for border in borders.finditer(lowered):
        left, right = border.span()
        if not left or not _whole(lowered, left, right) or _inside_quotes(text, left):
            continue
        point = border.group()
        follows = lowered[right : right + _AHEAD]
        if point in acts and (
            _waits(lowered[start:left]) or not _acts(borders.split(follows, maxsplit=1)[0])
        ):
            continue
        if point not in _STOPS + _COMMAS or _conditional(follows):
            after = ""
        elif points and (point in _STOPS or _acts(borders.split(follows, maxsplit=1)[0])):
            after = point
        else:
            continue
        piece = text[start : right if point in _STOPS else left].strip(_JOINTS)
        pieces.append(Part(piece, before, after, left >= colon))
        start, before = right, after
    pieces.append(Part(text[start:].strip(_JOINTS), before, handed_over=len(text) > colon))
    return tuple(piece for piece in pieces if piece.text)


def before_colon(text: str) -> tuple[str, str] | None:
    """A message to make a video of a text without the clear action that stands before its colon, and that action:
    "make a video about tea and export it: green, black"."""
    lowered = i18n.unaccented(text).lower()
    colon = _handed_over(lowered)
    if colon >= len(text):
        return None
    head = lowered[:colon].rstrip(" :\uff1a")
    joints = tuple(_borders(lexicon().then).finditer(head))
    if not joints:
        return None
    last = joints[-1]
    if not _whole(head, *last.span()) or not _acts(head[last.end() :]):
        return None
    return text[: last.start()].rstrip() + text[len(head) :], text[last.end() : len(head)].strip(_JOINTS)


def _handed_over(text: str) -> int:
    """Where a text to make a video of begins, the end of the message when none does."""
    colon = _COLON.search(text)
    if colon is not None:
        head = {segment.concept for segment in read(text[: colon.start()])}
        if "edit" in head and head & {"film", "media"}:
            return colon.end()
    return len(text)


def _conditional(rest: str) -> bool:
    """True where a text begins with a condition: "if so send it"."""
    segments = read(rest)
    return len(wish(segments, first=False)) < len(segments)


def _waits(said: str) -> bool:
    """True for words that put something off: "when the client has answered" before "then export"."""
    return any(segment.concept in _WAITING for segment in read(said))


def _acts(rest: str) -> bool:
    """True where a text is one clear action: "export it"."""
    return rules.matching(rules.words(read(rest))) is not None


def wish(segments: tuple[Segment, ...], first: bool) -> tuple[Segment, ...]:
    """A piece without what only says when or on what condition it is wanted: "first check …", "if so send it"."""
    if segments and segments[0].text in lexicon().first:
        return segments[1:] if first else segments
    if first or not segments or segments[0].concept not in _BEGINNING:
        return segments
    opening = tuple(takewhile(lambda s: s.concept in _OPENING or s.text == ",", segments))
    return segments[len(opening) :] if any(s.concept in _CONDITION for s in opening) else segments


def tells(part: Part) -> bool:
    """True for a piece that may just tell how things are: only points part it from its neighbours."""
    return bool(part.before or part.after)


def before_comma(part: Part) -> bool:
    """True for a piece a comma ends: an action there is talk around the next one ("all done, export it")."""
    return part.after != "" and part.after in _COMMAS


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
