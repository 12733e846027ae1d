"""What one SSE frame means, once its JSON is read: the ADK event, the vendor's flat form, or an error in mid-stream.

One frame may hold several things (text beside a tool call), so `decode` gives a list. Nothing is dropped: what is
not understood becomes `Unknown`, for the log.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Text(NamedTuple):
    """Words for the user. `partial` pieces are followed by one whole, non-partial text that repeats them; None: the
    frame does not say which of the two it is. (A tuple, because a stream may have a hundred thousand of them.)"""

    text: str
    partial: bool | None = False
    author: str = ""


@dataclass(frozen=True, slots=True)
class ToolCall:
    """The backend's agent uses a tool; never shown as such."""

    name: str
    args: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a tool gave back; never shown."""

    name: str
    response: Any = None


@dataclass(frozen=True, slots=True)
class StateDelta:
    """Keys of the session state that this event changed; values may be None."""

    delta: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The server is alive and has nothing to say."""


@dataclass(frozen=True, slots=True)
class StreamError:
    """A failure told inside the stream. `code` is ADK's word (`RESOURCE_EXHAUSTED`), a backend number, or empty."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A frame that fits no shape; it goes to the log."""

    raw: str


Event = Text | ToolCall | ToolResult | StateDelta | Heartbeat | StreamError | Unknown
