"""A timeline drawn as tracks, to scale, in the cells of a terminal."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size

from skill import i18n
from skill.timeline import Clip, Lane, Timeline, label, seconds

_NARROWEST = 10
"""Cells of a track below which it would tell nothing."""
_EDGE, _FILL = "|", "-"


def drawn(timeline: Timeline, width: int, language: str) -> list[str]:
    """A ruler and a line per track, none wider than `width` cells; empty where there is nothing to draw."""
    if not timeline.lanes or timeline.duration_ms <= 0:
        return []
    words = i18n.load(language, "replies")["timeline"]
    labels = [label(lane, words) for lane in timeline.lanes]
    column = min(max(map(cell_len, labels)), max(2, width // 4))
    room = max(_NARROWEST, width - column - 2)
    lines = [set_cell_size("", column + 1) + _ruler(timeline.duration_ms, room)]
    for name, lane in zip(labels, timeline.lanes, strict=True):
        lines.append(f"{set_cell_size(name, column)} {_track(lane, timeline.duration_ms, room)}")
    return [line.rstrip() for line in lines]


def _ruler(duration_ms: int, room: int) -> str:
    end = f"{seconds(duration_ms)}s"
    middle = f"{seconds(duration_ms / 2)}s"
    gap = room // 2 - 2
    if gap < 1 + len(middle) or room - gap - 2 < len(middle) + len(end) + 1:
        return "0s".ljust(room - len(end)) + end
    return ("0s".ljust(room // 2) + middle).ljust(room - len(end)) + end


def _track(lane: Lane, duration_ms: int, room: int) -> str:
    line, at = "", 0
    for clip in lane.clips:
        start = max(at, round(clip.start_ms / duration_ms * room))
        end = min(room, round(clip.end_ms / duration_ms * room))
        if end <= start:
            # Too short for a cell of its own at this width.
            continue
        if at and start > at:
            line, at = line + _EDGE, at + 1
        line += " " * (start - at) + _box(clip, lane, end - start)
        at = end
    return line + _EDGE


def _box(clip: Clip, lane: Lane, cells: int) -> str:
    name = " ".join(((clip.text if lane.kind == "text" else None) or clip.name).split())
    inside = cells - 1
    if cell_len(name) > inside:
        name = set_cell_size(name, inside).rstrip() if inside > 2 else ""
    return _EDGE + name + _FILL * (inside - cell_len(name))
