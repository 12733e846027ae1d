"""Where the beats of a recording are: how fast it is, and when each beat falls.

Onsets are seen as rises in a spectrum of some thirty bands (spectral flux). The tempo is the lag at which the onsets
are most like themselves, with a leaning towards what people tap to; the beats are the chain of onsets that keeps to it
best (D. P. W. Ellis, "Beat Tracking by Dynamic Programming", 2007), so a band that drifts is followed. Speech, noise
and music that only floats have no such lag, and no beats.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skill.studio.render.sound.loudness import Stereo

RATE = 12_000
"""Samples a second that `beats` wants."""
_HOP, _WINDOW = 120, 512
_FPS = RATE // _HOP
_EDGES = np.unique(np.geomspace(2, _WINDOW // 2, 33).astype(int))
_BATCH = 1024
_SLOWEST, _FASTEST = 55.0, 215.0
_USUAL, _OCTAVES = 105.0, 0.8
"""The tempo a foot taps to most often, and how far around it, as the deviation of a bell curve: of two tempi an octave
apart that fit as well, the one between 74 and 148 is taken."""
_TIGHT = 160.0
"""What it costs to leave the tempo: the square of the octaves off, times this."""
_LEAST_S = 4.0
_EARLY_S = 0.012
"""An onset is seen so much before the middle of its window."""
_SURE = 0.25
_FAINT = 1.0
"""Rises that are smaller than this, over all bands, are no onsets."""


@dataclass(frozen=True)
class Beats:
    """`times` of the beats in seconds from the start, `bpm` how many there are in a minute. `sure` is how much the
    onsets are like those some beats later, 0 to 1."""

    times: tuple[float, ...]
    bpm: float
    sure: float


def beats(blocks: Iterable[Stereo]) -> Beats | None:
    """The beats of a sound in blocks float32[n, 2] at `RATE`; None where there are none to be sure of.

    Memory grows by 12 kB a second of sound.
    """
    bands = list(_bands(blocks))
    if sum(map(len, bands)) < _LEAST_S * _FPS:
        return None
    onsets = _onsets(np.concatenate(bands))
    if not onsets.size:
        return None
    period, sure = _period(onsets)
    if sure < _SURE:
        return None
    frames = _chain(onsets, period)
    times = tuple(float(time) for time in frames / _FPS + _EARLY_S)
    return Beats(times, 60 * _FPS / _step(frames, period), sure)


def _bands(blocks: Iterable[Stereo]) -> Iterator[NDArray[np.float32]]:
    """The spectrum `_FPS` times a second, some frames at a time; frame n is about the moment n / `_FPS` s."""
    waiting, size = [np.zeros(_WINDOW // 2, np.float32)], 0
    for block in blocks:
        waiting.append(block.mean(axis=1))
        size += len(block)
        if size > _BATCH * _HOP:
            rest = np.concatenate(waiting)
            yield _spectrum(rest)
            waiting, size = [rest[_frames(rest) * _HOP :]], 0
    yield _spectrum(np.concatenate(waiting))


def _frames(samples: NDArray[np.float32]) -> int:
    return max(0, (samples.size - _WINDOW) // _HOP + 1)


def _spectrum(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    count = _frames(samples)
    if not count:
        return np.zeros((0, _EDGES.size - 1), np.float32)
    windows = np.lib.stride_tricks.sliding_window_view(samples, _WINDOW)[: count * _HOP : _HOP]
    found = np.abs(np.fft.rfft(windows * np.hanning(_WINDOW).astype(np.float32), axis=1))
    bands = np.add.reduceat(found[:, : _EDGES[-1]], _EDGES[:-1], axis=1) / np.diff(_EDGES)
    return np.asarray(bands, np.float32)


def _onsets(bands: NDArray[np.float32]) -> NDArray[np.float32]:
    """How much begins in each frame, above what is usual around it."""
    loudest = float(bands.max(initial=0.0))
    if loudest <= 0:
        return np.zeros(0, np.float32)
    heard = np.log1p(bands * (1000 / loudest))
    rises = np.maximum(heard[1:] - heard[:-1], 0).sum(axis=1)
    if rises.max(initial=0.0) < _FAINT:
        return np.zeros(0, np.float32)
    around = np.ones(_FPS // 2) / (_FPS // 2)
    return np.concatenate((np.zeros(1), np.maximum(rises - np.convolve(rises, around, "same"), 0)))


def _period(onsets: NDArray[np.float32]) -> tuple[float, float]:
    """The frames from beat to beat, and how sure that is."""
    n = 1 << (2 * onsets.size - 1).bit_length()
    smooth = np.convolve(onsets, np.hanning(7) / np.hanning(7).sum(), "same")
    power = np.abs(np.fft.rfft(smooth - smooth.mean(), n)) ** 2
    like = np.fft.irfft(power, n)[: onsets.size // 2]
    like = like / (like[0] * (1 - np.arange(like.size) / onsets.size))
    lags = np.arange(60 * _FPS / _FASTEST, 60 * _FPS / _SLOWEST, 0.05)
    turns = [k for k in (1, 2, 3, 4) if k * lags[-1] < like.size - 1]
    comb = np.mean([np.interp(k * lags, np.arange(like.size), like) for k in turns], axis=0)
    leaning = np.exp(-0.5 * (np.log2(60 * _FPS / lags / _USUAL) / _OCTAVES) ** 2)
    best = int(np.argmax(comb * leaning))
    return float(lags[best]), float(comb[best])


def _chain(onsets: NDArray[np.float32], period: float) -> NDArray[np.int64]:
    """The frames of the beats: strong onsets about a period apart."""
    strong = onsets / (onsets.std() or 1.0)
    near = np.arange(-round(2 * period), -round(period / 2))
    cost = -_TIGHT * np.log2(-near / period) ** 2
    score, back = strong.copy(), np.full(strong.size, -1)
    for at in range(-near[0], strong.size):
        reached = score[at + near[0] : at + near[-1] + 1] + cost
        best = int(reached.argmax())
        score[at] += reached[best]
        back[at] = at + near[best]
    at = strong.size - round(period) + int(score[-round(period) :].argmax())
    found = []
    while at >= 0:
        found.append(at)
        at = int(back[at])
    return np.array(found[::-1])


def _step(frames: NDArray[np.int64], period: float) -> float:
    """The frames between two beats, on the whole."""
    if frames.size < 2:
        return period
    return float(np.polyfit(np.arange(frames.size), frames, 1)[0])
