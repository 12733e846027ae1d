"""The language of a message."""

from __future__ import annotations

import pytest

from skill.i18n import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("hello", "en"),
        ("export", "en"),
        ("导出", "zh-CN"),
        ("帮我 export 一下", "zh-CN"),
        ("done 了吗", "zh-CN"),
        ("title 改红色然后 export", "zh-CN"),
        ("把 logo 放 center", "zh-CN"),
        ("做一个 Nike Air Max 的广告", "zh-CN"),
        ("Morning Brew 的宣传片", "zh-CN"),
        ("标题写 “Good Morning to you”", "zh-CN"),
        ("https://example.com/x.png 放开头", "zh-CN"),
        ("add the title 你好", "en"),
        ('add the title "早安咖啡小店"', "en"),
        ("make a video about 西湖 and 龙井茶", "en"),
        ('"Hello"', "en"),
    ],
)
def test_the_grammar_decides_not_the_names_in_it(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize("text", ["", "👍", "123", "?!"])
def test_a_message_without_words_keeps_the_language_of_the_talk(text: str) -> None:
    assert detect(text, "zh-CN") == "zh-CN"
