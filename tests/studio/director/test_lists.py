"""Briefs that list their scenes among other things: what is a scene, and where the rest is told."""

from __future__ import annotations

import pytest

from tests.studio.director.test_texts import made


@pytest.mark.parametrize(
    ("brief", "seconds", "scenes"),
    [
        ("Marlo here, wedding sets, Leeds. 15s portrait teaser, house music at full volume, dancefloor lights,"
         " bride spinning, confetti drop", 15, ["Dancefloor lights", "Bride spinning", "Confetti drop"]),
        ("Pawsh Grooming, Dublin. cute 12 second square thing - muddy spaniel, bath bubbles, fluffy finish."
         " happy ukulele", 12, ["Muddy spaniel", "Bath bubbles", "Fluffy finish"]),
        ("A spot for our oat milk. 9:16, 20s, upbeat track. Scenes: steaming pitcher, latte art, fridge shelf,"
         " price tag £1.95. Headline “Froth” over the first 4s.", 20,
         ["Steaming pitcher", "Latte art", "Fridge shelf", "Price tag £1.95"]),
        ("a 20s square video for our bakery: one shot of the oven, one shot of the loaf and one of the smile", 20,
         ["Oven", "Loaf", "Smile"]),
        ("15秒竖屏，面包店，一个镜头拍烤箱，一个镜头拍面包，最后一个镜头拍笑脸", 15, ["烤箱", "面包", "笑脸"]),
        ("健身房暑期班 三个动作 深蹲 硬拉 波比跳 每个5秒 动感音乐", 15, ["深蹲", "硬拉", "波比跳"]),
        ("wedding teaser, 28秒 square，scenes: 海边、戒指、first dance，romantic strings", 28,
         ["海边", "戒指", "First dance"]),
    ],
)  # fmt: skip
def test_scenes_are_told_from_the_words_around_them(brief: str, seconds: int, scenes: list[str]) -> None:
    movie = made(brief)
    assert (movie.duration_ms, [scene.text for scene in movie.scenes]) == (seconds * 1000, scenes)


@pytest.mark.parametrize(
    ("brief", "first", "last"),
    [
        ("I run a piano studio in Halifax (11 pupils, one is 67!). Recital is June 1. A 20 second landscape video:"
         " hands on keys, a metronome, the hall.", "I run a piano studio in Halifax", "Recital is June 1"),
        ("Quiz night in the Anchor, first pint £4. A 16 second vertical clip, lo-fi beat, pints being poured, team"
         " huddle, the winner.", "Quiz night in the Anchor", "First pint £4"),
        ("15 sec video for our bakery Crumb & Co, 3 scenes: dough, oven, smile. We open May 3 at 12 Mill Lane.",
         "Bakery Crumb & Co", "We open May 3 at 12 Mill Lane"),
        ("做一个20秒的面包店视频，三个场景：开门、和面、出炉。地址：人民路12号，电话 0571-8888。", "面包店",
         "地址：人民路12号 · 电话 0571-8888"),
    ],
)  # fmt: skip
def test_who_speaks_opens_the_list_and_what_has_to_be_known_ends_it(
    brief: str, first: str, last: str
) -> None:
    scenes = made(brief).scenes
    assert len(scenes) == 3
    assert scenes[0].detail.startswith(first)
    assert scenes[-1].detail == last


def test_a_title_at_the_end_of_a_list_is_no_scene() -> None:
    movie = made("动漫社招新！20秒 9:16 电子音乐 画面：排练 画板 人潮 标题「二次元等你」放前三秒")
    assert [scene.text for scene in movie.scenes] == ["排练", "画板", "人潮"]
    assert [(title.text, title.end_ms) for title in movie.titles] == [("二次元等你", 3000)]


def test_a_greeting_is_nothing_to_show() -> None:
    shown = " ".join(
        scene.text for scene in made("Hello, I have a surf school. A video of 20 seconds").scenes
    )
    assert "surf school" in shown
    assert "Hello" not in shown
