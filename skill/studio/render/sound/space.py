"""Room and tone of a recording: a streaming convolution of what is played and what is sent to the reverb."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from skill.studio.render.sound.resonance import Sound, coloured


def hall(seconds: float, rate: int) -> Sound:
    """The impulse response of a room whose sound dies by 60 dB in `seconds`; high notes die sooner, as in
    air."""
    n = round((seconds + 0.05) * rate)
    t = np.arange(n) / rate
    rng = np.random.default_rng(7)
    found = np.zeros((2, n), np.float32)
    for low, high, share in ((180, 900, 1.0), (900, 3200, 0.72), (3200, 8000, 0.42)):
        found += (coloured(n, rate, rng, low, high) * 10 ** (-3 * t / (share * seconds)) * share).astype(
            np.float32
        )
    late = round(0.022 * rate)
    found[:, :late] = 0
    found[:, late:] *= np.clip((t[late:] - t[late]) / 0.012, 0, 1).astype(np.float32)
    for delay, left, right in (
        (0.011, 0.5, 0.2),
        (0.017, 0.2, 0.5),
        (0.029, 0.35, -0.3),
        (0.041, -0.25, 0.35),
    ):
        found[:, round(delay * rate)] += (4 * left, 4 * right)
    return np.asarray(found / np.sqrt(np.sum(found**2) / 2), np.float32)


def tone(low: float, high: float, rate: int, taps: int = 1023) -> Sound:
    """A linear-phase filter that keeps `low` to `high` Hz, with some air above 4.5 kHz.

    float32[2, taps]; what passes it is late by `taps // 2` samples.
    """
    f = np.fft.rfftfreq(4096, 1 / rate)
    f[0] = 1e-3
    gain = (1 + 0.7 / (1 + (4500 / f) ** 2)) / (1 + (low / f) ** 4) / (1 + (f / high) ** 4)
    response = np.roll(np.fft.irfft(gain), taps // 2)[:taps] * np.hanning(taps)
    return np.tile(response.astype(np.float32), (2, 1))


class Room:
    """Block after block of dry and sent sound in, the finished recording out, as long and in time.

    `block` is the length of every block in samples; what comes out is `delay` samples late.
    """

    def __init__(self, dry: Sound, wet: Sound, block: int) -> None:
        self.delay = dry.shape[1] // 2
        self._size = 1 << (block + dry.shape[1] + wet.shape[1]).bit_length()
        self._block = block
        self._dry = np.fft.rfft(dry, self._size)
        # The reverb passes the tone filter too: one recording.
        self._wet = np.fft.rfft(wet, self._size) * self._dry
        self._tail = np.zeros((2, self._size), np.float32)

    def feed(self, dry: Sound, sent: Sound) -> Sound:
        """The recording of one block [2, block], late by the filter's delay."""
        spectrum = np.fft.rfft(dry, self._size) * self._dry + np.fft.rfft(sent, self._size) * self._wet
        found: Sound = np.fft.irfft(spectrum, self._size).astype(np.float32, copy=False)
        found[:, : self._size - self._block] += self._tail[:, self._block :]
        self._tail = found
        return found[:, : self._block]


def record(played: Iterable[tuple[Sound, Sound]], room: Room, total: int) -> Iterator[Sound]:
    """What is played (dry, sent) recorded in the room: `total` samples in all, in time."""
    begin = -room.delay
    for dry, sent in played:
        block = room.feed(dry, sent)
        yield block[:, max(0, -begin) : max(0, total - begin)]
        begin += block.shape[1]
