"""Words that are to stand over a scene, and remarks that leave out what they are about."""

from __future__ import annotations

import pytest

from tests.studio.director.test_wishes import names, talk

FLOWERS = "24s square video of my flower studio, four scenes: picking at dawn, tying bouquets, church door, confetti"
BAKERY = "做个20秒视频，四个场景：开门、和面、出炉、收摊"


@pytest.mark.parametrize(
    ("made", "wish", "titles"),
    [
        (FLOWERS, "put 'before' on the picking one and 'after' on the church one", {"before": 0, "after": 2}),
        (FLOWERS, "and the confetti one 'Thank you Colette'", {"Thank you Colette": 3}),
        (FLOWERS, "Price needs to be on the church door shot: $529", {"$529": 2}),
        (FLOWERS, "The confetti scene could do with a caption: Eleven keys", {"Eleven keys": 3}),
        (FLOWERS, "over the confetti write Still got it", {"Still got it": 3}),
        (BAKERY, "出炉那个画面写“趁热”，收摊那个写“再见”", {"趁热": 2, "再见": 3}),
        (BAKERY, "“出炉”那个画面写“趁热”", {"趁热": 2}),
        (BAKERY, "收摊那段加个字幕“明天见”", {"明天见": 3}),
    ],
)
def test_words_stand_over_the_scene_that_is_named_beside_them(
    made: str, wish: str, titles: dict[str, int]
) -> None:
    before, after, _ = talk(made, wish)
    assert names(after) == names(before)
    starts = after.starts()
    assert {title.text: starts.index(title.start_ms) for title in after.titles} == titles


@pytest.mark.parametrize(
    ("made", "wishes", "where"),
    [
        (FLOWERS, ("put 'Hi' on scene 2", "Same writing also in the first scene"), [0, 1]),
        (BAKERY, ("第二个场景加标题“纸的声音”", "同样的字也放在第三个场景"), [1, 2]),
        (FLOWERS, ("put 'Hi' on scene 2", "headline only on the church door, nowhere else"), [2]),
    ],
)
def test_a_title_comes_again_or_moves(made: str, wishes: tuple[str, ...], where: list[int]) -> None:
    _, after, _ = talk(made, *wishes)
    assert sorted(after.starts().index(title.start_ms) for title in after.titles) == where


def test_captions_go_and_the_titles_stay() -> None:
    _, after, _ = talk(BAKERY, "前3秒加标题“你好”", "打开字幕", "底下的字幕可以不要了，这两句话留着")
    assert after.captions is None
    assert [title.text for title in after.titles] == ["你好"]


@pytest.mark.parametrize(("wish", "end"), [("标题放到第6秒再消失", 6000), ("标题留到第5秒", 5000)])
def test_until_when_a_title_stays(wish: str, end: int) -> None:
    _, after, _ = talk(BAKERY, "前3秒加标题“你好”", wish)
    assert [(title.start_ms, title.end_ms) for title in after.titles] == [(0, end)]


@pytest.mark.parametrize("wish", ["前面三秒写店名", "put our name at the start for 3 seconds"])
def test_a_name_that_nobody_gave_is_asked_for(wish: str) -> None:
    before, after, answer = talk(BAKERY, wish)
    assert after == before
    assert any(mark in answer for mark in "?？")


def test_words_to_us_are_not_shown() -> None:
    _, after, _ = talk(FLOWERS, "also write join now in the first 3 sec lol")
    assert [title.text for title in after.titles] == ["join now"]


def test_scenes_change_places_whatever_their_names_speak_of() -> None:
    _, after, _ = talk("20秒，三个镜头：语音记账、家庭共享、自动报表", "自动报表和语音记账对调一下")
    assert names(after) == ["自动报表", "家庭共享", "语音记账"]
    assert after.voice is None


@pytest.mark.parametrize(
    "wish",
    [
        "price drop. 319,950 not 325,000, needs to show last 5 sec",
        "标题跟着改",
        "房东改价了，408万，标题跟着改",
    ],
)
def test_half_understood_wishes_do_no_harm(wish: str) -> None:
    before, after, _ = talk(FLOWERS, "title 'Hello' for the first 3 seconds", wish)
    assert [title.text for title in after.titles] == ["Hello"]
    assert after.duration_ms == before.duration_ms


@pytest.mark.parametrize(
    ("wish", "share"), [("音乐关小到原来的一半", 0.25), ("换成很轻的背景音乐，15%左右", 0.15)]
)
def test_music_gets_quieter_and_stays(wish: str, share: float) -> None:
    before, after, _ = talk(BAKERY, wish)
    assert before.music is not None
    assert after.music is not None
    assert after.music.name == before.music.name
    assert after.music.volume == pytest.approx(share)


@pytest.mark.parametrize(
    ("wishes", "seconds"),
    [
        (("drop it down to 20 but keep all scenes",), 20),
        (("make it 15 seconds", "start over from the first one"), 24),
    ],
)
def test_how_long_it_is_then(wishes: tuple[str, ...], seconds: int) -> None:
    _, after, _ = talk(FLOWERS, *wishes)
    assert after.duration_ms == seconds * 1000


@pytest.mark.parametrize(
    ("wishes", "share"),
    [
        (("music at 60%", "halve it"), 0.3),
        (("a bit less",), 0.375),
        (("music at 60%", "crank what you got all the way up then"), 1.0),
        (("music at 60%", "lol too much. like 30"), 0.3),
        (("音乐60%", "再小一点"), 0.45),
    ],
)
def test_how_loud_without_a_word_for_what(wishes: tuple[str, ...], share: float) -> None:
    _, after, _ = talk(FLOWERS, *wishes)
    assert after.music is not None
    assert after.music.volume == pytest.approx(share, abs=0.03)


def test_a_volume_that_it_has_already_is_said_so() -> None:
    before, after, answer = talk(FLOWERS, "music at 50%")
    assert after == before
    assert "already" in answer


@pytest.mark.parametrize("wish", ["Apologies, the digits should end in 0577.", "号码错了，尾号是0577"])
def test_the_last_digits_of_a_number_are_put_right(wish: str) -> None:
    _, after, _ = talk(FLOWERS, "Add our number 0131 496 0755 at the end", wish)
    assert [title.text for title in after.titles] == ["0131 496 0577"]


@pytest.mark.parametrize(
    "wish",
    [
        "can u put blink 182 all the small things on it instead",
        "not sure if thats too quiet now, whats the number its at?",
        "Is it possible that you take out the man with the red hat from the film? It's on Vimeo https://vimeo.com/7",
    ],
)
def test_what_cannot_be_done_or_is_only_asked_changes_nothing(wish: str) -> None:
    before, after, _ = talk(FLOWERS, wish)
    assert after == before


def test_a_complaint_about_small_letters_makes_them_larger_once() -> None:
    before, after, _ = talk(FLOWERS, "The letters are looking small, please enlarge the font.")
    assert before.look.font_scale < after.look.font_scale < before.look.font_scale * 1.3


def test_words_that_someone_is_to_say_are_spoken() -> None:
    _, after, _ = talk(FLOWERS, "would it be possible to have someone read 'He could fix anything' softly")
    assert after.voice is not None
    assert after.titles == ()


@pytest.mark.parametrize(
    ("wish", "scenes"),
    [
        ("swap confetti to the start", ["Confetti", "Picking at dawn", "Tying bouquets", "Church door"]),
        (
            "Insert a scene about the van between 2 and 3",
            ["Picking at dawn", "Tying bouquets", "Van", "Church door", "Confetti"],
        ),
    ],
)
def test_scenes_move_and_come_where_it_is_said(wish: str, scenes: list[str]) -> None:
    _, after, _ = talk(FLOWERS, wish)
    assert names(after) == scenes


@pytest.mark.parametrize(
    "wish", ["the guitar is a bit strong", "the drums are way too loud", "吉他有点太响了"]
)
def test_an_instrument_that_is_too_loud_calls_no_other_music(wish: str) -> None:
    before, after, _ = talk(FLOWERS + ". ukulele", wish)
    assert before.music is not None
    assert after.music is not None
    assert after.music.name == before.music.name
    assert after.music.volume < before.music.volume


@pytest.mark.parametrize(
    ("made", "wish", "title"),
    [
        (FLOWERS, "put our Instagram handle @wildthistle at the end", "@wildthistle"),
        (FLOWERS, "add our phone number 0131 496 0755", "0131 496 0755"),
        (FLOWERS, "add follow us at the end", "follow us"),
        (BAKERY, "最后加个关注我们", "关注我们"),
        (BAKERY, "结尾加上我们的抖音号 wildthistle88", "抖音号 wildthistle88"),
    ],
)
def test_how_to_reach_us_is_shown_at_the_end(made: str, wish: str, title: str) -> None:
    before, after, _ = talk(made, wish)
    assert [(one.text, one.end_ms) for one in after.titles] == [(title, after.duration_ms)]
    assert (after.width, after.height) == (before.width, before.height)


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        ("please use Comic Sans", "look"),
        ("is the music copyrighted?", "no one else's recording"),
        ("这个音乐有版权吗", "现做"),
        ("make it pop more", "?"),
    ],
)
def test_questions_and_what_cannot_be_had_are_answered(wish: str, told: str) -> None:
    before, after, answer = talk(FLOWERS, wish)
    assert told in answer
    assert after.music == before.music
    assert names(after) == names(before)


def test_text_that_is_hard_to_read_gets_larger() -> None:
    before, after, _ = talk(FLOWERS, "I want the text to be easier to read")
    assert after.look.font_scale > before.look.font_scale


@pytest.mark.parametrize(
    "wish",
    [
        "the title should be red",
        "move the title to the bottom",
        "标题颜色改成红色",
        "put the logo in the corner",
    ],
)
def test_what_is_not_there_yet_is_said_so(wish: str) -> None:
    before, after, answer = talk(FLOWERS, wish)
    assert after == before
    assert "logo" in answer.casefold() or "title" in answer or "标题" in answer


@pytest.mark.parametrize(
    ("wish", "start", "end"),
    [
        ("turn the music off after 10 seconds", 0, 10_000),
        ("no music for the first 5 seconds", 5000, 24_000),
        ("10秒以后不要音乐", 0, 10_000),
    ],
)
def test_music_is_off_for_a_stretch(wish: str, start: int, end: int) -> None:
    _, after, _ = talk(FLOWERS, wish)
    assert after.music is not None
    assert (after.music.start_ms, after.music.end_ms or after.duration_ms) == (start, end)


def test_music_that_ends_softly_anyway_changes_no_transition() -> None:
    before, after, _ = talk(FLOWERS, "fade out the music at the end")
    assert after == before


def test_a_scene_is_renamed() -> None:
    _, after, _ = talk(FLOWERS, 'rename scene 2 to "Bouquets"')
    assert names(after)[1] == "Bouquets"
    assert after.titles == ()


@pytest.mark.parametrize(
    ("made", "wish", "scenes"),
    [
        (FLOWERS, "chuck in a shot of a wet poodle right after the first one",
         ["Picking at dawn", "Wet poodle", "Tying bouquets", "Church door", "Confetti"]),
        (FLOWERS, "Start with a hospital corridor at night, before everything else",
         ["Hospital corridor at night", "Picking at dawn", "Tying bouquets", "Church door", "Confetti"]),
        (FLOWERS, "now skip number 2 and the last one", ["Picking at dawn", "Church door"]),
        (BAKERY, "删除第一个和第四个镜头", ["和面", "出炉"]),
        (BAKERY, "和面后面再补一个虱目鱼", ["开门", "和面", "虱目鱼", "出炉", "收摊"]),
    ],
)  # fmt: skip
def test_scenes_come_and_go_as_said(made: str, wish: str, scenes: list[str]) -> None:
    _, after, _ = talk(made, wish)
    assert names(after) == scenes


def test_a_vertical_cut_is_no_shorter_one() -> None:
    before, after, _ = talk(FLOWERS, "vertical cut for Reels please")
    assert after.duration_ms == before.duration_ms
    assert after.width < after.height


@pytest.mark.parametrize(
    ("wish", "seconds"), [("can the whole thing be a third longer", 32), ("延长四分之一", 30)]
)
def test_a_share_longer(wish: str, seconds: int) -> None:
    _, after, _ = talk(FLOWERS, wish)
    assert after.duration_ms == pytest.approx(seconds * 1000, abs=100)


def test_music_is_muted_for_a_while() -> None:
    _, after, _ = talk(FLOWERS, "mute it completely while I think")
    assert after.music is None


@pytest.mark.parametrize("wish", ["用钟南山院士的声音来念", "make him say it in his own voice"])
def test_nobody_is_imitated(wish: str) -> None:
    before, after, _ = talk(BAKERY, wish)
    assert after == before
