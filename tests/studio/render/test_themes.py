from __future__ import annotations

import itertools

import pytest

from skill.studio.movie import Look
from skill.studio.render import palette as colours
from skill.studio.render.backgrounds.catalogue import STYLES
from skill.studio.render.fonts import FOLDER
from skill.studio.render.kinetic import ENTRIES
from skill.studio.render.palette import READABLE, contrast
from skill.studio.render.sound.moods import MOODS
from skill.studio.render.themes import THEMES, for_mood, palette_of, theme_of
from skill.studio.render.transitions import TRANSITIONS


@pytest.mark.parametrize("theme", THEMES.values(), ids=str)
def test_everything_a_theme_names_exists(theme):
    assert theme.background in STYLES
    assert theme.music in MOODS
    assert theme.entry in ENTRIES
    assert set(theme.transitions) <= set(TRANSITIONS)
    assert (FOLDER / f"{theme.face.latin}.ttf").is_file()
    assert (FOLDER / f"{theme.face.chinese}.ttf").is_file()
    assert len(theme.palettes) >= 3


@pytest.mark.parametrize("theme", THEMES.values(), ids=str)
def test_text_is_readable_on_every_colour_of_its_ground(theme):
    for row in theme.palettes:
        for ground in row.grounds:
            assert contrast(row.text, ground) >= READABLE
            assert contrast(row.accent, ground) >= READABLE
            assert contrast(row.soft, ground) >= READABLE
        assert contrast(row.accent, row.on_accent) >= READABLE


@pytest.mark.parametrize("background", ["#808080", "#ffffff", "#000000", "#ff0000", "#00ff66", "#3355cc"])
@pytest.mark.parametrize("accent", [None, "#808080", "#ff8800"])
def test_the_users_own_colours_stay_readable(background, accent):
    row = palette_of(Look(theme="paper", background=background, accent=accent), 0)
    assert all(contrast(row.text, ground) >= READABLE for ground in row.grounds)
    assert all(contrast(row.accent, ground) >= READABLE for ground in row.grounds)


def test_an_accent_alone_keeps_the_themes_ground():
    plain, own = (palette_of(Look(theme="city", accent=accent), 1) for accent in (None, "#33ff99"))
    assert own.grounds == plain.grounds
    assert own.accent == "#33ff99"


def test_scenes_that_follow_each_other_have_different_colours():
    rows = [palette_of(Look(theme="waves"), index) for index in range(4)]
    assert all(one != other for one, other in itertools.pairwise(rows))


def test_a_mood_gives_a_theme_that_suits_it_and_any_word_gives_some_theme():
    assert "birthday" in THEMES[for_mood("birthday")].moods
    assert THEMES[for_mood("lofi")].music == "lofi"
    assert {for_mood("no such mood", seed) for seed in range(len(THEMES))} == set(THEMES)


def test_a_theme_that_does_not_exist_becomes_one_of_its_mood():
    assert theme_of(Look(theme="gone", mood="birthday")).name == "party"


def test_a_colour_that_can_not_be_made_readable_comes_as_near_as_it_gets():
    assert colours.against("#777777", ("#000000", "#ffffff")) in ("#777777", *_greys())


def _greys() -> list[str]:
    return [
        colours.mix("#777777", end, step / 40)
        for step in range(41)
        for end in ("#ffffff", colours.INK, "#000000")
    ]


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
