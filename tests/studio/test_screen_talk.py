"""The studio's screen talk is work for the skill's translator: it is understood, and none of it reaches the user."""

from __future__ import annotations

import pytest

from skill import i18n
from skill.translator import translate

SAID = {
    "en": "Title added: “Urban Dreams”, 0–3 s. ",
    "zh-CN": "加上标题：“早安”，0–3秒。",
    "es": "Título añadido: «Sueños», 0–3 s. ",
}
SCREEN = ("click", "panel", "button", "corner", "点击", "面板", "按钮", "右上角", "clic", "botón", "esquina")
TALK = [
    (language, occasion, talk)
    for language in SAID
    for occasion, variants in i18n.load(language, "server")["gui"].items()
    for talk in variants
    if talk
]


@pytest.mark.parametrize(("language", "occasion", "talk"), TALK)
def test_screen_talk_becomes_an_action_and_only_a_wish_for_the_file_starts_an_export(
    language: str, occasion: str, talk: str
) -> None:
    found = translate(SAID[language] + talk)
    actions = {(action.kind, action.mode) for action in found.actions}
    assert actions
    assert (("export", "run") in actions) is (occasion == "ask")
    assert found.text.startswith(SAID[language].strip())
    assert not [word for word in SCREEN if word in found.text.lower()]
