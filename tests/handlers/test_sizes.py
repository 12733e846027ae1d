"""A size that is asked for at export."""

from __future__ import annotations

import pytest

from skill.handlers import sizes
from skill.messages import FileReady, Message, Said
from skill.wire.draft import Draft
from tests.faults import Answer, draft

LAMBDA = "/api/render/proxy/lambda"
CREDITS = "/api/credits/balance/simple"


def timeline(width=1080, height=1920, studio=True):
    look = {"look": {"theme": "paper", "mood": "calm"}} if studio else {}
    return {**draft(), "m": {"width": width, "height": height, **look}}


def rendered(words, width=1080, height=1920, language="en"):
    made, told = sizes.as_asked(Draft.model_validate(timeline(width, height)), words, language)
    return (made.m["width"], made.m["height"]), told


@pytest.mark.parametrize(
    ("words", "size"),
    [
        ("download it as 720p", (720, 1280)),
        ("export the 480 version please", (480, 854)),
        ("export at 720", (720, 1280)),
        ("download the 1280x720 version", (1280, 720)),
        ("send me a smaller file", (720, 1280)),
        ("export a square version", (1080, 1080)),
        ("export it in landscape, 720p", (1280, 720)),
        ("导出720p", (720, 1280)),
        ("导出720的", (720, 1280)),
        ("下载标清版", (480, 854)),
        ("匯出橫屏版", (1920, 1080)),
        ("导出9比16的，小一点", (720, 1280)),
        ("导出１６：９", (1920, 1080)),
        ("descárgalo en 720p", (720, 1280)),
        ("exporta una versión más ligera y cuadrada", (720, 720)),
    ],
)
def test_the_size_that_is_asked_for_is_rendered_and_told(words, size):
    made, (told,) = rendered(words)
    assert made == size
    assert told == f"I'm exporting it in {size[0]}×{size[1]}; your timeline stays at 1080×1920."


@pytest.mark.parametrize(
    "words",
    [
        "export", "export it in 1080p", "vertical please, download", "download in full HD", "render it at 60%",
        "export the video, not the square one", "别导出720p的", "导出竖屏版", "export by 18:30", 'export "Square 720p"',
        "descárgalo, no en 720p", "export promo-720.mp4",
        "Alright, the board wants it for the 4K wall in the lobby and the square one in the lift. " * 5 + "Export it.",
    ],
)  # fmt: skip
def test_nothing_is_said_where_no_other_size_is_asked_for(words):
    assert rendered(words) == ((1080, 1920), ())


@pytest.mark.parametrize(
    ("words", "now", "size"),
    [
        ("export vertical", (1080, 1350), (1080, 1350)),
        ("export 9:16", (1080, 1350), (1080, 1920)),
        ("export 9:16", (720, 1280), (720, 1280)),
        ("export in 1080p", (1280, 720), (1920, 1080)),
        ("a smaller file, export it", (720, 1280), (540, 960)),
        ("a smaller file, export it", (540, 960), (540, 960)),
        ("export in 100p", (1080, 1080), (180, 180)),
    ],
)
def test_what_the_timeline_is_decides_what_a_word_means(words, now, size):
    assert rendered(words, *now)[0] == size


@pytest.mark.parametrize("words", ["export in 4K", "导出4K", "exporta en ultra HD", "export 2160p"])
def test_more_than_there_is_becomes_the_largest_and_that_is_said(words):
    assert rendered(words) == ((1080, 1920), ("1080p is the largest there is, so that is what you get.",))
    assert rendered(words, 720, 1280)[0] == (1080, 1920)


def test_another_kind_of_file_is_not_promised():
    assert rendered("导出GIF", language="zh-CN") == ((1080, 1920), ("导出的是 MP4，目前只有这一种格式。",))


@pytest.fixture
def renders(backend):
    done = {"status": "completed", "output": {"url": f"{backend.url}/v.mp4"}}
    backend.on("POST", LAMBDA, {"status": "pending"})
    backend.on("GET", f"{LAMBDA}/*", done)
    backend.on("GET", "/v.mp4", Answer(200, b"\0\0\0\x18ftypmp42" + bytes(5000)))

    def sent():
        return [seen.json()["draft"]["m"] for seen in backend.requests(LAMBDA) if seen.method == "POST"]

    return sent


async def test_the_studio_renders_another_size_and_keeps_its_timeline(agent, backend, renders):
    backend.state(timeline())
    replies = [each async for each in agent.reply(Message("download it as 720p"))]
    assert [(m["width"], m["height"]) for m in renders()] == [(720, 1280)]
    assert agent.talk.snapshot().m["width"] == 1080
    assert [each for each in replies if isinstance(each, FileReady)]


async def test_the_cloud_gets_its_timeline_back_whole_and_the_way_is_said(agent, backend, renders):
    backend.state(timeline(studio=False))
    replies = [each async for each in agent.reply(Message("download it as 720p"))]
    assert renders() == [{"width": 1080, "height": 1920}]
    said = [each.text for each in replies if isinstance(each, Said) and "720×1280" in each.text]
    assert len(said) == 1
    assert "may use credits" in said[0]


async def test_of_several_wishes_the_export_has_its_own_size(agent, backend, renders):
    backend.state(timeline())
    backend.on("GET", CREDITS, {"data": {"available": 1, "frozen": 0, "total": 1}})
    [each async for each in agent.reply(Message("how many credits are left? then download it as 720p"))]
    assert [m["width"] for m in renders()] == [720]


async def test_resume_makes_the_owed_file_in_the_size_that_was_asked_for(
    agent, backend, store, renders, tmp_path
):
    [each async for each in agent.talk.connect(greet=False)]
    store.owe_export(agent.talk.backend, "default", "导出720p", tmp_path / "a.mp4", language="zh-CN")
    backend.state(timeline())
    assert [each async for each in agent.resume() if isinstance(each, FileReady)]
    assert [m["width"] for m in renders()] == [720]
