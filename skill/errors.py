"""The exception tree. Each error has a `kind` (its advice in `prompts/*/errors.yaml`), an exit code and, where the
backend gave one, its code.

    SkillError
    ├── UsageError            what was asked cannot be read or written: empty text, missing file, bad folder   exit 2
    ├── Unreachable           no server, or the connection broke                                               exit 69
    │   └── StreamBroken      it broke after a message had gone out: recovery, never a second send
    ├── StillWorking          `--max-wait` ran out; `resume` continues                                         exit 75
    ├── MissingExtra          an optional part is not installed
    └── BackendError          the backend said no                                                              exit 1
        ├── TokenRefused      1001 / 401
        ├── SessionLost       1002 / 404
        ├── OutOfCredits      2001
        ├── ExportBlocked     402
        ├── FileRefused       4001, 4002
        ├── RateLimited       429
        ├── MissingClientId   400
        └── ServerFault       5xx, or an answer nobody can read

Foreign errors (httpx, OS, pydantic) are mapped once, where they are met. Only faces catch the root.
"""

from __future__ import annotations

from typing import Any, ClassVar

from skill.wire.codes import Code


class SkillError(Exception):
    """Root of the tree. `values` fill the placeholders of the advice for `kind`."""

    kind: ClassVar[str] = "unexpected"
    exit_code: ClassVar[int] = 1
    retryable: ClassVar[bool] = False
    default_code: ClassVar[int | None] = None

    def __init__(self, detail: str = "", *, kind: str | None = None, code: int | None = None, **values: Any) -> None:
        super().__init__(detail or kind or self.kind)
        self.detail = detail
        self.advice = kind or self.kind
        self.code = code if code is not None else self.default_code
        self.values = values


class UsageError(SkillError):
    kind = "usage"
    exit_code = 2


class Unreachable(SkillError):
    kind = "unreachable"
    exit_code = 69
    retryable = True


class StreamBroken(Unreachable):
    kind = "stream_broken"


class StillWorking(SkillError):
    kind = "still_working"
    exit_code = 75
    retryable = True


class MissingExtra(SkillError):
    """`extra` is the name in pyproject: studio, documents, …"""

    kind = "missing_extra"

    def __init__(self, extra: str) -> None:
        super().__init__(extra=extra)
        self.extra = extra


class BackendError(SkillError):
    kind = "backend"


class TokenRefused(BackendError):
    kind = "token_refused"
    default_code = Code.TOKEN_INVALID


class SessionLost(BackendError):
    kind = "session_lost"
    default_code = Code.SESSION_NOT_FOUND


class OutOfCredits(BackendError):
    kind = "out_of_credits"
    default_code = Code.OUT_OF_CREDITS


class ExportBlocked(BackendError):
    kind = "export_blocked"
    default_code = Code.EXPORT_BLOCKED


class FileRefused(BackendError):
    """`kind` is `file_type` or `file_too_large`."""

    kind = "file_type"
    default_code = Code.FILE_TYPE


class RateLimited(BackendError):
    """`retry_after` in seconds."""

    kind = "rate_limited"
    retryable = True
    default_code = Code.RATE_LIMITED

    def __init__(self, detail: str = "", *, retry_after: float = 30.0, **values: Any) -> None:
        super().__init__(detail, seconds=round(retry_after), **values)
        self.retry_after = retry_after


class MissingClientId(BackendError):
    kind = "missing_client_id"
    default_code = Code.MISSING_CLIENT_ID


class ServerFault(BackendError):
    kind = "server_fault"
    retryable = True
