"""Colours, frames and sprites: what is blended is what a painter would expect."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from skill.studio.render import colour
from skill.studio.render.planes import blend
from skill.studio.render.stage import Frame, Scenery, Sprite


def sprite_of(rgba: tuple[int, int, int, int], size: tuple[int, int] = (8, 6)) -> Sprite:
    return Sprite.from_rgba(Image.new("RGBA", size, rgba))


@pytest.mark.parametrize(
    ("rgb", "yuv"),
    [
        ((0, 0, 0), (16, 128, 128)),
        ((255, 255, 255), (235, 128, 128)),
        ((255, 0, 0), (63, 102, 240)),
        ((0, 255, 0), (173, 42, 26)),
        ((0, 0, 255), (32, 240, 118)),
    ],
)
def test_colours_have_the_codes_of_bt709(rgb, yuv):
    assert tuple(np.rint(colour.yuv(rgb)).astype(int)) == yuv


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_colours_come_back(rgb):
    assert np.abs(colour.rgb(colour.yuv(rgb)).astype(int) - rgb).max() <= 1


def test_a_blank_frame_is_black():
    frame = Frame.blank(10, 6)
    assert (frame.width, frame.height) == (10, 6)
    assert (set(frame.y.flat), set(frame.u.flat), set(frame.v.flat)) == ({16}, {128}, {128})


def test_an_opaque_sprite_replaces_its_rectangle_and_nothing_else():
    frame = Frame.blank(20, 20)
    blend(frame, sprite_of((255, 0, 0, 255)), 4, 6)
    assert (frame.y[6:12, 4:12] == 63).all()
    assert (frame.v[3:6, 2:6] == 240).all()
    assert (frame.y != 16).sum() == 48
    assert (frame.v != 128).sum() == 12


def test_a_clear_sprite_changes_nothing():
    frame = Frame.blank(20, 20)
    frame.y[...] = np.arange(400).reshape(20, 20) % 220 + 16
    before = frame.y.copy()
    blend(frame, sprite_of((255, 0, 0, 0)), 4, 6)
    assert (frame.y == before).all()


@pytest.mark.parametrize(("alpha", "opacity"), [(128, 1.0), (255, 0.5), (181, 0.707)])
def test_half_is_half_whichever_way_it_comes(alpha, opacity):
    frame = Frame.blank(20, 20)
    blend(frame, sprite_of((255, 255, 255, alpha)), 0, 0, opacity)
    assert abs(int(frame.y[2, 2]) - (16 + 235) / 2) <= 1
    assert frame.u[1, 1] == 128


@pytest.mark.parametrize("opacity", [0.0, -1.0, 0.001])
def test_no_opacity_draws_nothing(opacity):
    frame = Frame.blank(20, 20)
    blend(frame, sprite_of((255, 255, 255, 255)), 0, 0, opacity)
    assert (frame.y == 16).all()


@given(st.integers(-40, 40), st.integers(-40, 40))
def test_a_sprite_is_clipped_wherever_it_is(x, y):
    frame, wide = Frame.blank(20, 14), Frame.blank(120, 114)
    blend(frame, sprite_of((200, 90, 30, 160)), x, y)
    blend(wide, sprite_of((200, 90, 30, 160)), x + 50, y + 50)
    assert (frame.y == wide.y[50:64, 50:70]).all()
    assert (frame.u == wide.u[25:32, 25:35]).all()
    assert (frame.v == wide.v[25:32, 25:35]).all()


def test_odd_positions_go_to_the_chroma_grid():
    one, two = Frame.blank(20, 20), Frame.blank(20, 20)
    blend(one, sprite_of((255, 0, 0, 255)), 5, 7)
    blend(two, sprite_of((255, 0, 0, 255)), 4, 6)
    assert (one.y == two.y).all()


def test_odd_sizes_get_a_clear_edge():
    sprite = sprite_of((255, 255, 255, 255), (5, 3))
    assert (sprite.width, sprite.height) == (6, 4)
    assert (sprite.alpha[:3, :5] == 255).all()
    assert not sprite.alpha[3].any()
    assert not sprite.alpha[:, 5].any()


def test_colours_of_clear_pixels_do_not_bleed_into_the_edge():
    image = Image.new("RGBA", (4, 4), (0, 255, 0, 0))
    image.paste((255, 0, 0, 255), (0, 0, 1, 4))
    sprite = Sprite.from_rgba(image)
    assert (sprite.u[0, 0], sprite.v[0, 0]) == (102, 240)
    assert sprite.alpha_c[0, 0] == 128


def test_actors_draw_over_the_backdrop_in_order():
    class Fill:
        def __init__(self, luma):
            self.luma = luma

        def paint(self, frame, t):
            frame.y[...] = self.luma

        def draw(self, frame, t):
            frame.y[: round(t)] = self.luma

    frame = Frame.blank(4, 8)
    Scenery(Fill(50), (Fill(100), Fill(200))).draw(frame, 2.0)
    assert frame.y[:, 0].tolist() == [200, 200, 50, 50, 50, 50, 50, 50]


def test_a_frame_becomes_another():
    one, two = Frame.blank(4, 4), Frame(*(np.full((n, n), 77, np.uint8) for n in (4, 2, 2)))
    one.copy_from(two)
    assert (one.y == 77).all()
    assert (one.u == 77).all()
    assert (one.v == 77).all()
