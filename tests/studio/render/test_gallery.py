"""Every layout × theme × language, at a small size."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from PIL import Image

from skill import i18n
from skill.studio.movie import Layout
from skill.studio.render import compose, gallery
from skill.studio.render.kinetic import Text
from skill.studio.render.layouts.catalogue import LAYOUTS
from skill.studio.render.palette import READABLE, luminance
from skill.studio.render.safe import safe_area
from skill.studio.render.stage import Frame
from skill.studio.render.themes import THEMES

SIZE = (180, 320)
SETTLED = 3.4


@pytest.fixture(scope="module")
def assets(tmp_path_factory):
    return gallery.samples(tmp_path_factory.mktemp("assets"))


def texts(scenery):
    return [actor for actor in scenery.actors if isinstance(actor, Text)]


def drawn(scenery, t: float) -> np.ndarray:
    frame = Frame.blank(*SIZE)
    scenery.draw(frame, t)
    return rgb_of(frame)


def rgb_of(frame: Frame) -> np.ndarray:
    return np.asarray(gallery.picture_of(frame)).astype(int)


def without_text(scenery) -> np.ndarray:
    """The settled scene, everything but the words."""
    frame = Frame.blank(*SIZE)
    scenery.backdrop.paint(frame, SETTLED)
    for actor in scenery.actors:
        if not isinstance(actor, Text):
            actor.draw(frame, SETTLED)
    return rgb_of(frame)


def ratios(colour: str, pixels: np.ndarray) -> np.ndarray:
    share = pixels / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    one, other = luminance(colour) + 0.05, linear @ (0.2126, 0.7152, 0.0722) + 0.05
    return np.maximum(one, other) / np.minimum(one, other)


@pytest.mark.parametrize("language", i18n.languages())
@pytest.mark.parametrize("theme", THEMES)
def test_every_layout_is_safe_readable_alive_and_itself(theme, language, assets):
    movie = gallery.movie(theme, language, SIZE)
    area = safe_area(*SIZE)
    stills = []
    for index, scene in enumerate(movie.scenes):
        told = (theme, language, scene.name)
        scenery = compose.scenery(movie, index, assets)
        blocks = texts(scenery)
        assert blocks, told
        early = drawn(scenery, 0.0)
        under = without_text(scenery)
        for actor in blocks:
            for word in actor.block.words:
                x, y, width, height = word.box
                left, top = actor.x + x, actor.y + y
                assert left >= area.x - 3, told
                assert left + width <= area.right + 3, told
                assert top >= area.y - 3, told
                assert top + height <= area.bottom + 3, told
                style = actor.block.style
                marked = style.on_accent if style.mark == "plate" else style.accent
                foot = actor.y + actor.block.baselines[word.line]  # below it are the words' own underlines
                behind = under[top:foot, left : left + width]
                whole = word.marked is not None and word.marked[1] - word.marked[0] >= width * 0.95
                if word.marked is None or whole:
                    worst = np.quantile(ratios(marked if whole else style.colour, behind), 0.06)
                    assert worst >= READABLE * 0.97, (told, word.line, worst)
        shown, later = drawn(scenery, SETTLED), drawn(scenery, SETTLED + 0.5)
        assert np.abs(shown - early).mean() > 0.5, told
        assert np.abs(shown - later).mean() > 0.04, told
        assert shown.std() > 4, told
        stills.append(shown)
    for one, other in itertools.pairwise(stills):
        assert np.abs(one - other).mean() > 8


def test_the_gallery_shows_every_layout_there_is():
    shown = {row.layout for row in gallery.movie("aurora", "en").scenes}
    assert shown | {"clip"} == set(LAYOUTS) == set(Layout.__args__) - {"auto"}


@pytest.mark.parametrize("size", [(320, 180), (240, 240), (240, 300)])
def test_other_shapes_keep_text_in_their_safe_area(size, assets):
    for theme, language in (("pop", "en"), ("paper", "zh-CN")):
        movie = gallery.movie(theme, language, size)
        area = safe_area(*size)
        for index, scene in enumerate(movie.scenes):
            for actor in texts(compose.scenery(movie, index, assets)):
                for x, y, width, height in (word.box for word in actor.block.words):
                    assert area.x - 3 <= actor.x + x <= area.right + 3 - width, scene.name
                    assert area.y - 3 <= actor.y + y <= area.bottom + 3 - height, scene.name


def test_the_command_writes_one_contact_sheet(tmp_path):
    out = tmp_path / "sheet.png"
    gallery.main([str(out), "--theme", "ink", "--language", "en", "--language", "zh-CN", "--size", "90x160"])
    with Image.open(out) as sheet:
        assert sheet.size[0] > sheet.size[1]
