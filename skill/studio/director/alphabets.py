"""Which writing the studio's fonts cannot draw: blocks of characters, so that no font is opened to know it."""

from __future__ import annotations

import unicodedata

UNDRAWN = (
    (
        0x0530,
        0x1CFF,
    ),  # Armenian, Hebrew, Arabic, the Indic scripts, Thai, Lao, Tibetan, Georgian, Hangul Jamo, Khmer
    (0x3130, 0x318F),  # Hangul letters
    (0xA960, 0xA97F),
    (0xAC00, 0xD7FF),  # Hangul
    (0xFB50, 0xFDFF),  # Arabic forms
    (0xFE70, 0xFEFC),
)


def undrawn(text: str) -> bool:
    """True when most letters of a text are of a script that cannot be drawn."""
    letters = [ord(c) for c in text if unicodedata.category(c)[0] in "LM"]
    foreign = sum(any(a <= letter <= b for a, b in UNDRAWN) for letter in letters)
    return foreign > len(letters) / 2
