"""The skill as an MCP server: the SDK's own client over stdio, against a scripted backend and once the studio."""

import asyncio
import base64
import os
import re
import sys
import time
from pathlib import Path

import pytest
from mcp import Client, StdioServerParameters

from skill import cli, i18n
from tests.faults import SESSION, Answer, draft, says, sse

CREDITS = "/api/credits/balance/simple"
LAMBDA = "/api/render/proxy/lambda"
VIDEO = b"\0\0\0\x18ftypmp42" + b"v" * 5000


@pytest.fixture
def served(tmp_path, backend):
    def start(*arguments, url=backend.url):
        home = tmp_path / "home"
        home.mkdir(exist_ok=True)
        root = str(Path(cli.__file__).parent.parent)
        environ = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", "PYTHONPATH": root}
        return Client(
            StdioServerParameters(
                command=sys.executable,
                args=["-B", "-m", "skill.cli", "mcp", *arguments],
                env={**environ, "NEMO_API_URL": url},
                cwd=str(tmp_path),
            )
        )

    return start


async def test_the_tools_say_what_they_are_for(served):
    async with served() as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert set(tools) == set(i18n.load("zh-CN", "mcp")["tools"])
    assert all(tool.description for tool in tools.values())
    assert "context" not in str(tools["chat"].input_schema)
    assert all("timeline" in tool.output_schema["properties"] for tool in tools.values())
    assert {name for name, tool in tools.items() if tool.annotations.read_only_hint} == {"credits", "state"}
    assert not any(tool.annotations.destructive_hint for tool in tools.values())


async def test_a_message_is_answered_with_words_and_a_typed_timeline(served, backend):
    backend.on("POST", "/run_sse", sse(says("It is blue.")))
    backend.state(draft())
    async with served() as client:
        result = await client.call_tool("chat", {"message": "make the sky blue"})
    assert "It is blue." in result.content[0].text
    assert result.structured_content["timeline"]["duration_ms"] == 10000
    assert result.structured_content["exit_code"] == 0


async def test_an_export_links_to_the_video_and_tells_how_far_it_is(served, backend, tmp_path):
    backend.state(draft())
    backend.on("POST", LAMBDA, {"status": "pending"})
    backend.on("GET", f"{LAMBDA}/*", {"status": "completed", "output": {"url": f"{backend.url}/v.mp4"}})
    backend.on("GET", "/v.mp4", Answer(200, VIDEO))
    told = []

    async def note(progress, total, message):
        told.append((progress, message))

    async with served() as client:
        output = str(tmp_path / "promo.mp4")
        result = await client.call_tool("export", {"output": output}, progress_callback=note)
        (listed,) = (await client.list_resources()).resources
        (read,) = (await client.read_resource(listed.uri)).contents
    assert base64.b64decode(read.blob) == VIDEO
    (link,) = [part for part in result.content if part.type == "resource_link"]
    assert listed.uri == link.uri == (tmp_path / "promo.mp4").as_uri()
    assert link.size == len(VIDEO)
    assert (tmp_path / "promo.mp4").read_bytes() == VIDEO
    assert [number for number, _ in told] == sorted({number for number, _ in told})
    assert told


async def test_what_is_said_names_no_option_that_only_a_command_line_has(served, backend, tmp_path):
    backend.state(draft())
    backend.on("POST", LAMBDA, {"status": "pending"})
    backend.on("GET", f"{LAMBDA}/*", {"status": "completed", "output": {"url": f"{backend.url}/v.mp4"}})
    backend.on("GET", "/v.mp4", Answer(200, VIDEO))
    (tmp_path / "promo.mp4").write_bytes(b"of before")
    async with served() as client:
        there = await client.call_tool("export", {"output": str(tmp_path / "promo.mp4")})
        nowhere = await client.call_tool("export", {"output": str(tmp_path / "no" / "promo.mp4")})
    assert "promo-2.mp4" in there.content[0].text
    assert "“output” of export" in nowhere.content[0].text
    assert not re.search(
        r"(?<!\w)--?[a-z]", (there.content[0].text + nowhere.content[0].text).replace("--local", "")
    )


async def test_a_call_stops_waiting_in_time_and_resume_goes_on(served, backend):
    backend.state(draft())
    backend.on("POST", LAMBDA, {"status": "pending"})
    backend.on("GET", f"{LAMBDA}/*", {"status": "processing", "progress": 10})
    async with served("--max-wait", "1") as client:
        result = await client.call_tool("export", {})
    assert result.structured_content["exit_code"] == 75
    assert not result.is_error
    assert "“resume” in a moment" in result.content[0].text


async def test_credits_state_and_resume_are_typed(served, backend):
    backend.on("GET", CREDITS, {"data": {"available": 7, "total": 10}})
    backend.state(draft())
    async with served() as client:
        credits = await client.call_tool("credits", {})
        state = await client.call_tool("state", {})
        resumed = await client.call_tool("resume", {})
    assert credits.structured_content["credits"]["available"] == 7
    assert state.structured_content["timeline"]["tracks"]
    assert resumed.structured_content["text"]


async def test_a_file_is_handed_over(served, backend, tmp_path):
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    body = {"data": {"files": [{"filename": "a.png", "file_type": "image"}]}}
    backend.on("POST", f"/api/upload-video/nemo_agent/me/{SESSION}", body)
    async with served() as client:
        result = await client.call_tool("upload", {"files": [str(tmp_path / "a.png")]})
    assert not result.is_error, result.content
    assert backend.requests("/api/upload-video")


async def test_what_fails_is_an_error_with_the_way_out(served):
    async with served(url="http://127.0.0.1:9") as client:
        result = await client.call_tool("chat", {"message": "hello"})
    assert result.is_error
    assert "--local" in result.structured_content["text"]
    assert result.structured_content["exit_code"] == 69


async def test_a_cancelled_call_is_sent_once_and_the_server_goes_on(served, backend):
    class Slow(Answer):
        def content(self):
            time.sleep(2)
            return b""

    backend.on("POST", "/run_sse", Slow(200, None, {"Content-Type": "text/event-stream"}))
    backend.on("GET", CREDITS, {"data": {"available": 7, "total": 10}})
    async with served() as client:
        call = asyncio.ensure_future(client.call_tool("chat", {"message": "make the sky blue"}))
        while not backend.requests("/run_sse"):
            await asyncio.sleep(0.01)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        credits = await client.call_tool("credits", {})
    assert credits.structured_content["credits"]["available"] == 7
    assert len(backend.requests("/run_sse")) == 1


async def test_the_studio_makes_a_video(served, tmp_path):
    async with served("--local") as client:
        made = await client.call_tool("chat", {"message": "Make a 3 second video about tea."})
        assert made.structured_content["timeline"]["tracks"], made
        result = await client.call_tool("export", {"output": str(tmp_path / "tea.mp4")})
    assert (tmp_path / "tea.mp4").stat().st_size > 10_000
    assert any(part.type == "resource_link" for part in result.content)
