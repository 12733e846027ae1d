"""Drums, cymbals and textures: sounds without a pitch that the harmony has to fit.

The drums share one shape, `(velocity, rate, rng) -> float32[2, n]`, peak 0.4 to 0.8: short sounds need more to
be heard. `rng` is seeded by the hit's variation (a few a drum, taken in turn), so that a roll does not sound like
a machine gun.
The textures last as long as they are asked to and fade at both ends, so that two in a row overlap without a
seam.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skill.studio.render.sound.resonance import Sound, coloured, rise

Drum = Callable[[float, int, np.random.Generator], Sound]
Texture = Callable[[float, int, np.random.Generator], Sound]


def _time(seconds: float, rate: int) -> NDArray[np.float64]:
    return np.arange(round(seconds * rate)) / rate


def _peak(sound: NDArray[np.floating[Any]], rate: int, peak: float = 0.5) -> Sound:
    n = sound.shape[-1]
    shaped = np.broadcast_to(sound, (2, n)) * rise(n, rate, 0.0008) * rise(n, rate, 0.01)[::-1]
    found: Sound = (shaped * (peak / np.max(np.abs(shaped)))).astype(np.float32)
    return found


def _sweep(t: NDArray[np.float64], start: float, end: float, fall: float) -> NDArray[np.float64]:
    """A sine gliding from `start` to `end` Hz with time constant `fall` (s)."""
    turns = end * t + (start - end) * fall * (1 - np.exp(-t / fall))
    return np.sin(2 * np.pi * turns)


def kick(velocity: float, rate: int, rng: np.random.Generator) -> Sound:
    """A tight, warm bass drum."""
    t = _time(0.38, rate)
    body = _sweep(t, 165, 52, 0.028) * np.exp(-t / 0.11)
    click = coloured(t.size, rate, rng, 1500, 6000)[0] * np.exp(-t / 0.004)
    return _peak(np.tanh(1.6 * body) + (0.03 + 0.05 * velocity) * click, rate)


def soft_kick(velocity: float, rate: int, rng: np.random.Generator) -> Sound:
    """A bass drum with a blanket in it."""
    t = _time(0.34, rate)
    body = _sweep(t, 105, 54, 0.03) * np.exp(-t / 0.09)
    felt = coloured(t.size, rate, rng, 200, 900)[0] * np.exp(-t / 0.012)
    return _peak(body + 0.04 * velocity * felt, rate)


def deep_kick(velocity: float, rate: int, rng: np.random.Generator) -> Sound:
    """An electronic bass drum with a punch at the front."""
    t = _time(0.42, rate)
    body = _sweep(t, 260, 47, 0.022) * np.exp(-t / 0.15)
    click = coloured(t.size, rate, rng, 2500, 9000)[0] * np.exp(-t / 0.003)
    return _peak(np.tanh(2.4 * body) + 0.08 * velocity * click, rate)


def _snare(
    velocity: float, rate: int, rng: np.random.Generator, tail: float, low: float, high: float
) -> Sound:
    t = _time(0.12 + 2.6 * tail, rate)
    head = (np.sin(2 * np.pi * 187 * t) + 0.6 * np.sin(2 * np.pi * 331 * t)) * np.exp(-t / 0.05)
    wires = coloured(t.size, rate, rng, low, high) * np.exp(-t / tail)
    return _peak(0.55 * head + (0.35 + 0.25 * velocity) * wires, rate, 0.75)


def snare(velocity: float, rate: int, rng: np.random.Generator) -> Sound:
    """A dry snare drum."""
    return _snare(velocity, rate, rng, 0.075, 900, 12000)


def dusty_snare(velocity: float, rate: int, rng: np.random.Generator) -> Sound:
    """A snare drum from an old record."""
    return _snare(velocity, rate, rng, 0.055, 500, 3600)


def brush(velocity: float, rate: int, rng: np.random.Generator) -> Sound:
    """Brushes on a snare drum."""
    t = _time(0.22, rate)
    hiss = (
        coloured(t.size, rate, rng, 1200, 7000) * (t / 0.012) * np.exp(1 - t / 0.03) ** (0.7 + 0.3 * velocity)
    )
    return _peak(hiss, rate, 0.5)


def clap(velocity: float, rate: int, rng: np.random.Generator) -> Sound:
    """A few people clapping."""
    t = _time(0.3, rate)
    hands = np.zeros((2, t.size))
    for start in (0.0, 0.011, 0.021, 0.03):
        late = start + rng.uniform(0, 0.003)
        tail = 0.055 if start == 0.03 else 0.007
        hands += coloured(t.size, rate, rng, 800, 7000 + 3000 * velocity) * np.where(
            t < late, 0, np.exp((late - t) / tail)
        )
    return _peak(hands, rate, 0.75)


def snap(velocity: float, rate: int, rng: np.random.Generator) -> Sound:
    """Fingers."""
    t = _time(0.16, rate)
    crack = coloured(t.size, rate, rng, 1500, 6000 + 2500 * velocity, 3.0) * np.exp(-t / 0.016)
    return _peak(crack, rate, 0.55)


def rim(velocity: float, rate: int, rng: np.random.Generator) -> Sound:
    """A stick across the rim."""
    t = _time(0.12, rate)
    wood = np.sin(2 * np.pi * 820 * t) * np.exp(-t / 0.012) + 0.6 * np.sin(2 * np.pi * 1730 * t) * np.exp(
        -t / 0.008
    )
    return _peak(
        wood + 0.2 * velocity * coloured(t.size, rate, rng, 1500, 7000) * np.exp(-t / 0.006), rate, 0.5
    )


def _cymbal(t: NDArray[np.float64], rate: int, rng: np.random.Generator, low: float, fall: float) -> Sound:
    return (coloured(t.size, rate, rng, low, 15000, 3.0) * np.exp(-t / fall)).astype(np.float32)


def hat(velocity: float, rate: int, rng: np.random.Generator) -> Sound:
    """A closed hi-hat."""
    return _peak(_cymbal(_time(0.14, rate), rate, rng, 7000, 0.018 + 0.012 * velocity), rate, 0.75)


def dusty_hat(velocity: float, rate: int, rng: np.random.Generator) -> Sound:
    """A hi-hat with the top taken off."""
    t = _time(0.14, rate)
    return _peak(
        coloured(t.size, rate, rng, 3200, 6500, 3.0) * np.exp(-t / (0.016 + 0.012 * velocity)), rate, 0.55
    )


def open_hat(velocity: float, rate: int, rng: np.random.Generator) -> Sound:
    """An open hi-hat."""
    return _peak(_cymbal(_time(0.5, rate), rate, rng, 6500, 0.11 + 0.05 * velocity), rate, 0.65)


def shaker(velocity: float, rate: int, rng: np.random.Generator) -> Sound:
    """An egg shaker: it swells before it stops."""
    t = _time(0.14, rate)
    grains = coloured(t.size, rate, rng, 4200, 9500, 3.0) * np.minimum(t / 0.028, 1) ** 2
    return _peak(grains * np.exp(-np.maximum(t - 0.03, 0) / (0.014 + 0.01 * velocity)), rate, 0.6)


def tambourine(_velocity: float, rate: int, rng: np.random.Generator) -> Sound:
    """Jingles."""
    t = _time(0.26, rate)
    jingles = np.sin(2 * np.pi * np.outer((6230, 7410, 8870, 10300), t) + rng.uniform(0, 6, (4, 1))).sum(
        axis=0
    )
    return _peak(
        coloured(t.size, rate, rng, 6000, 12000, 3.0) * np.exp(-t / 0.045)
        + 0.25 * jingles * np.exp(-t / 0.07),
        rate,
        0.6,
    )


def tom(velocity: float, rate: int, rng: np.random.Generator) -> Sound:
    """A floor tom."""
    t = _time(0.6, rate)
    skin = coloured(t.size, rate, rng, 200, 1400) * np.exp(-t / 0.03)
    return _peak(_sweep(t, 150, 82, 0.06) * np.exp(-t / 0.17) + 0.10 * velocity * skin, rate)


def big_drum(velocity: float, rate: int, rng: np.random.Generator) -> Sound:
    """A drum as wide as a door, with a hall's worth of skin."""
    t = _time(1.3, rate)
    body = _sweep(t, 112, 49, 0.07) * np.exp(-t / 0.30) + 0.4 * _sweep(t, 178, 88, 0.05) * np.exp(-t / 0.16)
    skin = coloured(t.size, rate, rng, 150, 1500 + 1800 * velocity) * np.exp(-t / 0.035)
    return _peak(body + 0.12 * skin, rate)


def crash(velocity: float, rate: int, rng: np.random.Generator) -> Sound:
    """A crash cymbal."""
    return _peak(_cymbal(_time(2.4, rate), rate, rng, 3200 - 900 * velocity, 0.55), rate, 0.55)


def block(_velocity: float, rate: int, _rng: np.random.Generator) -> Sound:
    """A wood block, dry."""
    t = _time(0.14, rate)
    return _peak(
        np.sin(2 * np.pi * 1060 * t) * np.exp(-t / 0.02)
        + 0.3 * np.sin(2 * np.pi * 2550 * t) * np.exp(-t / 0.01),
        rate,
        0.45,
    )


def crackle(seconds: float, rate: int, rng: np.random.Generator) -> Sound:
    """The surface of a record: faint hiss and a few pops."""
    n = round(seconds * rate)
    bed = 0.0035 * coloured(n, rate, rng, 700, 5500)
    for _ in range(round(7 * seconds)):
        at, size = int(rng.integers(0, max(1, n - 64))), rng.exponential(0.035)
        pop = size * rng.choice((-1, 1)) * np.exp(-np.arange(48) / rng.uniform(3, 12))
        side = rng.uniform(0.3, 1, 2)
        room = min(48, n - at)
        bed[:, at : at + room] += (side[:, None] * pop[None, :room]).astype(np.float32)
    return _faded(bed, rate, 0.4)


def wind(seconds: float, rate: int, rng: np.random.Generator) -> Sound:
    """Air moving far away."""
    n = round(seconds * rate)
    t = np.arange(n) / rate
    gusts = 1 + 0.5 * np.sin(2 * np.pi * t / 6.7 + rng.uniform(0, 6))
    return _faded((0.02 * gusts * coloured(n, rate, rng, 250, 900)).astype(np.float32), rate, 1.2)


def riser(seconds: float, rate: int, rng: np.random.Generator) -> Sound:
    """Noise growing towards the next part: a cymbal played backwards."""
    n = round(seconds * rate)
    t = np.arange(n) / rate
    swelling = coloured(n, rate, rng, 1800, 11000) * np.exp((t - seconds) / (0.28 * seconds))
    ends = rise(n, rate, 0.05) * rise(n, rate, 0.03)[::-1]
    return (0.1 * swelling * ends).astype(np.float32)


def _faded(sound: Sound, rate: int, seconds: float) -> Sound:
    n = sound.shape[1]
    ends = rise(n, rate, min(seconds, n / rate / 2))
    return np.asarray(sound * np.sqrt(ends * ends[::-1]), np.float32)


DRUMS: Mapping[str, Drum] = {
    drum.__name__: drum
    for drum in (
        kick, soft_kick, deep_kick, snare, dusty_snare, brush, clap, snap, rim, hat, dusty_hat, open_hat,
        shaker, tambourine, tom, big_drum, crash, block,
    )
}  # fmt: skip
"""Every drum by the name the moods use."""

TEXTURES: Mapping[str, Texture] = {texture.__name__: texture for texture in (crackle, wind, riser)}
"""Every texture by the name the moods use."""
