"""The nouns of a conversation: what a user sends, what the skill decides, what it answers.

Every `Reply` is one line of the `--json` output (`as_json`); a terminal prints the same replies as words.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from skill.timeline import Timeline


class Intent(StrEnum):
    """What one message wants done. Everything that is not an action of our own is `GENERATE`: the backend's agent."""

    EXPORT = "export"
    CREDITS = "credits"
    STATE = "state"
    UPLOAD = "upload"
    GENERATE = "generate"


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the user, with the files and links handed over beside it."""

    text: str
    files: tuple[Path, ...] = ()
    urls: tuple[str, ...] = ()

    @property
    def has_attachment(self) -> bool:
        """True when a file or a link came beside the words."""
        return bool(self.files or self.urls)


Stage = Literal["connect", "upload", "generate", "render", "download"]


class Routed(NamedTuple):
    """The router's decision; `score` 0–1."""

    intent: Intent
    score: float

    def as_json(self) -> dict[str, Any]:
        """The line of the `--json` output."""
        return {"type": "intent", "intent": self.intent.value, "score": round(self.score, 3)}


class Said(NamedTuple):
    """Words for the user. Streamed pieces are `partial`; the whole text follows once."""

    text: str
    partial: bool = False

    def as_json(self) -> dict[str, Any]:
        """The line of the `--json` output."""
        return {"type": "text", "text": self.text, **({"partial": True} if self.partial else {})}


class Progress(NamedTuple):
    """How far a stage is: `fraction` 0–1, None while it cannot be known."""

    stage: Stage
    fraction: float | None
    text: str

    def as_json(self) -> dict[str, Any]:
        """The line of the `--json` output."""
        fraction = None if self.fraction is None else round(self.fraction, 4)
        return {"type": "progress", "stage": self.stage, "fraction": fraction, "text": self.text}


class Shown(NamedTuple):
    """The timeline, as it is now."""

    timeline: Timeline

    def as_json(self) -> dict[str, Any]:
        """The line of the `--json` output."""
        return {"type": "timeline", **self.timeline.as_json()}


class Balance(NamedTuple):
    """Credits: `frozen` are held by running jobs."""

    available: float
    frozen: float
    total: float

    def as_json(self) -> dict[str, Any]:
        """The line of the `--json` output."""
        return {"type": "credits", "available": self.available, "frozen": self.frozen, "total": self.total}


class UploadedItem(NamedTuple):
    """`kind` is video, image, audio or document; `duration` in seconds."""

    filename: str
    kind: str
    duration: float | None = None


class Uploaded(NamedTuple):
    """What was handed over."""

    files: tuple[UploadedItem, ...]

    def as_json(self) -> dict[str, Any]:
        """The line of the `--json` output."""
        return {
            "type": "upload",
            "files": [
                {"filename": f.filename, "file_type": f.kind, "duration": f.duration} for f in self.files
            ],
        }


class FileReady(NamedTuple):
    """The finished video, whole, under its final name."""

    path: Path
    url: str | None
    size: int

    def as_json(self) -> dict[str, Any]:
        """The line of the `--json` output."""
        return {"type": "file", "path": str(self.path), "url": self.url, "bytes": self.size}


class Failed(NamedTuple):
    """What went wrong, in the user's words, with the next step. `code` is the backend's, when it gave one."""

    kind: str
    text: str
    code: int | None = None
    retryable: bool = False
    exit_code: int = 1

    def as_json(self) -> dict[str, Any]:
        """The line of the `--json` output."""
        return {
            "type": "error",
            "code": self.code,
            "kind": self.kind,
            "text": self.text,
            "retryable": self.retryable,
        }


Reply = Routed | Said | Progress | Shown | Balance | Uploaded | FileReady | Failed
