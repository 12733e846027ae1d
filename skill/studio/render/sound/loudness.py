"""Loudness (ITU-R BS.1770-4 / EBU R 128) and true peak of stereo sound, block by block."""

from __future__ import annotations

import math
from fractions import Fraction

import av
import av.filter
import numpy as np
from numpy.typing import NDArray

Stereo = NDArray[np.float32]
"""Samples as they leave this package: float32[n, 2]."""

SILENT = -70.0
"""LUFS: the absolute gate of BS.1770; what is below is silence."""


class Meter:
    """Integrated loudness of everything fed, measured by FFmpeg's `ebur128`."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._fed = 0
        self._loudness = SILENT
        self._graph = av.filter.Graph()
        source = self._graph.add_abuffer(
            sample_rate=rate, format="flt", layout="stereo", time_base=Fraction(1, rate)
        )
        ebur128, sink = self._graph.add("ebur128", "metadata=1"), self._graph.add("abuffersink")
        source.link_to(ebur128)
        ebur128.link_to(sink)
        self._graph.configure()

    def feed(self, block: Stereo) -> None:
        """Measure some more samples."""
        if block.shape[0] == 0:
            return
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(block).reshape(1, -1), format="flt", layout="stereo"
        )
        frame.sample_rate, frame.pts = self._rate, self._fed
        self._fed += block.shape[0]
        self._graph.push(frame)
        while True:
            try:
                measured = self._graph.pull()
            except av.BlockingIOError:
                return
            self._loudness = float(measured.metadata["lavfi.r128.I"])

    def loudness(self) -> float:
        """LUFS so far, `SILENT` at least. Sound shorter than one gating block (0.4 s) is measured as if
        silence followed."""
        short = round(0.4 * self._rate) - self._fed
        if 0 < short < round(0.4 * self._rate):
            self.feed(np.zeros((short + 1, 2), np.float32))
        return max(SILENT, self._loudness) if math.isfinite(self._loudness) else SILENT


HOP = 64
"""Samples between two values of a peak or gain curve."""

_SIDE = 12
_OVERSAMPLING = 4


def _between() -> NDArray[np.float32]:
    """Filters [3, 24] that give the signal ¼, ½ and ¾ of the way from one sample to the next (windowed
    sinc)."""
    place = np.arange(-_SIDE + 1, _SIDE + 1)[None] - np.arange(1, _OVERSAMPLING)[:, None] / _OVERSAMPLING
    taps = np.sinc(place) * (0.5 + 0.5 * np.cos(np.pi * place / (_SIDE + 0.5)))
    return np.asarray(taps / taps.sum(axis=1, keepdims=True), np.float32)


class Peaks:
    """The true peak (4× oversampled, BS.1770-4 annex 2) of every `HOP` samples. Feed whole hops, but for the
    last."""

    def __init__(self) -> None:
        self._filters = _between()
        self._context = np.zeros((2 * _SIDE, 2), np.float32)
        self._found: list[NDArray[np.float32]] = []

    def feed(self, block: Stereo) -> None:
        """Measure some more samples; the last few wait for what follows."""
        heard = np.concatenate((self._context, block))
        self._context = heard[-2 * _SIDE :]
        size = np.abs(heard[_SIDE:-_SIDE]).max(axis=1)
        for taps in self._filters:
            for side in range(2):
                moved = np.convolve(heard[:, side], taps[::-1], "valid")[: size.size]
                np.maximum(size, np.abs(moved), out=size)
        # `size` begins _SIDE samples before the block: those belong to the hop before.
        if self._found:
            self._found[-1][-1] = max(self._found[-1][-1], size[:_SIDE].max())
        whole = np.zeros(-(-block.shape[0] // HOP) * HOP, np.float32)
        whole[: max(0, size.size - _SIDE)] = size[_SIDE:]
        self._found.append(whole.reshape(-1, HOP).max(axis=1))

    def curve(self) -> NDArray[np.float32]:
        """One value a hop: the largest true peak in it."""
        self.feed(np.zeros((_SIDE, 2), np.float32))
        return np.concatenate(self._found)[:-1]
