"""What cannot be rendered, and disks that fill up."""

from __future__ import annotations

import errno
import resource
from collections.abc import Iterator
from contextlib import contextmanager

import av
import numpy as np
import pytest
from PIL import Image

from skill.studio.movie import Look, Media, Music
from skill.studio.render.faults import RenderError
from skill.studio.render.run import Meter, Recording, Work


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """The kernel refuses to let any file grow beyond `size` bytes, as a full disk would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_disk_that_fills_up_in_a_scene_leaves_nothing_half(studio, movie):
    studio.cache.mkdir()
    with files_no_larger_than(2000), pytest.raises(OSError, match=r".") as refused:
        studio.render(movie(1000, 1000))
    assert refused.value.errno == errno.EFBIG
    assert list(studio.cache.iterdir()) == []
    assert not studio.out.exists()


def test_a_disk_that_fills_up_in_the_join_leaves_nothing_half(studio, movie):
    whole = studio.render(movie(1000, 1000)).read_bytes()
    studio.out.unlink()
    for limit in (len(whole) - 1, len(whole) // 2, 30):
        with files_no_larger_than(limit), pytest.raises(OSError, match=r".") as refused:
            studio.render(movie(1000, 1000))
        assert refused.value.errno == errno.EFBIG
        assert not studio.out.exists()
        assert studio.leftovers() == []
    assert studio.render(movie(1000, 1000)).read_bytes() == whole


def test_a_folder_that_is_not_there_is_said_as_such(studio, movie):
    studio.name = "missing/out.mp4"
    with pytest.raises(FileNotFoundError):
        studio.render(movie(300))


def test_a_movie_without_scenes_is_empty(studio, movie):
    with pytest.raises(RenderError) as refused:
        studio.render(movie())
    assert (refused.value.kind, str(refused.value)) == ("empty", "empty")


def test_a_movie_too_short_for_a_frame_is_empty(studio, movie):
    with pytest.raises(RenderError) as refused:
        studio.render(movie(5))
    assert refused.value.kind == "empty"


def test_a_file_that_is_gone_is_named_as_the_user_knows_it(studio, movie, picture_scene):
    for assets in ({}, {"a1": studio.folder / "gone.png"}):
        studio.assets = assets
        with pytest.raises(RenderError) as refused:
            studio.render(movie(scenes=(picture_scene("holiday.png"),)))
        assert (refused.value.kind, refused.value.name) == ("asset_missing", "holiday.png")


@pytest.mark.parametrize("part", ["logo", "music"])
def test_missing_files_count_wherever_they_are_used(studio, movie, part):
    media = Media(asset="a9", name="mine.bin", kind="image")
    fields = {"logo": media} if part == "logo" else {"music": Music(name="Mine", mood="", media=media)}
    with pytest.raises(RenderError) as refused:
        studio.render(movie(300, **fields))
    assert (refused.value.kind, refused.value.name) == ("asset_missing", "mine.bin")


def test_a_file_that_is_no_picture_is_named_as_the_user_knows_it(studio, movie, picture_scene):
    stored = studio.assets["a1"] = studio.folder / "4711.bin"
    stored.write_bytes(b"nothing a decoder knows")
    with pytest.raises(RenderError) as refused:
        studio.render(movie(scenes=(picture_scene("holiday.png"),)))
    assert (refused.value.kind, refused.value.name) == ("asset_unreadable", "holiday.png")
    assert studio.leftovers() == []


def test_one_file_used_twice_is_read_once_and_works(studio, movie, picture_scene):
    stored = studio.assets["a1"] = studio.folder / "stored.png"
    Image.new("RGB", (90, 160), (200, 30, 30)).save(stored)
    scene = picture_scene("mine.png")
    both = movie(
        scenes=(scene, scene.model_copy(update={"id": "q"})), logo=scene.media, look=Look(transition="dip")
    )
    assert studio.render(both).exists()


def test_progress_rises_from_0_to_1_with_the_frames(studio, movie):
    seen = []

    def watching() -> bool:
        seen.append((sum(studio.stage.painted.values()), studio.told[-1] if studio.told else 0.0))
        return False

    studio.render(movie(1000, 1000, 1000, transition="cut"), cancelled=watching)
    assert studio.told == sorted(studio.told)
    assert (studio.told[0], studio.told[-1]) == (0.0, 1.0)
    for painted, told in seen:
        assert abs(told - painted / 90) < 0.1


def test_progress_counts_only_what_is_left_to_do(studio, movie):
    studio.render(movie(1000, 1000, transition="cut"))
    studio.render(movie(1000, 500, transition="cut"))
    assert sum(studio.stage.painted.values()) == 15
    assert len(studio.told) >= 10


def test_what_comes_before_the_frames_is_told_and_leaves_the_frames_their_share():
    told = []
    meter = Meter(told.append, lambda: False)
    for _ in range(30):
        meter.prepared()
    assert len(told) > 4
    assert told[-1] < 0.06
    meter.begin(Work(frames=10, sound=0))
    for _ in range(10):
        meter.frame(Recording(1))
    meter.finish()
    assert told == sorted(set(told))
    assert told[-2] > 0.8


@pytest.mark.parametrize("factor", [0.5, 1.5])
def test_sound_of_another_length_is_fitted_to_the_pictures(studio, movie, factor):
    band = studio.band

    def wrong(movie, assets, *, sample_rate):
        whole = np.concatenate(band(movie, assets, sample_rate=sample_rate))
        yield from np.array_split(np.resize(whole, (int(len(whole) * factor), 2)), 5)

    studio.band = wrong
    with av.open(str(studio.render(movie(1000)))) as container:
        sound = container.streams.audio[0]
        assert float(sound.duration * sound.time_base) == pytest.approx(1.0, abs=0.001)
