"""What breaks on the way, at every endpoint: a right answer or our own error, nothing paid twice, no secret told."""

import asyncio
import contextlib
import dataclasses
import os
import socket

import pytest

from skill.api import multipart
from skill.api.client import Api
from skill.attribution import Attribution
from skill.errors import (
    DownloadFailed,
    FileRefused,
    ServerFault,
    SkillError,
    TokenRefused,
    Unreachable,
    UsageError,
)
from skill.sessions import Store
from skill.settings import Settings
from skill.wire.draft import Draft
from tests.conftest import with_token
from tests.faults import SESSION, TOKEN, Answer, draft, says, sse

CREDITS = "/api/credits/balance/simple"
BALANCE = {"code": 0, "data": {"available": 60, "frozen": 40, "total": 100}}
STATE = f"/api/state/nemo_agent/me/{SESSION}/latest"
UPLOADS = f"/api/upload-video/nemo_agent/me/{SESSION}"
LAMBDA = "/api/render/proxy/lambda"
ANONYMOUS = "/api/auth/anonymous-token"
VIDEO = b"\0\0\0\x18ftypmp42" + bytes(range(256)) * 40


async def listen(api):
    return [event async for event in api.run(SESSION, "hello")]


CALLS = {
    "token": ("POST", ANONYMOUS, lambda api: api.credits()),
    "session": ("POST", "/api/tasks/me/with-session/nemo_agent", lambda api: api.create_session("en")),
    "message": ("POST", "/run_sse", listen),
    "links": ("POST", UPLOADS, lambda api: api.upload_urls(SESSION, ["https://example.com/a.mp4"])),
    "credits": ("GET", CREDITS, lambda api: api.credits()),
    "state": ("GET", STATE, lambda api: api.state(SESSION)),
    "submit": (
        "POST",
        LAMBDA,
        lambda api: api.submit_render("render_1", SESSION, Draft.model_validate(draft())),
    ),
    "render": ("GET", f"{LAMBDA}/render_1", lambda api: api.render("render_1")),
    "cancel": ("POST", f"{LAMBDA}/render_1/cancel", lambda api: api.cancel_render("render_1")),
}
SECRET = "test-canary"
SSE = {"Content-Type": "text/event-stream"}
FAULTS = {
    "empty": Answer(200, b""),
    "html": Answer(200, b"<html>" + SECRET.encode()),
    "half": Answer(200, b'{"code": 0, "data": {"token": "x"}}', cut=9),
    "nothing": Answer(200, b"{}", cut=0),
    "list": Answer(200, [1, 2]),
    "deep": Answer(200, b"[" * 100_000),
    "null": Answer(200, {"code": 0, "data": None}),
    "wrong": Answer(
        200, {"code": 0, "data": {"state": {"draft": "{" + SECRET}, "token": [SECRET], "files": 3}}
    ),
    "no": Answer(200, {"success": False, "error": {"secret": SECRET}}),
    "packed": Answer(200, b"not gzip", {"Content-Encoding": "gzip"}),
    "stream of garbage": Answer(200, bytes(range(256)) * 8, SSE),
    "stream of nothing": Answer(200, b"", SSE),
    "late": Answer(200, {"code": 0, "data": {}}, late=0.05),
    "dribbled": Answer(200, {"code": 0, "data": None}, pace=0.0001),
    "elsewhere": Answer(307, None, {"Location": "http://127.0.0.1:9/steal"}),
    **{
        f"status {n}": Answer(n, {"message": "X-Client-Id"})
        for n in (400, 401, 402, 404, 413, 422, 429, 500, 503)
    },
    **{
        f"code {n}": Answer(200, {"code": n})
        for n in (400, 402, 429, 500, 1001, 1002, 2001, 4001, 4002, 9999)
    },
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("call", CALLS)
async def test_every_fault_at_every_endpoint_ends_in_an_answer_or_our_own_error(api, backend, call, fault):
    method, path, act = CALLS[call]
    backend.on("GET", CREDITS, BALANCE)
    backend.on(method, path, FAULTS[fault])
    told = ""
    try:
        await act(api)
    except SkillError as error:
        told = f"{error!r} {error.detail} {error.values}"
    assert SECRET not in told
    assert TOKEN not in told
    asked = len(backend.requests(path))
    # A refusal is no delivery: token, limit and missing id allow one more; a fault allows more to reads only.
    refused = fault.removeprefix("status ").removeprefix("code ") in ("400", "401", "429", "1001")
    assert asked <= (4 if method == "GET" else 2 if refused else 1)


@pytest.mark.parametrize("call", [name for name in CALLS if name not in ("message", "links")])
async def test_headers_that_never_end_are_no_answer(settings, store, backend, call):
    method, path, act = CALLS[call]
    backend.on("GET", CREDITS, BALANCE)
    backend.on(method, path, Answer(endless=True))

    async def nap(seconds):
        pass

    async with Api(settings, store, Attribution("a", "1", "unknown"), sleep=nap, answer_seconds=0.1) as api:
        with pytest.raises(Unreachable):
            await act(api)
    assert len(backend.requests(path)) <= (4 if method == "GET" else 1)


@pytest.mark.parametrize("method", ["download", "download_fallback"])
async def test_a_download_whose_headers_never_end_fails(settings, store, backend, tmp_path, method):
    backend.on("GET", "/v", Answer(endless=True))
    backend.on("GET", "/api/render/proxy/r1/download", Answer(endless=True))

    async def nap(seconds):
        pass

    async with Api(settings, store, Attribution("a", "1", "unknown"), sleep=nap, answer_seconds=0.1) as api:
        with pytest.raises(DownloadFailed):
            if method == "download":
                await api.download(f"{backend.url}/v", tmp_path / "a.mp4")
            else:
                await api.download_fallback("r1", tmp_path / "a.mp4")
    assert not list(tmp_path.glob("*.mp4"))


async def test_an_answer_that_comes_late_or_by_the_byte_is_an_answer(api, backend):
    backend.on("GET", CREDITS, Answer(200, BALANCE, late=0.05))
    assert (await api.credits()).total == 100
    backend.on("GET", CREDITS, Answer(200, BALANCE, pace=0.0001))
    assert (await api.credits()).total == 100
    backend.on("POST", "/run_sse", sse(says("Hello."), pace=0.0001))
    assert [event.text for event in await listen(api)] == ["Hello."]


async def test_tasks_that_start_together_ask_for_one_token(settings, store, backend):
    backend.on("GET", CREDITS, BALANCE)
    async with (
        Api(settings, store, Attribution("a", "1", "unknown")) as one,
        Api(settings, store, Attribution("a", "1", "unknown")) as two,
    ):
        await asyncio.wait_for(asyncio.gather(*(api.credits() for api in (one, two) * 3)), 20)
    assert len(backend.requests(ANONYMOUS)) == 1


async def test_a_limit_on_tokens_is_waited_out_once(api, backend, naps):
    backend.on("GET", CREDITS, BALANCE)
    backend.on("POST", ANONYMOUS, Answer(429, {}, {"Retry-After": "3"}), {"data": {"token": TOKEN}})
    assert (await api.credits()).total == 100
    assert naps == [3.0]


@pytest.mark.parametrize("own", ["test own", "test-own\nX-Evil: 1", "test-密"])
async def test_a_token_that_fits_no_header_is_refused_unsaid(settings, store, backend, own):
    async with Api(with_token(settings, own), store, Attribution("a", "1", "unknown")) as api:
        with pytest.raises(TokenRefused) as caught:
            await api.credits()
    assert caught.value.advice == "env_token_refused"
    assert own not in repr(caught.value)
    assert not backend.seen


async def test_a_granted_token_that_fits_no_header_is_a_fault(api, backend):
    backend.on("POST", ANONYMOUS, {"data": {"token": "bad\r\ntoken"}})
    with pytest.raises(ServerFault):
        await api.credits()


async def test_a_render_without_a_status_is_not_waited_for_for_ever(api, backend):
    backend.on("GET", f"{LAMBDA}/render_1", {"code": 0, "data": {"id": "render_1"}})
    with pytest.raises(ServerFault):
        await api.render("render_1")


@pytest.mark.parametrize("address", ["http://[broken", "ftp://example.com", "nonsense"])
async def test_an_address_that_is_none_is_told(tmp_path, address):
    settings = with_token(Settings.from_env({"HOME": str(tmp_path), "NEMO_API_URL": address}), "test-own")

    async def nap(seconds):
        pass

    with Store.open(settings) as store, pytest.raises(SkillError) as caught:
        async with Api(settings, store, Attribution("a", "1", "unknown"), sleep=nap) as api:
            await api.credits()
    assert caught.value.exit_code == 69


async def test_auth_never_follows_a_redirect(api, backend):
    backend.on("GET", CREDITS, Answer(302, None, {"Location": f"{backend.url}/elsewhere"}))
    with pytest.raises(ServerFault):
        await api.credits()
    assert not backend.requests("/elsewhere")


@pytest.mark.parametrize(
    "url", ["http://[broken", "ftp://example.com/v.mp4", "javascript:x", "http://127.0.0.1:9/v"]
)
async def test_a_link_that_leads_nowhere_is_a_failed_download(api, tmp_path, url):
    with pytest.raises(DownloadFailed):
        await api.download(url, tmp_path / "promo.mp4")
    assert not list(tmp_path.glob("*.mp4"))


async def test_a_link_without_a_host_is_the_backends_own(api, backend, tmp_path):
    backend.on("GET", "/files/v.mp4", Answer(200, VIDEO))
    assert (await api.download("/files/v.mp4", tmp_path / "promo.mp4")).read_bytes() == VIDEO
    assert "authorization" not in backend.seen[-1].headers


async def test_a_fallback_that_breaks_is_a_failed_download(api, backend, tmp_path):
    backend.on("GET", CREDITS, BALANCE)
    await api.credits()
    backend.close()
    with pytest.raises(DownloadFailed):
        await api.download_fallback("r1", tmp_path / "promo.mp4")


async def test_a_download_that_gets_on_is_never_given_up(api, backend, tmp_path, naps):
    etag = {"ETag": '"one"'}
    cuts = [Answer(200, VIDEO, etag, cut=at) for at in range(1000, 10_000, 1000) for _ in range(2)]
    backend.on("GET", "/v", *cuts, Answer(200, VIDEO, etag))
    path = await api.download(f"{backend.url}/v", tmp_path / "promo.mp4")
    assert path.read_bytes() == VIDEO
    assert set(naps) <= {0.5, 2.0}


async def test_the_wrong_stretch_of_a_file_is_not_appended(api, backend, tmp_path):
    backend.on(
        "GET",
        "/v",
        Answer(200, VIDEO, {"ETag": '"one"'}, cut=4000),
        Answer(200, VIDEO, {"ETag": '"one"'}),
        Answer(206, VIDEO[100:], {"Content-Range": f"bytes 100-{len(VIDEO) - 1}/{len(VIDEO)}"}),
        Answer(200, VIDEO, {"ETag": '"one"'}),
    )
    path = await api.download(f"{backend.url}/v", tmp_path / "promo.mp4")
    assert path.read_bytes() == VIDEO


async def test_a_folder_that_went_away_is_told(api, backend, tmp_path):
    backend.on("GET", "/v", Answer(200, VIDEO))
    with pytest.raises(UsageError) as caught:
        await api.download(f"{backend.url}/v", tmp_path / "gone" / "promo.mp4")
    assert caught.value.advice == "no_folder"


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"PK\x03\x04..", b"<!DOCTYPE html>", b"\x7fELF"])
async def test_a_file_that_is_something_else_than_its_name_says_is_not_sent(api, backend, tmp_path, content):
    path = tmp_path / "clip.mp4"
    path.write_bytes(content)
    with pytest.raises(FileRefused) as caught:
        await api.upload(SESSION, [path])
    assert caught.value.advice == "wrong_content"
    assert not backend.seen


async def test_a_cancelled_wait_for_a_token_frees_the_next_one(settings, store, backend):
    backend.on("GET", CREDITS, BALANCE)
    async with Api(settings, store, Attribution("a", "1", "unknown")) as api:
        async with store.token_lock():
            waiting = asyncio.create_task(api.credits())
            await asyncio.sleep(0)
            waiting.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await waiting
        assert (await asyncio.wait_for(api.credits(), 20)).total == 100


async def test_a_refused_file_is_named(api, backend, tmp_path):
    path = tmp_path / "holiday.png"
    path.write_bytes(b"\x89PNG damaged")
    backend.on("POST", UPLOADS, {"code": 4001, "message": "unsupported"})
    with pytest.raises(FileRefused) as caught:
        await api.upload(SESSION, [path])
    assert "holiday.png could not be read" in caught.value.told("en")
    with pytest.raises(FileRefused) as caught:
        await api.upload_urls(SESSION, ["https://example.com/a.mp4"])
    assert "https://example.com/a.mp4" in caught.value.told("zh-CN")


@pytest.mark.parametrize(
    ("name", "content", "allowed"),
    [
        ("a.png", b"just words", False),
        ("a.png", b"\x89PNG\r\n\x1a\n...", True),
        ("a.jpg", b"\0\0\0\x18ftypheic", False),
        ("a.jpeg", b"\xff\xd8\xff\xe1", True),
        ("a.mp4", "第一幕：清晨".encode(), False),
        ("a.mp4", b"#!/bin/sh\nrm", False),
        ("a.mov", b"\0\0\0\x08wide\0\0\0\0mdat", True),
        ("a.mp3", b"\xff\xfb\x90\x64\0\0", True),
        ("a.mp3", b"ID3\x04\0\0", True),
        ("a.wav", b"RIFF$\x08\0\0WAVEfmt ", True),
    ],
)
def test_a_files_content_is_looked_at_before_it_is_sent(tmp_path, name, content, allowed):
    path = tmp_path / name
    path.write_bytes(content)
    if allowed:
        multipart.check([path])
        return
    with pytest.raises(FileRefused) as caught:
        multipart.check([path])
    assert caught.value.advice == "wrong_content"


async def test_an_upload_follows_no_redirect(api, backend, tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(b"\x89PNG and more")
    backend.on("POST", UPLOADS, Answer(307, None, {"Location": f"{backend.url}/elsewhere"}))
    with pytest.raises(ServerFault):
        await api.upload(SESSION, [path])
    assert not backend.requests("/elsewhere")


async def test_an_upload_that_hangs_can_be_cancelled(settings, store, tmp_path):
    path = tmp_path / "a.mp4"
    with path.open("wb") as file:
        file.write(b"\0\0\0\x18ftypmp42")
        file.truncate(100_000_000)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        here = dataclasses.replace(with_token(settings, "test-own"), api_url=url)
        begun = asyncio.Event()
        async with Api(here, store, Attribution("a", "1", "unknown")) as api:
            task = asyncio.create_task(api.upload(SESSION, [path], lambda _: begun.set()))
            await asyncio.wait_for(begun.wait(), 20)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asyncio.wait_for(task, 5)


async def test_a_file_that_shrinks_while_it_is_sent_is_told(api, backend, tmp_path):
    path = tmp_path / "a.mp4"
    path.write_bytes(VIDEO)

    class Shrinking(type(path)):
        def open(self, *how, **options):
            # Looked at twice: to check it, then to send it.
            if how == ("rb",) and options:
                os.truncate(self, 100)
            return super().open(*how, **options)

    with pytest.raises(UsageError) as caught:
        await api.upload(SESSION, [Shrinking(path)])
    assert caught.value.advice == "unreadable_file"


@pytest.mark.parametrize(
    "name",
    ['we "met".png', "a\nb.png", "照片.png", "a;filename=x.png"],
    ids=["quotes", "line", "zh", "semicolon"],
)
async def test_any_name_of_a_file_is_one_field(api, backend, tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"\x89PNG and more")
    backend.on("POST", UPLOADS, {"code": 0, "data": {"files": []}})
    await api.upload(SESSION, [path, path])
    head, first, second, end = backend.seen[-1].body.split(
        b"--" + backend.seen[-1].headers["content-type"].partition("boundary=")[2].encode()
    )
    assert head == b""
    assert end == b"--\r\n"
    assert first == second
    lines = first.split(b"\r\n")
    assert lines[1].count(b'"') == 4
    assert lines[1].decode().endswith(f'filename="{name.replace(chr(34), "%22").replace(chr(10), "%0A")}"')
    assert lines[2:] == [b"Content-Type: image/png", b"", b"\x89PNG and more", b""]
