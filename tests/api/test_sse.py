"""Streams: the right words exactly once, whatever the server's version, whatever the cuts."""

import contextlib
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.api.sse import Accumulator, clean, decode, events
from skill.errors import SkillError, StreamBroken
from skill.wire.events import Heartbeat, StateDelta, StreamError, Text, ToolCall, ToolResult, Unknown

STREAMS = Path(__file__).parent.parent / "data" / "streams"
WORDS = {
    "artifact": "Saved the file.",
    "boom": "Working on ",
    "boom0": "",
    "emptytext": "",
    "errorevt": "Let me ",
    "llm_default": "Let me trim it.\n\nAll done.",
    "llm_default.streaming": "Let me trim it.\n\nAll done.",
    "llm_maxtok.streaming": "truncated",
    "llm_quota.streaming": "",
    "llm_silentllm": "Let me trim it.",
    "longrun": "Rendering has started.",
    "nothing": "",
    "partial": "I have trimmed the clip.",
    "partialstate": "x",
    "plain": "Hello, I am ready to edit.",
    "silent": "",
    "stateonly": "",
    "thought": "First sentence. Second sentence.",
    "tool": "Done, trimmed to 5 seconds.",
    "unicode": "视频已剪辑完成 ✅🎬\nline2\ndata: not a field\u2028sep\u2029end[31m",
}
RECORDED = sorted(STREAMS.glob("*/*.sse"))


class Cut(httpx.AsyncByteStream):
    """A body that arrives in pieces."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = pieces

    async def __aiter__(self):
        for piece in self._pieces:
            yield piece


def response(*pieces: bytes, kind: str = "text/event-stream") -> httpx.Response:
    return httpx.Response(200, headers={"content-type": kind}, stream=Cut(list(pieces)))


async def heard(*pieces: bytes):
    return [event async for event in events(response(*pieces))]


def told(found) -> str:
    words = Accumulator()
    return "".join(words.add(event) for event in found if isinstance(event, Text))


def test_all_recordings_are_there():
    assert {path.stem for path in RECORDED} == set(WORDS)
    assert len(RECORDED) == 3 * len(WORDS)


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: f"{path.parent.name}-{path.stem}")
async def test_every_recorded_stream_yields_its_words_once(path):
    found = await heard(path.read_bytes())
    assert told(found) == WORDS[path.stem]
    assert not [event for event in found if isinstance(event, Unknown)]


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: f"{path.parent.name}-{path.stem}")
async def test_the_result_does_not_depend_on_how_the_bytes_were_cut(path):
    body = path.read_bytes()
    whole = await heard(body)
    for size in (1, 7, 64):
        assert await heard(*(body[at : at + size] for at in range(0, len(body), size))) == whole


@pytest.mark.parametrize("stem", ["boom", "boom0", "errorevt", "llm_quota.streaming"])
@pytest.mark.parametrize("version", ["adk-2.13", "adk-1.39", "adk-1.18"])
async def test_a_failure_in_the_stream_is_an_error_event(version, stem):
    found = await heard((STREAMS / version / f"{stem}.sse").read_bytes())
    assert any(isinstance(event, StreamError) and event.message for event in found)


async def test_an_unescaped_error_of_an_old_server_is_still_an_error():
    (error,) = await heard('data: {"error": "backend exploded: 后端\nsecond line"}\n\n'.encode())
    assert error == StreamError("", "backend exploded: 后端")


async def test_silent_edits_carry_the_new_state():
    found = await heard((STREAMS / "adk-2.13" / "silent.sse").read_bytes())
    kinds = [type(event) for event in found]
    assert kinds == [ToolCall, ToolResult, StateDelta]
    assert found[2].delta["none_val"] is None


async def test_line_separators_inside_a_frame_do_not_split_it():
    (event,) = await heard('data: {"content":{"parts":[{"text":"a\u2028b\u0085c"}]}}\r\n\r\n'.encode())
    assert event == Text("a\u2028bc")


FRAME = b'data: {"content":{"parts":[{"text":"Hi"}]}}'


@pytest.mark.parametrize(
    "body",
    [
        FRAME + b"\n\n",
        b"\xef\xbb\xbf" + FRAME + b"\r\n\r\n",
        FRAME,
        FRAME + b"\n",
        FRAME + b"\r\r",
        b": x\n\n" + FRAME,
    ],
)
async def test_marks_line_ends_and_a_missing_last_line_cost_no_words(body):
    assert await heard(body) == [Text("Hi")]
    assert await heard(*(body[at : at + 1] for at in range(len(body)))) == [Text("Hi")]


async def test_a_stream_shorter_than_a_byte_order_mark_says_nothing():
    assert await heard() == []
    assert await heard(b"\xef", b"\xbb") == []


def test_half_a_character_is_left_out():
    (event,) = decode('{"content":{"parts":[{"text":"a\\ud800b"}]}}')
    assert event == Text("ab")


@pytest.mark.parametrize(
    ("frame", "event"),
    [
        ("", Heartbeat()),
        ("heartbeat", Heartbeat()),
        ('{"type":"heartbeat"}', Heartbeat()),
        ('{"type":"text","content":"Hi"}', Text("Hi", partial=None)),
        ('{"type":"text","content":"Hi","partial":false}', Text("Hi")),
        ('{"type":"chunk","content":"Hi"}', Text("Hi", partial=True)),
        ('{"type":"text","text":"Hi","partial":true}', Text("Hi", partial=True)),
        ('{"type":"tool_call","name":"trim","args":{"end":5}}', ToolCall("trim", {"end": 5})),
        ('{"type":"tool_call","name":"trim","args":null}', ToolCall("trim", {})),
        ('{"type":"tool_result","name":"trim","result":"ok"}', ToolResult("trim", "ok")),
        ('{"type":"error","code":2001,"message":"no credits"}', StreamError("2001", "no credits")),
        ('{"type":"surprise"}', Unknown('{"type":"surprise"}')),
        ('{"code":2001,"message":"no credits"}', StreamError("2001", "no credits")),
        ('{"code":0}', Heartbeat()),
        ('{"content":{"parts":[{"text":"hm","thought":true}]}}', Heartbeat()),
        ('{"content":{"parts":[{"text":"mine"}],"role":"user"}}', Heartbeat()),
        ('{"content":{"parts":null}}', Heartbeat()),
        ('{"error":"boom"}', StreamError("", "boom")),
        ("[1]", Unknown("[1]")),
        ("{", Unknown("{")),
        ("{}", Unknown("{}")),
    ],
)
def test_every_shape_of_frame_is_read(frame, event):
    assert decode(frame) == [event]


def test_text_beside_a_tool_call_is_both():
    frame = '{"content":{"parts":[{"text":"Let me."},{"functionCall":{"name":"trim"}}]}}'
    assert decode(frame) == [Text("Let me."), ToolCall("trim", {})]


def test_control_characters_never_get_through():
    assert clean("a\x1b[31m\x07b\r\nc\td\x9b") == "a[31mb\nc\td"


async def test_unknown_events_are_logged_without_their_words(caplog):
    await heard(b'data: {"type":"surprise","secret":"words"}\n\n')
    assert "unknown event" in caplog.text
    assert "words" not in caplog.text


async def test_a_body_that_is_no_stream_is_our_own_error():
    with pytest.raises(StreamBroken):
        [event async for event in events(response(b"<html>", kind="text/html"))]


@given(st.binary(max_size=400), st.integers(1, 50))
async def test_garbage_raises_nothing_but_our_own_errors(body, size):
    with contextlib.suppress(SkillError):
        await heard(*(body[at : at + size] for at in range(0, len(body), size)))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda x: (
            st.lists(x)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "content",
                        "parts",
                        "text",
                        "type",
                        "error",
                        "code",
                        "actions",
                        "stateDelta",
                        "functionCall",
                    ]
                ),
                x,
            )
        ),
        max_leaves=12,
    )
)
def test_any_json_decodes_to_events(value):
    import json

    assert decode(json.dumps(value))


def words_of(*items: tuple[str, bool]) -> str:
    accumulator = Accumulator()
    return "".join(accumulator.add(Text(text, partial)) for text, partial in items)


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ([("Hel", True), ("lo.", True), ("Hello.", False)], "Hello."),
        ([("Hel", True), ("Hello.", False)], "Hello."),
        ([("Hello.", False), ("", False)], "Hello."),
        ([("Hello.", True), ("", False)], "Hello."),
        ([("Hello. ", True), ("Hello.", False)], "Hello. "),
        ([("One.", False), ("Two.", False)], "One.\n\nTwo."),
        ([("One.", False), ("Tw", True), ("o.", True), ("Two.", False)], "One.\n\nTwo."),
        ([("Draft", True), ("Final.", False)], "Draft\n\nFinal."),
        ([("", True), ("One.", False)], "One."),
        ([("One.", False), ("One.", False)], "One."),
        ([("One", True), (".", True), ("One.", False), ("One.", False)], "One."),
        ([("One.", False), ("Two.", False), ("One.", False)], "One.\n\nTwo.\n\nOne."),
    ],
)
def test_text_comes_once_and_in_order(items, words):
    assert words_of(*items) == words


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (["I'll generate your video now…"], "I'll generate your video now…"),
        (["Working on it.", "Done."], "Working on it.\n\nDone."),
        (["Generating the clip", "Adding music"], "Generating the clip\n\nAdding music"),
        (["I", "'ll ", "trim it. ", "Done", "."], "I'll trim it. Done."),
        (["I", "'ll", " trim", " it", ".", " Done."], "I'll trim it. Done."),
        (["I", "'ll", " trim it.", "I'll trim it."], "I'll trim it."),
        (["I'll", " trim it.", "I'll trim it.", "Done."], "I'll trim it.\n\nDone."),
        (["I'll", "I'll trim", "I'll trim it."], "I'll trim it."),
        (["Done.", "Done."], "Done."),
        (["", "Done.", "  "], "Done.  "),
        (["好的", "，我", "来剪", "。", "现在", "完成了。"], "好的，我来剪。现在完成了。"),
        (["视频已经生成。", "音乐也加好了。"], "视频已经生成。\n\n音乐也加好了。"),
        (["- one\n", "- two\n"], "- one\n- two\n"),
    ],
)
def test_texts_that_do_not_say_what_they_are_read_as_pieces_or_wholes(texts, words):
    accumulator = Accumulator()
    assert "".join(accumulator.add(Text(text, None)) for text in texts) == words


def test_a_tool_between_two_texts_makes_two_paragraphs():
    accumulator = Accumulator()
    said = accumulator.add(Text("I am making the clip ", None))
    accumulator.pause()
    said += accumulator.add(Text("it is done", None))
    assert said == "I am making the clip \n\nit is done"


@given(st.lists(st.text(max_size=4), max_size=12))
def test_no_word_of_a_text_that_does_not_say_what_it_is_gets_lost(texts):
    accumulator = Accumulator()
    said = "".join(accumulator.add(Text(text, None)) for text in texts)
    assert all(text.strip() in said for text in texts)
