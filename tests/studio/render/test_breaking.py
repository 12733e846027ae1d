from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skill.studio.render import breaking
from skill.studio.render.breaking import breaks, chopped, pieces


def lines(text: str, most: int) -> list[str]:
    """`text` in exactly `most` lines, widths counted as 2 for Chinese and 1 for others."""
    found = pieces(text)
    widths = [float(sum(2 if breaking.is_chinese(c) else 1 for c in piece.text)) for piece in found]
    gaps = [0.0, *(1.0 if piece.space else 0.0 for piece in found[1:])]
    way = breaks(found, widths, gaps, [most])[0]
    return [
        "".join((" " if found[n].space and n != first else "") + found[n].text for n in range(first, end))
        for first, end in way.spans
    ]


def test_chinese_breaks_between_words_and_after_punctuation():
    assert lines("城市的早晨，从一杯咖啡开始。", 2) == ["城市的早晨，", "从一杯咖啡开始。"]
    assert [piece.text for piece in pieces("我们喜欢咖啡")] == ["我们", "喜欢", "咖啡"]


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one():
    for count in (2, 3, 4):
        for line in lines("打开“设置”，选择《导出》（高清）。然后等一下！", count):
            assert line[0] not in "”，》）。！"
            assert line[-1] not in "“《（"


def test_numbers_stay_with_their_units():
    joined = {piece.text for piece in pieces("In 250 g bags for 30分钟, 第3步 at 8 %")}
    assert {"250 g", "30分钟,", "第3步", "8 %"} <= joined


def test_a_last_line_is_never_one_chinese_character():
    for count in (2, 3):
        assert len(lines("今天喝咖啡吗", count)[-1]) > 1


def test_latin_words_stay_whole():
    words = {"Morning", "coffee", "for", "everybody", "around"}
    assert words == {
        word for line in lines("Morning coffee for everybody around", 4) for word in line.split()
    }


def test_lines_are_of_similar_length():
    widths = [len(line) for line in lines("we roast in small batches and deliver by Thursday", 3)]
    assert max(widths) - min(widths) <= 8


def test_an_ordered_line_end_is_kept():
    assert lines("你好\n世界 hello", 3)[0] == "你好"
    assert len(breaks(pieces("a\nb"), [1, 1], [0, 1], [1])[0].spans) == 2


def test_a_long_paragraph_before_two_short_ones_is_no_trouble():
    assert lines("a very long first paragraph of many words\nb\nc", 3)[1:] == ["b", "c"]


def test_emphasis_may_cut_a_chinese_word():
    assert [piece.text for piece in pieces("周二小批量", frozenset({2}))][0:2] == ["周二", "小"]


def test_an_address_is_cut_after_its_marks():
    found = pieces("https://example.com/a/very/long/path")
    cut = chopped(found, [36.0], 20.0)
    assert "".join(piece.text for piece in cut) == "https://example.com/a/very/long/path"
    assert cut[0].text.endswith("/")
    assert len(chopped(pieces("x" * 50), [50.0], 20.0)) == 3


def test_a_word_the_list_does_not_have_is_still_split_into_characters():
    assert breaking.words("龘龘") == ("龘", "龘")


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ab ,.城市咖啡。，“”3%\n", min_size=1, max_size=40).filter(str.strip))
def test_no_character_is_lost_whatever_the_text(text):
    shown = "\n".join(" ".join(line.split()) for line in text.split("\n") if line.strip())
    assert "".join(lines(shown, 3)).replace(" ", "") == "".join(shown.split())


@pytest.mark.parametrize("text", ["的", "a", "，"])
def test_a_single_character_is_one_line(text):
    assert lines(text, 5) == [text]


@pytest.mark.parametrize(
    "text", ["口感直接封神", "周末去郊野公园露营", "新手也能成功", "楼下的面包店开业", "自动记账一目了然"]
)
def test_everyday_chinese_words_are_not_cut(text):
    whole = {"口感", "郊野", "露营", "新手", "面包店", "记账", "自动", "一目了然"}
    assert {word for word in whole if word in text} <= {piece.text for piece in pieces(text)}


def test_a_line_ends_at_a_dot_between_two_things_and_leaves_it_out():
    assert lines("First pint £4 · Every Weds 7:30", 2) == ["First pint £4", "Every Weds 7:30"]
    assert lines("地址：人民路12号 · 电话 0571-88886666", 2) == ["地址：人民路12号", "电话 0571-88886666"]
    assert lines("4 bed · 2 bath", 1) == ["4 bed · 2 bath"]


def test_a_bar_ends_its_line_and_a_place_stays_with_its_noun():
    assert lines("今日份治愈｜窗外下雨", 2) == ["今日份治愈｜", "窗外下雨"]
    assert "猫在膝" not in lines("猫在膝上打呼噜", 2)


def test_japanese_breaks_between_phrases_not_inside_kana():
    assert lines("コーヒーをゆっくり飲む", 2) == ["コーヒーを", "ゆっくり飲む"]
    assert lines("新しいコーヒーショップ", 2) == ["新しい", "コーヒーショップ"]
