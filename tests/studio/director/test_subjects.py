"""What a message that only names a subject makes: scenes of the subject, in words that fit it."""

from __future__ import annotations

import pytest

from skill import i18n
from skill.studio.director import History, direct


def scenes_of(text: str) -> list[str]:
    movie = direct(text, None, history=History(), language=i18n.detect(text)).movie
    assert movie
    return [scene.text for scene in movie.scenes]


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("make a 5-second video, about rain", "Rain"),
        ("a 10s video on the topic of rain", "Rain"),
        ("make a video, 12 seconds, on the subject of tea", "Tea"),
        ("做一个5秒的视频，关于雨", "雨"),
        ("做一个20秒的视频，关于雨天的城市", "雨天的城市"),
        ("说说雨，做个10秒视频", "雨"),
        ("hazme un video de 20 segundos, sobre la lluvia", "Lluvia"),
        ("haz un video de 12 segundos sobre el tema de la lluvia", "Lluvia"),
    ],
)
def test_the_words_that_lead_to_the_subject_are_not_shown(text: str, subject: str) -> None:
    assert scenes_of(text)[0] == subject


@pytest.mark.parametrize(
    ("text", "food", "said"),
    [
        ("a 20-second video about tea", False, "hungry"),
        ("a 20-second video about our ramen restaurant", True, "hungry"),
        ("做个20秒奶茶店的视频", False, "饿"),
        ("做个20秒火锅店的视频", True, "饿"),
        ("un video de 20 segundos sobre el té", False, "hambre"),
        ("un video de 20 segundos sobre nuestra taquería", True, "hambre"),
    ],
)
def test_nobody_comes_hungry_to_tea(text: str, food: bool, said: str) -> None:
    assert (said in " ".join(scenes_of(text))) is food


def test_a_long_video_names_its_first_scenes_and_counts_the_rest() -> None:
    text = "\n".join(f"Chapter {n} tells of another river and its bridges." for n in range(1, 33))
    turn = direct(text, None, history=History(), language="en")
    assert turn.movie
    assert f"… and {len(turn.movie.scenes) - 8} more." in turn.text


def test_a_look_is_called_by_its_name_in_the_language_of_the_talk() -> None:
    turn = direct("做一个20秒的咖啡视频", None, history=History(), language="zh-CN")
    assert turn.movie
    assert i18n.say("studio", f"themes.{turn.movie.look.theme}", "zh-CN") in turn.text
    assert turn.movie.look.theme not in turn.text


@pytest.mark.parametrize("language", i18n.languages())
def test_every_look_has_a_name_in_every_language(language: str) -> None:
    from skill.studio.director.tables import ANY_THEME

    assert set(i18n.load(language, "studio")["themes"]) == set(ANY_THEME)
