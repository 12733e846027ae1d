"""Every path of the protocol that is neither upload nor render, over a socket."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

import pytest

from tests.studio.parts import Caller, Running, Start, events, words

PRIVATE = [
    ("POST", "/api/tasks/me/with-session/nemo_agent"),
    ("POST", "/run_sse"),
    ("POST", "/api/upload-video/nemo_agent/me/x"),
    ("GET", "/api/credits/balance/simple"),
    ("GET", "/api/state/nemo_agent/me/x/latest"),
    ("POST", "/api/render/proxy/lambda"),
    ("GET", "/api/render/proxy/lambda/x"),
    ("POST", "/api/render/proxy/lambda/x/cancel"),
    ("GET", "/api/render/proxy/x/download"),
]


@pytest.mark.parametrize(("method", "path"), PRIVATE)
@pytest.mark.parametrize("header", [None, "Bearer nobody", "Basic eDp5", "Bearer"])
def test_without_a_living_token_every_path_answers_1001(
    shared: Running, method: str, path: str, header: str | None
) -> None:
    headers = {"Authorization": header} if header else {}
    answer = shared.anybody().http.request(method, path, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, 1001)


def test_a_token_needs_a_client_id(shared: Running) -> None:
    answer = shared.anybody().http.post("/api/auth/anonymous-token")
    assert (answer.status_code, answer.json()["code"]) == (400, 400)


def test_a_new_client_gets_a_token_for_a_week_and_a_hundred_credits(start: Start) -> None:
    studio = start(parts={"clock": lambda: 1_700_000_000.0})
    answer = studio.anybody().http.post(
        "/api/auth/anonymous-token", headers={"X-Client-Id": str(uuid.uuid4())}
    )
    data = answer.json()["data"]
    assert answer.json()["code"] == 0
    assert data["token"].startswith("nmv_usr_")
    assert data["user_id"].startswith("anon_")
    assert data["credits"] == 100
    assert data["expires_at"] == "2023-11-21T22:13:20.000+00:00"


def test_asking_again_gives_the_next_token_of_the_same_account_and_ends_the_first(shared: Running) -> None:
    user = shared.caller("asks-twice")
    user.say("a video about coffee")
    first, spent = user.http.headers["Authorization"], user.credits()
    again = shared.anybody().sign_in("asks-twice")
    again.sid = user.sid
    assert again.credits() == spent
    assert again.state()["draft"] is not None
    answer = shared.anybody().http.get("/api/credits/balance/simple", headers={"Authorization": first})
    assert answer.json()["code"] == 1001


def test_an_expired_token_is_refused(start: Start) -> None:
    now = [1_700_000_000.0]
    studio = start(parts={"clock": lambda: now[0]}, token_seconds=60.0)
    user = studio.caller()
    assert user.credits()["available"] == 100
    now[0] += 61
    assert user.http.get("/api/credits/balance/simple").json()["code"] == 1001


def test_a_token_is_not_kept_in_readable_form(shared: Running, caller: Caller) -> None:
    token = caller.http.headers["Authorization"].removeprefix("Bearer ")
    kept = [path.read_bytes() for path in shared.folder.glob("studio.db*")]
    assert not any(token.encode() in content for content in kept)


def test_a_session_has_the_ids_the_client_needs(caller: Caller) -> None:
    answer = caller.http.post(
        "/api/tasks/me/with-session/nemo_agent", json={"task_name": "x", "language": "zh-CN"}
    )
    assert answer.json()["code"] == 0
    assert set(answer.json()["data"]) == {"task_id", "session_id", "user_id"}


def test_nobody_sees_the_session_of_another(shared: Running, caller: Caller) -> None:
    caller.say("mine")
    stranger = shared.caller("a-stranger")
    stranger.sid = caller.sid
    answer = stranger.http.get(f"/api/state/nemo_agent/me/{caller.sid}/latest")
    assert (answer.status_code, answer.json()["code"]) == (404, 1002)
    refused = stranger.send("take over")
    assert (refused.status_code, refused.json()["code"]) == (404, 1002)
    assert refused.json()["detail"] == f"Session not found: {caller.sid}"
    assert stranger.upload(("a.png", b"x")).json()["code"] == 1002
    assert stranger.submit("render_stranger").json()["code"] == 1002


def test_claim_token_is_not_there(caller: Caller) -> None:
    answer = caller.http.post("/api/auth/claim-token", json={})
    assert answer.status_code == 404


def test_unknown_paths_and_methods_answer_in_json_and_in_the_asked_language(caller: Caller) -> None:
    assert caller.http.get("/nowhere").json() == {
        "code": 404,
        "message": "There is nothing here.",
        "detail": "There is nothing here.",
    }
    chinese = caller.http.get("/run_sse", headers={"Accept-Language": "zh-CN,zh;q=0.9"})
    assert chinese.status_code == 405
    assert "这里" in chinese.json()["message"]


def test_the_health_path_needs_nothing(shared: Running) -> None:
    assert shared.anybody().http.get("/health").json() == {"status": "ok"}


def test_a_message_makes_a_draft_that_the_state_shows(caller: Caller) -> None:
    assert caller.state()["draft"] is None
    assert caller.state()["canvas_config"] is None
    turn = caller.say("a video about coffee")
    state = caller.state()
    assert words(turn) == "Made: a video about coffee"
    assert state["draft"]["t"][0]["sg"][0]["m"]["text"] == "a video about coffee"
    assert state["canvas_config"] == {"width": 64, "height": 112, "fps": 30}
    deltas = [event["actions"]["stateDelta"] for event in turn if event["actions"]["stateDelta"]]
    assert deltas == [{"draft": state["draft"]}]


def test_messages_may_be_spelled_in_camel_case_and_hold_several_parts(caller: Caller) -> None:
    parts = [{"text": "one"}, {"text": "two"}]
    body = {"appName": "nemo_agent", "userId": "me", "sessionId": caller.sid, "newMessage": {"parts": parts}}
    answer = caller.http.post("/run_sse", json=body)
    assert words(events(answer.text)) == "Made: one\ntwo"


def test_a_message_without_parts_is_an_error_in_the_stream_as_in_adk(caller: Caller) -> None:
    body = {"session_id": caller.sid, "new_message": {"parts": []}}
    answer = caller.http.post("/run_sse", json=body)
    assert answer.status_code == 200
    assert events(answer.text)[0]["error"] == "ValueError: No parts in the new_message."


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b'{"session_id": 1}', b'{"new_message": {"parts": []}}', b"\xff"]
)
def test_an_unreadable_message_is_refused_with_422(caller: Caller, body: bytes) -> None:
    answer = caller.http.post("/run_sse", content=body)
    assert answer.status_code == 422
    assert answer.json()["code"] == 422


def test_a_body_beyond_the_limit_is_refused(start: Start) -> None:
    user = start(max_body_bytes=1024 * 1024).caller()
    answer = user.send("x" * (2 * 1024 * 1024))
    assert (answer.status_code, answer.json()["code"]) == (413, 413)


def test_a_question_changes_nothing_and_costs_nothing(caller: Caller) -> None:
    caller.say("a video")
    before = (caller.state(), caller.credits())
    assert words(caller.say("question")) == "It has one scene."
    assert (caller.state(), caller.credits()) == before


def test_undo_goes_back_one_version_after_another(shared: Running, caller: Caller) -> None:
    for text in ("one", "two", "three"):
        caller.say(text)
    texts = []
    for _ in range(2):
        caller.say("undo")
        texts.append(caller.state()["draft"]["t"][0]["sg"][0]["m"]["text"])
    assert texts == ["two", "one"]


def test_making_and_editing_cost_credits_and_the_balance_adds_up(start: Start) -> None:
    user = start(creation_price=10, edit_price=2).caller()
    assert user.credits() == {"available": 100, "frozen": 0, "total": 100}
    user.say("one")
    assert user.credits()["available"] == 90
    user.say("two")
    assert user.credits() == {"available": 88, "frozen": 0, "total": 88}


def test_credits_are_refilled_before_they_run_out(start: Start) -> None:
    user = start(starter_credits=11, creation_price=10, edit_price=2).caller()
    user.say("one")
    assert words(user.say("two")) == "Made: two"
    assert user.credits()["available"] == 10


def test_enforced_credits_run_out_with_2001_and_the_draft_stays(start: Start) -> None:
    user = start(enforce_credits=True, starter_credits=11, creation_price=10, edit_price=2).caller()
    user.say("one")
    before = user.state()
    answer = user.send("two")
    assert (answer.status_code, answer.json()["code"]) == (200, 2001)
    assert user.state() == before


def test_a_foreign_host_or_origin_is_turned_away(shared: Running) -> None:
    http = shared.anybody().http
    host = shared.url.removeprefix("http://")
    assert http.get("/health", headers={"Host": "evil.example"}).status_code == 403
    assert http.get("/health", headers={"Host": "[::1"}).status_code == 403
    assert http.get("/health", headers={"Origin": "http://evil.example"}).status_code == 403
    assert http.get("/health", headers={"Origin": "null"}).status_code == 403
    assert http.get("/health", headers={"Origin": "http://[::1"}).status_code == 403
    assert http.get("/health", headers={"Origin": "http://127.0.0.1:1"}).status_code == 403
    assert http.get("/health", headers={"Origin": f"http://{host}"}).status_code == 200
    assert http.get("/health", headers={"Host": "localhost:80"}).status_code == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_another_page_embeds_is_refused_though_browsers_send_no_origin_then(
    shared: Running, site: str
) -> None:
    http = shared.anybody().http
    embedded = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}
    assert http.get("/health", headers=embedded).status_code == 403
    assert http.get("/", headers={"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate"}).status_code == 200
    assert http.get("/", headers={"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}).is_success


def test_no_answer_is_kept_by_a_cache_or_run_as_a_page(caller: Caller) -> None:
    for path in ("/api/credits/balance/simple", "/nowhere", "/health"):
        headers = caller.http.get(path).headers
        assert (headers["cache-control"], headers["x-content-type-options"]) == ("no-store", "nosniff")
        assert headers["content-security-policy"].startswith("default-src 'none'")


def test_no_answer_allows_other_origins(caller: Caller) -> None:
    answer = caller.http.options("/run_sse", headers={"Access-Control-Request-Method": "POST"})
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_a_named_host_is_served_too(start: Start) -> None:
    assert (
        start(hosts=("studio.lan",))
        .anybody()
        .http.get("/health", headers={"Host": "studio.lan:9"})
        .is_success
    )


def test_any_host_is_served_when_told_so(start: Start) -> None:
    assert start(hosts=("*",)).anybody().http.get("/health", headers={"Host": "elsewhere"}).is_success


def test_a_fault_nobody_foresaw_is_an_answer_of_500_without_its_words(
    start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    calls = iter(range(3))

    def clock() -> float:
        if next(calls, None) is None:
            raise RuntimeError("secret words")
        return 0.0

    studio = start(parts={"clock": clock}, claim_seconds=600.0)
    answer = studio.anybody().http.post("/api/auth/anonymous-token", headers={"X-Client-Id": "x"})
    while answer.status_code == 200:
        answer = studio.anybody().http.post("/api/auth/anonymous-token", headers={"X-Client-Id": "x"})
    assert (answer.status_code, answer.json()["code"]) == (500, 500)
    assert "secret words" not in answer.text + caplog.text
    assert "RuntimeError" in caplog.text


def test_the_draft_survives_a_restart(start: Start, tmp_path: Path) -> None:
    user = start(tmp_path / "a").caller()
    user.say("kept")
    draft = user.state()["draft"]
    again = start(tmp_path / "a").anybody()
    again.http.headers.update(user.http.headers)
    again.sid = user.sid
    assert json.dumps(again.state()["draft"]) == json.dumps(draft)
