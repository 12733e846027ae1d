"""The pitched instruments: each a function from one note to its samples.

Every one has the same shape, `(hz, seconds, velocity, rate, rng) -> float32[2, n]`: `seconds` is how long
the key is held (the sound may ring on), `velocity` 0–1 changes the timbre only (loudness is the mixer's),
`rng` makes the small irregularities and is seeded by the note, so that the same note is the same sound.
Levels are alike: the loudest half second of a note is near RMS 0.1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from skill.studio.render.sound.resonance import Floats, Sound, coloured, release, ring, rise, swell

Instrument = Callable[[float, float, float, int, np.random.Generator], Sound]


def level(sound: Sound, rate: int) -> Sound:
    """The sound scaled so that its loudest half second has RMS 0.1."""
    power = np.concatenate(([0.0], np.cumsum(np.mean(sound.astype(np.float64) ** 2, axis=0))))
    window = min(power.size - 1, rate // 2)
    loudest = float(np.max(power[window:] - power[:-window])) / window
    return (sound * np.float32(0.1 / max(1e-6, loudest**0.5))).astype(np.float32)


def _struck(
    hz: Floats, amplitude: Floats, decay: Floats, n: int, rate: int, rng: np.random.Generator, width: float
) -> Sound:
    """Partials set going at once, by `width` (0–1) a little different on each side."""
    lean = 1 + width * rng.uniform(-1, 1, amplitude.size)
    phase = rng.uniform(0, 2 * np.pi, amplitude.size)
    apart = width * rng.uniform(-1, 1, amplitude.size)
    amplitudes = np.stack((amplitude * lean, amplitude * (2 - lean)))
    return ring(hz, amplitudes, decay, np.stack((phase - apart, phase + apart)), n, rate)


def piano(hz: float, seconds: float, velocity: float, rate: int, rng: np.random.Generator) -> Sound:
    """A soft felt piano: stretched partials, two unequal strings a note, a damper and a quiet hammer."""
    order = np.arange(1, 1 + int(np.clip(7000 / hz, 4, 22)))
    stretched = order * hz * np.sqrt(1 + 0.00035 * (hz / 262) * order**2)
    strength = np.exp(-order * (0.52 - 0.26 * velocity) * (hz / 262) ** 0.35) * np.abs(
        np.sin(np.pi * order / 7.3)
    )
    fading = 0.55 * (hz / 220) ** 0.55 * (1 + 0.32 * (order - 1))
    cents = 2 ** (rng.uniform(0.3, 0.7) / 1200)
    n = round(min(seconds + 0.5, 7.0) * rate)
    strings = _struck(
        np.concatenate((stretched, stretched * cents)),
        np.concatenate((0.62 * strength, 0.38 * strength)),
        np.concatenate((2.6 * fading, 0.8 * fading)),
        n,
        rate,
        rng,
        0.25,
    )
    note = level(strings * rise(n, rate, 0.004) * release(n, rate, seconds, 0.11), rate)
    thump = min(n, rate // 12)
    knock = coloured(thump, rate, rng, 90, 420) * np.exp(-np.arange(thump) / (0.012 * rate))
    note[:, :thump] += (0.012 + 0.02 * velocity) * knock * rise(thump, rate, 0.002)
    return note


def electric_piano(hz: float, seconds: float, velocity: float, rate: int, rng: np.random.Generator) -> Sound:
    """A tine piano: a round fundamental, a bell at the start, slow left-right tremolo."""
    ratio = np.array([1.0, 1.002, 2.0, 3.0, 4.0, 7.1])
    strength = np.array([1.0, 0.5, 0.22 + 0.2 * velocity, 0.1 * velocity, 0.04, 0.10 * velocity])
    fading = np.array([0.7, 0.9, 1.8, 3.0, 4.0, 14.0]) * (hz / 262) ** 0.4
    n = round(min(seconds + 0.5, 6.0) * rate)
    note = _struck(hz * ratio, strength, fading, n, rate, rng, 0.15)
    pan = 0.22 * np.sin(2 * np.pi * 4.6 * np.arange(n) / rate + rng.uniform(0, 6.28))
    note *= np.stack((1 + pan, 1 - pan)).astype(np.float32)
    return level(note * rise(n, rate, 0.005) * release(n, rate, seconds, 0.12), rate)


def _string(
    hz: float,
    n: int,
    rate: int,
    rng: np.random.Generator,
    *,
    pluck: float,
    bright: float,
    sustain: float,
    damping: float,
) -> Sound:
    """A plucked string: the Karplus–Strong loop written as its modes (Jaffe & Smith, CMJ 7(2), 1983).

    A loop with a lossy averaging filter is a sum of harmonics, each with its own decay: a constant part
    (`sustain`, 1/s at 220 Hz) and one that grows with the square of frequency (`damping`). `pluck` is the
    place on the string (0–0.5), `bright` the corner of the excitation in Hz.
    """
    order = np.arange(1, 1 + int(np.clip(9000 / hz, 6, 48)))
    f = hz * order * np.sqrt(1 + 0.00006 * order**2)
    strength = np.abs(np.sin(np.pi * order * pluck)) / order / (1 + (f / bright) ** 2)
    strength = strength * rng.uniform(0.8, 1.2, order.size)
    fading = sustain * (hz / 220) ** 0.5 + damping * (f / 1000) ** 2
    return _struck(f, strength, fading, n, rate, rng, 0.18)


def guitar(hz: float, seconds: float, velocity: float, rate: int, rng: np.random.Generator) -> Sound:
    """A nylon guitar string with its body and a touch of finger."""
    n = round(min(seconds + 0.35, 4.5) * rate)
    string = _string(hz, n, rate, rng, pluck=0.21, bright=2400 + 3000 * velocity, sustain=0.8, damping=0.6)
    body = _struck(
        np.array([98.0, 204.0, 391.0]),
        np.array([0.05, 0.09, 0.04]),
        np.array([14.0, 20.0, 34.0]),
        n,
        rate,
        rng,
        0.2,
    )
    note = (string + body) * rise(n, rate, 0.0025) * release(n, rate, seconds, 0.10)
    return _fingered(level(note, rate), velocity, rate, rng, 0.010)


def ukulele(hz: float, seconds: float, velocity: float, rate: int, rng: np.random.Generator) -> Sound:
    """A ukulele: short, bright, with a small wooden body."""
    n = round(min(seconds + 0.3, 2.2) * rate)
    string = _string(hz, n, rate, rng, pluck=0.30, bright=3000 + 3200 * velocity, sustain=2.9, damping=1.0)
    body = _struck(
        np.array([262.0, 431.0, 690.0]),
        np.array([0.07, 0.08, 0.05]),
        np.array([28.0, 36.0, 48.0]),
        n,
        rate,
        rng,
        0.2,
    )
    note = (string + body) * rise(n, rate, 0.002) * release(n, rate, seconds, 0.07)
    return _fingered(level(note, rate), velocity, rate, rng, 0.014)


def zither(hz: float, seconds: float, velocity: float, rate: int, rng: np.random.Generator) -> Sound:
    """A long steel string as on a guzheng: bright, plucked near its end, ringing."""
    n = round(min(seconds + 0.6, 5.0) * rate)
    string = _string(hz, n, rate, rng, pluck=0.11, bright=2600 + 2600 * velocity, sustain=0.9, damping=0.5)
    return _fingered(
        level(string * rise(n, rate, 0.0015) * release(n, rate, seconds, 0.3), rate),
        velocity,
        rate,
        rng,
        0.016,
    )


def _fingered(note: Sound, velocity: float, rate: int, rng: np.random.Generator, amount: float) -> Sound:
    n = min(note.shape[1], rate // 25)
    noise = coloured(n, rate, rng, 1200, 5200) * np.exp(-np.arange(n) / (0.006 * rate))
    note[:, :n] += np.float32(amount * (0.4 + velocity)) * noise * rise(n, rate, 0.001)
    return note


def pluck(hz: float, seconds: float, velocity: float, rate: int, rng: np.random.Generator) -> Sound:
    """A muted synthesiser pluck: two saws whose upper partials die first."""
    order = np.arange(1, 1 + int(np.clip(8000 / hz, 6, 30)))
    f = np.concatenate([hz * order * c for c in (0.9988, 1.0012)])
    strength = np.tile(1 / order / (1 + (hz * order / (2200 + 3400 * velocity)) ** 2), 2)
    fading = np.tile(4.2 + 1.5 * order**0.9, 2)
    n = round(min(seconds + 0.4, 1.6) * rate)
    return level(
        _struck(f, strength, fading, n, rate, rng, 0.5)
        * rise(n, rate, 0.003)
        * release(n, rate, seconds, 0.12),
        rate,
    )


def marimba(hz: float, seconds: float, velocity: float, rate: int, rng: np.random.Generator) -> Sound:
    """A wooden bar: tuned 1 : 4 : 9.2, dry and round."""
    n = round(min(seconds + 0.5, 1.5) * rate)
    fading = np.array([4.6, 14.0, 34.0]) * (hz / 330) ** 0.6
    note = _struck(
        hz * np.array([1, 3.98, 9.2]),
        np.array([1, 0.25 + 0.2 * velocity, 0.12 * velocity]),
        fading,
        n,
        rate,
        rng,
        0.15,
    )
    return level(note * rise(n, rate, 0.003) * release(n, rate, max(seconds, 0.5), 0.3), rate)


def bell(hz: float, seconds: float, velocity: float, rate: int, rng: np.random.Generator) -> Sound:
    """A glockenspiel bar, felt mallet: clear and quiet above everything else."""
    n = round(min(seconds + 2.2, 4.0) * rate)
    ratio = np.array([1.0, 1.0014, 2.756, 5.404])
    strength = np.array([0.7, 0.4, 0.22 + 0.2 * velocity, 0.07 * velocity])
    fading = np.array([1.5, 1.9, 4.5, 11.0]) * (hz / 880) ** 0.35
    note = _struck(hz * ratio, strength, fading, n, rate, rng, 0.3)
    return level(note * rise(n, rate, 0.004) * release(n, rate, seconds + 1.2, 0.4), rate)


def _ensemble(
    hz: float,
    n: int,
    rate: int,
    rng: np.random.Generator,
    *,
    voices: int,
    cents: float,
    corner: float,
    power: float,
) -> Sound:
    """Several detuned saws, each on its own place between left and right, behind a soft low-pass at `corner`
    Hz."""
    order = np.arange(1, 1 + int(np.clip(2.6 * corner / hz, 3, 40)))
    tune = 2 ** (cents / 1200 * np.linspace(-1, 1, voices))
    f = np.concatenate([hz * order * c for c in tune])
    strength = np.tile(order**-power / (1 + (hz * order / corner) ** 4), voices)
    place = np.repeat(rng.permutation(np.linspace(0.15, 0.85, voices)), order.size)
    amplitude = np.stack((strength * np.cos(place * np.pi / 2), strength * np.sin(place * np.pi / 2)))
    phase = np.tile(rng.uniform(0, 2 * np.pi, f.size), (2, 1))
    return ring(f, amplitude, np.zeros(f.size), phase, n, rate)


def _breath(n: int, rate: int, rng: np.random.Generator, depth: float, hz: float) -> NDArray[np.float32]:
    phase = rng.uniform(0, 2 * np.pi)
    return (1 + depth * np.sin(2 * np.pi * hz * np.arange(n) / rate + phase)).astype(np.float32)


def pad(hz: float, seconds: float, velocity: float, rate: int, rng: np.random.Generator) -> Sound:
    """A warm synthesiser pad that comes and goes slowly."""
    n = round((seconds + 1.1) * rate)
    tone = _ensemble(hz, n, rate, rng, voices=4, cents=7, corner=900 + 1100 * velocity, power=1.25)
    return level(tone * _breath(n, rate, rng, 0.12, 0.23), rate) * swell(n, rate, seconds, 0.55, 1.1)


def air(hz: float, seconds: float, velocity: float, rate: int, rng: np.random.Generator) -> Sound:
    """A wide, slow pad of few partials with a little breath in it, for music without an edge."""
    n = round((seconds + 2.4) * rate)
    tone = _ensemble(hz, n, rate, rng, voices=5, cents=9, corner=620 + 500 * velocity, power=1.7)
    breath = coloured(n, rate, rng, hz * 1.9, hz * 2.2, 4.0)
    return level(tone * _breath(n, rate, rng, 0.2, 0.13) + 0.02 * breath, rate) * swell(
        n, rate, seconds, 1.4, 2.4
    )


def strings(hz: float, seconds: float, velocity: float, rate: int, rng: np.random.Generator) -> Sound:
    """A small string section: six players, not quite together."""
    n = round((seconds + 0.5) * rate)
    tone = _ensemble(hz, n, rate, rng, voices=6, cents=11, corner=2200 + 2400 * velocity, power=1.0)
    attack = 0.38 - 0.30 * velocity
    return level(tone * _breath(n, rate, rng, 0.06, 5.1), rate) * swell(n, rate, seconds, attack, 0.5)


def spiccato(hz: float, _seconds: float, velocity: float, rate: int, rng: np.random.Generator) -> Sound:
    """The same section with short, bouncing bows."""
    n = round(0.42 * rate)
    tone = _ensemble(hz, n, rate, rng, voices=5, cents=10, corner=1500 + 2600 * velocity, power=0.95)
    t = np.arange(n) / rate
    bite = coloured(n, rate, rng, 900, 4200) * np.exp(-t / 0.02)
    note = (level(tone, rate) + 0.035 * velocity * bite) * np.exp(-t / 0.11)
    return level((note * rise(n, rate, 0.012) * release(n, rate, 0.3, 0.05)).astype(np.float32), rate)


def horns(hz: float, seconds: float, velocity: float, rate: int, rng: np.random.Generator) -> Sound:
    """Low brass: dark at first, opening as it swells."""
    n = round((seconds + 0.4) * rate)
    dark = _ensemble(hz, n, rate, rng, voices=3, cents=6, corner=520, power=0.9)
    open_ = _ensemble(hz, n, rate, rng, voices=3, cents=6, corner=1500 + 1500 * velocity, power=0.8)
    opening = np.clip(np.arange(n) / rate / max(0.3, 0.7 * seconds), 0, 1).astype(np.float32) ** 2
    return level(dark + 0.5 * opening * open_, rate) * swell(n, rate, seconds, 0.12, 0.4)


def lead(hz: float, seconds: float, velocity: float, rate: int, rng: np.random.Generator) -> Sound:
    """A soft synthesiser lead: two rounded saws with late vibrato."""
    n = round((seconds + 0.25) * rate)
    t = np.arange(n) / rate
    vibrato = 0.0035 * np.clip((t - 0.25) / 0.4, 0, 1) * np.sin(2 * np.pi * 5.2 * t)
    found = np.zeros((2, n), np.float32)
    for side, cents in enumerate((-4.0, 4.0)):
        turn = np.cumsum(hz * 2 ** (cents / 1200) * (1 + vibrato)) / rate + rng.uniform()
        phase = (2 * np.pi * (turn % 1.0)).astype(np.float32)
        for order in range(1, max(3, min(9, int(6500 / hz)))):
            found[side] += np.sin(order * phase) / np.float32(order ** (1.55 - 0.35 * velocity))
    return level(found, rate) * swell(n, rate, seconds, 0.03, 0.25)


def flute(hz: float, seconds: float, velocity: float, rate: int, rng: np.random.Generator) -> Sound:
    """A bamboo flute: almost a sine, breath at the edge, vibrato when it lasts."""
    n = round((seconds + 0.22) * rate)
    t = np.arange(n) / rate
    vibrato = 0.005 * np.clip((t - 0.3) / 0.5, 0, 1) * np.sin(2 * np.pi * 5.0 * t)
    scoop = -0.012 * np.exp(-t / 0.035)
    turn = np.cumsum(hz * (1 + vibrato + scoop)) / rate
    phase = (2 * np.pi * (turn % 1.0)).astype(np.float32)
    tone = np.sin(phase) + (0.2 + 0.2 * velocity) * np.sin(2 * phase) + 0.1 * np.sin(3 * phase)
    breath = coloured(n, rate, rng, hz * 1.5, hz * 4)
    return level((tone[None] + 0.045 * breath).astype(np.float32), rate) * swell(n, rate, seconds, 0.07, 0.22)


def bass(hz: float, seconds: float, velocity: float, rate: int, rng: np.random.Generator) -> Sound:
    """A finger-played electric bass, in the middle."""
    order = np.arange(1, 13)
    strength = (
        np.abs(np.sin(np.pi * order * 0.27)) / order**1.1 / (1 + (hz * order / (420 + 500 * velocity)) ** 2)
    )
    n = round(min(seconds + 0.2, 4.0) * rate)
    note = _struck(hz * order, strength, 0.9 + 0.9 * order, n, rate, rng, 0.0)
    return level(note * rise(n, rate, 0.006) * release(n, rate, seconds, 0.06), rate)


def synth_bass(hz: float, seconds: float, velocity: float, rate: int, rng: np.random.Generator) -> Sound:
    """A saw bass whose filter closes after the start, over a plain sub."""
    order = np.arange(1, 25)
    strength = 1 / order / (1 + (hz * order / (700 + 1300 * velocity)) ** 2)
    strength[0] = 1.4
    n = round(min(seconds + 0.1, 3.0) * rate)
    note = _struck(hz * order, strength, 0.3 + 1.1 * (order - 1), n, rate, rng, 0.0)
    return level(note * rise(n, rate, 0.004) * release(n, rate, seconds, 0.035), rate)


def sub(hz: float, seconds: float, velocity: float, rate: int, rng: np.random.Generator) -> Sound:
    """A soft sine bass with enough second and third harmonic for a phone's loudspeaker."""
    n = round((seconds + 0.15) * rate)
    note = _struck(
        hz * np.array([1, 2, 3, 4]),
        np.array([1, 0.28, 0.14, 0.05 * velocity]),
        np.full(4, 0.25),
        n,
        rate,
        rng,
        0.0,
    )
    return level(note, rate) * swell(n, rate, seconds, 0.02, 0.15)


def drone(hz: float, seconds: float, velocity: float, rate: int, rng: np.random.Generator) -> Sound:
    """A low, slowly beating tone: tension without movement."""
    n = round((seconds + 2.0) * rate)
    tone = _ensemble(hz, n, rate, rng, voices=6, cents=14, corner=190 + 260 * velocity, power=0.85)
    rumble = coloured(n, rate, rng, 45, 130)
    return level(tone * _breath(n, rate, rng, 0.3, 0.17) + 0.25 * rumble, rate) * swell(
        n, rate, seconds, 1.6, 2.0
    )


INSTRUMENTS: Mapping[str, Instrument] = {
    player.__name__: player
    for player in (
        piano, electric_piano, guitar, ukulele, zither, pluck, marimba, bell, pad, air, strings, spiccato,
        horns, lead, flute, bass, synth_bass, sub, drone,
    )
}  # fmt: skip
"""Every pitched instrument by the name the moods use."""
