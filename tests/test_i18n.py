"""The language of a message."""

from __future__ import annotations

import subprocess
import sys

import pytest

from skill import i18n, resources
from skill.i18n import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("hello", "en"),
        ("export", "en"),
        ("导出", "zh-CN"),
        ("帮我 export 一下", "zh-CN"),
        ("Square video, 4 scenes, 20s: 春 cherry blossoms, 夏 beach, 秋 red leaves, 冬 snow", "en"),
        ("Morning Brew 咖啡", "zh-CN"),
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
        ("hazme un video de 30 segundos sobre café", "es"),
        ("exporta", "es"),
        ("anade el titulo 'Sueños'", "es"),
        ("sube la música", "es"),
        ("¿cuántos créditos me quedan?", "es"),
        ("ponle música lo-fi al 35 %", "es"),
        ("cambia el título a “Good Morning to you”", "es"),
        ("hazme un reel sobre Morning Brew", "es"),
        ("make a promo for La Casa de Papel", "en"),
        ("add the title «Sueños»", "en"),
        ("El Paso promo", "en"),
        ("Make A Video About Café España", "en"),
        ("turn this into a 20-second video: La cafetería de Lisboa abre todos los días.", "en"),
    ],
)
def test_the_grammar_decides_not_the_names_in_it(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize("text", ["", "👍", "123", "?!"])
def test_a_message_without_words_keeps_the_language_of_the_talk(text: str) -> None:
    assert detect(text, "zh-CN") == "zh-CN"


def test_words_that_two_languages_share_stay_in_the_language_of_the_talk() -> None:
    assert (detect("lo-fi", "es"), detect("lo-fi", "en"), detect("lo-fi", "zh-CN")) == ("es", "en", "en")
    assert detect("20 s", "es") == "es"


@pytest.mark.parametrize(
    ("text", "default", "language"),
    [
        ("Use 咖啡 now and win", "en", "zh-CN"),
        ("Café", "es", "es"),
        ("Morning Brew", "zh-CN", "en"),
        ("El café abre todos los días.", "en", "es"),
    ],
)
def test_a_text_is_read_aloud_in_the_language_of_its_letters_and_words(
    text: str, default: str, language: str
) -> None:
    assert i18n.read_in(text, default) == language


@pytest.mark.parametrize(
    ("locale", "language"),
    [("es_MX.UTF-8", "es"), ("zh-TW,zh;q=0.9", "zh-CN"), ("C.UTF-8", "en"), ("est", "en"), ("", "en")],
)
def test_a_locale_asks_for_one_of_the_languages(locale: str, language: str) -> None:
    assert i18n.of_locale(locale) == language


def test_only_the_languages_of_the_message_are_listened_for() -> None:
    assert i18n.heard() == ("en", "zh-CN")
    with i18n.hearing("es"):
        assert i18n.heard() == ("es", "en")
        with i18n.hearing("xx"):
            assert i18n.heard() == ("en", "zh-CN")
    assert i18n.heard() == ("en", "zh-CN")


def test_an_english_message_opens_no_file_of_another_talk() -> None:
    watch = (
        "import sys; opened = set(); "
        "sys.addaudithook(lambda event, args: opened.add(str(args[0])) if event == 'open' else None); "
        "from skill.router import route; route('make the title bigger and export'); "
        "print(*sorted(path for path in opened if 'prompts' in path), sep='\\n')"
    )
    done = subprocess.run(
        [sys.executable, "-c", watch], cwd=resources.root(), capture_output=True, text=True, check=True
    )
    opened = {tuple(line.replace("\\", "/").split("/")[-2:]) for line in done.stdout.splitlines()}
    assert ("en", "routing.yaml") in opened
    assert {name for language, name in opened if language == "es"} == {"detection.yaml"}


def test_what_is_to_be_typed_can_be_pasted_where_the_skill_was_started(monkeypatch):
    monkeypatch.delenv("TEXT_TO_AI_RUNNER", raising=False)
    assert "“text-to-ai resume”" in i18n.say("errors", "still_working", "en")
    monkeypatch.setenv("TEXT_TO_AI_RUNNER", "/my skills/text-to-ai/scripts/run.py")
    assert 'python3 "/my skills/text-to-ai/scripts/run.py" resume' in i18n.say(
        "errors", "still_working", "en"
    )


@pytest.mark.parametrize("brand", ["Nike", "Final Cut Pro", "Adobe!"])
def test_a_bare_brand_does_not_flip_the_talk(brand: str) -> None:
    assert i18n.detect(brand, "zh-CN") == "zh-CN"
    assert i18n.detect(brand, "es") == "es"


@pytest.mark.parametrize("message", ["Undo", "Hello", "Make it bigger", "coffee shop promo"])
def test_a_short_message_with_a_word_of_a_language_is_in_it(message: str) -> None:
    assert i18n.detect(message, "zh-CN") == "en"
