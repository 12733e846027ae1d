"""Where the beats and bars of a piece are, and how strongly each bar plays.

The tempo bends by a few per cent so that a whole number of beats fills the length exactly: the last chord
falls on the first beat of a bar and rings for the rest, so the music closes with the last frame.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Grid:
    """A piece of `beats` beats of `beat` seconds: `bars` bars of `meter` beats, then the last chord."""

    beats: int
    beat: float
    meter: int
    bars: int

    @property
    def bar(self) -> float:
        """Length of a bar in seconds."""
        return self.meter * self.beat

    @property
    def close(self) -> float:
        """When the last chord is struck, in seconds."""
        return self.bars * self.bar


def fit(bpm: float, meter: int, seconds: float) -> Grid:
    """The grid for `seconds` of music at about `bpm`. The last chord has 3 beats or more when there is room.

    Below about 7 beats there is only a last chord; the piece is then a gesture, not a song.
    """
    beats = max(1, round(seconds * bpm / 60))
    bars = max(0, (beats - 3) // meter)
    return Grid(beats, seconds / beats, meter, bars)


INTENSITY = 3
"""The strongest level of `levels`."""


def levels(bars: int) -> tuple[int, ...]:
    """How strongly each bar plays, 0 (introduction) to `INTENSITY`.

    Up to a minute or so: one rise to the end. Longer pieces breathe: after the rise, parts of eight bars
    come and go, and the last eight are the strongest again.
    """
    if bars <= 4:
        return ((), (2,), (1, 3), (1, 2, 3), (0, 2, 3, 3))[bars]
    intro = min(4, max(1, bars // 7))
    rest = bars - intro
    if bars <= 28:
        third = min(8, rest // 6 * 2) or 1
        rising = (0,) * intro + (1,) * third + (2,) * third
        return (rising + (3,) * bars)[:bars]
    song = [0] * 4 + [1] * 8 + [2] * 8 + [3] * 8
    for level in _CYCLE * (bars // 8):
        song += [level] * 8
    return tuple(song[: bars - 8]) + (3,) * 8


_CYCLE = (1, 2, 3, 2, 1, 3, 3)


def section_starts(plan: tuple[int, ...]) -> tuple[int, ...]:
    """For each bar, the first bar of the part it belongs to."""
    found: list[int] = []
    for bar, level in enumerate(plan):
        fresh = bar == 0 or plan[bar - 1] != level
        found.append(bar if fresh else found[-1])
    return tuple(found)
