"""What the director writes into a movie is what the renderer draws."""

from __future__ import annotations

import pytest

from skill.studio.director import tables
from skill.studio.director.alphabets import undrawn
from skill.studio.director.direct import direct
from skill.studio.director.turn import History
from skill.studio.edits import captions
from skill.studio.movie import Movie
from skill.studio.render import fonts
from skill.studio.render.overlays import CAPTION_STYLES
from skill.studio.render.plan import CUTS
from skill.studio.render.sound.moods import MOODS
from skill.studio.render.themes import THEMES
from skill.studio.render.transitions import TRANSITIONS


def after(*messages: str) -> Movie:
    movie, history = None, History()
    for message in ("Make a 20s video about tea with the title 'Tea time'", *messages):
        turn = direct(message, movie, history=history, language="en")
        movie, history = turn.movie, turn.history
    assert movie
    return movie


def test_every_name_the_director_uses_is_drawn_or_played_by_the_renderer() -> None:
    assert {theme for themes, _ in tables.MOODS.values() for theme in themes} <= set(THEMES)
    assert set(tables.ANY_THEME) == set(THEMES)
    assert set(tables.TRANSITIONS.values()) <= {*TRANSITIONS, *CUTS}
    assert {captions.PLAIN, captions.LARGE} <= set(CAPTION_STYLES)
    assert {mood for mood, _ in tables.STYLES.values()} <= set(MOODS)


@pytest.mark.parametrize(
    ("wish", "larger"), [("make the title bigger", True), ("smaller title please", False)]
)
def test_a_title_of_another_size_is_drawn_in_another_size(wish: str, larger: bool) -> None:
    assert (after(wish).look.font_scale > 1) is larger
    assert after(wish).titles == after().titles


def test_captions_of_another_size_are_drawn_in_another_size() -> None:
    big = after("add captions", "make the captions bigger")
    assert big.captions
    assert big.captions.style == "big"
    assert after("add captions", "bigger captions", "even bigger captions").look.font_scale > 1
    small = after("add captions", "make the captions smaller")
    assert small.look.font_scale < 1


@pytest.mark.parametrize(
    "text",
    [
        "مرحبا بكم في مقهى الصباح الجديد",
        "สวัสดีชาวโลกทุกคน",
        "안녕하세요 여러분 반갑습니다",
        "नमस्ते दुनिया भर के लोग",
    ],
)
def test_a_text_in_a_script_without_a_font_is_answered_and_makes_no_movie(text: str) -> None:
    assert undrawn(text)
    assert fonts.unsupported(text)
    for message in (text, f"Make a video from this text:\n\n{text}"):
        turn = direct(message, None, history=History(), language="en")
        assert turn.movie is None
        assert "fonts" in turn.text


def test_a_title_in_a_script_without_a_font_leaves_the_movie_as_it_is() -> None:
    movie = after()
    turn = direct("add the title 'مرحبا بكم'", movie, history=History(), language="en")
    assert not turn.changed
    assert "fonts" in turn.text


@pytest.mark.parametrize("text", ["Ωμέγα και άλφα", "Привет, мир", "カタカナ", "Tiếng Việt", "你好"])
def test_scripts_that_are_drawn_are_not_turned_away(text: str) -> None:
    assert not undrawn(text)
    assert len(fonts.unsupported(text)) * 2 <= len(text)
