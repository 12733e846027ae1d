"""Evaluates the expectations of tests/data/edits/*.jsonl on the movies a conversation went through."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from skill.studio.movie import Movie, Scene

HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True)
class Moment:
    """After a message: every movie so far (`seen[0]` is None), the answer."""

    seen: tuple[Movie | None, ...]
    reply: str

    @property
    def now(self) -> Movie:
        movie = self.seen[-1]
        assert movie is not None, "no movie"
        return movie

    @property
    def before(self) -> Movie:
        movie = self.seen[-2]
        assert movie is not None, "no movie before"
        return movie


def squash(text: str) -> str:
    return "".join(
        c for c in unicodedata.normalize("NFKC", text).casefold() if unicodedata.category(c)[0] in "LNM"
    )


def key(scene: Scene) -> str:
    return squash(f"{scene.name}{scene.text}{scene.detail}{''.join(scene.items)}")


def shown(movie: Movie) -> str:
    scenes = [
        part
        for s in movie.scenes
        for part in (s.name, s.text, s.detail, *s.items, s.media.name if s.media else "")
    ]
    return "\n".join(
        [
            *scenes,
            *(t.text for t in movie.titles),
            movie.music.name if movie.music else "",
            movie.logo.name if movie.logo else "",
        ]
    )


def within(value: float, bounds: list[float]) -> bool:
    return bounds[0] <= value <= bounds[1]


def volume(movie: Movie) -> float:
    return movie.music.volume if movie.music else 0.0


def holds(check: str, want: Any, at: Moment) -> bool:
    """True when one expectation of the data files holds. Checks that need the command line hold here."""
    if check in ("event", "exit", "intent"):
        return True
    if check == "no_timeline":
        return at.seen[-1] is None
    if check == "reply_re":
        return re.search(want, at.reply, re.I) is not None
    if check == "reply_min_chars":
        return len(at.reply) >= want
    if check == "reply_lang":
        return bool(HAN.search(at.reply)) if want == "zh" else bool(re.search(r"[A-Za-z]{2}", at.reply))
    return _on_movie(check, want, at)


def _on_movie(check: str, want: Any, at: Moment) -> bool:
    now = at.now
    match check:
        case "duration_ms":
            return within(now.duration_ms, want)
        case "duration_delta_ms":
            return within(now.duration_ms - at.before.duration_ms, want)
        case "duration_ratio":
            return within(now.duration_ms / at.before.duration_ms, want)
        case "aspect":
            w, h = map(float, want.split(":"))
            return abs(now.width / now.height / (w / h) - 1) <= 0.02
        case "size":
            return [now.width, now.height] == want
        case "music":
            return (volume(now) > 0) == want
        case "voice":
            return (now.voice is not None) == want
        case "captions":
            return bool(now.captions and now.captions.spans) == want
        case "audio_segment":
            return volume(now) > 0 and _audio(now, want)
        case "no_audio":
            return volume(now) == 0 or (isinstance(want, dict) and not _named(now, want["name_re"]))
        case "music_volume":
            return within(volume(now), want)
        case "music_volume_change":
            return _volume_change(volume(at.before), volume(now), want)
        case "text_segment":
            return any(_title(now, title, want) for title in now.titles)
        case "no_text":
            return all(squash(want) != squash(title.text) for title in now.titles)
        case "text_has":
            return squash(want) in squash(shown(now))
        case "anywhere_re":
            return re.search(want, shown(now), re.I) is not None
        case "anywhere_not_re":
            return re.search(want, shown(now), re.I) is None
        case "video_segments":
            return within(len(now.scenes), want)
        case "video_segments_min":
            return len(now.scenes) >= want
        case "video_segments_delta":
            return len(now.scenes) - len(at.before.scenes) == want
        case "scene_re":
            scenes = now.scenes if want["n"] == "any" else [now.scenes[want["n"] - (want["n"] > 0)]]
            return any(re.search(want["re"], f"{s.name} {s.text}", re.I) for s in scenes)
        case "no_scene_re":
            return not any(re.search(want, f"{s.name} {s.text}", re.I) for s in now.scenes)
        case "scenes":
            return _order(at, want)
        case "unchanged":
            return at.seen[-1] == at.seen[-2]
        case "changed":
            return at.seen[-1] != at.seen[-2]
        case "same_as":
            return now == at.seen[want]
        case "same":
            return all(_same(part, at.before, now) for part in want)
        case "image":
            return _image(now, want)
        case "image_gone":
            return want not in shown(now)
    raise KeyError(check)


def _named(movie: Movie, pattern: str) -> bool:
    return movie.music is not None and re.search(pattern, movie.music.name, re.I) is not None


def _audio(movie: Movie, want: dict[str, Any]) -> bool:
    return ("name_re" not in want or _named(movie, want["name_re"])) and (
        "volume" not in want or within(volume(movie), want["volume"])
    )


def _volume_change(before: float, after: float, want: Any) -> bool:
    if want == "down":
        return 0 < after < before
    return after > before if want == "up" else within(after / before, want)


def _title(movie: Movie, title: Any, want: dict[str, Any]) -> bool:
    end = movie.duration_ms
    times = {"start_ms": title.start_ms, "end_ms": title.end_ms}
    times |= {"start_from_end_ms": end - title.start_ms, "end_from_end_ms": end - title.end_ms}
    if "scene" in want:
        n = want["scene"] - (want["scene"] > 0)
        start = movie.starts()[n]
        if not start <= title.start_ms < title.end_ms <= start + movie.scenes[n].duration_ms:
            return False
    return squash(title.text) == squash(want["text"]) and all(
        within(times[k], want[k]) for k in times if k in want
    )


def _order(at: Moment, want: dict[str, Any]) -> bool:
    base = at.before if want["base"] == "prev" else at.seen[want["base"]]
    assert base is not None
    keys = [key(scene) for scene in base.scenes]

    def index(n: int) -> int:
        return n - 1 if n > 0 else len(keys) + n

    dropped = {index(n) for n in want.get("drop", [])}
    named = {index(n) for n in want["order"] if isinstance(n, int)}
    rest = [k for n, k in enumerate(keys) if n not in dropped | named]
    expected: list[str | None] = []
    for item in want["order"]:
        expected += rest if item == "..." else [None] if item is None else [keys[index(item)]]
    got = [key(scene) for scene in at.now.scenes]
    return len(got) == len(expected) and all(e is None or e == g for e, g in zip(expected, got, strict=True))


def _same(part: str, before: Movie, now: Movie) -> bool:
    match part:
        case "duration":
            return before.duration_ms == now.duration_ms
        case "size":
            return (before.width, before.height) == (now.width, now.height)
        case "scenes":
            return [key(s) for s in before.scenes] == [key(s) for s in now.scenes]
        case "music":
            return before.music == now.music
        case "music_name":
            return (before.music and before.music.name) == (now.music and now.music.name)
        case "titles":
            return [t.text for t in before.titles] == [t.text for t in now.titles]
        case "captions":
            return bool(before.captions) == bool(now.captions)
    return bool(before.voice) == bool(now.voice)


def _image(movie: Movie, want: dict[str, Any]) -> bool:
    places = [n for n, scene in enumerate(movie.scenes) if scene.media and scene.media.name == want["file"]]
    if "scene" in want:
        return want["scene"] - 1 in places
    if want.get("at_end"):
        return len(movie.scenes) - 1 in places
    return bool(places) or bool(movie.logo and movie.logo.name == want["file"])
