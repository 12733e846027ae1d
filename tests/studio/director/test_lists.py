"""Briefs that list their scenes among other things: what is a scene, and where the rest is told."""

from __future__ import annotations

import pytest

from skill import i18n
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
        ("A thirty-five second film for our hospice, please: hands holding, tea by the window, garden path. Landscape."
         " Harp, very soft, around 20%.", 35, ["Hands holding", "Tea by the window", "Garden path"]),
        ("滨江房源推广，总价415万。横版30秒：客厅江景、主卧、厨房，旁白用女声", 30, ["客厅江景", "主卧", "厨房"]),
        ("卖房！采光好。镜头依次：小区大门、客厅、主卧。28秒", 28, ["小区大门", "客厅", "主卧"]),
        ("Class video for our kindergarten: 数数 1-10, 唱歌, 包饺子. 21 seconds", 21, ["数数 1-10", "唱歌", "包饺子"]),
        ("地铁站的文明乘车短片 横屏 20秒 先下后上 不外放手机 给老人让座 每条一个画面", 20,
         ["先下后上", "不外放手机", "给老人让座"]),
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


def test_a_format_behind_a_text_is_none_of_it() -> None:
    movie = made(
        "Make a 30 second video from this: Our clinic opens at 7 am. We see 60 people. No fee. Square."
    )
    assert (movie.width, movie.height) == (1080, 1080)
    assert [scene.text for scene in movie.scenes] == [
        "Our clinic opens at 7 am",
        "We see 60 people",
        "No fee",
    ]


def test_how_loud_is_said_after_what_plays() -> None:
    movie = made("A 20 second video about our harp school. Harp, very soft, around 20%.")
    assert movie.music is not None
    assert movie.music.volume == pytest.approx(0.2)


def test_a_word_of_the_subject_names_no_music() -> None:
    movie = made("10s teaser, square, our indie game MOTHLIGHT drops oct 3. moody synthwave")
    assert movie.music is not None
    assert movie.music.name.startswith("Synthwave")


@pytest.mark.parametrize(
    ("brief", "scenes"),
    [
        ("Marlo here, wedding sets. 15s portrait teaser, dancefloor lights, bride spinning, confetti drop",
         ["Dancefloor lights", "Bride spinning", "Confetti drop"]),
        ("I run a piano studio. A 20 second landscape video: hands on keys, a metronome, the hall.",
         ["Hands on keys", "Metronome", "Hall"]),
        ("Lost dog found!! 20 sec video, scenes: the poster, the woods at night, Pip in a barn. Portrait",
         ["Poster", "Woods at night", "Pip in a barn"]),
        ("卖房！采光好。镜头依次：小区大门、客厅、主卧。竖屏28秒", ["小区大门", "客厅", "主卧"]),
    ],
)  # fmt: skip
def test_a_brief_is_one_also_where_a_text_was_asked_for(brief: str, scenes: list[str]) -> None:
    language = i18n.detect(brief)
    prompt = i18n.load(language, "replies")["make"]["prompt"]
    assert [scene.text for scene in made(prompt.format(text=brief)).scenes] == scenes


def test_a_text_with_a_list_in_it_stays_a_text() -> None:
    text = "Three things make our bread: flour, water, time. Boil the water for 3 minutes. Come and taste it."
    shown = [scene.text for scene in made(f"Make a video from this text:\n\n{text}").scenes]
    assert "Come and taste it" in " ".join(shown)
    assert len(shown) >= 3


@pytest.mark.parametrize(
    ("brief", "scenes"),
    [
        ("an antenatal class invite, 30s, gentle guitar. Thursdays 6.30. 3 scenes: bump, partners, tea and questions",
         ["Bump", "Partners", "Tea and questions"]),
        ("A short clip of 24 seconds for our practice. Vertical. Friendly tone, light music at 40 percent. The scenes"
         " may be: brushing, check-up, bright smile.", ["Brushing", "Check-up", "Bright smile"]),
        ("An open house video, 2088 Barclay St, 22 seconds vertical. rooms: living room, den, balcony",
         ["Living room", "Den", "Balcony"]),
    ],
)  # fmt: skip
def test_settings_before_a_list_do_not_hide_that_it_is_one(brief: str, scenes: list[str]) -> None:
    assert [scene.text for scene in made(brief).scenes] == scenes


@pytest.mark.parametrize(
    ("brief", "seconds", "wide"),
    [
        ("Could you make me a little film about my knitting circle? We are 9 ladies. About half a minute, landscape so"
         " I can show it on the telly.", 30, True),
        ("Staff training clip: hand hygiene, the 5 moments. 45 secs, widescreen, captions for the ward tablets.", 45,
         True),
        ("need smth for my sneaker resale page 9:16 12 sec hip hop beat", 12, False),
    ],
)  # fmt: skip
def test_settings_are_heard_whatever_they_are_for(brief: str, seconds: int, wide: bool) -> None:
    movie = made(brief)
    assert movie.duration_ms == seconds * 1000
    assert (movie.width > movie.height) == wide
    assert not any("telly" in scene.text or "tablets" in scene.text for scene in movie.scenes)
