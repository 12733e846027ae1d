"""Each transition begins with the old picture, ends with the new one, and is itself in between."""

from __future__ import annotations

import time

import numpy as np
import pytest

from skill.studio.movie import Look
from skill.studio.render import plan
from skill.studio.render.stage import Frame
from skill.studio.render.themes import THEMES
from skill.studio.render.transitions import TRANSITIONS

WIDTH, HEIGHT = 90, 160


def solid(y: int, u: int, v: int, size: tuple[int, int] = (WIDTH, HEIGHT)) -> Frame:
    frame = Frame.blank(*size)
    frame.y[...], frame.u[...], frame.v[...] = y, u, v
    return frame


def mixed(name: str, done: float) -> Frame:
    frame = solid(220, 90, 150)
    TRANSITIONS[name](frame, solid(40, 160, 100), done)
    return frame


def share_of_new(frame: Frame) -> float:
    return float((frame.y.mean() - 40) / 180)


def test_there_are_enough_to_vary():
    assert len(TRANSITIONS) >= 5


@pytest.mark.parametrize("name", TRANSITIONS)
def test_it_begins_with_the_old_picture(name):
    assert share_of_new(mixed(name, 0.02)) < 0.05


@pytest.mark.parametrize("name", TRANSITIONS)
def test_it_ends_with_the_new_picture(name):
    assert share_of_new(mixed(name, 0.98)) > 0.95


@pytest.mark.parametrize("name", sorted(set(TRANSITIONS) - {"dip"}))
def test_the_new_picture_grows_steadily(name):
    shares = [share_of_new(mixed(name, done)) for done in np.linspace(0.02, 0.98, 12)]
    assert shares == sorted(shares)


def test_dip_goes_through_black():
    assert mixed("dip", 0.5).y.max() <= 18


@pytest.mark.parametrize("name", TRANSITIONS)
@pytest.mark.parametrize("done", [0.1, 0.37, 0.5, 0.8])
def test_chroma_changes_where_luma_does(name, done):
    frame = mixed(name, done)
    luma = (frame.y[::2, ::2].astype(float) - 40) / 180
    chroma = (160 - frame.u.astype(float)) / 70
    if name != "dip":  # its black has no colour
        assert np.abs(luma - chroma).max() < 0.05


@pytest.mark.parametrize(("name", "axis"), [("push", 1), ("lift", 0)])
def test_pushed_pictures_move_whole(name, axis):
    ramp = np.linspace(16, 235, WIDTH if axis else HEIGHT).astype(np.uint8)
    frame, old = solid(16, 128, 128), solid(16, 128, 128)
    for picture in (frame, old):
        picture.y[...] = ramp if axis else ramp[:, np.newaxis]
    TRANSITIONS[name](frame, old, 0.5)
    line = frame.y[0] if axis else frame.y[:, 0]
    half = len(line) // 4 * 2
    assert line.tolist() == [*ramp[half:], *ramp[:half]]


@pytest.mark.parametrize("name", TRANSITIONS)
def test_any_even_size_works(name):
    frame = solid(220, 90, 150, (102, 38))
    TRANSITIONS[name](frame, solid(40, 160, 100, (102, 38)), 0.5)
    assert frame.y.shape == (38, 102)


@pytest.mark.parametrize("name", TRANSITIONS)
def test_a_frame_is_mixed_in_a_few_milliseconds(name):
    frame, old = solid(220, 90, 150, (540, 960)), solid(40, 160, 100, (540, 960))
    TRANSITIONS[name](frame, old, 0.4)
    started = time.process_time()
    for _ in range(5):
        TRANSITIONS[name](frame, old, 0.6)
    assert (time.process_time() - started) / 5 < 0.05


def test_every_theme_s_transitions_exist():
    for theme in THEMES.values():
        assert set(theme.transitions) <= set(TRANSITIONS)


def test_a_theme_s_transitions_are_its_scenes_transitions(movie):
    wanted = movie(*[1000] * 12, look=Look(theme="aurora"))
    names = [shot.incoming and shot.incoming.name for shot in plan.shots(wanted)]
    assert names[0] is None
    assert set(names[1:]) == set(THEMES["aurora"].transitions)


def test_short_scenes_have_short_transitions(movie):
    shots = plan.shots(movie(1000, 200, 1000, 60, 1000))
    assert [shot.incoming and shot.incoming.frames for shot in shots] == [None, 3, 3, None, None]
