"""A response read: its data, or the error it stands for, as an HTTP status or as a code in a 200 body."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, TypeVar

import httpx

from skill.errors import (
    BackendError,
    ExportBlocked,
    FileRefused,
    MissingClientId,
    OutOfCredits,
    RateLimited,
    ServerFault,
    SessionLost,
    TokenRefused,
)
from skill.wire.codes import Code
from skill.wire.constants import UPLOADABLE

_RETRY_SECONDS = 30.0
_LONGEST_WAIT = 300.0
_READABLE = re.compile(r"[^\x00-\x1f\x7f-\x9f{}<>\ud800-\udfff]{1,200}")
_KEY = re.compile(r"nmv_|Bearer|[A-Za-z0-9_.-]{24,}|https?://")
T = TypeVar("T")


def read(response: httpx.Response, *, session_path: bool = False) -> dict[str, Any]:
    """The body of a response that says yes. `session_path`: a 404 here means that the session is gone.

    Raises:
        BackendError: every other answer, by PROTOCOL.md §9.
    """
    body = _body(response)
    code = body.get("code")
    code = int(code) if isinstance(code, (int, str)) and str(code).lstrip("-").isdigit() else None
    if response.is_success and code in (None, Code.OK, 200):
        if body.get("success") is False:
            raise ServerFault(_message(body))
        return body
    raise fault(response.status_code, code, _message(body), response.headers, session_path=session_path)


def data(body: dict[str, Any]) -> Any:
    """What `data` holds, or the body itself where the backend leaves it out."""
    inner = body.get("data")
    return inner if isinstance(inner, dict) else body


def parsed(parse: Callable[[Any], T], raw: Any) -> T:
    """`raw` as `parse` reads it.

    Raises:
        ServerFault: it has not the shape it should have.
    """
    try:
        return parse(raw)
    except (KeyError, TypeError, ValueError, RecursionError):
        # pydantic's ValidationError is a ValueError. Its text would quote the answer, and an answer may hold a token.
        raise ServerFault(parse.__qualname__) from None


def fault(
    status: int,
    code: int | None,
    message: str,
    headers: httpx.Headers | None = None,
    *,
    session_path: bool = False,
) -> BackendError:
    """The error that a status and a code stand for; the code is the more precise one."""
    match code if code not in (None, Code.OK, 200) else status:
        case Code.TOKEN_INVALID | 401:
            return TokenRefused(message)
        case Code.STUDIO_KEY:
            return BackendError(message, kind="studio_key", code=Code.STUDIO_KEY)
        case Code.SESSION_NOT_FOUND:
            return SessionLost(message)
        case 404 if session_path:
            return SessionLost(message)
        case Code.OUT_OF_CREDITS:
            return OutOfCredits(message)
        case Code.FILE_TYPE | 415:
            return FileRefused(message, kind="file_type_refused", formats=", ".join(UPLOADABLE))
        case Code.FILE_TOO_LARGE | 413:
            return FileRefused(message, kind="file_too_large_refused", code=Code.FILE_TOO_LARGE)
        case Code.MISSING_CLIENT_ID if "client" in message.lower():
            return MissingClientId(message)
        case Code.EXPORT_BLOCKED:
            return ExportBlocked(message)
        case Code.RATE_LIMITED:
            return RateLimited(message, retry_after=_retry_after(headers))
        case number if 500 <= number < 600 or number < 400:
            return ServerFault(message, code=number)
        case number:
            return BackendError(message, kind="backend" if message else "backend_plain", code=number)


def _body(response: httpx.Response) -> dict[str, Any]:
    try:
        body = json.loads(response.content)
    except (ValueError, RecursionError) as error:
        if response.is_success:
            raise ServerFault(code=response.status_code) from error
        return {}
    if isinstance(body, dict):
        return body
    if response.is_success:
        raise ServerFault(code=response.status_code)
    return {}


def _message(body: dict[str, Any]) -> str:
    """What the backend says about a refusal; nothing when no sentence for a user, or with a key in it."""
    for key in ("message", "msg", "detail", "error"):
        said = body.get(key)
        if isinstance(said, str) and said:
            return said.rstrip(" .\u3002") if _READABLE.fullmatch(said) and not _KEY.search(said) else ""
    return ""


def _retry_after(headers: httpx.Headers | None) -> float:
    """Seconds to wait; a date or nonsense means the usual pause."""
    value = headers.get("retry-after", "") if headers is not None else ""
    return min(_LONGEST_WAIT, float(value)) if value.isdigit() else _RETRY_SECONDS
