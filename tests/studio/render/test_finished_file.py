"""What the finished file is, read back by a decoder."""

from __future__ import annotations

import struct
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from skill.studio.movie import Scene, TextSpan

BT709, LIMITED = 1, 1


def luma(frame: av.VideoFrame) -> np.ndarray:
    return frame.to_ndarray(format="yuv420p")[: frame.height].astype(int)


def boxes(path: Path) -> list[str]:
    """The names of an MP4's outermost boxes, in order."""
    data, at, names = path.read_bytes(), 0, []
    while at < len(data):
        size, name = struct.unpack(">I4s", data[at : at + 8])
        names.append(name.decode())
        at += size
    assert at == len(data)
    return names


def test_scenes_follow_each_other_frame_by_frame(studio, movie, frames, shade):
    made = frames(studio.render(movie(1000, 700, 1300, transition="none")))
    assert len(made) == 90
    for number, scene in ((0, "s1"), (29, "s1"), (30, "s2"), (50, "s2"), (51, "s3"), (89, "s3")):
        assert abs(luma(made[number])[200:280].mean() - shade(scene)) < 3


def test_every_picture_is_where_it_was_drawn(studio, movie, frames):
    made = frames(studio.render(movie(1000, 1000, transition="none")))
    for number, frame in enumerate(made):
        bar = luma(frame)[12:28].mean(axis=0)
        drawn = number % 30 * 2
        assert abs(np.average(np.arange(len(bar)), weights=np.clip(bar - 215, 0, None)) - (drawn + 3.5)) < 1.5


@pytest.mark.parametrize("lengths", [(333, 333, 334), (1001, 517, 45, 2016), (100,) * 7, (33,)])
def test_length_is_exact_to_the_frame(studio, movie, frames, lengths):
    made = studio.render(movie(*lengths))
    total = sum(lengths)
    assert abs(len(frames(made)) - total * 30 / 1000) <= 0.5
    with av.open(str(made)) as container:
        picture, sound = container.streams.video[0], container.streams.audio[0]
        assert abs(picture.duration * picture.time_base - Fraction(total, 1000)) <= Fraction(1, 60)
        assert abs(sound.duration * sound.time_base - picture.duration * picture.time_base) <= Fraction(
            1, 1000
        )


def test_times_are_constant_from_zero(studio, movie, frames):
    made = frames(studio.render(movie(500, 40, 33, 500)))
    assert [frame.time for frame in made] == pytest.approx([n / 30 for n in range(32)])


def test_every_scene_starts_with_a_key_frame(studio, movie, frames):
    made = frames(studio.render(movie(1000, 700, 1300)))
    keys = [number for number, frame in enumerate(made) if frame.key_frame]
    assert {0, 30, 51} <= set(keys)


def test_a_long_scene_has_key_frames_to_seek_to(studio, movie, frames):
    made = frames(studio.render(movie(9000)))
    keys = [number for number, frame in enumerate(made) if frame.key_frame]
    assert all(after - before <= 120 for before, after in zip(keys, [*keys[1:], len(made)], strict=True))


def test_the_stream_says_what_it_is(studio, movie):
    with av.open(str(studio.render(movie(600, 600)))) as container:
        context = container.streams.video[0].codec_context
        assert (context.name, context.profile, context.pix_fmt) == ("h264", "High", "yuv420p")
        assert (context.width, context.height) == (180, 320)
        assert (context.color_primaries, context.color_trc, context.colorspace) == (BT709, BT709, BT709)
        assert context.color_range == LIMITED
        assert container.streams.video[0].average_rate == container.streams.video[0].base_rate == 30
        sound = container.streams.audio[0].codec_context
        assert (sound.name, sound.sample_rate, sound.layout.name) == ("aac", 48_000, "stereo")


def test_the_index_comes_before_the_pictures(studio, movie):
    names = boxes(studio.render(movie(600, 600)))
    assert names.index("moov") < names.index("mdat")


def test_sound_and_picture_start_together(studio, movie):
    with av.open(str(studio.render(movie(1000)))) as container:
        heard = np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1)[0]
    loud = np.flatnonzero(np.abs(heard) > 0.1)[0]
    assert loud < 48_000 / 60


def test_other_sizes_and_rates_work(studio, movie, frames):
    made = frames(studio.render(movie(1000, width=322, height=182, fps=25)))
    assert (len(made), made[0].width, made[0].height) == (25, 322, 182)


def test_a_scene_shorter_than_a_frame_is_left_out(studio, movie, frames):
    made = studio.render(movie(500, 10, 500))
    assert len(frames(made)) == 30
    assert not studio.stage.painted["s2"]


@pytest.mark.parametrize(
    ("name", "mixed"), [("crossfade", True), ("fade", True), ("none", False), ("cut", False)]
)
def test_the_old_scene_is_seen_in_the_new_one_unless_it_is_a_cut(studio, movie, frames, shade, name, mixed):
    made = frames(studio.render(movie(1000, 1000, transition=name)))
    seen = luma(made[34])[200:280].mean()
    share = (seen - shade("s1")) / (shade("s2") - shade("s1"))
    assert (0.3 < share < 0.7) == mixed
    assert abs(luma(made[50])[200:280].mean() - shade("s2")) < 3


def test_the_old_scene_moves_on_through_the_transition(studio, movie, frames):
    made = frames(studio.render(movie(1000, 1000)))
    bar = luma(made[32])[12:28].mean(axis=0)
    assert bar[66:70].mean() > bar[100:120].mean() + 15  # the old bar, at frame 32 of its own time


def test_overlays_lie_over_both_sides_of_a_transition(studio, movie, frames):
    made = frames(studio.render(movie(1000, 1000, titles=(TextSpan(text="Hi", start_ms=500, end_ms=1300),))))
    lit = [number for number, frame in enumerate(made) if luma(frame)[-15:].mean() > 220]
    assert lit == list(range(15, 39))


def test_a_picture_fills_its_scene(studio, movie, frames, tmp_path, picture_scene):
    Image.new("RGB", (400, 700), (200, 30, 30)).save(tmp_path / "stored.png")
    studio.assets["a1"] = tmp_path / "stored.png"
    scene: Scene = picture_scene("mine.png")
    made = frames(studio.render(movie(1000, scenes=(scene,))))
    assert np.abs(made[3].to_ndarray(format="rgb24").reshape(-1, 3).mean(axis=0) - (200, 30, 30)).max() < 4


def test_a_preview_is_a_file_like_any_other(studio, movie, frames, shade):
    found = frames(studio.render(movie(1000, 1000, transition="cut", fps=15)))
    assert [round(float(np.median(frame.to_ndarray()[:320]))) for frame in (found[14], found[15])] == [
        pytest.approx(shade("s1"), abs=4),
        pytest.approx(shade("s2"), abs=4),
    ]
    assert len(found) == 30
