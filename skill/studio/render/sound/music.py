"""Music made here: the notes of a score, played, recorded in a room, block by block."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from skill.studio.render.sound.instruments import INSTRUMENTS
from skill.studio.render.sound.moods import MOODS
from skill.studio.render.sound.percussion import DRUMS, TEXTURES
from skill.studio.render.sound.resonance import Sound
from skill.studio.render.sound.score import Note, arrange
from skill.studio.render.sound.space import Room, hall, record, tone

BLOCK = 1 << 16
"""Samples of one block of music."""


def music(
    mood: str, seconds: float, seed: int, rate: int, cuts: tuple[float, ...] = ()
) -> Iterator[NDArray[np.float32]]:
    """A piece of exactly `round(seconds · rate)` samples as blocks float32[n, 2], not yet at any given
    loudness.

    Beats fall on `cuts` (s) where that needs little. Memory does not grow with the length. The same
    arguments give the same samples.

    Raises:
        KeyError: no such mood.
    """
    row, total = MOODS[mood], round(seconds * rate)
    room = Room(tone(30, row.top, rate), hall(row.hall, rate), BLOCK)
    at = 0
    for block in record(_played(arrange(row, seconds, seed, cuts), total + room.delay, rate), room, total):
        yield np.ascontiguousarray((block * _fade(at, block.shape[1], total, rate)).T)
        at += block.shape[1]


def _played(notes: tuple[Note, ...], samples: int, rate: int) -> Iterator[tuple[Sound, Sound]]:
    """Blocks of what the players do, dry and sent, for at least `samples`."""
    stage, bank = _Stage(), _Bank(rate)
    following = 0
    for begin in range(0, samples, BLOCK):
        while following < len(notes) and notes[following].start * rate < begin + BLOCK:
            note = notes[following]
            stage.add(bank.sound(note), max(0, round(note.start * rate) - begin), note)
            following += 1
        yield stage.take()


def _fade(start: int, n: int, total: int, rate: int) -> NDArray[np.float32]:
    """The last 1.2 s (of a short piece: the last quarter) go down to exactly 0 at the last sample."""
    length = min(1.2 * rate, total / 4)
    left = np.clip((total - 1 - np.arange(start, start + n)) / length, 0, 1)
    return (0.5 - 0.5 * np.cos(np.pi * left)).astype(np.float32)


class _Bank:
    """Notes already played, so that each is made once; the oldest go when 16 MB are full."""

    _LIMIT = 16 << 20

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._kept: dict[tuple[str, int, int, int], Sound] = {}
        self._size = 0

    def sound(self, note: Note) -> Sound:
        """The samples of a note at full gain: timbre in four layers of velocity, lengths in steps of 60
        ms."""
        layer = min(3, int(note.velocity * 4))
        length = 0 if note.sound in DRUMS else -(-round(note.seconds * 1000) // 60)
        key = (note.sound, note.pitch, layer, length)
        if key not in self._kept:
            rng = np.random.default_rng([sum(map(ord, note.sound)), note.pitch, layer])
            self._keep(key, self._made(note, (layer + 0.5) / 4, length * 0.06, rng))
        return self._kept[key]

    def _made(self, note: Note, velocity: float, seconds: float, rng: np.random.Generator) -> Sound:
        if note.sound in DRUMS:
            return DRUMS[note.sound](velocity, self._rate, rng)
        if note.sound in TEXTURES:
            return TEXTURES[note.sound](note.seconds, self._rate, rng)
        hz = 440 * 2 ** ((note.pitch - 69) / 12)
        return INSTRUMENTS[note.sound](hz, seconds, velocity, self._rate, rng)

    def _keep(self, key: tuple[str, int, int, int], sound: Sound) -> None:
        self._kept[key] = sound
        self._size += sound.nbytes
        while self._size > self._LIMIT and len(self._kept) > 1:
            oldest = next(iter(self._kept))
            self._size -= self._kept.pop(oldest).nbytes


class _Stage:
    """Where notes add up: the sound of the current block and of what still rings after it."""

    def __init__(self) -> None:
        self._dry = np.zeros((2, BLOCK), np.float32)
        self._sent = np.zeros((2, BLOCK), np.float32)

    def add(self, sound: Sound, start: int, note: Note) -> None:
        """Put a note `start` samples into the current block."""
        end = start + sound.shape[1]
        if end > self._dry.shape[1]:
            more = np.zeros((2, end - self._dry.shape[1]), np.float32)
            self._dry = np.concatenate((self._dry, more), axis=1)
            self._sent = np.concatenate((self._sent, more), axis=1)
        left, right = np.cos((note.pan + 1) * np.pi / 4), np.sin((note.pan + 1) * np.pi / 4)
        placed = sound * np.array([[left], [right]], np.float32) * np.float32(note.gain * 2**0.5)
        self._dry[:, start:end] += placed
        self._sent[:, start:end] += np.float32(note.send) * placed

    def take(self) -> tuple[Sound, Sound]:
        """The current block, dry and sent; the next one begins."""
        taken = self._dry[:, :BLOCK], self._sent[:, :BLOCK]
        rest = max(BLOCK, self._dry.shape[1] - BLOCK)
        dry, sent = (np.zeros((2, rest), np.float32) for _ in range(2))
        dry[:, : self._dry.shape[1] - BLOCK] = self._dry[:, BLOCK:]
        sent[:, : self._sent.shape[1] - BLOCK] = self._sent[:, BLOCK:]
        self._dry, self._sent = dry, sent
        return taken
