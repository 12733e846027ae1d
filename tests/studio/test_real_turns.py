"""The server with its real director: a text becomes a draft that renders, edits change it, undo takes them back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from skill.studio.movie import Movie
from skill.studio.options import Options
from skill.studio.serve import InThread
from skill.wire.draft import Draft
from tests.studio.parts import Caller, SmallRenderer, words

BRIEF = {
    "en": "Turn this into a 20-second promotional video: Morning Brew is a small-batch coffee roaster in Lisbon. "
    "Every bag is roasted by hand and shipped the same day.",
    "zh-CN": "把这段文字做成20秒的宣传视频：晨光咖啡是一家里斯本的小批量烘焙坊。每一袋咖啡都手工烘焙，当天发货。",
}
TITLE = {"en": "add the title 'Urban Dreams' for the first 3 seconds", "zh-CN": "前3秒加上标题“城市之梦”"}
UNDO = {"en": "undo", "zh-CN": "撤销"}


@pytest.fixture
def user(tmp_path: Path) -> Iterator[Caller]:
    options = Options(silent_share=0.0, gui_talk=False)
    with InThread(tmp_path, options, renderer=SmallRenderer()) as studio:
        yield (
            Caller(httpx.Client(base_url=studio.url, timeout=30.0, trust_env=False, verify=False))
            .sign_in()
            .open()
        )


def movie(user: Caller) -> Movie:
    return Movie.from_draft(Draft.model_validate(user.state()["draft"]))


@pytest.mark.parametrize("language", BRIEF)
def test_a_text_becomes_a_video_of_the_asked_length_that_can_be_edited_and_undone(
    user: Caller, language: str
) -> None:
    assert words(user.say(BRIEF[language]))
    first = movie(user)
    assert first.duration_ms == 20_000
    assert len(first.scenes) >= 2
    assert words(user.say(TITLE[language]))
    titled = movie(user)
    assert [(title.start_ms, title.end_ms) for title in titled.titles][-1] == (0, 3000)
    user.say(UNDO[language])
    assert movie(user) == first


def test_a_picture_that_was_taken_out_comes_back_only_when_it_is_named(user: Caller, png: bytes) -> None:
    user.say(BRIEF["en"])
    user.upload(("shop.png", png))
    user.say("put this picture in scene 2")
    user.say("remove the picture")
    bare = movie(user)
    user.say("hello")
    assert movie(user) == bare
    user.say("make it 25 seconds")
    assert "shop.png" not in movie(user).model_dump_json()
    user.say("put shop.png in scene 1")
    assert movie(user).scenes[0].media is not None


def test_a_picture_that_an_undo_took_out_waits_for_a_word_about_it(user: Caller, png: bytes) -> None:
    user.say(BRIEF["zh-CN"])
    user.upload(("shop.png", png))
    user.say("这张图放在开头")
    user.say("不要了，退回上一步")
    user.say("最后加一句：电话 028-1234567")
    assert "shop.png" not in movie(user).model_dump_json()
    assert "028-1234567" in movie(user).model_dump_json()


def test_words_for_a_scene_leave_the_picture_behind_them(user: Caller, png: bytes) -> None:
    user.say(BRIEF["en"])
    user.upload(("shop.png", png))
    user.say("put this picture in scene 1")
    user.say("scene 1 should say: Blue Paddle, Lake Bled")
    first = movie(user).scenes[0]
    assert first.text.startswith("Blue Paddle")
    assert first.media is not None


def test_the_draft_of_the_director_is_accepted_by_the_export(user: Caller) -> None:
    user.say(BRIEF["en"])
    answer = user.submit("render_directed", user.state()["draft"])
    assert (answer.status_code, answer.json()["code"]) == (200, 0)
