"""Recordings cut or repeated to a length, without a click."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from skill.studio.render.sound.loudness import Stereo


def cut(blocks: Iterator[Stereo], samples: int, fade_in: int, fade_out: int) -> Iterator[Stereo]:
    """At most the first `samples` of a recording, from silence within `fade_in` samples; if it is longer than
    `samples`, back to silence within the last `fade_out`."""
    at = 0
    for block in blocks:
        block = block[: samples - at]
        place = np.arange(at, at + block.shape[0])
        shape = np.minimum(
            np.clip(place / max(1, fade_in), 0, 1), np.clip((samples - 1 - place) / max(1, fade_out), 0, 1)
        )
        yield (block * (0.5 - 0.5 * np.cos(np.pi * shape))[:, None]).astype(np.float32)
        at += block.shape[0]
        if at == samples:
            return


def looped(play: Callable[[], Iterator[Stereo]], seam: int) -> Iterator[Stereo]:
    """A recording again and again without end; its last `seam` samples (at most a quarter of it) melt into
    the start.

    Ends at once if the recording is empty.
    """
    over = np.zeros((0, 2), np.float32)
    while True:
        length = 0
        held = np.zeros((0, 2), np.float32)
        for block in play():
            held = np.concatenate((held, _melted(block, over, length)))
            length += block.shape[0]
            yield held[: max(0, held.shape[0] - seam)]
            held = held[max(0, held.shape[0] - seam) :]
        if length == 0:
            return
        keep = min(seam, length // 4)
        yield held[: held.shape[0] - keep]
        over = held[held.shape[0] - keep :]


def _melted(block: Stereo, over: Stereo, at: int) -> Stereo:
    """A block, `at` samples after the start, over the end `over` of the turn before (equal power)."""
    n = min(block.shape[0], over.shape[0] - at)
    if n <= 0:
        return block
    angle = (np.pi / 2 * np.arange(at, at + n) / over.shape[0])[:, None]
    mixed = block.copy()
    mixed[:n] = block[:n] * np.sin(angle) + over[at : at + n] * np.cos(angle)
    return mixed


def padded(blocks: Iterator[Stereo], samples: int) -> Iterator[Stereo]:
    """A recording of at most `samples`, with silence after it up to there."""
    left = samples
    for block in blocks:
        yield block
        left -= block.shape[0]
    yield np.zeros((left, 2), np.float32)
