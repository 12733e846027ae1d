"""A song of the user's: whether its beat is told when it becomes the music, and only then."""

from __future__ import annotations

from pathlib import Path

import httpx
import numpy as np
import pytest

from skill.studio.director.turn import History, Turn
from skill.studio.hearing import told
from skill.studio.movie import Media, Movie, Music, Scene
from skill.studio.options import Options
from skill.studio.serve import InThread
from tests.studio.parts import Caller, SmallRenderer, words
from tests.studio.render.sound.signals import RATE, write

MAKE = "Turn this into a 12-second video: Fresh beans every Tuesday. Roasted by hand in Lisbon. Come by."


def song(path: Path, bpm: float = 110) -> bytes:
    found = np.zeros((15 * RATE, 2), np.float32)
    t = np.arange(RATE // 20) / RATE
    click = (0.5 * np.exp(-80 * t) * np.sin(2 * np.pi * 900 * t)).astype(np.float32)
    for at in np.arange(0.2, 14.9, 60 / bpm):
        found[round(at * RATE) : round(at * RATE) + click.size] += click[:, None]
    return write(path, found).read_bytes()


def noise(path: Path) -> bytes:
    return write(
        path, np.random.default_rng(1).normal(0, 0.1, (15 * RATE, 2)).astype(np.float32)
    ).read_bytes()


@pytest.mark.parametrize(
    ("language", "make", "use", "said"),
    [
        ("en", MAKE, "use song.wav as the music", "on the beat of the song (about 110 a minute)"),
        (
            "zh-CN",
            "做一个12秒视频：清晨咖啡。今天下单立减20元。欢迎光临。",
            "用 song.wav 做背景音乐",
            "每分钟约 110 拍",
        ),
    ],
)
def test_the_beat_of_a_song_is_told_once(
    tmp_path: Path, language: str, make: str, use: str, said: str
) -> None:
    options = Options(silent_share=0.0, gui_talk=False)
    with InThread(tmp_path / "studio", options, renderer=SmallRenderer()) as running:
        http = httpx.Client(base_url=running.url, timeout=30.0, trust_env=False, verify=False)
        caller = Caller(http).sign_in().open(language)
        caller.say(make)
        caller.upload(("song.wav", song(tmp_path / "song.wav")))
        scored = words(caller.say(use))
        louder = words(caller.say({"en": "music louder", "zh-CN": "音乐大声一点"}[language]))
        caller.upload(("hiss.wav", noise(tmp_path / "hiss.wav")))
        other = words(caller.say(use.replace("song", "hiss")))
    assert said in scored
    assert said not in louder
    assert "110" not in other


def scored(scenes: int) -> Turn:
    music = Music(name="song", mood="happy", media=Media(asset="a", name="song.wav", kind="audio"))
    parts = tuple(Scene(id=f"s{n}", name=f"{n}", duration_ms=6000) for n in range(scenes))
    return Turn(Movie(scenes=parts, music=music), True, "Done.", (), History())


def test_one_scene_and_a_file_that_is_gone_or_broken_say_nothing(tmp_path: Path) -> None:
    path = tmp_path / "song.wav"
    song(path)
    assert told(scored(2), None, "en", {"a": path}).text.startswith("Done.\n")
    assert told(scored(1), None, "en", {"a": path}).text == "Done."
    assert told(scored(2), None, "en", {}).text == "Done."
    path.write_bytes(b"nothing")
    assert told(scored(2), None, "en", {"a": path}).text == "Done."
