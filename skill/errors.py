"""The exception tree. Each error has a `kind` (its advice in `prompts/*/errors.yaml`), an exit code and, where the
backend gave one, its code.

    SkillError
    ├── UsageError            what was asked cannot be read or written: bad text, file, folder   exit 2
    ├── Unreachable           no server, or the connection broke   exit 69
    │   └── StreamBroken      it broke after a message had gone out: recovery, never a second send
    ├── StillWorking          `--max-wait` ran out; `resume` continues   exit 75
    ├── Busy                  another process works on this project
    ├── DiskFull              no room for the file
    ├── DownloadFailed        the video did not arrive, or is none
    ├── MissingExtra          an optional part is not installed
    └── BackendError          the backend said no   exit 1
        ├── TokenRefused      1001 / 401
        ├── SessionLost       1002 / 404
        ├── OutOfCredits      2001
        ├── ExportBlocked     402
        ├── FileRefused       4001, 4002
        ├── RateLimited       429
        ├── MissingClientId   400
        └── ServerFault       5xx, or an answer nobody can read

Foreign errors (httpx, OS, pydantic) are mapped once, where they are met; those of the disk the skill remembers on can
be met anywhere, and the faces map them (`of_disk`). Only faces catch the root.
"""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING, Any, ClassVar

from skill import i18n
from skill.wire.codes import Code

if TYPE_CHECKING:
    import sqlite3

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_SQLITE_NO_ROOM, _SQLITE_NO_RIGHT = 13, (8, 14)
"""SQLITE_FULL; SQLITE_READONLY and SQLITE_CANTOPEN."""


class SkillError(Exception):
    """Root of the tree. `values` fill the placeholders of the advice for `kind`."""

    kind: ClassVar[str] = "unexpected"
    exit_code: ClassVar[int] = 1
    retryable: ClassVar[bool] = False
    default_code: ClassVar[int | None] = None

    def __init__(
        self, detail: str = "", *, kind: str | None = None, code: int | None = None, **values: Any
    ) -> None:
        super().__init__(detail or kind or self.kind)
        self.detail = detail
        self.advice = kind or self.kind
        self.code = code if code is not None else self.default_code
        self.values = values

    def told(self, language: str) -> str:
        """What happened and what to do next, in one of the languages of `prompts/`."""
        return i18n.say("errors", self.advice, language, **{"reason": self.detail, **self.values})

    def __str__(self) -> str:
        try:
            return self.told(i18n.DEFAULT)
        except KeyError:  # a value that only the one who answers knows, such as a link
            return super().__str__()


class UsageError(SkillError):
    """What was asked cannot be read or written."""

    kind = "usage"
    exit_code = 2


class Unreachable(SkillError):
    """No server, or the connection broke."""

    kind = "unreachable"
    exit_code = 69
    retryable = True


class StreamBroken(Unreachable):
    """A message went out and its answer broke off: recovery, never a second send."""

    kind = "stream_broken"


class StillWorking(SkillError):
    """`--max-wait` ran out."""

    kind = "still_working"
    exit_code = 75
    retryable = True


class Busy(SkillError):
    """Another process works on this project."""

    kind = "busy"
    retryable = True


class DiskFull(SkillError):
    """No room for the file; nothing half is left."""

    kind = "disk_full"
    retryable = True


class DownloadFailed(SkillError):
    """The video did not arrive (`incomplete_download`), or what arrived is none (`not_video`)."""

    kind = "incomplete_download"
    retryable = True


class MissingExtra(SkillError):
    """`extra` is the name in pyproject: studio, documents, …"""

    kind = "missing_extra"

    def __init__(self, extra: str) -> None:
        super().__init__(extra=extra)
        self.extra = extra


class BackendError(SkillError):
    """The backend said no."""

    kind = "backend"


class TokenRefused(BackendError):
    """The token is expired or unknown; kind `env_token_refused` when it is the user's own."""

    kind = "token_refused"
    default_code = Code.TOKEN_INVALID


class SessionLost(BackendError):
    """The backend does not know the session any more."""

    kind = "session_lost"
    default_code = Code.SESSION_NOT_FOUND


class OutOfCredits(BackendError):
    """`link` leads to registration or top-up."""

    kind = "out_of_credits"
    default_code = Code.OUT_OF_CREDITS


class ExportBlocked(BackendError):
    """The plan, not the credits, forbids it; `link` leads to the plans."""

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
    """The backend wants X-Client-Id."""

    kind = "missing_client_id"
    default_code = Code.MISSING_CLIENT_ID


class ServerFault(BackendError):
    """5xx, or an answer nobody can read."""

    kind = "server_fault"
    retryable = True


def of_disk(error: OSError | sqlite3.Error) -> SkillError | None:
    """What it means to the user that nothing could be written down; None for an error that is about something else."""
    sqlite = getattr(error, "sqlite_errorcode", 0) & 0xFF
    number = getattr(error, "errno", None)
    if number in _NO_ROOM or sqlite == _SQLITE_NO_ROOM:
        return DiskFull(kind="data_full")
    file = getattr(error, "filename", None)
    if file is not None:
        return UsageError(f"{file}: {getattr(error, 'strerror', '')}", kind="data_refused")
    return UsageError(str(error), kind="data_refused") if sqlite in _SQLITE_NO_RIGHT else None
