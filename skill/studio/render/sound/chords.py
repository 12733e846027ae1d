"""Chord names and scales as pitches. Everything is written in C major or A minor; a mood's key moves it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

_LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_QUALITIES = {
    "": (0, 4, 7),
    "m": (0, 3, 7),
    "5": (0, 7, 12),
    "6": (0, 4, 7, 9),
    "7": (0, 4, 7, 10),
    "maj7": (0, 4, 7, 11),
    "m7": (0, 3, 7, 10),
    "maj9": (0, 4, 7, 11, 14),
    "m9": (0, 3, 7, 10, 14),
    "9": (0, 4, 7, 10, 14),
    "sus2": (0, 2, 7),
    "sus4": (0, 5, 7),
    "7sus4": (0, 5, 7, 10),
    "add9": (0, 4, 7, 14),
    "madd9": (0, 3, 7, 14),
    "dim": (0, 3, 6),
    "m7b5": (0, 3, 6, 10),
}
_NAME = re.compile(r"([A-G][#b]?)([^/]*)(?:/([A-G][#b]?))?")

SCALES = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (9, 11, 12, 14, 16, 17, 19),
    "pentatonic": (0, 2, 4, 7, 9),
    "minor pentatonic": (9, 12, 14, 16, 19),
}
"""Pitch classes of a scale from its tonic upwards, C major or A minor."""


@dataclass(frozen=True)
class Chord:
    """`tones`: pitch classes from the root upwards, `bass`: the pitch class that sounds lowest."""

    tones: tuple[int, ...]
    bass: int


@cache
def chord(name: str, key: int = 0) -> Chord:
    """The chord called `name` ("Am7", "G/B"), moved up by `key` semitones.

    Raises:
        ValueError: no such chord.
    """
    found = _NAME.fullmatch(name)
    if not found or found[2] not in _QUALITIES:
        raise ValueError(f"not a chord: {name!r}")
    root = _pitch_class(found[1]) + key
    tones = tuple((root + step) % 12 for step in _QUALITIES[found[2]])
    return Chord(tones, (_pitch_class(found[3]) + key) % 12 if found[3] else tones[0])


def _pitch_class(name: str) -> int:
    return (_LETTERS[name[0]] + {"#": 1, "b": -1}.get(name[1:], 0)) % 12


def near(pitch_class: int, middle: float) -> int:
    """The pitch of this class nearest to `middle` (MIDI numbers)."""
    low = round(middle) - 6
    return low + (pitch_class - low) % 12


def voicing(found: Chord, middle: float) -> tuple[int, ...]:
    """The chord's tones close together around `middle` (MIDI), low to high: neighbouring chords move little.

    The root of a major seventh or a ninth chord is left to the bass: beside its seventh it would grate.
    """
    tones = found.tones
    if len(tones) == 5 or (len(tones) == 4 and (tones[3] - tones[0]) % 12 == 11):
        tones = tones[1:]
    return tuple(sorted({near(tone, middle) for tone in tones}))


def ladder(scale: str, key: int, low: float, high: float) -> tuple[int, ...]:
    """All pitches of a scale from `low` to `high` (MIDI)."""
    classes = {(step + key) % 12 for step in SCALES[scale]}
    return tuple(pitch for pitch in range(round(low), round(high) + 1) if pitch % 12 in classes)
