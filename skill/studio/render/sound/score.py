"""From a mood, a length and a seed to every note of a piece."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest
from random import Random

import numpy as np

from skill.studio.render.sound import parts
from skill.studio.render.sound.chords import Chord, chord, ladder, near, voicing
from skill.studio.render.sound.grid import INTENSITY, Grid, fit, levels, section_starts
from skill.studio.render.sound.moods import MOODS, Layer, Mood
from skill.studio.render.sound.parts import Stroke, Tune


@dataclass(frozen=True)
class Note:
    """One sound to play: `start` and `seconds` in seconds, `pitch` MIDI (drums: which variation), `velocity`
    0–1.

    `gain` is linear; `pan` −1 to 1 and `send` 0–1 as in `Layer`.
    """

    start: float
    seconds: float
    sound: str
    pitch: int
    velocity: float
    gain: float
    pan: float
    send: float


def beats(mood: str, duration_ms: int) -> tuple[int, ...]:
    """The times of all beats of a piece in ms from its start, below `duration_ms`: cut pictures on these.

    Every `MOODS[mood].meter`th one, from the first, begins a bar. The seed does not move them.

    Raises:
        KeyError: no such mood.
    """
    grid = fit(MOODS[mood].bpm, MOODS[mood].meter, duration_ms / 1000)
    return tuple(round(1000 * grid.beat * n) for n in range(grid.beats))


def arrange(mood: Mood, seconds: float, seed: int, cuts: tuple[float, ...] = ()) -> tuple[Note, ...]:
    """All notes of a piece of `seconds`, in order of their start. The same arguments give the same notes.

    `cuts` are times, in seconds, that a beat falls on where the tempo need not bend much for it.
    """
    found = _Arrangement(mood, seconds, seed)
    bend = bent(found.grid.beat, seconds, cuts)
    return tuple(replace(note, start=bend(note.start)) for note in found.notes())


BEND = 0.06
"""The tempo between two cuts bends by this share at most."""


def bent(beat: float, seconds: float, cuts: tuple[float, ...]) -> Callable[[float], float]:
    """When what is written for a time is played, so that beats (one every `beat` seconds) fall on `cuts`.

    A cut that would bend the tempo by more than `BEND`, before it or to the end, is left where it is.
    """
    written, played = [0.0], [0.0]
    for cut in cuts:
        near = round((written[-1] + cut - played[-1]) / beat) * beat
        parts = (near - written[-1], cut - played[-1]), (seconds - near, seconds - cut)
        if all(asked > 0 and abs(given / asked - 1) <= BEND for asked, given in parts):
            written.append(near)
            played.append(cut)
    written.append(seconds)
    played.append(seconds)
    return lambda time: float(np.interp(time, written, played))


class _Arrangement:
    def __init__(self, mood: Mood, seconds: float, seed: int) -> None:
        self.mood, self.seconds = mood, seconds
        self.grid: Grid = fit(mood.bpm, mood.meter, seconds)
        self.levels = levels(self.grid.bars)
        self.starts = section_starts(self.levels)
        choices = Random(f"choices {seed}")  # noqa: S311 - music, not secrets
        self.verse, self.chorus = choices.choice(mood.verses), choices.choice(mood.choruses)
        self.patterns = [choices.choice(layer.patterns) for layer in mood.layers]
        self.tunes = [
            Tune(layer.patterns, ladder(mood.scale, mood.key, layer.middle - 9, layer.middle + 10), choices)
            if layer.part == "melody"
            else None
            for layer in mood.layers
        ]
        self.loose = Random(f"timing {seed}")  # noqa: S311

    def notes(self) -> tuple[Note, ...]:
        found: list[Note] = []
        for bar in range(self.grid.bars):
            found += self._bar(bar)
        found += self._close()
        return tuple(sorted(found, key=lambda note: note.start))

    def _chord(self, bar: int) -> Chord:
        if bar == self.grid.bars - 1:
            return chord(self.mood.cadence[0], self.mood.key)
        row = self.chorus if self.levels[bar] >= 2 else self.verse
        return chord(row[(bar - self.starts[bar]) % len(row)], self.mood.key)

    def _bar(self, bar: int) -> Iterator[Note]:
        level = self.levels[bar]
        rises = bar + 1 < self.grid.bars and self.levels[bar + 1] > level
        for layer, pattern, tune in zip_longest(self.mood.layers, self.patterns, self.tunes):
            if layer.part == "texture":
                yield from self._texture(layer, bar, rises)
            elif layer.enters <= level <= layer.leaves:
                for stroke in self._strokes(layer, pattern, tune, bar):
                    yield self._played(
                        layer, stroke, bar * self.grid.bar, 10 ** ((level - INTENSITY) * 1.3 / 20)
                    )
        if rises and level >= 1:
            yield from self._fill(bar)

    def _strokes(self, layer: Layer, pattern: str, tune: Tune | None, bar: int) -> Iterator[Stroke]:
        meter, found = self.grid.meter, self._chord(bar)
        if tune:
            return tune.bar(bar - self.starts[bar], meter, found)
        row = parts.steps(pattern, bar - self.starts[bar])
        if layer.part == "drum":
            return parts.drum(row, meter)
        if layer.part == "arpeggio":
            return parts.arpeggio(row, meter, found, layer.middle)
        if layer.part == "bass":
            return parts.bass(row, meter, found, layer.middle)
        if layer.part == "strum":
            return parts.strum(row, meter, found, layer.middle)
        return parts.chords(row, meter, found, layer.middle)

    def _fill(self, bar: int) -> Iterator[Note]:
        """The last beat before a stronger part: the loudest drum that is not the bass drum rolls into it."""
        drums = [layer for layer in self.mood.layers if layer.part == "drum" and layer.sound in _ROLLING]
        for layer in drums[:1]:
            for n, velocity in enumerate((0.35, 0.45, 0.6, 0.75)):
                stroke = Stroke(self.grid.meter - 1 + n / 4, 0.25, 0, velocity)
                yield self._played(layer, stroke, bar * self.grid.bar, 0.8)

    def _texture(self, layer: Layer, bar: int, rises: bool) -> Iterator[Note]:
        if layer.sound == "riser":
            wanted, start, seconds = (
                rises and self.levels[bar] >= layer.enters,
                bar * self.grid.bar,
                self.grid.bar,
            )
        else:
            # Two bars at a time, each a little longer, so that the fades of neighbours overlap.
            wanted, start, seconds = bar % 2 == 0, bar * self.grid.bar, 2 * self.grid.bar + 0.4
        if wanted:
            seconds = min(seconds, self.seconds - start)
            yield Note(
                start, seconds, layer.sound, bar // 2 % 4, 1.0, _linear(layer.db), layer.pan, layer.send
            )

    def _played(self, layer: Layer, stroke: Stroke, at: float, strength: float) -> Note:
        """The stroke as a person plays it: swung, a little early or late, a little softer or louder."""
        pair = 2 * self.mood.swing_unit
        whole, part = divmod(stroke.at, pair)
        part /= pair
        swing = self.mood.swing
        part = part * (1 + swing) if part < 0.5 else (1 + swing) / 2 + (part - 0.5) * (1 - swing)
        late = self.loose.gauss(0, self.mood.loose / 1000) * (0.5 if layer.part == "drum" else 1)
        start = max(0.0, at + (whole + part) * pair * self.grid.beat + late)
        velocity = min(1.0, max(0.1, stroke.velocity * self.loose.gauss(1, 0.07)))
        variation = self.loose.randrange(3) if layer.part == "drum" else stroke.pitch
        gain = _linear(layer.db) * strength * velocity**1.3
        seconds = min(stroke.length * self.grid.beat, self.seconds - start)
        return Note(start, max(0.05, seconds), layer.sound, variation, velocity, gain, layer.pan, layer.send)

    def _close(self) -> Iterator[Note]:
        """The last chord, as long as it rings: every player who was on at the end, arpeggios as one slow
        roll."""
        grid, final = self.grid, chord(self.mood.cadence[1], self.mood.key)
        level = self.levels[-1] if self.levels else 1
        rest = grid.beats - grid.bars * grid.meter
        for layer in self.mood.layers:
            if layer.part == "texture" and layer.sound != "riser":
                seconds = self.seconds - grid.close
                yield Note(grid.close, seconds, layer.sound, 5, 1.0, _linear(layer.db), layer.pan, layer.send)
            elif layer.enters <= level <= layer.leaves:
                for stroke in _closing(layer, final, rest):
                    yield self._played(layer, stroke, grid.close, 1.0)
        if any(layer.sound in _LOUD and layer.enters <= level for layer in self.mood.layers):
            cymbal = Layer("crash", "drum", ("6",), -11, 0.2, 0.4)
            yield self._played(cymbal, Stroke(0, rest, 0, 0.7), grid.close, 1.0)


_ROLLING = ("tom", "snare", "dusty_snare", "brush", "clap", "snap", "big_drum")
_LOUD = ("kick", "deep_kick", "big_drum")
_FIRST_BEAT = ("kick", "soft_kick", "deep_kick", "big_drum", "tom")


def _closing(layer: Layer, final: Chord, rest: int) -> Iterator[Stroke]:
    if layer.part == "drum":
        if layer.sound in _FIRST_BEAT:
            yield Stroke(0, 1, 0, 0.8)
    elif layer.part == "arpeggio":
        tones = voicing(final, layer.middle)
        for n, pitch in enumerate((*tones, tones[0] + 12)):
            yield Stroke(0.25 * n, rest - 0.25 * n, pitch, 0.7 - 0.05 * n)
    elif layer.part == "melody":
        yield Stroke(0, rest, near(final.tones[0], layer.middle), 0.6)
    elif layer.part == "bass":
        yield Stroke(0, rest, near(final.bass, layer.middle), 0.8)
    else:
        spread = 0.03 if layer.part == "strum" else 0.012
        for n, pitch in enumerate(voicing(final, layer.middle)):
            yield replace(Stroke(spread * n, rest, pitch, 0.72), velocity=0.72 - 0.03 * n)


def _linear(db: float) -> float:
    return float(10 ** (db / 20))
