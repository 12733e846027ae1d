"""Encoded stretches to one MP4, without touching a pixel.

Packets are copied with exact times: a picture's time is its number in the whole video, and decoding times
count up by one from `-REORDER`, which is right for any stretch because each has the same reordering depth.
The file is written under a temporary name, with its index in front, and gets its own name when it is whole.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeAlias

import av
from av.stream import Stream

from skill.studio.render import encode
from skill.studio.render.cache import Entry, Packet

REORDER = 2
"""Frames that x264 with B-frame pyramids needs in hand before it shows the first."""


def join(
    scenes: Iterable[Entry],
    sound: Entry,
    out: Path,
    *,
    width: int,
    height: int,
    fps: int,
    step: Callable[[], None],
) -> None:
    """Write `scenes` one after the other, and `sound` beside them, to `out`.

    `step` is called before each packet; what it raises ends the join.

    Raises:
        OSError: the disk is full, or the folder is not writable. `out` is as it was.
    """
    part = out.with_name(f".{out.name}.part")
    try:
        _write(part, scenes, sound, (width, height, fps), step)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def _write(
    path: Path,
    scenes: Iterable[Entry],
    sound: Entry,
    shape: tuple[int, int, int],
    step: Callable[[], None],
) -> None:
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as output:
        picture = output.add_stream("libx264", rate=shape[2])
        encode.open_video(picture.codec_context, *shape)
        track = output.add_stream("aac", rate=encode.SAMPLE_RATE)
        encode.open_audio(track.codec_context)
        seen = _pictures(scenes, picture, Fraction(1, shape[2]))
        heard = _samples(sound, track, Fraction(1, encode.SAMPLE_RATE))
        for _, packet in heapq.merge(seen, heard, key=lambda row: row[0]):
            step()
            output.mux_one(packet)


Timed: TypeAlias = "tuple[Fraction, av.Packet[Any]]"
"""A packet and when it is decoded, in seconds."""


def _pictures(scenes: Iterable[Entry], stream: Stream, tick: Fraction) -> Iterator[Timed]:
    start = 0
    for scene in scenes:
        for number, piece in enumerate(scene.packets()):
            yield _packet(piece, stream, tick, start + piece.pts, start + number - REORDER)
        start += scene.ticks


def _samples(sound: Entry, stream: Stream, tick: Fraction) -> Iterator[Timed]:
    for piece in sound.packets():
        yield _packet(piece, stream, tick, piece.pts, piece.pts)


def _packet(piece: Packet, stream: Stream, tick: Fraction, pts: int, dts: int) -> Timed:
    packet: av.Packet[Any] = av.Packet(piece.data)
    packet.stream, packet.time_base = stream, tick
    packet.pts, packet.dts, packet.duration = pts, dts, piece.duration
    packet.is_keyframe = piece.key
    return dts * tick, packet
