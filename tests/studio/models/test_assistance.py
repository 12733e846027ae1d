"""The studio with models beside it: a real server, a real director, and a small OpenAI-compatible endpoint."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from skill.studio.models.assistance import Models
from skill.studio.models.endpoint import Endpoint, ModelFailed
from skill.studio.models.pictures import ImageModel
from skill.studio.models.writer import Writer
from skill.studio.options import Options
from skill.studio.serve import InThread
from tests.studio.models.parts import Scripted, listening, movie, user
from tests.studio.parts import SmallRenderer, words

LINES = ["It starts with a single drop", "Roofs become drums.", "**Step outside** and listen!"]
SCRIPT = json.dumps({"scenes": LINES})
IDEA = "Make a 12-second video about rain"


@dataclass
class Model(Scripted):
    """A chat model and an image model."""

    said: str = SCRIPT
    picture: bytes = b""

    def answer(self, number: int, asked: dict[str, Any]) -> tuple[int, bytes]:
        if self.body is not None:
            return self.status, self.body
        if asked["path"].endswith("/chat/completions"):
            return self.status, json.dumps({"choices": [{"message": {"content": self.said}}]}).encode()
        picture = {"b64_json": base64.b64encode(self.picture).decode()}
        return self.status, json.dumps({"data": [picture]}).encode()


@pytest.fixture
def model(png: bytes) -> Iterator[Model]:
    with listening(Model(picture=png)) as scripted:
        yield scripted


def studio(tmp_path: Path, **options: Any) -> InThread:
    return InThread(tmp_path, Options(silent_share=0.0, gui_talk=False, **options), renderer=SmallRenderer())


def test_a_bare_idea_becomes_the_models_script_and_keeps_its_length(model: Model, tmp_path: Path) -> None:
    with studio(tmp_path, writer=Endpoint(model.url, "small-model", "a test key")) as running:
        caller = user(running.url)
        said = words(caller.say(IDEA))
        made = movie(caller)
    assert [scene.text.strip(".!") for scene in made.scenes] == [
        "It starts with a single drop",
        "Roofs become drums",
        "Step outside and listen",
    ]
    assert made.duration_ms == 12_000
    assert "small-model" in said
    assert model.keys == ["Bearer a test key"]
    asked = model.asked[0]["messages"][1]["content"]
    assert "rain" in asked
    assert "12 seconds" in asked


def test_a_text_of_the_users_own_is_never_sent_to_a_model(model: Model, tmp_path: Path) -> None:
    with studio(tmp_path, writer=Endpoint(model.url, "small-model")) as running:
        caller = user(running.url)
        caller.say("Turn this into a 10-second video: Fresh beans every Tuesday. Roasted by hand in Lisbon.")
        caller.say("make the title 'Rain'")
    assert model.asked == []


def test_a_chinese_idea_is_asked_and_answered_in_chinese(model: Model, tmp_path: Path) -> None:
    model.said = '<think>雨 {…}</think>```json\n{"scenes": ["雨从一滴水开始", "出门听一听"]}\n```'
    with studio(tmp_path, writer=Endpoint(model.url, "small-model")) as running:
        caller = user(running.url, "zh-CN")
        said = words(caller.say("做一个关于雨的10秒视频"))
        made = movie(caller)
    assert [scene.text for scene in made.scenes] == ["雨从一滴水开始", "出门听一听"]
    assert "文案由 small-model 撰写" in said


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({"status": 401}, "refused"),
        ({"body": b"<html>"}, "can't use"),
        ({"body": b"[]"}, "can't use"),
        ({"body": b'{"choices": []}'}, "can't use"),
        ({"said": "Here you go: rain, rain."}, "can't use"),
        ({"said": '{"scenes": ["one line only"]}'}, "can't use"),
        ({"said": '{"scenes": ["Rain falls", "***"]}'}, "can't use"),
        ({"said": json.dumps({"scenes": ["rain " * 80, "Rain falls"]})}, "can't use"),
        ({"said": None}, "can't use"),
    ],
)
def test_a_model_that_fails_is_told_and_the_built_in_plan_stands(
    model: Model, tmp_path: Path, fault: dict[str, Any], reason: str
) -> None:
    for name, value in fault.items():
        setattr(model, name, value)
    with studio(tmp_path, writer=Endpoint(model.url, "small-model", "a test key")) as running:
        caller = user(running.url)
        said = words(caller.say(IDEA))
        made = movie(caller)
    assert made.duration_ms == 12_000
    assert reason in said
    assert "a test key" not in said
    # Asked once: a second time may be paid twice.
    assert len(model.asked) == 1


def test_every_scene_of_a_new_video_gets_a_picture_that_is_an_upload_of_the_session(
    model: Model, tmp_path: Path
) -> None:
    with studio(tmp_path, images=Endpoint(model.url, "painter")) as running:
        caller = user(running.url)
        said = words(caller.say("Turn this into a 16:9 video: Fresh beans every Tuesday. Roasted by hand."))
        made = movie(caller)
        uploads = caller.state()["video_infos"]
        caller.say("make the title 'Beans'")
    assert all(scene.media and scene.media.kind == "image" for scene in made.scenes)
    assert len(uploads) == len(made.scenes) == len(model.asked)
    assert {asked["size"] for asked in model.asked} == {"1536x1024"}
    assert "painter" in said


def test_half_a_set_of_pictures_is_none(model: Model, tmp_path: Path) -> None:
    model.picture = b"no picture at all"
    with studio(tmp_path, images=Endpoint(model.url, "painter")) as running:
        caller = user(running.url)
        said = words(caller.say("Turn this into a video: Fresh beans every Tuesday. Roasted by hand."))
        made = movie(caller)
        assert caller.state()["video_infos"] == []
    assert all(scene.media is None for scene in made.scenes)
    assert "painter" in said
    assert list((tmp_path / "assets").iterdir()) == []


def test_the_newest_image_models_are_not_asked_for_a_form_they_refuse(model: Model) -> None:
    ImageModel(Endpoint(model.url, "gpt-image-1")).visual("雨", 1080, 1920, 3.0)
    ImageModel(Endpoint(model.url, "painter")).visual("rain", 1080, 1080, 3.0)
    assert ["response_format" in asked for asked in model.asked] == [False, True]
    assert [asked["size"] for asked in model.asked] == ["1024x1536", "1024x1024"]


def test_an_answer_without_a_picture_is_no_picture(model: Model) -> None:
    model.body = b'{"data": [{"url": "https://elsewhere.example/a.png"}]}'
    with pytest.raises(ModelFailed, match="unusable"):
        ImageModel(Endpoint(model.url, "painter")).visual("rain", 1080, 1920, 3.0)


def test_a_model_that_is_not_there_or_never_answers_is_named_so() -> None:
    silent = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler, bind_and_activate=False)
    silent.server_bind()
    port = silent.server_address[1]
    with pytest.raises(ModelFailed, match="unreachable"):
        Writer(Endpoint(f"http://127.0.0.1:{port}/v1", "m")).script("rain", "en", 10, 3)
    silent.server_activate()
    with pytest.raises(ModelFailed, match="slow"):
        Writer(Endpoint(f"http://127.0.0.1:{port}/v1", "m", seconds=0.05)).script("rain", "en", 10, 3)
    silent.server_close()


def test_without_models_nothing_is_asked() -> None:
    assert Models.named(None, None) == Models()
