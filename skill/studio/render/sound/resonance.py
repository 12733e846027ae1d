"""Sums of decaying sine waves: what every pitched instrument here is made of.

A block of samples is the matrix product of "where each partial is at the start of every row" and "what it does
within a row", so a three-second note of forty partials costs about a millisecond instead of forty sine tables.
All sound inside the synthesiser is float32 of shape [2, n] (left, right), at most about ±1.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float32]
"""Stereo samples, float32[2, n]."""

Floats = NDArray[np.floating[Any]]

_ROW = 384


def ring(hz: Floats, amplitude: Floats, decay: Floats, phase: Floats, n: int, rate: int) -> Sound:
    """The sum of partials `amplitude · exp(−decay·t) · cos(2π·hz·t + phase)` as float32[2, n].

    `hz` and `decay` (1/s) are [p]; `amplitude` and `phase` are [2, p], one row a channel. Partials above 45 % of
    `rate` are left out, they would fold back.
    """
    heard = hz < 0.45 * rate
    hz, decay, amplitude, phase = hz[heard], decay[heard], amplitude[:, heard], phase[:, heard]
    turn = (-decay + 2j * np.pi * hz) / rate
    rows = -(-n // _ROW)
    within = np.exp(turn[:, None] * np.arange(_ROW))
    starts = np.exp(turn[None, :] * (np.arange(rows) * _ROW)[:, None])
    waves = (amplitude * np.exp(1j * phase))[:, None, :] * starts[None]
    left = np.concatenate((waves.real, -waves.imag), axis=2).astype(np.float32)
    right = np.concatenate((within.real, within.imag)).astype(np.float32)
    found: Sound = (left @ right).reshape(2, rows * _ROW)[:, :n]
    return found


def rise(n: int, rate: int, seconds: float) -> NDArray[np.float32]:
    """A raised-cosine attack: float32[n] from 0 to 1 within `seconds`, then 1."""
    shape = np.ones(n, np.float32)
    length = min(n, max(2, round(seconds * rate)))
    shape[:length] = 0.5 - 0.5 * np.cos(np.pi * np.arange(length) / length)
    return shape


def release(n: int, rate: int, held: float, fall: float) -> NDArray[np.float32]:
    """1 while a note is `held` (s), then exponential with time constant `fall` (s); the last 5 ms reach exactly 0."""
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
    """Noise between `low` and `high` Hz (soft edges, `slope` in powers), both channels independent, RMS 1."""
    f = np.fft.rfftfreq(n, 1 / rate)
    f[0] = f[1] if n > 1 else 1.0
    band = 1 / (1 + (low / f) ** (2 * slope)) / (1 + (f / high) ** (2 * slope))
    spectrum = np.fft.rfft(rng.standard_normal((2, n)).astype(np.float32)) * band
    noise = np.fft.irfft(spectrum, n)
    return (noise / max(1e-9, float(np.sqrt(np.mean(noise**2))))).astype(np.float32)
