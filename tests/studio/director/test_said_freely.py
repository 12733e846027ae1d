"""Wishes as people say them: titles without quotation marks, looks by name, words put right, corrections."""

from __future__ import annotations

import pytest

from skill import i18n
from skill.studio.director.direct import direct
from skill.studio.director.turn import History
from skill.studio.movie import Movie
from tests.studio.director.test_wishes import names, talk

BAKERY = "30s video for a bakery: kneading, the oven, people tasting, lamp close up, landscape"
GYM = "给健身房做个视频，四个场景：器械区、瑜伽课、私教、月卡199，24秒竖屏"


@pytest.mark.parametrize(
    ("wish", "text", "start", "end"),
    [
        ("put Saturdays at Crumb & Co across the opening, three seconds is enough", "Saturdays at Crumb & Co", 0, 3),
        ("Last four seconds: OPEN HOUSE SUNDAY 1-4", "OPEN HOUSE SUNDAY 1-4", 26, 30),
        ("now add 夏日限定 over the final 5 seconds", "夏日限定", 25, 30),
        ("call the opening Fresh bread for 3 secs", "Fresh bread", 0, 3),
        ("Open with a title card that says Hack the North, 3 seconds", "Hack the North", 0, 3),
        ("开场三秒打上新鲜出炉", "新鲜出炉", 0, 3),
        ("片头3秒打上“新鲜出炉”几个大字", "新鲜出炉", 0, 3),
        ("Title at the top: Lazy Sunday, whole video", "Lazy Sunday", 0, 30),
    ],
)  # fmt: skip
def test_a_title_needs_no_quotation_marks(wish: str, text: str, start: int, end: int) -> None:
    before, after, _ = talk(BAKERY, wish)
    assert [(t.text, t.start_ms, t.end_ms) for t in after.titles] == [(text, start * 1000, end * 1000)]
    assert after.duration_ms == before.duration_ms


def test_words_over_a_scene_show_as_long_as_the_scene() -> None:
    _, after, _ = talk(BAKERY, "have $39 flash up on the lamp close up")
    assert [(t.text, t.start_ms, t.end_ms) for t in after.titles] == [("$39", after.starts()[3], 30_000)]


def test_longer_on_screen_is_said_of_the_title_that_was_just_talked_about() -> None:
    _, after, _ = talk(BAKERY, "最后3秒打上欢迎光临", "前3秒打上新鲜出炉", "再多显示两秒")
    assert [(t.text, t.end_ms) for t in after.titles] == [("新鲜出炉", 5000), ("欢迎光临", 30_000)]
    assert after.duration_ms == 30_000


def test_a_title_starts_later_alone_or_moves_as_a_whole() -> None:
    _, after, _ = talk(
        BAKERY, "add the title 'Open' from second 4 to second 9", "start it 2 seconds later, same ending"
    )
    assert [(t.start_ms, t.end_ms) for t in after.titles] == [(6000, 9000)]
    _, after, _ = talk(BAKERY, "从第3秒到第7秒加上标题“开业”", "往后挪1秒")
    assert [(t.start_ms, t.end_ms) for t in after.titles] == [(4000, 8000)]


@pytest.mark.parametrize("wish", ["put the old colors back", "颜色换回来吧"])
def test_the_old_look_comes_back_alone(wish: str) -> None:
    before, after, _ = talk(BAKERY, "use the ink look", "music at 20%", wish)
    assert after.look != before.look
    assert after.music == before.music


@pytest.mark.parametrize(
    ("wish", "theme"),
    [
        ("use the paper look", "paper"),
        ("switch to Ink", "ink"),
        ("换成星空", "cosmos"),
        ("用剪纸风格", "paper"),
    ],
)
def test_a_look_is_chosen_by_the_name_the_answers_give_it(wish: str, theme: str) -> None:
    before, after, _ = talk(BAKERY, wish)
    assert after.look.theme == theme
    assert after.look.mood == before.look.mood


@pytest.mark.parametrize("wish", ["another look", "a different look please", "换个风格", "cambia de estilo"])
def test_another_look_changes_the_look_alone(wish: str) -> None:
    before, after, _ = talk(BAKERY, wish)
    assert after.look.theme != before.look.theme
    assert after.model_copy(update={"look": before.look}) == before


def test_for_a_look_nobody_knows_the_list_is_told() -> None:
    before, after, said = talk(BAKERY, "use the vaporwhale look")
    assert after == before
    assert "vaporwhale" in said
    assert "Paper, City lights" in said
    assert talk(BAKERY, "use the waves look")[2].startswith("The look already is")


@pytest.mark.parametrize("wish", ["lo-fi at 35%", "lofi 35%"])
def test_a_style_and_a_level_alone_change_both(wish: str) -> None:
    _, after, _ = talk(BAKERY, wish)
    assert after.music
    assert (after.music.mood, after.music.volume) == ("lofi", 0.35)


def test_an_instrument_that_is_only_come_near_leads_the_name() -> None:
    _, after, _ = talk(BAKERY, "music: soft cello")
    assert after.music
    assert after.music.name.startswith("Cello · ")


@pytest.mark.parametrize(
    ("wish", "now"),
    [
        ("half of that", 0.2),
        ("down to 45", 0.45),
        ("再小一半", 0.2),
        ("music's drowning out the narrator", 0.22),
    ],
)
def test_a_level_is_said_of_the_music_that_was_just_talked_about(wish: str, now: float) -> None:
    _, after, _ = talk(BAKERY, "music at 40%", wish)
    assert after.music
    assert after.music.volume == pytest.approx(now)


@pytest.mark.parametrize(
    ("made", "wish", "shown"),
    [
        ("15s ad: Aero headphones, 40h battery, $129", "price dropped to $99, update it", "$99"),
        ("15s invite: party on 14 June, Rosewood Barn", "oops the date's wrong! 21 June not 14", "21 June"),
        ("15s teaser: ramen pop-up, Friday 9pm, 42 Dock Street", "it's 24 Dock Street, not 42", "24 Dock Street"),
        ("促销视频，15秒：全场5折起，满300减50，零点开抢", "满300减50改成满200减40", "满200减40"),
        ("20s video: yearly meeting, Room 204, bring a pen", "The room has changed to 310", "Room 310"),
    ],
)  # fmt: skip
def test_a_figure_on_screen_is_put_right(made: str, wish: str, shown: str) -> None:
    before, after, _ = talk(made, wish)
    text = " ".join(scene.text for scene in after.scenes)
    assert shown in text
    assert len(after.scenes) == len(before.scenes)


@pytest.mark.parametrize(
    ("talked", "order"),
    [
        ((GYM, "月卡199提到最前面", "不对，放第二个就行"), (0, 3, 1, 2)),
        ((BAKERY, "move the last scene to the front", "no, put it second"), (0, 3, 1, 2)),
        ((BAKERY, "put the lamp to the top"), (3, 0, 1, 2)),
        ((BAKERY, "open on the oven, rest stays as is"), (1, 0, 2, 3)),
        ((BAKERY, "lamp first obviously"), (3, 0, 1, 2)),
    ],
)
def test_scenes_go_where_they_are_said_to(talked: tuple[str, ...], order: tuple[int, ...]) -> None:
    _, first, _ = talk(talked[0], "hello")
    _, after, _ = talk(*talked)
    assert names(after) == [names(first)[n] for n in order]


def test_a_correction_names_the_other_scene() -> None:
    _, after, said = talk(GYM, "私教那个像广告，改成团课燃脂", "不是这个意思，要替换的是瑜伽课")
    assert names(after) == ["器械区", "团课燃脂", "私教", "月卡199"]
    assert said.startswith("抱歉")


def test_instead_of_one_scene_another_is_shown() -> None:
    _, after, _ = talk(BAKERY, "instead of the oven I want the ferry")
    assert names(after)[1] == "Ferry"


@pytest.mark.parametrize(
    "wish",
    ["put the storm before the exiled queen", "open with a line that says hack your kitchen, 3 seconds"],
)
def test_words_of_the_video_ask_for_nothing_forbidden(wish: str) -> None:
    before, after, _ = talk("30s trailer: a drowned city, the exiled queen, the storm, landscape", wish)
    assert after != before


@pytest.mark.parametrize(
    "wish",
    [
        "hmm, was better before. put it back",
        "take out the last change, and the one before too",
        "put everything back how it was",
        "删掉刚才的改动，还有上一个改动",
    ],
)
def test_undoing_is_said_in_many_ways(wish: str) -> None:
    start, _, _ = talk(BAKERY, "hello")
    _, after, _ = talk(BAKERY, "make it 20 seconds", wish)
    assert after == start


def test_what_was_undone_comes_back_although_it_is_the_last_one() -> None:
    _, after, _ = talk(BAKERY, "make it 20 seconds", "undo", "hm, redo the last one I undid")
    assert after.duration_ms == 20_000


@pytest.mark.parametrize(
    ("language", "words"), [("en", "“undo” brings that back"), ("zh-CN", "说“撤销”就行"), ("es", "«deshaz»")]
)
def test_a_new_video_says_how_the_old_one_comes_back(language: str, words: str) -> None:
    first = direct(BAKERY, None, history=History(), language="en")
    turn = direct(
        "make a new 12 second video about cats", first.movie, history=first.history, language=language
    )
    assert turn.created
    assert words in turn.text
    assert words not in first.text


def test_a_file_that_is_too_large_for_the_studio_is_told_to_whoever_asks() -> None:
    before, after, said = talk(GYM, "能输出8K的吗")
    assert after == before
    assert "1080p" in said


@pytest.mark.parametrize(
    ("message", "length", "size"),
    [
        ("Startup 短片：我们做 AI 审核，融了 500 万。痛点、方案、团队，四段，40秒 16:9", 40_000, (1920, 1080)),
        ("写给妈妈的母亲节祝福，18秒，方形，温柔的音乐", 18_000, (1080, 1080)),
        ("Read this poem:\n\nThe moon is low. The river sleeps. I am awake.\n\nLandscape, 20s.", 20_000, (1920, 1080)),
    ],
)  # fmt: skip
def test_settings_at_the_end_of_a_text_are_settings(message: str, length: int, size: tuple[int, int]) -> None:
    movie = direct(message, None, history=History(), language=i18n.detect(message)).movie
    assert isinstance(movie, Movie)
    assert (movie.duration_ms, (movie.width, movie.height)) == (length, size)


@pytest.mark.parametrize(
    ("wish", "volume"), [("music down to a quarter", 0.25), ("音量降到一成五", 0.15), ("音乐调到三成", 0.3)]
)
def test_a_level_is_said_in_words(wish: str, volume: float) -> None:
    _, after, _ = talk(BAKERY if wish.isascii() else GYM, wish)
    assert after.music is not None
    assert after.music.volume == pytest.approx(volume)


def test_a_scene_that_is_not_needed_goes_and_sideways_is_a_format() -> None:
    before, after, _ = talk(BAKERY, "the oven one isn't needed")
    assert names(after) == [name for name in names(before) if name != names(before)[1]]
    _, turned, _ = talk(GYM, "ok NOW turn it sideways")
    assert (turned.width, turned.height) == (1920, 1080)


def test_publishing_is_refused_whoever_owns_the_account() -> None:
    before, after, _ = talk(GYM, "做完直接发我抖音号上")
    assert after == before


def test_a_complaint_with_a_length_names_the_length_that_would_be_right() -> None:
    assert talk(BAKERY, "takes too long, 16 secs")[1].duration_ms == 16_000
    assert talk(BAKERY, "too long, cut 10 seconds")[1].duration_ms == 20_000


def test_words_of_what_is_new_are_no_wishes() -> None:
    _, after, _ = talk(BAKERY, "after the oven give me a heron taking off")
    assert names(after) == ["Kneading", "Oven", "Heron taking off", "People tasting", "Lamp close up"]


def test_until_moves_only_the_end_of_a_title() -> None:
    _, after, _ = talk(BAKERY, "第5到9秒打“零基础也能跳”", "到10秒吧")
    assert [(t.start_ms, t.end_ms) for t in after.titles] == [(5000, 10_000)]


def test_a_level_without_a_per_cent_is_a_level() -> None:
    _, after, _ = talk(BAKERY, "音乐有点吵，降到25")
    assert after.music
    assert after.music.volume == 0.25


def test_words_that_close_the_video_stay_longer_by_starting_sooner() -> None:
    _, after, _ = talk(BAKERY, "最后3秒打上欢迎光临", "这四个字停久一点，5秒")
    assert [(t.start_ms, t.end_ms) for t in after.titles] == [(25_000, 30_000)]
    assert after.duration_ms == 30_000
