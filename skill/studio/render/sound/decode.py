"""Sound out of the user's own files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from fractions import Fraction
from pathlib import Path

import av
import av.filter
import numpy as np

from skill.studio.render.sound.errors import Unreadable
from skill.studio.render.sound.loudness import Stereo

_BLOCK = 1 << 14


def decode(
    path: Path, rate: int, *, start_ms: int = 0, end_ms: int | None = None, speed: float = 1.0
) -> Iterator[Stereo]:
    """The first sound track of a file from `start_ms` to `end_ms` of the file as blocks float32[n, 2] at
    `rate` Hz.

    `speed` changes the tempo and keeps the pitch. A file whose sound begins late starts with silence.

    Raises:
        Unreadable: the file cannot be decoded or has no sound track.
    """
    try:
        yield from tempo(_gathered(_plain(path, rate, start_ms, end_ms)), rate, speed)
    except av.FFmpegError as failure:
        raise Unreadable(path.name) from failure


def has_sound(path: Path) -> bool:
    """Whether the file has a sound track.

    Raises:
        Unreadable: it cannot be opened as media at all.
    """
    try:
        with av.open(str(path)) as container:
            return bool(container.streams.audio)
    except av.FFmpegError as failure:
        raise Unreadable(path.name) from failure


def length_s(path: Path) -> float:
    """How long a clip's picture lasts in seconds (a file without one: its sound).

    Raises:
        Unreadable: it cannot be opened as media at all.
    """
    try:
        with av.open(str(path)) as container:
            stream = (*container.streams.video, *container.streams.audio)[0]
            if stream.duration is not None and stream.time_base is not None:
                return float(stream.duration * stream.time_base)
            return (container.duration or 0) / 1_000_000
    except (av.FFmpegError, IndexError) as failure:
        raise Unreadable(path.name) from failure


def _plain(path: Path, rate: int, start_ms: int, end_ms: int | None) -> Iterator[Stereo]:
    with closing(av.open(str(path))) as container:
        if not container.streams.audio:
            raise Unreadable(path.name)
        if start_ms > 0:
            container.seek(start_ms * 1000)
        resampler = av.AudioResampler(format="flt", layout="stereo", rate=rate)
        at: int | None = None
        first, last = start_ms * rate // 1000, None if end_ms is None else end_ms * rate // 1000
        for frame in container.decode(container.streams.audio[0]):
            if at is None:
                at = round(float(frame.time or 0) * rate)
                if at > first:
                    yield np.zeros((min(at, last or at) - first, 2), np.float32)
            for ready in resampler.resample(frame):
                block = ready.to_ndarray().astype(np.float32, copy=False).reshape(-1, 2)
                yield block[max(0, first - at) : None if last is None else max(0, last - at)]
                at += block.shape[0]
            if last is not None and at >= last:
                return


def _gathered(blocks: Iterator[Stereo]) -> Iterator[Stereo]:
    """The same sound in blocks of `_BLOCK` or somewhat more: compressed sound comes in pieces of a few milliseconds,
    and every step after this one costs as much for a small piece as for a large one."""
    waiting: list[Stereo] = []
    size = 0
    for block in blocks:
        waiting.append(block)
        size += block.shape[0]
        if size >= _BLOCK:
            yield np.concatenate(waiting)
            waiting, size = [], 0
    if size:
        yield np.concatenate(waiting)


def tempo(blocks: Iterator[Stereo], rate: int, speed: float) -> Iterator[Stereo]:
    """Blocks at `rate` Hz played `speed` times as fast, at their own pitch."""
    if speed == 1.0:
        yield from blocks
        return
    graph = av.filter.Graph()
    last = graph.add_abuffer(sample_rate=rate, format="flt", layout="stereo", time_base=Fraction(1, rate))
    # One atempo filter reaches from 0.5 to 2 in good quality.
    while speed != 1.0:
        step = min(2.0, max(0.5, speed))
        speed /= step
        atempo = graph.add("atempo", f"{step:.6f}")
        last.link_to(atempo)
        last = atempo
    sink = graph.add("abuffersink")
    last.link_to(sink)
    graph.configure()
    fed = 0
    for block in blocks:
        if block.shape[0]:
            frame = av.AudioFrame.from_ndarray(
                np.ascontiguousarray(block).reshape(1, -1), format="flt", layout="stereo"
            )
            frame.sample_rate, frame.pts = rate, fed
            fed += block.shape[0]
            graph.push(frame)
            yield from _pulled(graph)
    graph.push(None)
    yield from _pulled(graph)


def _pulled(graph: av.filter.Graph) -> Iterator[Stereo]:
    while True:
        try:
            yield graph.pull().to_ndarray().astype(np.float32, copy=False).reshape(-1, 2)
        except (av.BlockingIOError, av.EOFError):
            return
