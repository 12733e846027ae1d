"""Hours are a length when they are the video's, and content when they are a shop's."""

import pytest

from skill.studio.director.direct import direct
from skill.studio.director.turn import History


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("make a 3-hour video about tea", "en"),
        ("a video about tea, 3 hours long", "en"),
        ("做一个三小时的茶视频", "zh-CN"),
        ("做一个3小时的关于茶的视频", "zh-CN"),
    ],
)
def test_hours_asked_for_are_answered_with_the_longest_there_is(text, language):
    turn = direct(text, None, history=History(), language=language)
    assert turn.movie
    assert turn.movie.duration_ms == 600_000
    assert "10" in turn.text
    assert not any("小时" in scene.text or "hour" in scene.text for scene in turn.movie.scenes)


@pytest.mark.parametrize(("text", "language"), [("make it 3 hours", "en"), ("改成3小时", "zh-CN")])
def test_hours_too_long_change_nothing_and_say_why(text, language):
    first = direct("a 15s video about tea", None, history=History(), language="en")
    turn = direct(text, first.movie, history=first.history, language=language)
    assert not turn.changed
    assert "10" in turn.text


def test_opening_hours_are_content():
    turn = direct("a 15s video for our gym, open 24 hours", None, history=History(), language="en")
    assert turn.movie
    assert turn.movie.duration_ms == 15_000
    assert any("24 hours" in scene.text for scene in turn.movie.scenes)
