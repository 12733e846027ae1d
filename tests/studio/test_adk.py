"""The stream looks like the recorded ones of ADK 2.13."""

from __future__ import annotations

import itertools
import json
from typing import Any

from skill.studio import adk
from tests.studio.parts import events

# The keys of ADK 2.13's events in the order it writes them; some only where they apply.
ORDER = [
    "content",
    "partial",
    "turnComplete",
    "errorCode",
    "invocationId",
    "author",
    "actions",
    "nodeInfo",
    "id",
    "timestamp",
]
ACTIONS = ["stateDelta", "artifactDelta", "requestedAuthConfigs", "requestedToolConfirmations"]


def run() -> adk.Run:
    ids = itertools.count(1)
    return adk.Run(lambda: 1795351714.5, lambda: f"{next(ids):08d}-0000")


def read(*frames: bytes) -> list[dict[str, Any]]:
    return events(b"".join(frames).decode())


def test_events_have_the_keys_of_adk_in_its_order() -> None:
    stream = [
        *run().tool("trim_clip", {"start": 0}, {"draft": None}),
        *run().text("Done."),
        run().no_content(),
    ]
    for event in read(*stream):
        assert list(event) == [key for key in ORDER if key in event]
        assert list(event["actions"]) == ACTIONS
        assert event["nodeInfo"] == {"path": ""}
        assert event["author"] == "nemo_agent"


def test_a_tool_call_and_its_result_share_an_id_and_the_result_carries_the_state() -> None:
    call, result = read(*run().tool("trim_clip", {"start": 0, "end": 5000}, {"draft": {"d": 5000}}))
    called, answered = call["content"]["parts"][0], result["content"]["parts"][0]
    assert list(called["functionCall"]) == ["id", "args", "name"]
    assert answered["functionResponse"]["id"] == called["functionCall"]["id"]
    assert answered["functionResponse"]["response"] == {"status": "ok"}
    assert (call["content"]["role"], result["content"]["role"]) == ("model", "user")
    assert result["actions"]["stateDelta"] == {"draft": {"d": 5000}}


def test_pieces_are_partial_and_the_whole_follows_once() -> None:
    text = "片头改好了，音乐是 Lo-fi。" * 5 + "\u2028end"
    *pieces, whole = read(*run().text(text))
    assert all(piece["partial"] for piece in pieces)
    assert len(pieces) > 2
    assert "".join(piece["content"]["parts"][0]["text"] for piece in pieces) == text
    assert (whole["partial"], whole["turnComplete"]) == (False, True)
    assert whole["content"]["parts"][0]["text"] == text
    assert len({event["invocationId"] for event in [*pieces, whole]}) == 1


def test_a_frame_is_one_line_whatever_the_text_holds() -> None:
    for frame in run().text("one\r\ndata: two\n\nthree"):
        assert frame.startswith(b"data: {")
        assert frame.endswith(b"}\n\n")
        assert b"\n" not in frame[:-2]
        assert b"\r" not in frame


def test_a_closing_without_words_is_the_code_that_is_no_error() -> None:
    (event,) = read(run().no_content())
    assert event["errorCode"] == "MODEL_RETURNED_NO_CONTENT"
    assert event["content"]["parts"] == [{"text": ""}]


def test_an_error_is_an_object_of_its_own_with_details() -> None:
    frame = adk.error("RuntimeError", "后端 broke", 1795351730.5).decode()
    assert json.loads(frame.removeprefix("data: ")) == {
        "error": "RuntimeError: 后端 broke",
        "error_details": {
            "error_type": "RuntimeError",
            "error_message": "后端 broke",
            "timestamp": 1795351730.5,
        },
    }
    assert frame.isascii()
