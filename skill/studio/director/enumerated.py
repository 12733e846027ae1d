"""Items counted off inside a paragraph ("1. … 2. …", "Step 1: … Step 2: …"), each put on a line of its own."""

from __future__ import annotations

import re

from skill.studio.director import lexicon

_DIGITS = re.compile(
    r"(?:^|(?<=[\s:：,，;；.。!！?？\u3400-\u9fff]))(?P<n>\d{1,2}) ?[.)、．:：](?!\d)\s*(?=\S)"
)


def lines(text: str) -> str:
    """The text with every item of an enumeration that counts from one on a new line; unchanged without one."""
    return "\n".join(_apart(line) for line in text.split("\n"))


def _apart(line: str) -> str:
    for pattern in (*lexicon.patterns("counted"), _DIGITS):
        starts = _counting(
            [(match.start(), lexicon.number(match.group("n"))) for match in pattern.finditer(line)]
        )
        if len(starts) > 1:
            cuts = [0, *(at for at in starts if at), len(line)]
            parts = (line[a:b].strip(" ,;，；") for a, b in zip(cuts, cuts[1:], strict=False))
            return "\n".join(part for part in parts if part)
    return line


def _counting(marks: list[tuple[int, float | None]]) -> list[int]:
    """Where one, two, three … stand, as far as they follow each other."""
    found: list[int] = []
    for at, value in marks:
        if value == len(found) + 1:
            found.append(at)
    return found
