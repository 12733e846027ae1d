"""The size a file is asked for in at export: "download it as 720p", "export a square version".

A studio renders the timeline that is sent with the job, in the size it names: the project's own stays as it is. The
cloud gets its timeline back whole (PROTOCOL.md), so there the way to another size is said instead. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import reduce
from operator import getitem
from typing import NamedTuple

from skill import i18n
from skill.routing.reading import folded, hidden
from skill.timeline import Timeline
from skill.wire.draft import Draft

_MOST_SHORT, _MOST_LONG = 1080, 1920
_LEAST = 180
_USUAL = (1080, 1920)
"""Pixels of a timeline that does not say."""
_SMALLER = (720, 540)
_RATIOS = frozenset({(9, 16), (16, 9), (1, 1), (4, 5), (5, 4), (3, 4), (4, 3), (2, 3), (3, 2), (21, 9)})
_SHAPES = {"square": (1, 1), "upright": (9, 16), "wide": (16, 9)}
_LONGEST = 300
"""Characters of a message whose words are about the file; a longer one tells a story."""


class Size(NamedTuple):
    """In pixels, both even. `capped`: more was asked for than there is."""

    width: int
    height: int
    capped: bool = False

    def __str__(self) -> str:
        return f"{self.width}×{self.height}"


def as_asked(draft: Draft, words: str, language: str) -> tuple[Draft, tuple[str, ...]]:
    """The draft as it is to be rendered after these words, and what to tell about it: nothing when they name no other
    size and no other kind of file."""
    if len(words) > _LONGEST:
        return draft, ()
    text = hidden(folded(words))
    timeline = Timeline.from_draft(draft)
    before = Size(timeline.width or _USUAL[0], timeline.height or _USUAL[1])
    size = wanted(text, before)
    told = ["only_mp4"] if _heard(text, "other_kinds") else []
    if size.capped:
        told.append("most")
    if size[:2] != before[:2]:
        told.append("as_it_is" if timeline.look is None else "exported")
        if timeline.look is not None:
            draft = draft.model_copy(update={"m": {**draft.m, "width": size.width, "height": size.height}})
    return draft, tuple(i18n.say("sizes", key, language, size=size, before=before) for key in told)


def wanted(text: str, now: Size) -> Size:
    """The size that folded words ask for; `now`, the timeline's, where they ask for none."""
    if found := _heard(text, "pixels"):
        return _fitted(int(found["w"]), int(found["h"]))
    shape = _shape(text, now)
    side = _side(text, min(now.width, now.height))
    if shape == now[:2] and side == min(shape):
        return now
    return _fitted(*(length * side / min(shape) for length in shape))


def _shape(text: str, now: Size) -> tuple[int, int]:
    """Two lengths in the proportion asked for; a word is content with any picture of that kind."""
    for match in _each(text, "ratio"):
        pair = (int(match["w"]), int(match["h"]))
        if pair in _RATIOS:
            return now[:2] if now.width * pair[1] == now.height * pair[0] else pair
    kind = "square" if now.width == now.height else "wide" if now.width > now.height else "upright"
    asked = next((name for name in _SHAPES if _heard(text, "shapes", name)), kind)
    return now[:2] if asked == kind else _SHAPES[asked]


def _side(text: str, now: int) -> int:
    """Pixels on the short side."""
    if found := _heard(text, "number"):
        return int(found["p"])
    named = (side for side in i18n.load(i18n.DEFAULT, "sizes")["sides"] if _heard(text, "sides", side))
    if side := next(named, None):
        return int(side)
    if _heard(text, "smaller"):
        return next((side for side in _SMALLER if side < now), now)
    return now


def _fitted(width: float, height: float) -> Size:
    """Even, and not larger than a video can be."""
    scale = min(1.0, _MOST_SHORT / min(width, height), _MOST_LONG / max(width, height))
    across, down = (max(_LEAST, round(length * scale / 2) * 2) for length in (width, height))
    return Size(across, down, capped=scale < 1.0)


def _heard(text: str, *keys: str) -> re.Match[str] | None:
    return next(_each(text, *keys), None)


def _each(text: str, *keys: str) -> Iterator[re.Match[str]]:
    """What a message says of one thing, in whatever language, unless it refuses it: "not in 4K"."""
    spoken = [i18n.load(language, "sizes") for language in i18n.languages()]
    for words in spoken:
        for pattern in reduce(getitem, keys, words):
            for match in re.finditer(pattern, text):
                before = text[: match.start()]
                if not any(re.search(each["refused"], before) for each in spoken):
                    yield match
