"""Asking to see the scenes before they are rendered."""

from __future__ import annotations

import pytest

from skill.handlers import preview
from skill.messages import FileReady, Message, Said
from tests.faults import SESSION, Answer, draft, says, sse

BOARD = f"/api/storyboard/nemo_agent/me/{SESSION}"
STATE = f"/api/state/nemo_agent/me/{SESSION}/latest"
PNG = b"\x89PNG\r\n\x1a\n" + b"p" * 100


def texts(replies):
    return [each.text for each in replies if isinstance(each, Said) and not each.partial]


async def told(agent, text):
    return [each async for each in agent.reply(Message(text))]


@pytest.mark.parametrize(
    "text",
    [
        "preview", "Preview please", "show me the storyboard", "can I see a preview first?", "preview it",
        "storyboard!", "preview the video first", "预览", "预览一下", "给我看分镜", "看看分镜图", "先出一张分镜图吧",
        "能不能看一下预览？",
        "vista previa", "muéstrame el storyboard",
    ],
)  # fmt: skip
def test_asking_for_the_scenes_in_pictures_is_understood(text):
    assert preview.asked(text)


@pytest.mark.parametrize(
    "text",
    [
        "make a preview video about cats",
        "a storyboard artist's day, 20 s",
        "预览视频做成20秒",
        "delete the preview scene",
    ],
)
def test_other_wishes_with_the_same_word_go_to_the_director(text):
    assert not preview.asked(text)


async def test_the_storyboard_becomes_a_picture_beside_the_working_folders_files(
    agent, backend, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    backend.on("GET", STATE, {"data": {"state": {"draft": draft()}}})
    backend.on("GET", BOARD, Answer(200, PNG, {"Content-Type": "image/png"}))
    replies = [await told(agent, "preview") for _ in range(2)]
    first, second = [next(each for each in those if isinstance(each, FileReady)) for those in replies]
    assert str(first.path) in replies[0][-1].text.split("\n")
    assert first.path.read_bytes() == second.path.read_bytes() == PNG
    assert (first.path.parent, first.path.suffix) == (tmp_path, ".png")
    assert second.path.stem == f"{first.path.stem}-2"


async def test_where_no_storyboard_can_be_drawn_the_scenes_are_told_in_words(agent, backend):
    backend.on("GET", STATE, {"data": {"state": {"draft": draft()}}})
    backend.on("GET", BOARD, Answer(404, b'{"code": 404}'))
    said = texts(await told(agent, "preview"))
    assert any("can't draw" in text for text in said)
    assert any(text.startswith("1. ") for text in said)


async def test_nothing_to_preview_is_said(agent, backend):
    backend.on("GET", STATE, {"data": {"state": {"draft": None}}})
    assert any("nothing on the timeline" in text for text in texts(await told(agent, "preview")))


async def test_a_plan_tells_the_scenes_and_exports_nothing(agent, backend):
    backend.on("POST", "/run_sse", sse(says("Done.")))
    backend.on("GET", STATE, {"data": {"state": {"draft": draft()}}})
    replies = [each async for each in agent.make("Fresh beans every day.", plan_only=True)]
    assert any(text.startswith("1. ") for text in texts(replies))
    assert "export" in texts(replies)[-1]
    assert not backend.requests("/api/render/proxy/lambda")
