from __future__ import annotations

import itertools

import numpy as np
import pytest

from skill.studio.render.backgrounds.catalogue import STYLES
from skill.studio.render.backgrounds.field import Field, glow
from skill.studio.render.colour import rgb
from skill.studio.render.palette import READABLE, Palette, luminance
from skill.studio.render.safe import safe_area
from skill.studio.render.stage import Frame
from skill.studio.render.themes import THEMES

SIZE = (180, 320)


def painted(
    style: str, palette: Palette, t: float = 1.0, seed: int = 0, index: int = 0, size=SIZE
) -> np.ndarray:
    """The frame as RGB."""
    frame = Frame.blank(*size)
    frame.y[...] = 255  # so that a pixel left unpainted is seen
    STYLES[style](size, palette, seed, index).paint(frame, t)
    chroma = [plane.repeat(2, 0).repeat(2, 1) for plane in (frame.u, frame.v)]
    return rgb(np.stack((frame.y, *chroma), -1)).astype(int)


def light(pixels: np.ndarray) -> np.ndarray:
    """Relative luminance of each pixel."""
    share = pixels / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return linear @ (0.2126, 0.7152, 0.0722)


def ratio(colour: str, pixels: np.ndarray) -> np.ndarray:
    """The contrast of a colour with each pixel."""
    one, other = luminance(colour) + 0.05, light(pixels) + 0.05
    return np.maximum(one, other) / np.minimum(one, other)


@pytest.mark.parametrize("theme", THEMES.values(), ids=str)
def test_text_and_accent_are_readable_wherever_they_may_stand(theme):
    area = safe_area(*SIZE)
    for index, t in itertools.product(range(3), (0.0, 1.7, 5.0, 30.0)):
        palette = theme.palettes[index]
        pixels = painted(theme.background, palette, t, index=index)[area.y : area.bottom, area.x : area.right]
        assert np.quantile(ratio(palette.text, pixels), 0.001) >= READABLE
        assert np.quantile(ratio(palette.accent, pixels), 0.01) >= READABLE * 0.97


@pytest.mark.parametrize("style", STYLES)
def test_a_background_moves_all_the_time_and_never_jumps(style):
    palette = next(theme for theme in THEMES.values() if theme.background == style).palettes[0]
    for t in (0.0, 3.0, 9.0):
        now, soon, later = (painted(style, palette, t + d) for d in (0.0, 1 / 30, 1.0))
        assert np.abs(later - now).mean() > 0.3
        assert np.abs(soon - now).mean() < 6.0


@pytest.mark.parametrize("style", STYLES)
def test_neighbouring_scenes_and_other_seeds_look_different(style):
    theme = next(theme for theme in THEMES.values() if theme.background == style)
    first = painted(style, theme.palettes[0])
    assert np.abs(first - painted(style, theme.palettes[1], index=1)).mean() > 4
    assert np.abs(first - painted(style, theme.palettes[0], seed=5)).mean() > 1
    assert np.array_equal(first, painted(style, theme.palettes[0]))


def test_no_two_styles_look_alike():
    palette = THEMES["party"].palettes[0]
    shown = {style: painted(style, palette, 2.0) for style in STYLES}
    for one, other in itertools.combinations(shown, 2):
        assert np.abs(shown[one] - shown[other]).mean() > 2.0, (one, other)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("size", [(320, 180), (200, 200), (66, 34), (144, 180)])
def test_every_even_size_is_filled(style, size):
    pixels = painted(style, THEMES["city"].palettes[0], size=size)
    assert pixels.shape == (size[1], size[0], 3)
    assert pixels.mean() < 140  # nothing of the white that was there


def test_soft_gradients_have_no_bands():
    frame = Frame.blank(720, 1280)
    STYLES["aurora"]((720, 1280), THEMES["aurora"].palettes[0], 0, 0).paint(frame, 1.0)
    column = frame.y[:, 360].astype(int)
    runs = np.diff(np.nonzero(np.abs(np.diff(column)) > 0)[0])
    assert np.abs(np.diff(column)).max() <= 3
    assert runs.size == 0 or np.median(runs) < 24


def test_points_of_light_glide_between_pixels_and_are_clipped_at_the_edge():
    def centre(x: float) -> float:
        frame = Frame.blank(64, 64)
        values = (np.array([x], np.float32), np.array([32.0], np.float32), np.array([3.0], np.float32))
        glow(frame, *values, np.array([150.0], np.float32))
        extra = frame.y.astype(float) - 16
        return float((extra * np.arange(64)).sum() / extra.sum())

    assert centre(30.25) == pytest.approx(30.25, abs=0.05)
    assert centre(30.5) == pytest.approx(30.5, abs=0.05)
    assert centre(63.0) <= 63.0
    frame = Frame.blank(8, 8)
    nothing = np.array([], np.float32)
    glow(frame, nothing, nothing, nothing, nothing)
    assert (frame.y == 16).all()


def test_an_edge_is_smooth_and_in_its_place():
    field = Field((100, 200), 4)
    mask = field.edge(np.broadcast_to(field.y - 1.0, (field.rows, field.columns)).astype(np.float32))
    assert mask[0].max() == 0
    assert mask[-1].min() == 1
    assert mask.mean() == pytest.approx(0.5, abs=0.02)
