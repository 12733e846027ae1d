"""What a player does in one bar: pattern strings become strokes.

| part | a step's character |
|---|---|
| chords | `1`–`9` strike the chord that hard, `-` hold, `.` silence |
| arpeggio | `0`–`9` which tone of the chord (from the lowest; above the highest an octave up), `.` none |
| bass | `r` root, `5` fifth, `8` octave, `-` hold, `.` silence |
| strum | `D` `d` down strong and light, `U` `u` up, `.` let ring |
| melody | `x` a note, `-` hold, `.` rest: the pitches come from the seed |
| drum | `1`–`9` hit that hard |

Times and lengths of strokes are in beats from the start of the bar, pitches MIDI numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from skill.studio.render.sound.chords import Chord, near, voicing


@dataclass(frozen=True)
class Stroke:
    """One note as written: `at` and `length` in beats, `pitch` MIDI (0 for drums), `velocity` 0–1."""

    at: float
    length: float
    pitch: int
    velocity: float


def steps(pattern: str, bar: int) -> str:
    """The pattern of one bar of those that take turns."""
    bars = pattern.split("|")
    return bars[bar % len(bars)]


def _held(row: str, step: int, ends: str) -> int:
    """For how many steps the stroke at `step` sounds: until the next character that `ends` does not hold
    over."""
    length = 1
    while step + length < len(row) and row[step + length] in ends:
        length += 1
    return length


def _accent(at: float) -> float:
    return 0.78 if at == int(at) else 0.64 if at * 2 == int(at * 2) else 0.55


def chords(row: str, meter: int, found: Chord, middle: float) -> Iterator[Stroke]:
    """Whole chords."""
    step = meter / len(row)
    for n, mark in enumerate(row):
        if mark.isdigit():
            for pitch in voicing(found, middle):
                yield Stroke(n * step, _held(row, n, "-") * step, pitch, int(mark) / 9)


def arpeggio(row: str, meter: int, found: Chord, middle: float) -> Iterator[Stroke]:
    """Tones of the chord one by one, each ringing for a beat or more."""
    step = meter / len(row)
    tones = voicing(found, middle)
    for n, mark in enumerate(row):
        if mark.isdigit():
            octave, tone = divmod(int(mark), len(tones))
            length = max(1.0, _held(row, n, ".") * step)
            yield Stroke(n * step, length, tones[tone] + 12 * octave, _accent(n * step))


def bass(row: str, meter: int, found: Chord, middle: float) -> Iterator[Stroke]:
    """The chord's bass note and its fifth and octave."""
    step = meter / len(row)
    root = near(found.bass, middle)
    fifth = root + 7 if (root + 7) % 12 in found.tones or found.bass == found.tones[0] else root + 12
    pitches = {"r": root, "5": fifth if fifth <= middle + 8 else fifth - 12, "8": root + 12}
    for n, mark in enumerate(row):
        if mark in pitches:
            yield Stroke(n * step, _held(row, n, "-") * step * 0.95, pitches[mark], _accent(n * step) + 0.1)


_STRUMS = {"D": (1, 0.8), "d": (1, 0.5), "U": (-1, 0.62), "u": (-1, 0.42)}


def strum(row: str, meter: int, found: Chord, middle: float) -> Iterator[Stroke]:
    """Four or five strings one shortly after the other; up strokes are light and leave the lowest out."""
    step = meter / len(row)
    tones = voicing(found, middle)
    strings = (*tones, tones[0] + 12) if len(tones) < 4 else tones
    for n, mark in enumerate(row):
        if mark in _STRUMS:
            direction, velocity = _STRUMS[mark]
            played = strings if direction == 1 else strings[:0:-1]
            length = _held(row, n, ".") * step
            for order, pitch in enumerate(played):
                yield Stroke(n * step + 0.024 * order, length, pitch, velocity * (1 - 0.05 * order))


def drum(row: str, meter: int) -> Iterator[Stroke]:
    """Hits."""
    step = meter / len(row)
    for n, mark in enumerate(row):
        if mark.isdigit():
            yield Stroke(n * step, step, 0, int(mark) / 9)


class Tune:
    """A melody over four bars that returns: pitches walk on the scale and meet the chord on strong beats.

    `rhythms` are patterns as in the table above. The same seed always sings the same tune; the fourth bar
    answers with one long note.
    """

    def __init__(self, rhythms: tuple[str, ...], scale: tuple[int, ...], rng: Random) -> None:
        first, second = rng.choice(rhythms), rng.choice(rhythms)
        self._rows = (first, second, first, second)
        self._scale = scale
        self._contour = [[rng.choice((-2, -1, -1, 0, 1, 1, 2)) for _ in range(16)] for _ in range(2)]
        self._starts = [rng.choice((-1, 0, 1, 2)), rng.choice((0, 1, 2, 3))]

    def bar(self, number: int, meter: int, found: Chord) -> Iterator[Stroke]:
        """The strokes of bar `number`, counted from the start of the part."""
        row = steps(self._rows[number % 4], number)
        if number % 4 == 3 and "x" in row:
            first = row.index("x")
            row = row[:first] + "x" + "-" * ((len(row) - first) // 2) + "." * len(row)
            row = row[: len(self._rows[3].split("|")[0])]
        step = meter / len(row)
        place = len(self._scale) // 2 + self._starts[number // 2 % 2]
        moves = self._contour[number % 2]
        for n, mark in enumerate(row):
            if mark != "x":
                continue
            place = min(max(place + moves[n % 16], 0), len(self._scale) - 1)
            length = _held(row, n, "-") * step
            pitch = self._scale[place]
            if n * step == int(n * step) or length >= 1:
                pitch = min(
                    (near(tone, pitch) for tone in found.tones[:3]), key=lambda tone: abs(tone - pitch)
                )
            yield Stroke(n * step, length, pitch, _accent(n * step))
