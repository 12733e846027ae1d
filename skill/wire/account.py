"""Who the user is to the backend: token, session, credits.

Every command reads these, and each is a few plain fields: named tuples (dataclasses where one is secret), so that
`credits` does not wait 80 ms for pydantic to load. Drafts and everything else that is nested or goes back to the server
are pydantic models.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple, Self


@dataclass(frozen=True, slots=True)
class AnonymousToken:
    """`expires_at` is ISO 8601."""

    token: str = field(repr=False)
    expires_at: str | None = None

    @classmethod
    def parse(cls, raw: Mapping[str, Any]) -> Self:
        """The body of the anonymous-token endpoint.

        Raises:
            KeyError, TypeError: a field is missing or no text.
        """
        return cls(_text(raw["token"]), _optional(raw, "expires_at"))


class Session(NamedTuple):
    """One conversation on the backend; `task_id` is what `?bind=` takes, `extra` what we do not know."""

    session_id: str
    task_id: str | None = None
    user_id: str | None = None
    extra: Mapping[str, Any] = MappingProxyType({})

    @classmethod
    def parse(cls, raw: Mapping[str, Any]) -> Self:
        """The body of the session endpoint, or `as_json` read back.

        Raises:
            KeyError, TypeError: a field is missing or no text.
        """
        known = ("session_id", "task_id", "user_id")
        extra = {name: value for name, value in raw.items() if name not in known}
        return cls(_text(raw["session_id"]), _optional(raw, "task_id"), _optional(raw, "user_id"), extra)

    def as_json(self) -> dict[str, Any]:
        """The fields, unknown ones too, to be kept."""
        known = {"session_id": self.session_id, "task_id": self.task_id, "user_id": self.user_id}
        return {**self.extra, **known}


class Credits(NamedTuple):
    """`frozen` is held by running jobs."""

    available: float = 0.0
    frozen: float = 0.0
    total: float = 0.0

    @classmethod
    def parse(cls, raw: Mapping[str, Any]) -> Self:
        """The body of the balance endpoint.

        Raises:
            TypeError, ValueError: a figure is no number.
        """
        return cls(*(float(raw.get(name, 0.0)) for name in ("available", "frozen", "total")))


@dataclass(frozen=True, slots=True)
class ClaimToken:
    """A one-time key for the browser link."""

    claim_token: str = field(repr=False)

    @classmethod
    def parse(cls, raw: Mapping[str, Any]) -> Self:
        """The body of the claim endpoint.

        Raises:
            KeyError, TypeError: the field is missing or no text.
        """
        return cls(_text(raw["claim_token"]))


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError(type(value).__name__)
    return value


def _optional(raw: Mapping[str, Any], name: str) -> str | None:
    return None if raw.get(name) is None else _text(raw[name])
