"""Items counted off inside a paragraph ("1. … 2. …", "Step 1: … Step 2: …"), each put on a line of its own."""

from __future__ import annotations

import itertools
import re

from skill.studio.director import lexicon

_DIGITS = re.compile(
    r"(?:^|(?<=[\s:：,，;；.。!！?？\u3400-\u9fff]))\(?(?P<n>\d{1,2}) ?[.)、．:：](?!\d)\s*(?=\S)"
)
_DASHED = re.compile(r"(?:^|(?<=\s))[-–•·]\s+")
_LEAST_POINTS = 3
"""Parts, the empty one before the first dash included, that a line of points has at least, and one more."""


def lines(text: str) -> str:
    """The text with every item of an enumeration that counts from one on a new line; unchanged without one."""
    return "\n".join(_apart(line) for line in text.split("\n"))


def spans(text: str) -> list[tuple[int, int]]:
    """Where the words of the items of an enumeration stand, without their numbers; empty without one."""
    marks = _marks(text)
    if not marks:
        return []
    ends = [*(start for start, _ in marks[1:]), len(text)]
    return [(words, end) for (_, words), end in zip(marks, ends, strict=True)]


def start(text: str) -> int:
    """Where an enumeration begins, its first number included; -1 without one."""
    return next((start for start, _ in _marks(text)), -1)


def _apart(line: str) -> str:
    if line.lstrip()[:1] in "-–•·" and len(points := _DASHED.split(line)) > _LEAST_POINTS:
        return "\n".join(f"- {point.strip()}" for point in points if point.strip())
    starts = [start for start, _ in _marks(line)]
    if not starts:
        return line
    cuts = [0, *(at for at in starts if at), len(line)]
    parts = (line[a:b].strip(" ,;，；") for a, b in itertools.pairwise(cuts))
    return "\n".join(part for part in parts if part)


def _marks(line: str) -> list[tuple[int, int]]:
    """Where each item begins with its number, and where its words begin; at least two, else none."""
    for pattern in (*lexicon.patterns("counted"), _DIGITS):
        marks = _counting(list(pattern.finditer(line)))
        if len(marks) > 1:
            return [(match.start(), match.end()) for match in marks]
    return []


def _counting(marks: list[re.Match[str]]) -> list[re.Match[str]]:
    """The marks that say one, two, three …, as far as they follow each other."""
    found: list[re.Match[str]] = []
    for match in marks:
        if lexicon.number(match.group("n")) == len(found) + 1:
            found.append(match)
    return found
