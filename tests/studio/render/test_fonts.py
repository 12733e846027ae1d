from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from skill.studio.render import fonts
from skill.studio.render.fonts import Face, Run


def test_every_common_character_of_both_languages_is_covered():
    common = "The quick brown fox, “50% off” – €9.99! ñ ß Ø ő 你好，世界。《早晨》——……「カナ」ひらがな １２３"
    assert fonts.unsupported(common) == set()


def test_scripts_without_a_font_are_named_character_by_character():
    assert fonts.unsupported("hello 한국 ok") == {"한", "국"}


def test_emoji_of_every_build_are_drawn_and_invisible_marks_do_not_count():
    assert fonts.unsupported("☕️ 👍🏽 👨‍👩‍👧 🇨🇳 1️⃣ ❤ \u200b\ufeff") == set()


def test_each_run_is_set_in_the_first_font_that_has_it():
    assert fonts.runs("Hi 你好☕", Face("condensed", "zh-serif")) == [
        Run("Hi ", "condensed"),
        Run("你好", "zh-serif"),
        Run("☕", "emoji", emoji=True),
    ]


def test_a_rare_character_sets_the_whole_chinese_text_in_the_text_font():
    rare = "鳜鱼好吃"
    assert ord("鳜") not in fonts.coverage("zh-serif")
    assert {run.font for run in fonts.runs(rare, Face("serif", "zh-serif"))} == {fonts.TEXT_FONT}


def test_quotes_in_chinese_text_come_from_the_chinese_font():
    assert [run.font for run in fonts.runs("“你好”", Face("serif"))] == [fonts.TEXT_FONT]
    assert [run.font for run in fonts.runs("“hello”", Face("serif"))] == ["serif"]


def test_what_cannot_be_drawn_leaves_neither_box_nor_hole():
    assert fonts.drawable("one 한국 two\n  three ") == "one two\nthree"
    assert fonts.drawable("한국") == ""
    assert fonts.runs("한", Face()) == []


def test_a_letter_in_two_parts_becomes_the_one_we_have():
    assert fonts.drawable("cafe\u0301") == "café"


@pytest.mark.parametrize("key", ["☕", "🎉", "👨\u200d👩\u200d👧", "🇨🇳"])
def test_an_emoji_has_more_than_one_colour(key):
    layers = fonts.emoji()[key]
    assert len({colour for _, colour in layers}) > 1
    image = Image.new("RGBA", (64, 64))
    for character, colour in layers:
        ImageDraw.Draw(image).text((4, 56), character, font=fonts.font("emoji", 56), fill=colour, anchor="ls")
    assert image.getbbox() is not None


@pytest.mark.parametrize("name", sorted(path.stem for path in fonts.FOLDER.glob("*.ttf")))
def test_every_font_file_opens_and_says_what_it_covers(name):
    assert fonts.font(name, 20).getlength("A") >= 0
    assert len(fonts.coverage(name)) > 200


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Hello \ud55c\uad6d, world", "Hello, world"),
        ("Seoul (\uc11c\uc6b8) in spring", "Seoul in spring"),
        ("\u4f60\u597d\uff08\uc548\ub155\uff09\u4e16\u754c", "\u4f60\u597d\u4e16\u754c"),
        ("Only .5 ml :", "Only .5 ml :"),
    ],
)
def test_what_cannot_be_drawn_leaves_no_gap_and_no_empty_brackets(text: str, kept: str) -> None:
    assert fonts.drawable(text) == kept


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ελληνικά γράμματα", "Ελληνικα γραμματα"),
        ("Україна, моє її", "Украïна, мое ïï"),
        ("駅前の図書館", "驛前の圖書館"),
        ("98㎡, 2㎏", "98m², 2kg"),
        ("안녕, 세계!", ""),
        ("안녕 ☕!", "☕!"),
    ],
)
def test_a_word_takes_another_letter_before_it_loses_one(text: str, shown: str) -> None:
    assert fonts.drawable(text) == shown


def test_everything_that_stands_in_can_be_drawn() -> None:
    for missing, other in fonts._stand_ins().items():
        assert fonts.unsupported(missing) == {missing}
        assert not fonts.unsupported(other)
