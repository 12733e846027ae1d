"""Wishes as people say them, each on the same video, and what is different then: tests/data/edits/wishes_*.txt.

A line is `wish => what is different`, a talk of several messages `first || second => …`; `[a.png]` hands a file over.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from skill import i18n
from skill.studio.director import History, direct
from skill.studio.movie import Media, Movie, media_of

DATA = Path(__file__).resolve().parents[2] / "data" / "edits"
BASES = {
    "en": (
        "Make a 30s promo for Luna Coffee with 5 scenes: roasting beans, pouring latte art, friends laughing, "
        "cozy window seat, logo and address. Upbeat music, landscape",
        "add a title 'Grand Opening' for the first 3 seconds",
        "captions on",
    ),
    "zh": (
        "做一个30秒的露娜咖啡宣传片，5个场景：烘焙咖啡豆、拉花、朋友聚会、窗边座位、门店地址，轻快的音乐，横屏",
        "加标题“盛大开业”在前3秒",
        "打开字幕",
    ),
}
FILE = re.compile(r"\[(\S+\.(png|wav|mp4))\]\s*")
KINDS: dict[str, Any] = {"png": "image", "wav": "audio", "mp4": "video"}
Said = tuple[str, str, str]


def rows() -> list[Said]:
    """(language of the video, the messages, what is different) of every line."""
    found = []
    for path in sorted(DATA.glob("wishes_*.txt")):
        for line in path.read_text("utf-8").splitlines():
            if line.strip() and not line.startswith("#"):
                wish, _, different = line.partition(" => ")
                found.append((path.stem.removeprefix("wishes_"), wish, different))
    return found


@cache
def base(language: str) -> tuple[Movie, History]:
    movie, history = None, History()
    for message in BASES[language]:
        turn = direct(message, movie, files=(), history=history, language=language)
        movie, history = turn.movie, turn.history
    assert movie
    return movie, history


def seconds(ms: int) -> str:
    return f"{ms / 1000:.1f}".removesuffix(".0")


def different(before: Movie, after: Movie) -> str:
    """What of a video is not as it was, in one line."""
    told: list[str] = []
    if before.duration_ms != after.duration_ms:
        told.append(f"{seconds(after.duration_ms)} s")
    if (before.width, before.height) != (after.width, after.height):
        told.append(f"{after.width}x{after.height}")
    shown = [
        scene.name if scene.media is None else f"{scene.name} [{scene.media.name}]" for scene in after.scenes
    ]
    if shown != [scene.name for scene in before.scenes]:
        told.append("scenes " + " | ".join(shown))
    lengths = [seconds(scene.duration_ms) for scene in after.scenes]
    if lengths != [seconds(scene.duration_ms) for scene in before.scenes] and len(lengths) == len(
        before.scenes
    ):
        told.append("lasting " + " ".join(lengths))
    if before.titles != after.titles:
        spans = (f"{t.text!r} {seconds(t.start_ms)}-{seconds(t.end_ms)} {t.place}" for t in after.titles)
        told.append("titles " + "; ".join(spans))
    if before.music != after.music:
        bed = after.music
        until = f"-{seconds(bed.end_ms)}" if bed and bed.end_ms is not None else ""
        told.append(
            f"music {bed.name} {bed.volume:.0%} {seconds(bed.start_ms)}{until}" if bed else "no music"
        )
    if before.captions != after.captions and (before.captions is None or not after.captions):
        told.append("captions" if after.captions else "no captions")
    if before.captions and after.captions and before.captions.place != after.captions.place:
        told.append(f"captions {after.captions.place}")
    if before.voice != after.voice:
        told.append(f"voice {after.voice.voice} {after.voice.speed:.2f}" if after.voice else "no voice")
    look = {
        key: value for key, value in after.look.model_dump().items() if value != getattr(before.look, key)
    }
    told += [f"{key} {value}" for key, value in look.items() if key not in ("mood", "seed")]
    if after.logo:
        spot = after.logo_spot
        edge, side = "top" if spot.top else "bottom", "left" if spot.left else "right"
        told.append(f"logo {after.logo.name} {edge} {side} {spot.scale:.1f}")
    return "; ".join(told) or "nothing"


def wished(language: str, messages: str) -> str:
    """What is different after the messages, which are said one after the other."""
    start, history = base(language)
    movie: Movie = start
    files: tuple[Media, ...] = ()
    for number, message in enumerate(messages.split(" || ")):
        for name, ending in FILE.findall(message):
            files += (Media(asset=f"{number}-{name}", name=name, kind=KINDS[ending]),)
        words = FILE.sub("", message)
        known = {media.asset for past in (*history.past, movie) for media in media_of(past)}
        waiting = tuple(file for file in files if file.asset not in known)
        turn = direct(
            words, movie, files=waiting, history=history, language=i18n.detect(words, default=language)
        )
        assert turn.text
        assert turn.movie
        movie, history = turn.movie, turn.history
    return different(start, movie)


@pytest.mark.parametrize(("language", "wish", "expected"), rows(), ids=lambda value: str(value)[:60])
def test_a_wish_does_what_it_says(language: str, wish: str, expected: str) -> None:
    assert wished(language, wish) == expected
