"""The words of a `/run_sse` stream: frames → events (`decode`), events → text exactly once (`Accumulator`).

httpx-sse does the framing: it splits on LF and CRLF only, so U+2028 inside a frame stays where it is.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import httpx_sse

from skill.errors import StreamBroken
from skill.wire.events import (
    Event,
    Heartbeat,
    StateDelta,
    StreamError,
    Text,
    ToolCall,
    ToolResult,
    Unknown,
)

log = logging.getLogger(__name__)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""C0 and C1 controls but tab and line feed, and half characters: nothing of the backend's steers a terminal or
stops it."""
_scan = json.JSONDecoder().raw_decode
"""`json.loads` looks at every text four times before it reads it."""
_PLAIN = frozenset(
    ("content", "partial", "invocationId", "author", "actions", "id", "timestamp", "nodeInfo", "turnComplete")
)
"""Fields of an event beside which there is nothing more to read than its words."""
_TEXT = {"text"}
_OPEN = ",;:-–—/('\"“‘，、；：（《「"
"""Behind these a sentence is not over."""
_MARK = b"\xef\xbb\xbf"
_LOST_TEXT = re.compile(r'\A\s*\{\s*"error"\s*:\s*"(?P<message>[^"]*)')
"""An error frame of ADK 1.18: its line breaks are not escaped, so what arrives is no JSON."""


async def events(response: httpx.Response) -> AsyncIterator[Event]:
    """Every event of an open response, in order.

    Raises:
        StreamBroken: the connection broke, or the bytes are no event stream.
    """
    try:
        async for frame in httpx_sse.EventSource(_framed(response)).aiter_sse():
            for event in decode(frame.data):
                if type(event) is Unknown:
                    log.warning("unknown event of %d characters", len(event.raw))
                yield event
    except (httpx.HTTPError, httpx.StreamError, httpx_sse.SSEError) as error:
        raise StreamBroken(type(error).__name__) from error


def _framed(response: httpx.Response) -> httpx.Response:
    """The same body without a byte order mark, and with the last frame closed: some servers do not."""

    async def body() -> AsyncIterator[bytes]:
        head: bytes | None = b""
        async for piece in response.aiter_bytes():
            if head is not None:
                head += piece
                if len(head) < len(_MARK) and _MARK.startswith(head):
                    continue
                piece, head = head.removeprefix(_MARK), None
            yield piece
        yield (head or b"") + b"\n\n"

    kind = {"content-type": response.headers.get("content-type", "")}
    return httpx.Response(response.status_code, headers=kind, content=body())


def decode(data: str) -> list[Event]:
    """What one frame's data means; never empty, never raises."""
    text = data.strip()
    if text[:1] == "{":
        try:
            frame, end = _scan(text)
        except (ValueError, RecursionError):
            end = 0
        if end == len(text):
            if frame.keys() <= _PLAIN and (piece := _piece(frame)) is not None:
                return [piece]
            return (_flat(frame) if isinstance(frame.get("type"), str) else _adk(frame)) or [Unknown(data)]
        lost = _LOST_TEXT.match(text)
        return [StreamError("", clean(lost["message"]))] if lost else [Unknown(data)]
    return [Heartbeat()] if text in ("", "heartbeat", "[DONE]") else [Unknown(data)]


def clean(text: str) -> str:
    """Without control characters; line ends are LF."""
    return text if text.isprintable() else _CONTROL.sub("", text)


def _flat(frame: dict[str, Any]) -> list[Event]:
    """The vendor's form: `{"type": …}`."""
    match frame["type"]:
        case "heartbeat":
            return [Heartbeat()]
        case "text" | "chunk" if isinstance(frame.get("content", frame.get("text")), str):
            partial = frame.get("partial", True if frame["type"] == "chunk" else None)
            text = clean(str(frame.get("content", frame.get("text"))))
            return [Text(text, None if partial is None else partial is True)]
        case "tool_call":
            return [ToolCall(str(frame.get("name", "")), _mapping(frame.get("args")))]
        case "tool_result":
            return [ToolResult(str(frame.get("name", "")), frame.get("result", frame.get("response")))]
        case "error":
            return [
                StreamError(
                    str(frame.get("code", "")), clean(str(frame.get("message", frame.get("error", ""))))
                )
            ]
        case _:
            return []


def _adk(frame: dict[str, Any]) -> list[Event]:
    """ADK's event: parts, state, and failures told beside them."""
    found: list[Event] = []
    content = _mapping(frame.get("content"))
    parts = content.get("parts")
    parts = [part for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []
    author = str(frame.get("author") or "")
    spoken = [part["text"] for part in parts if isinstance(part.get("text"), str) and not part.get("thought")]
    if spoken and content.get("role") != "user":
        found.append(Text(clean("".join(spoken)), frame.get("partial") is True, author))
    for part in parts:
        if isinstance(call := part.get("functionCall"), dict):
            found.append(ToolCall(str(call.get("name", "")), _mapping(call.get("args"))))
        if isinstance(result := part.get("functionResponse"), dict):
            found.append(ToolResult(str(result.get("name", "")), result.get("response")))
    delta = _mapping(_mapping(frame.get("actions")).get("stateDelta"))
    if delta:
        found.append(StateDelta(delta))
    if frame.get("errorCode"):
        found.append(StreamError(str(frame["errorCode"]), clean(str(frame.get("errorMessage") or ""))))
    elif frame.get("error"):
        found.append(StreamError(str(frame.get("code", "")), clean(str(frame["error"]))))
    elif frame.get("code") not in (None, 0):
        found.append(
            StreamError(str(frame["code"]), clean(str(frame.get("message") or frame.get("msg") or "")))
        )
    if not found and ("content" in frame or "invocationId" in frame or frame.get("code") == 0):
        # An event of the right shape that has nothing to say: thoughts, usage figures, artifacts.
        return [Heartbeat()]
    return found


def _piece(frame: dict[str, Any]) -> Text | None:
    """One text and nothing else: almost every frame there is, so it is read the short way."""
    try:
        content = frame["content"]
        (part,) = content["parts"]
        if content["role"] != "model" or part.keys() != _TEXT:
            return None
        text, actions = part["text"], frame.get("actions")
        if actions and actions.get("stateDelta"):
            return None
    except (KeyError, ValueError, TypeError, AttributeError):
        return None
    if not isinstance(text, str):
        return None
    return Text(clean(text), frame.get("partial") is True, str(frame.get("author") or ""))


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


class Accumulator:
    """Partial pieces and the whole that repeats them, as text that comes once and in order."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self.spoken = False
        self._last = ""
        self._run: list[str] = []
        self._run_length = 0

    def add(self, event: Text) -> str:
        """The part of this text that was not there before; a new text after another starts a new paragraph."""
        if event.partial is None:
            return self._unsaid(event.text)
        if event.partial:
            lead = "\n\n" if self.spoken and not self._pieces and event.text.strip() else ""
            if event.text:
                self._pieces.append(event.text)
            return lead + event.text
        pieces = "".join(self._pieces)
        self._pieces.clear()
        whole = event.text
        last, self._last = self._last, whole.strip() or self._last
        if not pieces and self._last == last:
            # The same words again, with nothing between: the frame came twice, or says nothing.
            return ""
        # Some servers trim the whole, or close with an empty one: what was shown stays as it is.
        if pieces.strip():
            self.spoken = True
            if whole.startswith(pieces):
                return whole[len(pieces) :]
            if whole.strip() in pieces:
                return ""
            lead = "\n\n"
        else:
            if not whole.strip():
                return ""
            lead = "\n\n" if self.spoken else ""
        self.spoken = True
        return lead + whole

    def pause(self) -> None:
        """Something else happened in between: what comes next goes on with nothing."""
        self._run.clear()
        self._run_length = 0

    def _unsaid(self, text: str) -> str:
        """A text that does not say whether it is a piece or a whole: where the two texts meet tells. A whole may come
        after its pieces here as well, or each text may hold all the ones before it."""
        if not text.strip() and not self._run:
            return ""
        pieces = len(self._run) > 1
        # A few characters are the most that a server trims.
        if len(text) >= self._run_length - 4 and self._run:
            run = "".join(self._run)
            if text.strip() == run.strip():
                if pieces:
                    self.pause()
                return ""
            if text.startswith(run):
                self._run[:], self._run_length = [text], len(text)
                return text[len(run) :]
        goes_on = bool(self._run) and (pieces or _goes_on(self._run[-1], text))
        lead = "" if goes_on or not self.spoken else "\n\n"
        if not goes_on:
            self.pause()
        if text:
            self._run.append(text)
            self._run_length += len(text)
        self.spoken = True
        return lead + text


def _goes_on(before: str, after: str) -> bool:
    """True where one sentence runs through both: a space on one side of the seam, or a letter or a comma before it
    and no capital after it."""
    last, first = before[-1:], after[:1]
    if last.isspace() or first.isspace():
        return True
    return (last.isalnum() or last in _OPEN) and not first.isupper()
