"""Lines that were spoken for one render are there for the next."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from skill.studio.render.cache import Cache
from skill.studio.render.faults import Cancelled
from skill.studio.render.shelf import TOGETHER, Shelf
from skill.studio.render.sound.voice import Wish
from tests.studio.render.sound.signals import speak

WISHES = [
    Wish("Fresh bread.", "en"),
    Wish("Fresh bread.", "en", 1.3),
    Wish("\u2026", "en"),
    Wish("Fresh bread.", "en"),
]


def stop() -> None:
    raise Cancelled


def test_a_line_is_spoken_once_and_read_back_the_same(tmp_path: Path) -> None:
    Shelf(Cache(tmp_path), int).speech(WISHES)
    said = Shelf(Cache(tmp_path), stop).speech(WISHES)
    assert len(list(tmp_path.glob("*.zip"))) == 3
    for wish, line in zip(WISHES, said, strict=True):
        fresh = speak(wish.text, wish.language, wish.speed)
        assert (line.words, line.rate, line.duration_ms) == (fresh.words, fresh.rate, fresh.duration_ms)
        np.testing.assert_array_equal(line.play(), fresh.play())


def test_a_damaged_line_is_spoken_again(tmp_path: Path) -> None:
    Shelf(Cache(tmp_path), int).speech(WISHES[:1])
    (path,) = tmp_path.glob("*.zip")
    path.write_bytes(path.read_bytes()[:-40])
    (line,) = Shelf(Cache(tmp_path), int).speech(WISHES[:1])
    assert line.duration_ms == speak("Fresh bread.", "en").duration_ms


def test_a_long_script_can_be_stopped_between_its_lines(tmp_path: Path) -> None:
    calls = iter((int, stop))
    wishes = [Wish(f"Number {n}", "en") for n in range(TOGETHER + 1)]
    with pytest.raises(Cancelled):
        Shelf(Cache(tmp_path), lambda: next(calls)()).speech(wishes)
    assert len(list(tmp_path.glob("*.zip"))) == TOGETHER
