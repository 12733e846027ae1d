"""The user's clips: any shape, speed and trim, in time, from any moment."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from skill.studio.render.clips import Clip
from skill.studio.render.faults import RenderError
from skill.studio.render.stage import Frame

SIZE = (180, 320)


def record(
    path: Path,
    *,
    size: tuple[int, int] = (180, 320),
    frames: int = 50,
    fps: int = 25,
    rotation: int = 0,
    pixels: str = "yuv420p",
    codec: str = "libx264",
) -> Path:
    """A clip whose luma is 30 + 4 × the frame's number in the middle, and 235 along its top."""
    with av.open(str(path), "w") as output:
        stream = output.add_stream(codec, rate=fps)
        stream.width, stream.height, stream.pix_fmt = *size, pixels
        stream.options = {"preset": "ultrafast", "crf": "12", "g": "20"} if codec == "libx264" else {}
        if rotation:
            stream.set_display_rotation(rotation)
        for number in range(frames):
            grey = np.full((size[1], size[0]), 30 + 4 * (number % 50), np.uint8)
            grey[: size[1] // 8] = 235
            picture = np.concatenate((grey, np.full((size[1] // 2, size[0]), 128, np.uint8)))
            frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
            frame.pts = number
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return record(tmp_path / "c.mp4")


def number(clip: Clip, t: float) -> float:
    """Which frame of the recording is on show at `t`."""
    frame = Frame.blank(*SIZE)
    clip.paint(frame, t)
    return round((float(frame.y[140:180, 60:120].mean()) - 30) / 4, 1)


def test_the_picture_on_show_is_the_last_one_due(clip):
    playing = Clip(clip, SIZE, seconds=2)
    assert [number(playing, n / 30) for n in range(30)] == pytest.approx(
        [n * 25 // 30 for n in range(30)], abs=0.3
    )


def test_any_order_shows_the_same_pictures(clip):
    playing = Clip(clip, SIZE, seconds=2)
    forward = {n: number(playing, n / 30) for n in range(60)}
    again = Clip(clip, SIZE, seconds=2)
    for n in (59, 3, 31, 30, 0, 58, 7):
        assert number(again, n / 30) == forward[n]


def test_looking_far_ahead_seeks(tmp_path):
    long = record(tmp_path / "long.mp4", size=(36, 64), frames=50, fps=5)
    playing = Clip(long, SIZE, seconds=10)
    assert number(playing, 9.0) == pytest.approx(45, abs=0.5)
    assert number(playing, 0.0) == pytest.approx(0, abs=0.5)


def test_a_trimmed_clip_starts_and_ends_where_it_should(clip):
    playing = Clip(clip, SIZE, 400, 1200, seconds=0.8)
    assert number(playing, 0.0) == pytest.approx(10, abs=0.3)
    assert number(playing, 0.79) == pytest.approx(29, abs=0.3)
    assert number(playing, 1.5) == pytest.approx(29, abs=0.3)


def test_speed_changes_how_far_it_gets(clip):
    assert number(Clip(clip, SIZE, speed=2.0, seconds=1.0), 0.5) == pytest.approx(25, abs=0.3)
    assert number(Clip(clip, SIZE, speed=0.5, seconds=4.0), 1.0) == pytest.approx(12, abs=0.6)


def test_a_much_shorter_clip_starts_over(clip):
    playing = Clip(clip, SIZE, seconds=5)
    assert number(playing, 2.4) == pytest.approx(10, abs=0.3)
    assert number(playing, 4.4) == pytest.approx(10, abs=0.3)


def test_a_slightly_shorter_clip_is_slowed_down_to_last(clip):
    playing = Clip(clip, SIZE, seconds=2.2)
    assert number(playing, 2.17) == pytest.approx(49, abs=0.6)
    assert number(playing, 1.1) == pytest.approx(25, abs=0.6)


def test_a_longer_clip_holds_its_last_picture_at_its_end(clip):
    assert number(Clip(clip, SIZE, 0, 1000, seconds=1.0), 1.4) == pytest.approx(24, abs=0.3)


def test_without_a_length_it_starts_over(clip):
    assert number(Clip(clip, SIZE), 2.4) == pytest.approx(10, abs=0.3)


def test_trims_beyond_the_end_show_the_end(clip):
    assert number(Clip(clip, SIZE, 9000, 12_000, seconds=1.0), 0.5) == pytest.approx(49, abs=0.5)


@pytest.mark.parametrize(("rotation", "bright"), [(90, "left"), (-90, "right"), (180, "bottom")])
def test_phones_clips_stand_upright(tmp_path, rotation, bright):
    size = (180, 320) if rotation == 180 else (320, 180)
    path = record(tmp_path / "r.mp4", size=size, rotation=rotation)
    frame = Frame.blank(*SIZE)
    Clip(path, SIZE, seconds=1).paint(frame, 0.0)
    edges = {"left": frame.y[:, :8], "right": frame.y[:, -8:], "bottom": frame.y[-8:], "top": frame.y[:8]}
    assert max(edges, key=lambda edge: edges[edge].mean()) == bright
    assert frame.y[150:170, 80:100].max() < 50


def test_a_wide_clip_is_shown_over_a_darker_copy_of_itself(tmp_path):
    path = record(tmp_path / "w.mp4", size=(320, 180))
    frame = Frame.blank(*SIZE)
    Clip(path, SIZE, seconds=2).paint(frame, 1.6)
    middle, above = frame.y[150:170].mean(), frame.y[60:80].mean()
    assert middle == pytest.approx(190, abs=4)
    assert 60 < above < 150


@pytest.mark.parametrize(
    ("size", "pixels", "codec", "name"),
    [
        ((320, 180), "yuv444p", "libx264", "a.mkv"),
        ((96, 64), "yuvj420p", "mjpeg", "a.avi"),
        ((64, 96), "yuv420p", "mpeg4", "a.avi"),
        ((2, 2), "yuv420p", "libx264", "a.mp4"),
    ],
)
def test_other_formats_play(tmp_path, size, pixels, codec, name):
    path = record(tmp_path / name, size=size, pixels=pixels, codec=codec, frames=20)
    frame = Frame.blank(*SIZE)
    Clip(path, SIZE, seconds=0.8).paint(frame, 0.4)
    assert frame.y.min() >= 16


def test_full_range_video_becomes_limited(tmp_path):
    path = record(tmp_path / "a.avi", size=(180, 320), pixels="yuvj420p", codec="mjpeg", frames=5)
    frame = Frame.blank(*SIZE)
    Clip(path, SIZE, seconds=0.1).paint(frame, 0.0)
    assert frame.y[5:20].mean() == pytest.approx(235, abs=3)


def test_a_clip_that_breaks_off_holds_what_there_was(tmp_path):
    path = record(tmp_path / "a.mkv", frames=50)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    playing = Clip(path, SIZE, seconds=2)
    assert number(playing, 0.2) == pytest.approx(5, abs=0.5)
    assert 10 < number(playing, 1.9) < 48


@pytest.mark.parametrize("content", [b"", b"nothing a decoder knows", b"\0" * 4096])
def test_what_is_no_clip_is_refused(tmp_path, content):
    (tmp_path / "c.mp4").write_bytes(content)
    with pytest.raises(RenderError) as refused:
        Clip(tmp_path / "c.mp4", SIZE)
    assert (refused.value.kind, refused.value.name) == ("asset_unreadable", "c.mp4")


def test_a_file_with_sound_only_is_refused(tmp_path):
    with av.open(str(tmp_path / "s.m4a"), "w") as output:
        stream = output.add_stream("aac", rate=48_000)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        frame.sample_rate = 48_000
        output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    with pytest.raises(RenderError):
        Clip(tmp_path / "s.m4a", SIZE)


def spoiled(path: Path, start: float, end: float) -> Path:
    """The MP4 with a part of its pictures, from and to shares of them, overwritten."""
    data = bytearray(path.read_bytes())
    first, last = data.index(b"mdat") + 4, data.index(b"moov") - 4
    span = slice(first + int((last - first) * start), first + int((last - first) * end))
    data[span] = b"\xff" * len(data[span])
    path.write_bytes(data)
    return path


def test_a_clip_with_a_damaged_stretch_plays_around_it(clip):
    playing = Clip(spoiled(clip, 0.3, 0.6), SIZE, seconds=2)
    assert number(playing, 0.2) == pytest.approx(5, abs=0.5)
    assert number(playing, 1.9) == pytest.approx(47, abs=0.5)


def test_a_clip_without_a_picture_is_refused(clip):
    with pytest.raises(RenderError) as refused:
        Clip(spoiled(clip, 0.0, 1.0), SIZE)
    assert (refused.value.kind, refused.value.name) == ("asset_unreadable", "c.mp4")


def test_a_stream_without_times_is_refused(tmp_path):
    with pytest.raises(RenderError):
        Clip(record(tmp_path / "c.h264"), SIZE)
