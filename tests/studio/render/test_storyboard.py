"""The sheet of stills."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from skill.studio.render import colour
from skill.studio.render.faults import RenderError
from skill.studio.render.storyboard import storyboard


def test_every_scene_is_on_the_sheet(studio, movie, shade, tmp_path):
    storyboard(movie(1000, 1000, 1000, 1000), {}, tmp_path / "s.png", composer=studio.stage)
    assert set(studio.stage.painted.values()) == {1}
    sheet = np.asarray(Image.open(tmp_path / "s.png")).astype(int)
    for scene in ("s1", "s2", "s3", "s4"):
        wanted = colour.rgb((shade(scene), 110, 140)).astype(int)
        assert (np.abs(sheet - wanted).max(axis=-1) < 3).sum() > 0.5 * 180 * 320


@pytest.mark.parametrize(("scenes", "size"), [(1, (204, 344)), (2, (396, 344)), (7, (780, 676))])
def test_the_sheet_has_room_for_its_pictures(studio, movie, tmp_path, scenes, size):
    storyboard(movie(*[300] * scenes), {}, tmp_path / "s.png", composer=studio.stage)
    assert Image.open(tmp_path / "s.png").size == size


def test_large_frames_are_shown_small(studio, movie, tmp_path):
    storyboard(movie(300, width=540, height=960), {}, tmp_path / "s.png", composer=studio.stage)
    assert Image.open(tmp_path / "s.png").size == (294, 504)


def test_an_unreadable_picture_is_named_as_the_user_knows_it(studio, movie, tmp_path, picture_scene):
    (tmp_path / "4711.bin").write_bytes(b"no picture")
    assets = {"a1": tmp_path / "4711.bin"}
    wanted = movie(scenes=(picture_scene("holiday.png"),))
    with pytest.raises(RenderError) as refused:
        storyboard(wanted, assets, tmp_path / "s.png", composer=studio.stage)
    assert (refused.value.kind, refused.value.name) == ("asset_unreadable", "holiday.png")
    assert not (tmp_path / "s.png").exists()


def test_a_sheet_that_cannot_be_written_leaves_nothing(studio, movie, tmp_path):
    with pytest.raises(OSError, match="missing"):
        storyboard(movie(300), {}, tmp_path / "missing" / "s.png", composer=studio.stage)
    assert list(tmp_path.iterdir()) == []
