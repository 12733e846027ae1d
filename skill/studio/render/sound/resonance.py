"""Sums of decaying sine waves: what every pitched instrument here is made of.

A block of samples is the matrix product of "where each partial is at the start of every row" and "what it
does within a row", so a three-second note of forty partials costs about a millisecond instead of forty sine
tables. All sound inside the synthesiser is float32 of shape [2, n] (left, right), at most about ±1.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float32]
"""Stereo samples, float32[2, n]."""

Floats = NDArray[np.floating[Any]]

_ROW = 64
_ONE_THREAD = 1 << 18
"""OpenBLAS multiplies matrices of up to this many products on the calling thread. Above it wakes its other
threads, which then spin for longer than the work takes: twice the CPU for no time won."""


def ring(hz: Floats, amplitude: Floats, decay: Floats, phase: Floats, n: int, rate: int) -> Sound:
    """The sum of partials `amplitude · exp(−decay·t) · cos(2π·hz·t + phase)` as float32[2, n].

    `hz` and `decay` (1/s) are [p]; `amplitude` and `phase` are [2, p], one row a channel. Partials above
    45 % of `rate` are left out, they would fold back.
    """
    heard = hz < 0.45 * rate
    turn = np.asarray((-decay[heard] + 2j * np.pi * hz[heard]) / rate, np.complex128)
    at_once = max(1, _ONE_THREAD // (_ROW * 2 * turn.size + 1))
    rows = -(-n // _ROW // at_once) * at_once
    waves = (amplitude[:, heard] * np.exp(1j * phase[:, heard]))[:, None, :] * _powers(turn * _ROW, rows)
    starts = np.concatenate((waves.real, -waves.imag), axis=2, dtype=np.float32)
    within = np.exp(turn[:, None] * np.arange(_ROW))
    turning = np.concatenate((within.real, within.imag), dtype=np.float32)
    found: Sound = starts.reshape(2, rows // at_once, at_once, -1) @ turning
    return found.reshape(2, rows * _ROW)[:, :n]


def _powers(turn: NDArray[np.complex128], count: int) -> NDArray[np.complex128]:
    """`exp(turn·k)` for k from 0 to `count` − 1, [count, p]: a product of two short tables."""
    fine = np.exp(turn * np.arange(64)[:, None])
    coarse = np.exp(64 * turn * np.arange(-(-count // 64))[:, None])
    return (coarse[:, None] * fine).reshape(64 * len(coarse), turn.size)[:count]


def rise(n: int, rate: int, seconds: float) -> NDArray[np.float32]:
    """A raised-cosine attack: float32[n] from 0 to 1 within `seconds`, then 1."""
    shape = np.ones(n, np.float32)
    length = min(n, max(2, round(seconds * rate)))
    shape[:length] = 0.5 - 0.5 * np.cos(np.pi * np.arange(length) / length)
    return shape


def release(n: int, rate: int, held: float, fall: float) -> NDArray[np.float32]:
    """1 while a note is `held` (s), then exponential with time constant `fall` (s); the last 5 ms reach
    exactly 0."""
    t = np.arange(n) / rate
    shape = np.exp(-np.maximum(t - held, 0) / fall).astype(np.float32)
    return shape * rise(n, rate, 0.005)[::-1]


def swell(n: int, rate: int, held: float, attack: float, fall: float) -> NDArray[np.float32]:
    """The envelope of a bowed or blown note: raised-cosine attack and fall (s) around the `held` time."""
    attack = min(attack, max(0.01, 0.6 * held))
    start = rise(n, rate, attack)
    over = np.clip((np.arange(n) / rate - held) / fall, 0, 1)
    return (start * (0.5 + 0.5 * np.cos(np.pi * over))).astype(np.float32)


def coloured(
    n: int, rate: int, rng: np.random.Generator, low: float, high: float, slope: float = 2.0
) -> Sound:
    """Noise between `low` and `high` Hz (soft edges, `slope` in powers), both channels independent, RMS
    about 1."""
    size = 1 << max(4, (n - 1).bit_length())
    f = np.fft.rfftfreq(size, 1 / rate)
    f[0] = f[1]
    band = (1 / (1 + (low / f) ** (2 * slope)) / (1 + (f / high) ** (2 * slope))).astype(np.float32)
    turns = rng.random((2, f.size), np.float32) * np.float32(2 * np.pi)
    spectrum = band * (np.cos(turns) + 1j * np.sin(turns)).astype(np.complex64)
    noise: Sound = np.fft.irfft(spectrum, size)[:, :n].astype(np.float32, copy=False)
    # Parseval: white noise of this spectrum has RMS sqrt(2·Σ|X|²)/size.
    return noise * np.float32(size / np.sqrt(2 * np.sum(band.astype(np.float64) ** 2)))
