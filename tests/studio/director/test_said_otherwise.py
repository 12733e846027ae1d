"""Wishes as people say them who never read a manual."""

from __future__ import annotations

import pytest

from skill import i18n
from tests.studio.director.test_texts import made
from tests.studio.director.test_wishes import names, talk

FLOWERS = "24s square video of my flowers, four scenes: picking at dawn, tying bouquets, church door, confetti. ukulele"
BAKERY = "做个20秒视频，四个场景：开门、和面、出炉、收摊"


@pytest.mark.parametrize(
    ("brief", "seconds", "scenes"),
    [
        ("Interrail diary, 7 countries. 28 seconds, portrait, indie vibe. Lisbon tram / night train / Split harbour",
         28, ["Lisbon tram", "Night train", "Split harbour"]),
        ("Loop for the Museum, portrait, silent, 36 seconds: the 1812 frigate, a sailor's letter, opening hours",
         36, ["1812 frigate", "Sailor's letter", "Opening hours"]),
        ("Hand washing. 30 seconds, landscape, three scenes - wet hands, soap for 20 seconds, dry and glove up",
         30, ["Wet hands", "Soap for 20 seconds", "Dry and glove up"]),
        ("Promo for Delmar's Shoes. 15 seconds, portrait. Sneaker wall, kid jumping, cashier smiling. Funk track.",
         15, ["Sneaker wall", "Kid jumping", "Cashier smiling"]),
        ("Explainer: Tidewatch, flood sensors. Scenes in order: dripping pipe, phone alert, dry basement. 28s.",
         28, ["Dripping pipe", "Phone alert", "Dry basement"]),
        ("Something dreamy. Half a minute, soft strings. Show: picking at dawn, the church door, confetti.",
         30, ["Picking at dawn", "Church door", "Confetti"]),
    ],
)  # fmt: skip
def test_settings_in_the_midst_of_a_brief_are_no_scenes(brief: str, seconds: int, scenes: list[str]) -> None:
    movie = made(brief)
    assert movie.duration_ms == seconds * 1000
    assert names(movie) == scenes
    assert (movie.music is None) == ("silent" in brief)


@pytest.mark.parametrize(
    ("made", "wish", "scenes"),
    [
        (FLOWERS, "i forgot the ribbon shop, it goes right after tying bouquets",
         ["Picking at dawn", "Tying bouquets", "Ribbon shop", "Church door", "Confetti"]),
        (FLOWERS, "It lacks one scene of the bride, can you put it in the start?",
         ["Bride", "Picking at dawn", "Tying bouquets", "Church door", "Confetti"]),
        (FLOWERS, "confetti and church door are the wrong way round",
         ["Picking at dawn", "Tying bouquets", "Confetti", "Church door"]),
        (FLOWERS, "chop the church door", ["Picking at dawn", "Tying bouquets", "Confetti"]),
        (FLOWERS, "i forgot the ribbon shop", ["Picking at dawn", "Tying bouquets", "Church door", "Confetti"]),
        (BAKERY, "中间少了发面这一步，和面以后加上", ["开门", "和面", "发面", "出炉", "收摊"]),
        (BAKERY, "最后加一页写上“谢谢光临”", ["开门", "和面", "出炉", "收摊", "谢谢光临"]),
        (BAKERY, "末了加一个，写上“谢谢光临”", ["开门", "和面", "出炉", "收摊", "谢谢光临"]),
        (BAKERY, "收摊没啥看头，咔掉", ["开门", "和面", "出炉"]),
    ],
)  # fmt: skip
def test_scenes_come_go_and_move(made: str, wish: str, scenes: list[str]) -> None:
    _, after, _ = talk(made, wish)
    assert names(after) == scenes


@pytest.mark.parametrize(
    ("made", "wish", "seconds"),
    [
        (FLOWERS, "drags. lose a third of it", 16),
        (FLOWERS, "it needs to sit in a 20-second slot", 20),
        (FLOWERS, "we need 5 more seconds", 29),
        (BAKERY, "太长了，砍掉一半", 10),
    ],
)
def test_lengths(made: str, wish: str, seconds: int) -> None:
    _, after, _ = talk(made, wish)
    assert after.duration_ms == seconds * 1000


@pytest.mark.parametrize(
    ("made", "wish", "name"),
    [
        (FLOWERS, "more like reggae", "Reggae"),
        (FLOWERS, "could we have some country music instead", "Country"),
        (BAKERY, "换成圆舞曲", "圆舞曲"),
    ],
)
def test_music_is_called_by_the_kind_that_was_asked_for(made: str, wish: str, name: str) -> None:
    _, after, _ = talk(made, wish)
    assert after.music is not None
    assert name in after.music.name


@pytest.mark.parametrize("wish", ["音乐再收着点", "配樂小聲一點啦，阿嬤聽不到在講什麼", "音乐别那么吵"])
def test_quieter_in_more_ways(wish: str) -> None:
    before, after, _ = talk(BAKERY, wish)
    assert before.music is not None
    assert after.music is not None
    assert after.music.volume < before.music.volume


def test_a_title_is_not_to_stay_all_the_time() -> None:
    shorter, later, _ = talk(f"{BAKERY}。标题：“早上8点”", "标题别一直挂着，两秒就行", "8点改9点")
    assert [(title.text, title.end_ms - title.start_ms) for title in shorter.titles] == [("早上8点", 2000)]
    assert later.titles[0].text == "早上9点"


def test_words_stand_over_the_scene_that_is_named() -> None:
    _, after, _ = talk(FLOWERS, "put the writing 'Since 1958' on the scene with the church door")
    assert [(title.start_ms, title.end_ms) for title in after.titles] == [
        (after.starts()[2], after.starts()[3])
    ]


def test_wishes_that_are_counted_off() -> None:
    _, after, _ = talk(FLOWERS, "1) drop scene 3 2) title 'Sleep again.' on the final scene 3) music off")
    assert names(after) == ["Picking at dawn", "Tying bouquets", "Confetti"]
    assert [title.text for title in after.titles] == ["Sleep again."]
    assert after.music is None


def test_a_list_of_scenes_shows_the_name_that_was_given() -> None:
    brief = "民宿宣传，名字叫“云上小院”，28秒横版，镜头：推窗看云海、竹椅喝茶、星空"
    movie = made(brief)
    assert "云上小院" in movie.scenes[0].detail


def test_a_guitar_that_is_too_loud_for_the_voice_gets_quieter() -> None:
    before, after, _ = talk(FLOWERS, "I can barely hear her over the guitar")
    assert before.music is not None
    assert after.music is not None
    assert after.music.volume < before.music.volume


@pytest.mark.parametrize(
    ("brief", "seconds", "scenes"),
    [
        ("市图书馆活动，24秒，场景是：书架间的光、孩子听故事、夜读的灯", 24, ["书架间的光", "孩子听故事", "夜读的灯"]),
        ("高层逃生，45秒，3个知识点一个一段：湿毛巾、低姿前进、不坐电梯", 45, ["湿毛巾", "低姿前进", "不坐电梯"]),
        ("动漫社招新！！20秒 9:16 电子音乐 画面：cos排练 画板 漫展人潮", 20, ["Cos排练", "画板", "漫展人潮"]),
        ("我爸今天退休，给他做个半分钟的，公路、收费站、回家。吉他的感觉", 30, ["公路", "收费站", "回家"]),
    ],
)  # fmt: skip
def test_chinese_lists_of_scenes(brief: str, seconds: int, scenes: list[str]) -> None:
    movie = made(brief)
    assert movie.duration_ms == seconds * 1000
    assert names(movie) == scenes


@pytest.mark.parametrize(
    ("text", "language", "scenes"),
    [
        ("Our diary. 12 seconds, portrait, indie vibe. Lisbon tram / night train / Vienna coffee", "en",
         ["Lisbon tram", "Night train", "Vienna coffee"]),
        ("民宿宣传，名字叫“云上小院”，12秒横版，镜头：推窗看云海、竹椅喝茶、星空，要字幕和旁白", "zh-CN",
         ["推窗看云海", "竹椅喝茶", "星空"]),
    ],
)  # fmt: skip
def test_a_brief_that_was_handed_over_as_a_text_is_still_one(
    text: str, language: str, scenes: list[str]
) -> None:
    prompt = i18n.say("replies", "make.prompt", language, text=text)
    movie = made(prompt)
    assert movie.duration_ms == 12_000
    assert names(movie) == scenes


def test_captions_without_a_voice() -> None:
    movie = made("七步洗手法科普，横屏，35秒，要字幕不要配音")
    assert movie.captions is not None
    assert movie.voice is None


def test_a_name_of_a_scene_is_no_number() -> None:
    made = "做个40秒视频，四个场景：租下地下室、机房扩建、第一个客户、敲钟"
    _, after, _ = talk(made, "把机房扩建和第一个客户对调")
    assert names(after) == ["租下地下室", "第一个客户", "机房扩建", "敲钟"]


def test_another_instrument_of_the_same_kind() -> None:
    _, after, _ = talk(f"{BAKERY}，古筝配乐", "古筝换成笛子")
    assert after.music is not None
    assert "笛子" in after.music.name


def test_words_over_the_first_half() -> None:
    _, after, _ = talk(FLOWERS, 'Supers should read "Zero cows" over the first half')
    assert [(title.start_ms, title.end_ms) for title in after.titles] == [(0, 12000)]


def test_an_english_brief_with_a_word_of_chinese_is_answered_in_english() -> None:
    brief = "Kindergarten open day 开放日, Saturday 9:30, four scenes: playground, painting, nap time, singing. 28s"
    assert i18n.detect(brief) == "en"
    assert i18n.detect("帮我 export 一下") == "zh-CN"


@pytest.mark.parametrize(
    "wish",
    [
        "It is better by the church door, put it over there",
        "we ought to thank the brigade, slot them in after the church door",
        "price should not appear",
    ],
)
def test_what_is_not_understood_harms_nothing(wish: str) -> None:
    before, after, _ = talk(f"{FLOWERS}, title 'Fresh'", wish)
    assert names(after) == names(before)
    assert [title.text for title in after.titles] == [title.text for title in before.titles]


def test_what_is_said_of_a_title_is_not_its_text() -> None:
    wish = 'Legal says the headline can\'t claim that. Change to "Picked, tied", and delete the church door.'
    _, after, _ = talk(f"{FLOWERS}, title 'Fresh'", wish)
    assert [title.text for title in after.titles] == ["Picked, tied"]
    assert names(after) == ["Picking at dawn", "Tying bouquets", "Confetti"]


def test_marks_that_are_dictated() -> None:
    wish = "okay make the music louder comma make it 20 seconds and put quote open at eleven unquote on the church door"
    _, after, _ = talk(FLOWERS, wish)
    assert after.duration_ms == 20_000
    assert [title.text for title in after.titles] == ["open at eleven"]
    _, kept, _ = talk(FLOWERS, "add the title 'The comma butterfly'")
    assert [title.text for title in kept.titles] == ["The comma butterfly"]


def test_the_instrument_that_plays_gets_quieter_and_stays() -> None:
    before, after, _ = talk(FLOWERS, "the ukulele is a bit strong for my old ears")
    assert before.music is not None
    assert after.music is not None
    assert after.music.name == before.music.name
    assert after.music.volume < before.music.volume


def test_another_spelling_of_a_line_on_screen() -> None:
    _, after, _ = talk(f"{BAKERY}。标题：“下一站，更远”", "打错了，是“下一站，更高”。另外音乐降到40")
    assert [title.text for title in after.titles] == ["下一站，更高"]


@pytest.mark.parametrize(
    ("text", "wish", "title", "start", "end"),
    [
        ("Boiler service. Call 07700 900342. We come today. 20 seconds",
         "the phone number needs to stay on screen the whole time", "07700 900342", 0, 20_000),
        ("Boiler service £79 all May. We come today. Call us. 20 seconds",
         "show the price for the last 5 seconds", "£79", 15_000, 20_000),
        ("苹果熟了。5斤装29块9包邮。今天就发货。20秒", "价钱得一直挂着", "29块9", 0, 20_000),
    ],
)  # fmt: skip
def test_a_number_is_shown_again_by_what_it_is(
    text: str, wish: str, title: str, start: int, end: int
) -> None:
    _, after, _ = talk(text, wish)
    assert [(one.text, one.start_ms, one.end_ms) for one in after.titles] == [(title, start, end)]


@pytest.mark.parametrize(
    ("made", "wish", "start", "end"),
    [(FLOWERS, "music off for the last scene", 0, 19033), (BAKERY, "第一个场景不要音乐", 5000, 20_000)],
)
def test_music_leaves_out_the_scene_that_is_named(made: str, wish: str, start: int, end: int) -> None:
    _, after, _ = talk(made, wish)
    assert after.music is not None
    assert (after.music.start_ms, after.music.end_ms) == (start, end)


@pytest.mark.parametrize(
    ("wish", "title"),
    [
        ("show our website www.flowers.com for the last 4 seconds", "www.flowers.com"),
        ("add our number 0131 496 0755 for the last 4 seconds", "0131 496 0755"),
    ],
)
def test_an_address_or_a_number_is_shown_as_it_was_given(wish: str, title: str) -> None:
    _, after, _ = talk(FLOWERS, wish)
    assert [(one.text, one.start_ms, one.end_ms) for one in after.titles] == [(title, 20_000, 24_000)]


def test_a_number_that_nobody_gave_is_asked_for() -> None:
    before, after, answer = talk(FLOWERS, "can you put our phone number at the end")
    assert after == before
    assert "?" in answer


def test_fading_to_black_paints_nothing_black() -> None:
    before, after, _ = talk(FLOWERS, "fade to black at the end")
    assert after.look.accent == before.look.accent


@pytest.mark.parametrize(
    ("greeting", "language"), [("hello", "en"), ("你好", "zh-CN"), ("您好！", "zh-CN"), ("hola", "es")]
)
def test_a_greeting_beside_a_video_is_told_what_can_be_said(greeting: str, language: str) -> None:
    before, after, said = talk(FLOWERS if language == "en" else BAKERY, greeting)
    assert after == before
    assert said == i18n.say("studio", "help", language)


@pytest.mark.parametrize(
    "wish", ["把第二个场景的文字改成：慢慢和面", "第二段文字改成慢慢和面", "第二段的文字换成“慢慢和面”"]
)
def test_the_words_of_a_scene_in_chinese_are_the_scenes_and_no_title(wish: str) -> None:
    _, after, _ = talk(BAKERY, wish)
    assert names(after)[1] == "慢慢和面"
    assert not after.titles
