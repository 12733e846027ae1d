"""The client against a scripted backend on a real socket."""

import json

import httpx
import pytest

from skill.api.client import Api
from skill.attribution import Attribution
from skill.errors import (
    BackendError,
    ExportBlocked,
    MissingClientId,
    OutOfCredits,
    RateLimited,
    ServerFault,
    SessionLost,
    StreamBroken,
    TokenRefused,
    Unreachable,
)
from skill.settings import Settings
from skill.wire.account import Session
from skill.wire.draft import Draft
from skill.wire.events import StreamError, Text
from tests.conftest import with_token
from tests.faults import SESSION, TOKEN, Answer, draft, says, sse

CREDITS = "/api/credits/balance/simple"
BALANCE = {"code": 0, "data": {"available": 60, "frozen": 40, "total": 100}}
LAMBDA = "/api/render/proxy/lambda"


async def test_every_api_request_says_who_calls(api, backend):
    backend.on("GET", CREDITS, BALANCE)
    await api.create_session("en")
    await api.credits()
    token, *rest = backend.seen
    assert "authorization" not in token.headers
    client_ids = {seen.headers["x-client-id"] for seen in backend.seen}
    assert len(client_ids) == 1
    for seen in rest:
        assert seen.headers["authorization"] == f"Bearer {TOKEN}"
    for seen in backend.seen:
        assert seen.headers["x-skill-source"] == "text-to-ai"
        assert seen.headers["x-skill-version"] == "1.2.3"
        assert seen.headers["x-skill-platform"] == "cursor"
        assert TOKEN not in seen.path


async def test_the_anonymous_token_is_asked_for_once_and_kept(api, backend, settings, store):
    backend.on("GET", CREDITS, BALANCE)
    await api.credits()
    async with Api(settings, store, Attribution("a", "1", "unknown")) as another:
        await another.credits()
    assert len(backend.requests("/api/auth/anonymous-token")) == 1


async def test_a_token_at_the_top_of_the_answer_is_taken_too(api, backend):
    backend.on("POST", "/api/auth/anonymous-token", {"token": "test-token-top"})
    backend.on("GET", CREDITS, BALANCE)
    await api.credits()
    assert backend.seen[-1].headers["authorization"] == "Bearer test-token-top"


async def test_a_session_is_opened_in_the_users_language(api, backend):
    session = await api.create_session("zh-CN")
    assert session.session_id == SESSION
    assert backend.seen[-1].json() == {"task_name": "project", "language": "zh-CN"}


async def test_a_message_goes_out_in_the_shape_of_the_protocol(api, backend):
    backend.on("POST", "/run_sse", sse(says("Done.")))
    found = [event async for event in api.run(SESSION, "你好")]
    assert found == [Text("Done.", author="nemo_agent")]
    request = backend.seen[-1]
    assert request.headers["accept"] == "text/event-stream"
    assert request.json() == {
        "app_name": "nemo_agent",
        "user_id": "me",
        "session_id": SESSION,
        "new_message": {"parts": [{"text": "你好"}]},
    }


@pytest.mark.parametrize("code", [200, 401])
async def test_a_refused_token_is_renewed_once_with_the_same_client_id(api, backend, code):
    refused = Answer(code, {"code": 1001, "message": "expired"})
    backend.on("GET", CREDITS, refused, BALANCE)
    backend.on(
        "POST", "/api/auth/anonymous-token", {"data": {"token": "test-one"}}, {"data": {"token": "test-two"}}
    )
    await api.credits()
    assert [seen.headers.get("authorization") for seen in backend.requests(CREDITS)] == [
        "Bearer test-one",
        "Bearer test-two",
    ]
    assert len({seen.headers["x-client-id"] for seen in backend.seen}) == 1


async def test_a_token_refused_twice_is_an_error_not_a_loop(api, backend):
    backend.on("GET", CREDITS, {"code": 1001})
    with pytest.raises(TokenRefused):
        await api.credits()
    assert len(backend.requests(CREDITS)) == 2


async def test_a_token_of_the_users_own_is_never_replaced(settings, store, backend):
    backend.on("GET", CREDITS, Answer(401, {"code": 1001}))
    async with Api(with_token(settings, "test-own"), store, Attribution("a", "1", "unknown")) as api:
        with pytest.raises(TokenRefused) as caught:
            await api.credits()
    assert caught.value.advice == "env_token_refused"
    assert not backend.requests("/api/auth/anonymous-token")
    assert backend.seen[-1].headers["authorization"] == "Bearer test-own"


async def test_a_limit_is_waited_out_once(api, backend, naps):
    backend.on("GET", CREDITS, Answer(429, {}, {"Retry-After": "7"}), BALANCE)
    assert (await api.credits()).available == 60
    assert naps == [7.0]


async def test_a_limit_twice_in_a_row_is_told(api, backend, naps):
    backend.on("POST", "/run_sse", Answer(429, {"code": 429}))
    with pytest.raises(RateLimited):
        [event async for event in api.run(SESSION, "hello")]
    assert naps == [30.0]


async def test_reads_are_repeated_when_the_server_stumbles(api, backend, naps):
    backend.on("GET", CREDITS, Answer(503), Answer(200, b"<html>", {"Content-Type": "text/html"}), BALANCE)
    assert (await api.credits()).total == 100
    assert naps == [0.5, 2.0]


async def test_a_server_that_keeps_stumbling_is_told(api, backend):
    backend.on("GET", CREDITS, Answer(500, b"oops"))
    with pytest.raises(ServerFault):
        await api.credits()
    assert len(backend.requests(CREDITS)) == 4


async def test_writes_are_not_repeated_when_the_server_stumbles(api, backend):
    backend.on("POST", LAMBDA, Answer(502))
    with pytest.raises(ServerFault):
        await api.submit_render("render_1", SESSION, Draft.model_validate(draft()))
    assert len(backend.requests(LAMBDA)) == 1


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (200, {"code": 1002, "message": "gone"}, SessionLost),
        (404, {"detail": "Session not found: x"}, SessionLost),
        (200, {"code": 2001}, OutOfCredits),
        (402, {"message": "plan"}, ExportBlocked),
        (200, {"code": 402}, ExportBlocked),
        (400, {"message": "bad"}, BackendError),
        (200, {"success": False, "message": "no"}, ServerFault),
        (422, {"detail": [{"type": "missing"}]}, BackendError),
        (500, None, ServerFault),
        (302, None, ServerFault),
        (200, {"message": "not a stream"}, ServerFault),
        (200, [1], ServerFault),
    ],
)
async def test_refusals_of_a_message_have_their_error_and_are_not_repeated(api, backend, status, body, error):
    backend.on("POST", "/run_sse", Answer(status, body))
    with pytest.raises(error):
        [event async for event in api.run(SESSION, "hello")]
    assert len(backend.requests("/run_sse")) == 1


@pytest.mark.parametrize("status", [200, 400])
async def test_a_missing_client_id_is_sent_once_more_and_then_told(api, backend, status):
    backend.on("POST", "/run_sse", Answer(status, {"code": 400, "message": "X-Client-Id missing"}))
    with pytest.raises(MissingClientId):
        [event async for event in api.run(SESSION, "hello")]
    assert len(backend.requests("/run_sse")) == 2


async def test_a_stream_that_breaks_off_is_not_sent_again(api, backend):
    backend.on("POST", "/run_sse", sse(says("Work"), says("ing"), cut=150))
    with pytest.raises(StreamBroken):
        [event async for event in api.run(SESSION, "hello")]
    assert len(backend.requests("/run_sse")) == 1


async def test_an_error_in_the_stream_is_an_event(api, backend):
    backend.on("POST", "/run_sse", sse({"error": "boom"}))
    assert [event async for event in api.run(SESSION, "hello")] == [StreamError("", "boom")]


async def test_a_server_that_is_not_there_is_told_as_not_sent(tmp_path, store):
    settings = Settings.from_env({"HOME": str(tmp_path), "NEMO_API_URL": "http://127.0.0.1:9"})
    waits = []

    async def nap(seconds):
        waits.append(seconds)

    own = with_token(settings, "test-own")
    async with Api(own, store, Attribution("a", "1", "unknown"), sleep=nap) as api:
        with pytest.raises(Unreachable) as caught:
            [event async for event in api.run(SESSION, "hello")]
    assert caught.value.advice == "not_sent"
    assert waits == [0.5, 2.0, 5.0]


async def test_a_connection_lost_before_the_answer_is_a_broken_stream(api, backend):
    backend.on("POST", "/run_sse", Answer(200, b"x" * 10, {"Content-Type": "text/event-stream"}, cut=0))
    with pytest.raises(StreamBroken):
        [event async for event in api.run(SESSION, "hello")]


async def test_the_draft_goes_back_whole(api, backend):
    raw = {**draft(), "secret_field": {"a": [None]}}
    backend.on("POST", LAMBDA, {"status": "pending"})
    await api.submit_render("render_1", SESSION, Draft.model_validate(raw))
    assert backend.seen[-1].json() == {
        "id": "render_1",
        "sessionId": SESSION,
        "draft": raw,
        "output": {"format": "mp4", "quality": "high"},
    }


@pytest.mark.parametrize(
    "body",
    [
        {"status": "completed", "progress": 100, "output": {"url": "https://cdn.example/v.mp4"}},
        {
            "success": True,
            "data": {
                "id": "render_1",
                "status": "completed",
                "progress": 1,
                "outputUrl": "https://cdn.example/v.mp4",
            },
        },
        {
            "code": 0,
            "data": {"status": "completed", "progress": 1.0, "output": {"url": "https://cdn.example/v.mp4"}},
        },
    ],
)
async def test_both_shapes_of_a_render_are_read(api, backend, body):
    backend.on("GET", f"{LAMBDA}/render_1", body)
    job = await api.render("render_1")
    assert (job.status, job.progress, job.url) == ("completed", 1.0, "https://cdn.example/v.mp4")
    assert job.finished


async def test_a_render_is_cancelled(api, backend):
    backend.on("POST", f"{LAMBDA}/render_1/cancel", {"code": 0})
    await api.cancel_render("render_1")
    assert len(backend.requests(f"{LAMBDA}/render_1/cancel")) == 1


async def test_the_state_is_read_with_what_nobody_knows(api, backend):
    body = {
        "code": 0,
        "data": {"task_id": "t", "state": {"draft": draft(), "canvas_config": {"w": 1}, "new": 1}},
    }
    backend.on("GET", f"/api/state/nemo_agent/me/{SESSION}/latest", body)
    state = await api.state(SESSION)
    assert state.draft.exportable
    assert state.draft.as_json() == draft()
    assert state.task_id == "t"
    assert state.model_extra == {"new": 1}


async def test_a_draft_written_as_text_is_read_too(api, backend):
    backend.state(json.dumps(draft()))
    assert (await api.state(SESSION)).draft.exportable


async def test_an_empty_state_has_no_draft(api, backend):
    backend.on("GET", f"/api/state/nemo_agent/me/{SESSION}/latest", {"code": 0, "data": {}})
    assert (await api.state(SESSION)).draft is None


async def test_an_answer_of_the_wrong_shape_is_a_fault_that_quotes_nothing(api, backend):
    backend.on("POST", "/api/auth/anonymous-token", {"data": {"token": ["test-secret"]}})
    with pytest.raises(ServerFault) as caught:
        await api.credits()
    assert "test-secret" not in repr(caught.value) + str(caught.value.__cause__)


async def test_links_are_uploaded_by_the_backend(api, backend):
    path = f"/api/upload-video/nemo_agent/me/{SESSION}"
    backend.on("POST", path, {"code": 0, "data": {"files": [{"filename": "a.mp4", "file_type": "video"}]}})
    upload = await api.upload_urls(SESSION, ["https://example.com/a.mp4"])
    assert upload.files[0].filename == "a.mp4"
    assert backend.seen[-1].json() == {"urls": ["https://example.com/a.mp4"], "source_type": "url"}


async def test_files_are_uploaded_as_multipart_and_watched(api, backend, tmp_path):
    picture = tmp_path / "照片.png"
    picture.write_bytes(b"\x89PNG" + b"x" * 200_000)
    path = f"/api/upload-video/nemo_agent/me/{SESSION}"
    backend.on("POST", path, {"code": 0, "data": {"files": [{"filename": "照片.png"}]}})
    seen = []
    await api.upload(SESSION, [picture], seen.append)
    request = backend.seen[-1]
    assert b'name="files"; filename="' in request.body
    assert picture.read_bytes() in request.body
    assert seen[-1] == 1.0
    assert seen == sorted(seen)


async def test_a_claim_link_carries_the_claim_token_only(api, backend):
    backend.on("POST", "/api/auth/claim-token", {"code": 0, "data": {"claim_token": "clm_test"}})
    link = await api.claim_link(Session(session_id=SESSION, task_id="t"))
    assert link == "https://nemovideo.com/workspace/claim?ct=clm_test"
    assert TOKEN not in link


async def test_a_backend_without_claims_gives_no_link(api, backend):
    assert await api.claim_link(Session(session_id=SESSION, task_id="t")) is None
    assert await api.claim_link(Session(session_id=SESSION)) is None


async def test_a_refused_claim_is_an_error(api, backend):
    backend.on("POST", "/api/auth/claim-token", Answer(422, {"detail": "no"}))
    with pytest.raises(BackendError):
        await api.claim_link(Session(session_id=SESSION, task_id="t"))


async def test_downloads_carry_none_of_our_headers(api, backend, tmp_path):
    backend.on("GET", "/v.mp4", Answer(200, b"\0\0\0\x18ftypmp42" + b"v" * 5000))
    path = await api.download(f"{backend.url}/v.mp4", tmp_path / "promo.mp4")
    assert path == tmp_path / "promo.mp4"
    headers = backend.seen[-1].headers
    assert not {"authorization", "x-client-id", "x-skill-source"} & set(headers)


async def test_the_fallback_follows_a_redirect_without_our_headers(api, backend, tmp_path):
    backend.on(
        "GET", "/api/render/proxy/r1/download", Answer(302, None, {"Location": f"{backend.url}/v.mp4"})
    )
    backend.on("GET", "/v.mp4", Answer(200, b"\0\0\0\x18ftypmp42"))
    await api.download_fallback("r1", tmp_path / "promo.mp4")
    assert "authorization" in backend.requests("/api/render")[-1].headers
    assert "authorization" not in backend.requests("/v.mp4")[-1].headers


async def test_the_fallback_itself_may_be_the_file(api, backend, tmp_path):
    backend.on("GET", "/api/render/proxy/r1/download", Answer(200, b"\0\0\0\x18ftypmp42"))
    assert (await api.download_fallback("r1", tmp_path / "promo.mp4")).exists()


def test_the_token_is_in_no_representation(settings):
    assert "test-own" not in repr(with_token(settings, "test-own"))


def test_httpx_is_not_asked_to_log_urls_or_headers(caplog):
    with caplog.at_level("INFO"):
        httpx.Client()
    assert "Bearer" not in caplog.text
