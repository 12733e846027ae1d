"""A studio that others can reach asks for its key: over real sockets, as the page and programs call it."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import httpx
import pytest

from skill import i18n
from skill import sessions as client
from skill.api.client import Api
from skill.attribution import Attribution
from skill.errors import BackendError
from skill.settings import Settings
from skill.studio.options import Options
from skill.studio.serve import InThread, key_for
from skill.wire.codes import Code
from tests.studio.parts import ATTRIBUTION, Caller, SmallDirector, SmallRenderer, Start

KEY = "open sesame".replace(" ", "-") + "-please"


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def ask(url: str, token: str = "", client_id: str = "c1", **headers: str) -> httpx.Response:
    shown = bearer(token) if token else {}
    named = {"X-Client-Id": client_id, **shown, **headers}
    return httpx.post(f"{url}/api/auth/anonymous-token", headers=named, trust_env=False)


def credits_of(url: str, token: str, **headers: str) -> httpx.Response:
    return httpx.get(
        f"{url}/api/credits/balance/simple", headers={**bearer(token), **headers}, trust_env=False
    )


@pytest.mark.parametrize("token", ["", "wrong", KEY[:-1], KEY + "x", KEY.upper(), "schlüssel".encode().hex()])
def test_nobody_gets_an_account_without_the_key(start: Start, token: str) -> None:
    url = start(key=KEY).url
    refused = ask(url, token)
    assert (refused.status_code, refused.json()["code"]) == (401, Code.STUDIO_KEY)
    assert "asks for the key" in refused.json()["message"]
    assert KEY not in refused.text
    assert credits_of(url, token or "none").json()["code"] == Code.TOKEN_INVALID


def test_the_refusal_is_told_in_the_callers_language(start: Start) -> None:
    said = ask(start(key=KEY).url, **{"Accept-Language": "zh-CN"}).json()["message"]
    assert "需要密钥" in said


def test_with_the_key_a_caller_gets_a_token_of_its_own(start: Start) -> None:
    url = start(key=KEY).url
    granted = ask(url, KEY).json()["data"]
    assert KEY not in granted["token"]
    assert credits_of(url, granted["token"]).json()["data"]["available"] == 100


def test_the_key_itself_is_a_token_and_each_client_id_has_its_own_videos(start: Start) -> None:
    url = start(key=KEY).url
    http = httpx.Client(base_url=url, trust_env=False, headers={**bearer(KEY), **ATTRIBUTION})
    http.headers["X-Client-Id"] = "one"
    mine = Caller(http).open()
    mine.say("hello")
    assert mine.state()["draft"] is not None
    http.headers["X-Client-Id"] = "two"
    assert http.get(f"/api/state/nemo_agent/me/{mine.sid}/latest").json()["code"] == Code.SESSION_NOT_FOUND
    del http.headers["X-Client-Id"]
    assert mine.credits()["available"] == 100


def test_using_the_key_does_not_end_the_token_of_the_same_client(start: Start) -> None:
    url = start(key=KEY).url
    token = ask(url, KEY, "one").json()["data"]["token"]
    assert credits_of(url, KEY, **{"X-Client-Id": "one"}).status_code == 200
    assert credits_of(url, token).status_code == 200


def test_another_key_or_none_ends_the_tokens_that_were_given_before(tmp_path: Path) -> None:
    tokens = []
    for key in ("", KEY, "another-key-12"):
        with InThread(
            tmp_path, Options(key=key), director=SmallDirector(), renderer=SmallRenderer()
        ) as studio:
            assert [credits_of(studio.url, token).status_code for token in tokens] == [401] * len(tokens)
            tokens.append(ask(studio.url, key, f"client-{key}").json()["data"]["token"])
    with InThread(tmp_path, Options(key=KEY), director=SmallDirector(), renderer=SmallRenderer()) as studio:
        assert [credits_of(studio.url, token).status_code for token in tokens] == [401, 200, 401]


def test_on_this_computer_nobody_is_asked(start: Start) -> None:
    assert ask(start().url).status_code == 200


def test_health_and_the_page_need_no_key_and_say_none(start: Start) -> None:
    url = start(key=KEY).url
    for path in ("/health", "/openapi.json", "/"):
        answer = httpx.get(url + path, trust_env=False)
        assert answer.status_code == 200
        assert KEY not in answer.text


def test_the_key_is_in_no_log_and_no_repr(start: Start, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "skill")
    url = start(key=KEY).url
    caller = Caller(
        httpx.Client(base_url=url, trust_env=False, headers={**bearer(KEY), **ATTRIBUTION})
    ).open()
    caller.say("boom")
    assert caplog.records
    assert KEY not in caplog.text
    assert KEY not in repr(Options(key=KEY))


def test_beyond_the_loopback_there_is_always_a_key_and_on_it_only_one_that_was_set() -> None:
    made = {key_for({}, host) for host in ("0.0.0.0", "::", "192.168.1.5", "studio.example")}
    assert len(made) == 4
    assert min(map(len, made)) >= 24
    assert [key_for({}, host) for host in ("127.0.0.1", "localhost", "::1")] == ["", "", ""]
    assert key_for({"NEMO_STUDIO_KEY": f" {KEY} "}, "0.0.0.0") == KEY
    assert key_for({"NEMO_STUDIO_KEY": KEY}, "127.0.0.1") == KEY


@pytest.mark.parametrize("key", ["short", "with blanks in it", "schlüsselschlüssel", "tab\tin-the-middle"])
def test_a_key_that_no_header_can_carry_or_that_can_be_guessed_is_not_taken(key: str) -> None:
    with pytest.raises(ValueError, match="NEMO_STUDIO_KEY") as refused:
        key_for({"NEMO_STUDIO_KEY": key}, "0.0.0.0")
    assert key not in str(refused.value)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Put that key into NEMO_TOKEN"), ("zh-CN", "请把密钥放进 NEMO_TOKEN")]
)
def test_our_own_client_is_told_where_the_key_goes_and_then_works(
    start: Start, tmp_path: Path, language: str, said: str
) -> None:
    environ = {"HOME": str(tmp_path), "NEMO_API_URL": start(key=KEY).url}

    async def ask_credits(settings: Settings) -> int:
        with client.Store(settings.data_dir, settings.config_dir) as kept:
            async with Api(settings, kept, Attribution("a", "1", "unknown")) as api:
                return (await api.credits()).available

    with pytest.raises(BackendError) as refused:
        asyncio.run(ask_credits(Settings.from_env(environ)))
    assert said in i18n.say("errors", refused.value.advice, language)
    assert asyncio.run(ask_credits(Settings.from_env({**environ, "NEMO_TOKEN": KEY}))) == 100
