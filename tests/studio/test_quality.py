"""How large, and with how many frames, a video is rendered."""

from __future__ import annotations

import pytest

from skill.studio.movie import Movie
from skill.studio.quality import sized


@pytest.mark.parametrize(
    ("quality", "shape"),
    [
        ("high", (1080, 1920, 30)),
        ("medium", (720, 1280, 30)),
        ("low", (540, 960, 30)),
        ("preview", (540, 960, 15)),
    ],
)
def test_a_quality_is_a_size_and_a_preview_has_every_other_frame(quality, shape):
    movie = sized(Movie(width=1080, height=1920, fps=30), quality)
    assert (movie.width, movie.height, movie.fps) == shape


@pytest.mark.parametrize(("fps", "shown"), [(60, 30), (25, 15), (12, 12)])
def test_a_preview_has_no_fewer_frames_than_fifteen_nor_more_than_the_video(fps, shown):
    assert sized(Movie(fps=fps), "preview").fps == shown


def test_odd_sizes_become_even_and_nothing_grows():
    assert (sized(Movie(width=1080, height=1350), "low").height) == 676
    small = Movie(width=320, height=180)
    assert sized(small, "low") == small
