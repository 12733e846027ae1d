"""What changed between two timelines, as sentences: how a silent edit is told to the user."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

from skill import i18n
from skill.timeline import Clip, Lane, Timeline, seconds

Change = tuple[str, dict[str, Any]]
"""A key under `change` in prompts/*/replies.yaml, and the values of its placeholders."""


def told(before: Timeline | None, after: Timeline, language: str) -> tuple[str, ...]:
    """One sentence per change, in `language`; nothing when the two look the same."""
    words = i18n.load(language, "replies")["change"]
    return tuple(
        str(words[key]).format(**_named(key, values, language)) for key, values in found(before, after)
    )


def _named(key: str, values: dict[str, Any], language: str) -> dict[str, Any]:
    """The values with the names that looks and moods have in `language`; a service's own names stay."""
    if key.startswith("other_"):
        own = i18n.load(language, "replies")["timeline"]["tracks"]
        return {place: own.get(value, value) for place, value in values.items()}
    if key not in ("theme", "mood"):
        return values
    names = i18n.load(language, "studio")[f"{key}s"]
    return {place: names.get(value, value) for place, value in values.items()}


def found(before: Timeline | None, after: Timeline) -> tuple[Change, ...]:
    """Every difference a person could see or hear, the most important first."""
    if before is None or not before.lanes:
        lane = after.lane("scene")
        scenes = len(lane.clips) if lane else 0
        key = "created_one" if scenes == 1 else "created"
        created = (key, {"scenes": scenes, "length": seconds(after.duration_ms)})
        return (created,) if after.lanes else ()
    return tuple(_differences(before, after))


def _differences(before: Timeline, after: Timeline) -> Iterator[Change]:
    yield from _scenes(before.lane("scene"), after.lane("scene"), after)
    if before.duration_ms != after.duration_ms:
        yield "length", {"before": seconds(before.duration_ms), "after": seconds(after.duration_ms)}
    if (before.width, before.height) != (after.width, after.height) and after.width:
        yield "size", {"before": _size(before), "after": _size(after)}
    for key in ("theme", "mood"):
        old, new = (timeline.look.get(key) if timeline.look else None for timeline in (before, after))
        if old and new and old != new:
            yield key, {"before": old, "after": new}
    for role in ("music", "voice", "sfx"):
        yield from _sound(role, before.lane(role), after.lane(role))
    yield from _titles(before.lane("title"), after.lane("title"))
    yield from _captions(before.lane("captions"), after.lane("captions"))
    yield from _others(before, after)


def _size(timeline: Timeline) -> str:
    return f"{timeline.width}×{timeline.height}" if timeline.width else "?"


def _span(clip: Clip) -> dict[str, str]:
    return {"start": seconds(clip.start_ms), "end": seconds(clip.end_ms)}


def _length(clip: Clip) -> int:
    return clip.end_ms - clip.start_ms


def _scenes(before: Lane | None, after: Lane | None, timeline: Timeline) -> Iterator[Change]:
    old = before.clips if before else ()
    new = after.clips if after else ()
    was, now = {clip.name: clip for clip in old}, {clip.name: clip for clip in new}
    gone = [n for n, clip in enumerate(old, 1) if clip.name not in now]
    come = [n for n, clip in enumerate(new, 1) if clip.name not in was]
    if len(old) == len(new) and gone == come:
        for n in gone:
            yield "scene_replaced", {"number": n, "before": old[n - 1].name, "after": new[n - 1].name}
    else:
        for n in gone:
            yield (
                "scene_removed",
                {"number": n, "name": old[n - 1].name, "length": seconds(timeline.duration_ms)},
            )
        for n in come:
            yield "scene_added", {"number": n, "name": new[n - 1].name, **_span(new[n - 1])}
    stayed = [clip.name for clip in new if clip.name in was]
    if stayed != [clip.name for clip in old if clip.name in now]:
        yield "scenes_moved", {"order": " → ".join(clip.name for clip in new)}
    ratio = timeline.duration_ms / max(1, sum(_length(clip) for clip in old))
    for n, clip in enumerate(new, 1):
        same = was.get(clip.name)
        if same is None:
            continue
        if same.text != clip.text and clip.text:
            yield "scene_text", {"number": n, "text": clip.text}
        # When the whole video was stretched, every scene was: that is told once, as the length.
        lengths = (_length(same), _length(same) * ratio)
        if len(old) == len(new) and not any(_near(_length(clip), length) for length in lengths):
            before_after = {"before": seconds(_length(same)), "after": seconds(_length(clip))}
            yield "scene_length", {"number": n, **before_after}


def _near(a: float, b: float) -> bool:
    return abs(a - b) <= 50


def _sound(role: str, before: Lane | None, after: Lane | None) -> Iterator[Change]:
    if before is None or after is None:
        if after:
            clip = after.clips[0]
            percent = f"{round(clip.volume * 100)}%" if clip.volume is not None else "100%"
            yield f"{role}_added", {"name": clip.name, "volume": percent, **_span(clip)}
        elif before:
            yield f"{role}_removed", {"name": before.clips[0].name}
        return
    for old, new in zip_longest(before.clips, after.clips):
        if old is None:
            yield f"{role}_added", {"name": new.name, "volume": "100%", **_span(new)}
        elif new is None:
            yield f"{role}_removed", {"name": old.name}
        else:
            if old.name != new.name:
                yield f"{role}_name", {"before": old.name, "after": new.name}
            if old.volume != new.volume and old.volume is not None and new.volume is not None:
                yield f"{role}_volume", {"before": round(old.volume * 100), "after": round(new.volume * 100)}
            # A bed that spans the video follows its length; only a bed of its own is news.
            if old.start_ms != new.start_ms:
                yield f"{role}_time", {"name": new.name, **_span(new)}


def _titles(before: Lane | None, after: Lane | None) -> Iterator[Change]:
    old = list(before.clips) if before else []
    new = list(after.clips) if after else []
    was: Mapping[str, Clip] = {clip.text or clip.name: clip for clip in old}
    now: Mapping[str, Clip] = {clip.text or clip.name: clip for clip in new}
    gone = [text for text in was if text not in now]
    come = [text for text in now if text not in was]
    if len(gone) == len(come):
        for text, other in zip(gone, come, strict=True):
            yield "title_text", {"before": text, "after": other}
    else:
        for text in gone:
            yield "title_removed", {"text": text}
        for text in come:
            yield "title_added", {"text": text, **_span(now[text])}
    for text, clip in now.items():
        same = was.get(text)
        if same and (same.start_ms, same.end_ms) != (clip.start_ms, clip.end_ms):
            yield "title_time", {"text": text, **_span(clip)}


def _captions(before: Lane | None, after: Lane | None) -> Iterator[Change]:
    if before is None and after:
        yield "captions_on", {"count": len(after.clips)}
    elif before and after is None:
        yield "captions_off", {}
    elif before and after and [clip.text for clip in before.clips] != [clip.text for clip in after.clips]:
        yield "captions_text", {}


def _others(before: Timeline, after: Timeline) -> Iterator[Change]:
    old, new = ([lane for lane in timeline.lanes if lane.role == "other"] for timeline in (before, after))
    for was, now in zip_longest(old, new):
        lane = now or was
        if was is None or now is None:
            yield ("other_added" if now else "other_removed"), {"label": lane.label or "?"}
        elif was.clips != now.clips:
            yield "other_changed", {"label": lane.label or "?"}
