"""Frames to H.264 and samples to AAC, as packets with times counted from 0.

Pictures come in stretches. Each starts on an IDR frame, its groups of pictures are closed, and its headers
depend on the settings alone, so that stretches encoded apart can be put one after the other. One encoder does
all the stretches of a render: it is never idle between two, and its memory (some 150 MB) is taken once.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType
from typing import Any, TypeVar

import av
import numpy as np
import numpy.typing as npt
from av.audio.codeccontext import AudioCodecContext
from av.codec.context import Flags
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType

from skill.studio.render.cache import Packet
from skill.studio.render.stage import Frame

T = TypeVar("T")

Samples = npt.NDArray[np.float32]
"""Stereo sound: float32[n, 2], -1 to 1."""

FINISHED: Mapping[str, str] = MappingProxyType(
    {
        "preset": "veryfast",
        "profile": "high",
        "crf": "20",
        "forced-idr": "1",  # the first picture of a stretch
        # stitchable: headers do not depend on the pictures. aq-mode 3: dark gradients do not band. subme 1:
        # on these pictures as good as the preset's 2 at the same size (48.6 dB), in 60 % of the time.
        # sync-lookahead 0: a stretch is whole sooner, and less is in memory; pictures are drawn beside anyway.
        # rc-lookahead 5: 50 MB less than with the preset's 10; 49.5 instead of 50.3 dB in files 12 % smaller.
        "x264-params": "stitchable=1:open-gop=0:aq-mode=3:subme=1:sync-lookahead=0:rc-lookahead=5",
    }
)
PREVIEW: Mapping[str, str] = MappingProxyType(
    {
        **FINISHED,
        "preset": "ultrafast",
        "crf": "23",
        # Half the time of the above for twice the size, at the same 46 dB; the preset alone has visible blocks.
        "x264-params": "stitchable=1:open-gop=0:aq-mode=3:cabac=1:deblock=0,0",
    }
)
PREVIEW_FPS = 15
"""What has no more frames than this a second is a preview: seen once, so time counts and not size."""

MOST_THREADS = 4
"""Each costs some 25 MB at 1080×1920, and frames are drawn by one."""

KEY_SECONDS = 4
"""At most this long between key frames, so that players seek quickly in a long scene."""

BT709 = 1  # in primaries, transfer and matrix alike (ITU-T H.273)
LIMITED = 1  # AVCOL_RANGE_MPEG

SAMPLE_RATE = 48_000
AUDIO_BITS = 192_000
AAC: Mapping[str, str] = MappingProxyType(
    # At this rate nearer to the original than the default search (26.9 dB to 25.0), in half its time.
    {"aac_coder": "fast", "aac_tns": "0", "aac_pns": "0", "aac_is": "0"}
)
BLOCK = 1024  # samples in an AAC frame


def settings(fps: int) -> dict[str, str]:
    """What x264 is told, part of every stretch's cache key."""
    return dict(PREVIEW if fps <= PREVIEW_FPS else FINISHED)


def open_video(context: VideoCodecContext, width: int, height: int, fps: int) -> None:
    """Set up an x264 context, not yet opened: High, yuv420p, BT.709 limited, constant frame rate."""
    context.width, context.height, context.pix_fmt = width, height, "yuv420p"
    context.framerate, context.time_base = Fraction(fps), Fraction(1, fps)
    context.gop_size = KEY_SECONDS * fps
    context.thread_count = min((os.cpu_count() or 1) + 1, MOST_THREADS)
    context.color_primaries = context.color_trc = context.colorspace = BT709
    context.color_range = LIMITED
    context.options = settings(fps)
    context.flags |= Flags.global_header  # headers beside the stream, as MP4 wants them


def open_audio(context: AudioCodecContext) -> None:
    """Set up an AAC context, not yet opened: 48 kHz stereo."""
    context.sample_rate, context.layout, context.format = SAMPLE_RATE, "stereo", av.AudioFormat("fltp")
    context.bit_rate, context.time_base = AUDIO_BITS, Fraction(1, SAMPLE_RATE)
    context.options = dict(AAC)
    context.flags |= Flags.global_header


Draw = Callable[[Frame, int], None]
"""Draws a picture, by its number; the frame is the encoder's memory and holds some earlier picture."""


def video(
    stretches: Iterable[tuple[int, Draw]],
    width: int,
    height: int,
    fps: int,
    step: Callable[[], None] = lambda: None,
) -> Generator[Packet]:
    """The packets of stretches, each given as its number of frames and what draws them, in order.

    A stretch has as many packets as frames, in decoding order; ticks are frames from its start. Stretches are
    asked for when their first frame is due. `step` is called before each frame is encoded. What it or a `Draw`
    raises ends the encoding.
    """
    context = av.CodecContext.create("libx264", "w")
    open_video(context, width, height, fps)
    starts: list[int] = []
    with ThreadPoolExecutor(1, thread_name_prefix="draw") as painter:
        for buffer, begins in _ahead(_drawn(stretches, width, height), painter):
            step()
            if begins:
                starts.append(buffer.pts or 0)
            buffer.time_base = context.time_base
            yield from _placed(_packets(context.encode(buffer), 1), starts)
    yield from _placed(_packets(context.encode(None), 1), starts)


def _drawn(
    stretches: Iterable[tuple[int, Draw]], width: int, height: int
) -> Iterator[tuple[av.VideoFrame, bool]]:
    """Every picture, numbered, and whether a stretch begins with it. Two are reused in turn."""
    buffers = [av.VideoFrame(width, height, "yuv420p") for _ in range(2)]
    planes = [views(buffer) for buffer in buffers]
    at = 0
    for frames, draw in stretches:
        for number in range(frames):
            buffer = buffers[at % 2]
            draw(planes[at % 2], number)
            buffer.pts = at
            buffer.pict_type = PictureType.NONE if number else PictureType.I
            yield buffer, not number
            at += 1


def _ahead(items: Iterator[T], worker: Executor) -> Iterator[T]:
    """The same items, the next one made by `worker` while one is in use."""
    coming = worker.submit(next, items, None)
    while (item := coming.result()) is not None:
        coming = worker.submit(next, items, None)
        yield item


def _placed(packets: Iterable[Packet], starts: list[int]) -> Iterator[Packet]:
    """Packets with their times in the stretch they belong to. `starts`: the first frames of those in work."""
    for packet in packets:
        while len(starts) > 1 and packet.pts >= starts[1]:
            del starts[0]
        yield replace(packet, pts=packet.pts - starts[0])


def audio(blocks: Iterable[Samples], step: Callable[[], None]) -> Iterator[Packet]:
    """The packets of sound that comes in blocks of any length; ticks are samples.

    `step` is called before each block. The first packet starts before 0: it holds the encoder's delay, which
    players skip.
    """
    context = av.CodecContext.create("aac", "w")
    open_audio(context)
    start = 0
    for block in blocks:
        step()
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block.T), format="fltp", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, start, context.time_base
        start += len(block)
        yield from _packets(context.encode(frame), BLOCK)
    yield from _packets(context.encode(None), BLOCK)


def views(buffer: av.VideoFrame) -> Frame:
    """The planes of a yuv420p picture as arrays over its own memory, without the padding of rows."""

    def plane(number: int) -> npt.NDArray[np.uint8]:
        layer = buffer.planes[number]
        rows = np.frombuffer(memoryview(layer), np.uint8).reshape(-1, layer.line_size)
        return rows[: layer.height, : layer.width]

    return Frame(plane(0), plane(1), plane(2))


def _packets(encoded: list[av.Packet[Any]], duration: int) -> Iterator[Packet]:
    for packet in encoded:
        assert packet.pts is not None
        yield Packet(bytes(packet), packet.pts, packet.duration or duration, packet.is_keyframe)
