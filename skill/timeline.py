"""A draft as people see it: tracks with names and times, one summary line, and what changed between two drafts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

TrackKind = Literal["video", "audio", "text", "other"]


@dataclass(frozen=True, slots=True)
class Clip:
    """One segment. Times in ms from the start of the video; `volume` 0–1, None where it means nothing."""

    name: str
    start_ms: int
    end_ms: int
    volume: float | None = None
    text: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "start_ms": self.start_ms,
            "end_ms": self.end_ms,
            "volume": self.volume,
            "text": self.text,
        }


@dataclass(frozen=True, slots=True)
class Lane:
    """One track. `role` is scene, music, voice, sfx, captions, title or other."""

    kind: TrackKind
    role: str
    label: str
    clips: tuple[Clip, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "role": self.role,
            "label": self.label,
            "segments": [clip.as_json() for clip in self.clips],
        }


@dataclass(frozen=True, slots=True)
class Timeline:
    """The whole video. `look` is None where the backend does not say (cloud)."""

    duration_ms: int
    width: int | None
    height: int | None
    look: dict[str, str] | None
    lanes: tuple[Lane, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "duration_ms": self.duration_ms,
            "width": self.width,
            "height": self.height,
            "look": self.look,
            "tracks": [lane.as_json() for lane in self.lanes],
        }
