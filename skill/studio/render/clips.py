"""The user's clips as backdrops: decoded as the scene goes on, scaled by swscale, over a blurred fill."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av

from skill.studio.render.faults import RenderError
from skill.studio.render.scaling import Scaler
from skill.studio.render.stage import Frame

STRETCH = 1.25
"""A clip at its own speed that is shorter than its scene by no more than this is slowed down to last."""

JUMP_S = 2.0
"""Looking this much further ahead seeks; less is decoded through."""


class Clip:
    """A clip that fills the frame.

    `size` is the frame's (width, height); `start_ms` and `end_ms` trim it (None: to its end); `speed` 2.0
    is twice as fast; `fps` the movie's; `seconds` how long the scene lasts. A clip that is much shorter
    starts over; one that is long enough stops at its last picture.

    Raises:
        RenderError: `asset_unreadable`, also while painting.
    """

    def __init__(
        self,
        path: Path,
        size: tuple[int, int],
        start_ms: int = 0,
        end_ms: int | None = None,
        speed: float = 1.0,
        fps: int = 30,
        *,
        seconds: float | None = None,
    ) -> None:
        self._source = Source(path)
        self._start = min(start_ms / 1000, max(self._source.seconds - 1 / fps, 0.0))
        end = self._source.seconds if end_ms is None else min(end_ms / 1000, self._source.seconds)
        self._length = max(end - self._start, 1 / fps)
        lasts = self._length / speed
        if seconds is not None and speed == 1.0 and lasts < seconds <= lasts * STRETCH:
            speed = self._length / seconds
        self._speed = speed
        self._loops = seconds is None or seconds > self._length / speed + 1 / fps
        self._scaler = Scaler(size)
        self._last = Frame.blank(*size)
        self._shown: float | None = None
        self._tick = 0.5 / fps

    def paint(self, frame: Frame, t: float) -> None:
        """The clip's picture at `t` seconds into the scene."""
        along = t * self._speed
        along = along % self._length if self._loops else min(along, self._length - self._tick)
        picture = self._source.at(self._start + along + 1e-6)
        if picture.time != self._shown:
            self._scaler.scale(picture.image, self._last)
            self._shown = picture.time
        frame.copy_from(self._last)


@dataclass(frozen=True)
class Picture:
    """A decoded picture and when it is shown, in seconds from the clip's start."""

    time: float
    image: av.VideoFrame


class Source:
    """Random access to a clip's pictures by time, cheapest going forward. `seconds` is how long it lasts.

    Raises:
        RenderError: `asset_unreadable`, when there is no picture to be had.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._container = av.open(str(path))
        except (av.FFmpegError, OSError) as fault:
            raise RenderError("asset_unreadable", path.name) from fault
        if not self._container.streams.video:
            raise RenderError("asset_unreadable", path.name)
        self._stream = self._container.streams.video[0]
        self._stream.thread_type = "AUTO"
        tick = self._stream.time_base or Fraction(1, 1000)
        self._first = float((self._stream.start_time or 0) * tick)
        self._pictures = self._decoded()
        self._now, self._next = self._two()
        self._moved = False
        lasts = (self._stream.duration or 0) * tick or Fraction(self._container.duration or 0, av.time_base)
        self.seconds = float(lasts) or self._now.time

    def at(self, time: float) -> Picture:
        """The picture on show at `time` seconds; before the first the first, after the last the last."""
        before = time < self._now.time and self._moved
        if before or (self._next and time > self._next.time + JUMP_S):
            self._seek(time)
        while self._next and self._next.time <= time:
            self._now, self._next = self._next, next(self._pictures, None)
            self._moved = True
        return self._now

    def _seek(self, time: float) -> None:
        self._container.seek(round((self._first + max(time, 0.0)) * av.time_base))
        self._pictures = self._decoded()
        self._now, self._next = self._two()
        self._moved = False  # even if the first picture comes later than `time`

    def _two(self) -> tuple[Picture, Picture | None]:
        """The next two pictures from where the container stands."""
        now = next(self._pictures, None)
        if now is None:
            raise RenderError("asset_unreadable", self._path.name)
        return now, next(self._pictures, None)

    def _decoded(self) -> Iterator[Picture]:
        """Pictures until the end, past packets that cannot be decoded."""
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets, None)
                images = [] if packet is None else packet.decode()
            except av.FFmpegError:
                continue
            for image in images:
                if image.time is not None:
                    yield Picture(image.time - self._first, image)
            if packet is None:
                return
