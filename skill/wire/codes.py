"""The backend's codes, as an HTTP status or as `code` in a 200 body."""

from __future__ import annotations

from enum import IntEnum


class Code(IntEnum):
    """PROTOCOL.md §9; `STUDIO_KEY` is the studio's own, of one that is open to a network."""

    OK = 0
    MISSING_CLIENT_ID = 400
    EXPORT_BLOCKED = 402
    RATE_LIMITED = 429
    TOKEN_INVALID = 1001
    SESSION_NOT_FOUND = 1002
    STUDIO_KEY = 1003
    OUT_OF_CREDITS = 2001
    FILE_TYPE = 4001
    FILE_TOO_LARGE = 4002
