"""A recording kept outside memory: written once, measured while it is written, read as often as needed."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable

import numpy as np

from skill.studio.render.sound.loudness import Meter, Stereo

_IN_MEMORY = 4 << 20


class Tape:
    """Stereo samples in a temporary file (in memory below 4 MB) that is gone when the tape is."""

    def __init__(self, blocks: Iterable[Stereo], rate: int) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - lives as long as the tape
        meter = Meter(rate)
        self.samples = 0
        for block in blocks:
            self._file.write(np.ascontiguousarray(block, np.float32).tobytes())
            self.samples += block.shape[0]
            meter.feed(block)
        self.loudness = meter.loudness()

    def read(self, start: int, n: int) -> Stereo:
        """`n` samples from `start`; silence before its beginning and after its end."""
        found = np.zeros((n, 2), np.float32)
        first, last = max(0, start), min(self.samples, start + n)
        if first < last:
            self._file.seek(first * 8)
            data = self._file.read((last - first) * 8)
            found[first - start : last - start] = np.frombuffer(data, np.float32).reshape(-1, 2)
        return found
