"""A draft as people see it: tracks with names and times, one summary line, and what changed between two drafts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Self

from skill import i18n
from skill.wire.constants import AUDIO, TEXT, VIDEO

if TYPE_CHECKING:
    from skill.wire.draft import Draft, Segment, Track

TrackKind = Literal["video", "audio", "text", "other"]
_KINDS: Mapping[int, TrackKind] = {VIDEO: "video", AUDIO: "audio", TEXT: "text"}
_ROLES = ("scene", "music", "voice", "sfx", "captions", "title", "other")
_DEFAULT_ROLE: Mapping[TrackKind, str] = {
    "video": "scene",
    "audio": "music",
    "text": "title",
    "other": "other",
}
_LISTED = 8
"""A track with more clips than this is summed up as a count."""


@dataclass(frozen=True, slots=True)
class Clip:
    """One segment. Times in ms from the start of the video; `volume` 0–1, None where it means nothing."""

    name: str
    start_ms: int
    end_ms: int
    volume: float | None = None
    text: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The segment of CLI.md's `timeline` event."""
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
        """The track of CLI.md's `timeline` event."""
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

    @classmethod
    def from_draft(cls, draft: Draft) -> Self:
        """What a draft shows; segments without a start follow the one before them, as editors lay them out."""
        lanes = tuple(_lane(track) for track in draft.t if track.sg)
        ends = [clip.end_ms for lane in lanes for clip in lane.clips]
        look = draft.m.get("look")
        return cls(
            duration_ms=_ms(draft.d) or max(ends, default=0),
            width=_ms(draft.m.get("width")),
            height=_ms(draft.m.get("height")),
            look={key: str(look[key]) for key in ("theme", "mood") if key in look}
            if isinstance(look, dict)
            else None,
            lanes=lanes,
        )

    def lane(self, role: str) -> Lane | None:
        """The first track with this role."""
        return next((lane for lane in self.lanes if lane.role == role), None)

    def as_json(self) -> dict[str, Any]:
        """CLI.md's `timeline` event, without its type."""
        return {
            "duration_ms": self.duration_ms,
            "width": self.width,
            "height": self.height,
            "look": self.look,
            "tracks": [lane.as_json() for lane in self.lanes],
        }

    def summary(self, language: str) -> str:
        """One line: `Timeline (3 tracks): 1. Video: city timelapse (0-10s) 2. BGM: Lo-fi (0-10s, 35%) …`."""
        words = i18n.load(language, "replies")["timeline"]
        tracks = [
            words["track"].format(number=n, label=label(lane, words), clips=_clips(lane, words))
            for n, lane in enumerate(self.lanes, 1)
        ]
        head = words["one"] if len(tracks) == 1 else words["many"]
        return str(head.format(count=len(tracks), tracks=" ".join(tracks)))


def seconds(ms: float) -> str:
    """Milliseconds as people write seconds: `3`, `2.5`."""
    return f"{ms / 1000:.1f}".removesuffix(".0")


def label(lane: Lane, words: Any) -> str:
    """What a track is called: `words` are `timeline` of prompts/*/replies.yaml. A service's own names stay."""
    if lane.role != "other":
        return str(words["labels"][lane.role])
    return str(words["tracks"].get(lane.label, lane.label) or words["labels"]["other"])


def _clips(lane: Lane, words: Any) -> str:
    if len(lane.clips) > _LISTED:
        span = words["span"].format(start=seconds(lane.clips[0].start_ms), end=seconds(lane.clips[-1].end_ms))
        return str(words["counted"].format(count=len(lane.clips), span=span))
    return str(words["comma"]).join(_clip(clip, lane, words) for clip in lane.clips)


def _clip(clip: Clip, lane: Lane, words: Any) -> str:
    span = words["span"].format(start=seconds(clip.start_ms), end=seconds(clip.end_ms))
    if clip.volume is not None and lane.kind == "audio":
        span += words["volume"].format(percent=round(clip.volume * 100))
    name = words["quoted"].format(text=clip.text or clip.name) if lane.kind == "text" else clip.name
    return str(words["clip"].format(name=name, span=span))


def _lane(track: Track) -> Lane:
    kind = _KINDS.get(track.tt, "other")
    role = track.m.get("role")
    clips, at = [], 0
    for segment in track.sg:
        clip = _read(segment, at, kind)
        clips.append(clip)
        at = clip.end_ms
    label = _words(track.m, "label", "name", "title")
    return Lane(kind, role if role in _ROLES else _DEFAULT_ROLE[kind], label, tuple(clips))


def _read(segment: Segment, at: int, kind: TrackKind) -> Clip:
    start = _ms(segment.st)
    start = at if start is None else start
    text = _words(segment.m, "text", "content") if kind == "text" else segment.m.get("text")
    volume = segment.m.get("volume")
    if isinstance(volume, (int, float)) and not isinstance(volume, bool):
        volume = min(1.0, volume / 100 if volume > 1 else float(volume))
    else:
        volume = None
    return Clip(
        name=_words(segment.m, "name", "title", "text", "filename") or segment.id or "",
        start_ms=start,
        end_ms=start + (_ms(segment.d) or 0),
        volume=volume,
        text=str(text) if text else None,
    )


def _words(m: Mapping[str, Any], *keys: str) -> str:
    return next((str(m[key]) for key in keys if isinstance(m.get(key), str) and m[key]), "")


def _ms(value: Any) -> int | None:
    return round(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
