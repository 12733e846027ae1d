"""One turn: sent once, told as it comes, never left in silence."""

import asyncio
import dataclasses
import threading

import pytest

from skill import relay
from skill.api.client import Api
from skill.attribution import Attribution
from skill.errors import OutOfCredits, Unreachable
from skill.messages import Failed, Progress, Said, Shown
from skill.settings import Settings
from skill.translator import Action
from skill.wire.draft import Draft as Model
from tests.conftest import QUICK, with_token
from tests.faults import SESSION, Answer, draft, says, sse

STATE = f"/api/state/nemo_agent/me/{SESSION}/latest"


@pytest.fixture
async def connected(talk):
    async for _ in talk.connect(greet=False):
        pass
    return talk


async def turn(talk, text="make it blue", **options):
    return [reply async for reply in relay.turn(talk, text, **options)]


def texts(replies):
    return [reply.text for reply in replies if isinstance(reply, Said) and not reply.partial]


def progress(replies):
    return [reply.text for reply in replies if isinstance(reply, Progress)]


async def test_words_come_in_pieces_and_once_whole(connected, backend):
    backend.on(
        "POST",
        "/run_sse",
        sse(says("Done. ", partial=True), says("Blue now.", partial=True), says("Done. Blue now.")),
    )
    backend.state(draft())
    replies = await turn(connected)
    pieces = [reply.text for reply in replies if isinstance(reply, Said) and reply.partial]
    assert "".join(pieces) == "Done. Blue now."
    assert texts(replies) == ["Done. Blue now."]
    assert [type(reply) for reply in replies][-1] is Shown


async def test_tools_are_told_in_plain_words(connected, backend):
    tool = {"content": {"parts": [{"functionCall": {"name": "generate_video", "args": {}}}], "role": "model"}}
    other = {"content": {"parts": [{"functionCall": {"name": "xq_17", "args": {}}}], "role": "model"}}
    backend.on("POST", "/run_sse", sse(tool, other, says("Done.")))
    told = progress(await turn(connected))
    assert "Generating the clip…" in told
    assert not any("xq_17" in line for line in told)


async def test_a_silent_edit_is_told_from_the_state(connected, backend):
    backend.on("POST", "/run_sse", sse())
    connected.store.keep_snapshot(connected.backend, "default", Model.model_validate(draft("day")))
    backend.state(draft("night"))
    replies = await turn(connected)
    assert texts(replies) == ["Done:\n- Scene 1: day → night\nSay “export” when you want the file."]
    assert isinstance(replies[-1], Shown)


async def test_a_silent_edit_that_the_timeline_does_not_show_is_told_all_the_same(connected, backend):
    backend.on("POST", "/run_sse", sse())
    before, after = draft("day"), draft("day")
    after["m"] = {**after.get("m", {}), "look": {"accent": "#f9c80e"}}
    connected.store.keep_snapshot(connected.backend, "default", Model.model_validate(before))
    backend.state(after)
    assert "a detail: colour" in texts(await turn(connected))[0]


async def test_a_silent_edit_that_changed_nothing_is_told_too(connected, backend):
    backend.on("POST", "/run_sse", sse({"errorCode": "MODEL_RETURNED_NO_CONTENT"}))
    connected.store.keep_snapshot(connected.backend, "default", Model.model_validate(draft()))
    backend.state(draft())
    replies = await turn(connected)
    assert "Nothing changed" in texts(replies)[0]
    assert not [reply for reply in replies if isinstance(reply, Failed | Shown)]


async def test_silence_before_anything_was_made_asks_for_a_subject(connected, backend):
    backend.on("POST", "/run_sse", sse())
    assert "what it should be about" in texts(await turn(connected))[0]


async def test_a_trailing_apology_after_good_words_is_dropped(connected, backend):
    backend.on(
        "POST", "/run_sse", sse(says("It is blue."), says("I encountered a temporary issue. Try again."))
    )
    assert texts(await turn(connected)) == ["It is blue."]


async def test_a_failure_in_the_stream_is_told_once(connected, backend):
    error = {"errorCode": "RESOURCE_EXHAUSTED", "errorMessage": "Quota"}
    backend.on(
        "POST", "/run_sse", sse(says("Let me ", partial=True), error, {"error": "429 RESOURCE_EXHAUSTED"})
    )
    replies = await turn(connected)
    (failed,) = [reply for reply in replies if isinstance(reply, Failed)]
    assert "Quota" not in failed.text
    assert failed.exit_code == 1
    assert not [reply for reply in replies if isinstance(reply, Action)]


async def test_an_open_turn_is_on_disk_before_the_request_and_gone_after(connected, backend):
    seen = []
    answer = sse(says("Done."))
    content = answer.content()

    class Watching(type(answer)):
        def content(self):
            seen.append(threading.current_thread().name)
            return content

    backend.on("POST", "/run_sse", Watching(200, content, answer.headers))
    open_before = []
    async for reply in relay.turn(connected, "make it blue"):
        if isinstance(reply, Progress) and not open_before:
            open_before = [kept.text for kept in connected.store.open_turns(connected.backend)]
    assert open_before == ["make it blue"]
    assert seen
    assert connected.store.open_turns(connected.backend) == ()


async def test_a_refusal_leaves_no_open_turn(connected, backend):
    backend.on("POST", "/run_sse", {"code": 2001})
    with pytest.raises(OutOfCredits):
        await turn(connected)
    assert connected.store.open_turns(connected.backend) == ()


async def test_a_message_that_never_left_is_no_open_turn(connected, store, tmp_path):
    nowhere = Settings.from_env({"HOME": str(tmp_path), "NEMO_API_URL": "http://127.0.0.1:9"})
    who = Attribution("text-to-ai", "1", "unknown")
    async with Api(with_token(nowhere, "test-own"), store, who, sleep=connected.sleep) as api:
        with pytest.raises(Unreachable):
            await turn(dataclasses.replace(connected, api=api))
    assert connected.store.open_turns(connected.backend) == ()


async def test_a_broken_stream_is_recovered_from_the_state_and_sent_once(connected, backend, naps):
    backend.on("POST", "/run_sse", sse(says("Work", partial=True), says("ing"), cut=150))
    backend.state(None, None, draft())
    replies = await turn(connected)
    assert "The result is here after all:" in texts(replies)[-1]
    assert isinstance(replies[-1], Shown)
    assert len(backend.requests("/run_sse")) == 1
    assert len(naps) == 3
    assert connected.store.open_turns(connected.backend) == ()


async def test_a_turn_without_any_result_is_given_up_after_five_looks(connected, backend, naps):
    backend.on("POST", "/run_sse", sse(says("Working"), cut=20))
    replies = await turn(connected)
    assert "went out once" in texts(replies)[-1]
    assert len(naps) == 5
    assert len(backend.requests("/run_sse")) == 1


async def test_recovery_survives_a_network_that_is_down(connected, backend, naps):
    backend.on("POST", "/run_sse", sse(says("Working"), cut=20))
    backend.on("GET", STATE, Answer(200, b"{", cut=0))
    replies = await turn(connected)
    assert "went out once" in texts(replies)[-1]


async def beats(talk, count, gap, *events):
    """A stream that only beats."""
    from skill.wire.events import Heartbeat

    for _ in range(count):
        await asyncio.sleep(gap)
        yield Heartbeat()
    for event in events:
        yield event


async def test_heartbeats_keep_a_turn_alive_and_the_user_told(talk):
    found = [item async for item in relay._listen(talk, beats(talk, 12, 0.01))]
    assert found
    assert all(isinstance(item, relay._Nudge) for item in found)


async def test_a_nudge_is_still_working_in_the_users_language(talk):
    voice = relay._Voice(dataclasses.replace(talk, language="zh-CN"))
    (reply,) = voice.hear(relay._Nudge())
    assert reply.text == "⏳ 还在处理…"


@pytest.mark.parametrize("patience", [{"silence": 0.05, "turn": 9}, {"silence": 9, "turn": 0.05}])
async def test_too_long_a_silence_ends_the_listening(talk, patience):
    impatient = dataclasses.replace(talk, patience=dataclasses.replace(QUICK, **patience))
    with pytest.raises(relay.StreamBroken):
        async for _ in relay._listen(impatient, beats(talk, 1000, 0.005)):
            pass


async def test_leaving_early_closes_the_stream(talk):
    closed = asyncio.Event()

    async def endless():
        try:
            while True:
                await asyncio.sleep(0.01)
                from skill.wire.events import Text

                yield Text("a", partial=True)
        finally:
            closed.set()

    listening = relay._listen(talk, endless())
    await anext(listening)
    await listening.aclose()
    await asyncio.sleep(0.03)
    assert closed.is_set()
