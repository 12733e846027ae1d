"""One turn as Google's Agent Development Kit would stream it: event JSON in SSE frames.

The field names and their order follow ADK 2.13: camelCase, `partial` pieces before the whole text, a failure as
an `error` object in mid-stream.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from skill.wire.constants import AGENT

HEARTBEAT = b"data: heartbeat\n\n"
EMPTY = b"data:\n\n"
NO_CONTENT = "MODEL_RETURNED_NO_CONTENT"
PIECE = 24
"""Characters in a streamed piece: cut anywhere, as a model's are."""


class Run:
    """The events of one invocation. `clock` gives Unix seconds, `new_id` a fresh unique id."""

    def __init__(self, clock: Callable[[], float], new_id: Callable[[], str]) -> None:
        self._clock = clock
        self._new_id = new_id
        self._invocation = f"e-{new_id()}"

    def tool(self, name: str, args: dict[str, Any], delta: dict[str, Any]) -> Iterator[bytes]:
        """A tool call and its result; `delta` are the keys of the session state that it changed."""
        call = f"call_{self._new_id()[:8]}"
        yield self._event([{"functionCall": {"id": call, "args": args, "name": name}}])
        result = {"functionResponse": {"id": call, "name": name, "response": {"status": "ok"}}}
        yield self._event([result], role="user", delta=delta)

    def text(self, text: str) -> Iterator[bytes]:
        """A text as partial pieces, then once whole."""
        shared = self._new_id()
        for start in range(0, len(text), PIECE):
            yield self._event([{"text": text[start : start + PIECE]}], head={"partial": True}, id=shared)
        yield self._event([{"text": text}], head={"partial": False, "turnComplete": True})

    def no_content(self) -> bytes:
        """How ADK closes a run whose model had nothing to say: an error code that is no error."""
        return self._event([{"text": ""}], head={"errorCode": NO_CONTENT})

    def _event(
        self,
        parts: list[dict[str, Any]],
        *,
        role: str = "model",
        head: dict[str, Any] | None = None,
        delta: dict[str, Any] | None = None,
        id: str | None = None,
    ) -> bytes:
        return frame(
            {
                "content": {"parts": parts, "role": role},
                **(head or {}),
                "invocationId": self._invocation,
                "author": AGENT,
                "actions": {
                    "stateDelta": delta or {},
                    "artifactDelta": {},
                    "requestedAuthConfigs": {},
                    "requestedToolConfirmations": {},
                },
                "nodeInfo": {"path": ""},
                "id": id or self._new_id(),
                "timestamp": self._clock(),
            }
        )


def error(kind: str, message: str, now: float) -> bytes:
    """A failure in mid-stream; nothing follows it."""
    details = {"error_type": kind, "error_message": message, "timestamp": now}
    body = {"error": f"{kind}: {message}", "error_details": details}
    return f"data: {json.dumps(body)}\n\n".encode()


def frame(event: dict[str, Any]) -> bytes:
    """One SSE frame; raw UTF-8, line breaks escaped by JSON."""
    return f"data: {json.dumps(event, ensure_ascii=False, separators=(',', ':'))}\n\n".encode()
