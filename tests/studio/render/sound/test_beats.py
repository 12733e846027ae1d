"""Beats are found where a beat is, at the tempo it has, and nowhere else."""

from __future__ import annotations

import itertools
import time

import numpy as np
import pytest
from numpy.typing import NDArray

from skill.studio.render.sound.beats import RATE, Beats, beats
from skill.studio.render.sound.grid import fit
from skill.studio.render.sound.moods import MOODS
from skill.studio.render.sound.music import music
from tests.studio.render.sound.signals import speak

WORDS = {
    "en": "A good editor reads a text, finds the hook, and gives each thought a scene of its own. Numbers and names "
    "stand out, lists become lists, and the last scene says what to do. The whole fits the length exactly.",
    "zh-CN": "清晨的第一杯咖啡，来自小镇上的一家老店。每周二新鲜烘焙，今天下单立减二十元。老板说，好豆子不会说谎，"
    "它会把阳光、雨水和时间都写进味道里。",
}


def stereo(mono: NDArray[np.float64]) -> NDArray[np.float32]:
    return np.stack((mono, mono), axis=1).astype(np.float32)


def clicks(
    times: NDArray[np.float64], seconds: float, accent: int = 1, noise: float = 0.0
) -> NDArray[np.float32]:
    """A click at each of the times; every `accent`th is twice as loud."""
    found = noise * np.random.default_rng(5).normal(size=round(seconds * RATE))
    t = np.arange(RATE // 20) / RATE
    click = 0.4 * np.exp(-80 * t) * np.sin(2 * np.pi * 900 * t)
    for n, at in enumerate(np.round(times * RATE).astype(int)):
        room = found[at : at + click.size]
        room += click[: room.size] * (1.0 if n % accent == 0 else 0.5)
    return stereo(found)


def steady(bpm: float, seconds: float = 20.0, offset: float = 0.0) -> NDArray[np.float64]:
    return np.arange(offset, seconds - 0.1, 60 / bpm)


def off(found: Beats, truth: NDArray[np.float64]) -> float:
    """How far the beats inside are from the nearest true ones, the worst of them, in seconds."""
    inside = [time for time in found.times if truth[0] <= time <= truth[-1]]
    return max(float(np.abs(truth - time).min()) for time in inside)


@pytest.mark.parametrize("bpm", [60, 72, 90, 100, 120, 128, 140])
def test_a_click_track_has_its_tempo_and_its_beats(bpm: float) -> None:
    truth = steady(bpm, offset=0.37)
    found = beats([clicks(truth, 20.0)])
    assert found
    assert found.bpm == pytest.approx(bpm, rel=0.005)
    assert off(found, truth) < 0.02
    assert len(found.times) >= len(truth) - 1


@pytest.mark.parametrize("bpm", [174, 200])
def test_a_very_fast_track_is_felt_at_half_its_tempo_on_its_beats(bpm: float) -> None:
    truth = steady(bpm, offset=0.1)
    found = beats([clicks(truth, 20.0)])
    assert found
    assert found.bpm == pytest.approx(bpm / 2, rel=0.005)
    assert off(found, truth) < 0.02


@pytest.mark.parametrize("accent", [3, 4])
def test_accents_do_not_change_the_beat(accent: int) -> None:
    truth = steady(112, offset=0.9)
    found = beats([clicks(truth, 20.0, accent)])
    assert found
    assert found.bpm == pytest.approx(112, rel=0.005)
    assert off(found, truth) < 0.02


def test_a_beat_under_noise_is_still_found() -> None:
    truth = steady(96, offset=0.2)
    found = beats([clicks(truth, 20.0, 4, noise=0.03)])
    assert found
    assert found.bpm == pytest.approx(96, rel=0.01)
    assert off(found, truth) < 0.04


def test_a_band_that_gets_faster_is_followed() -> None:
    truth = np.cumsum(np.linspace(0.55, 0.48, 60))
    found = beats([clicks(truth, 32.0)])
    assert found
    assert off(found, truth) < 0.04


def test_the_cut_into_blocks_changes_nothing() -> None:
    sound = clicks(steady(120), 25.0)
    assert beats(sound[at : at + 7777] for at in range(0, len(sound), 7777)) == beats([sound])


@pytest.mark.parametrize("level", [0.003, 1.0])
def test_quiet_songs_have_the_same_beats(level: float) -> None:
    found = beats([np.float32(level) * clicks(steady(120), 20.0)])
    assert found
    assert found.bpm == pytest.approx(120, rel=0.005)


@pytest.mark.parametrize("seconds", [5.0, 20.0])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_noise_has_no_beat(seconds: float, seed: int) -> None:
    noise = np.random.default_rng(seed).normal(0, 0.1, round(RATE * seconds))
    assert beats([stereo(noise)]) is None
    assert beats([stereo(np.cumsum(noise) / 50)]) is None


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("speed", [0.8, 1.0, 1.3])
def test_speech_has_no_beat(language: str, speed: float) -> None:
    said = speak(WORDS[language], language, speed)
    at = np.arange(0, said.size / said.rate, 1 / RATE) * said.rate
    assert beats([stereo(np.interp(at, np.arange(said.size), said.play()))]) is None


@pytest.mark.parametrize(
    "sound",
    [
        np.zeros(0),
        np.zeros(20 * RATE),
        0.3 * np.sin(2 * np.pi * 440 * np.arange(20 * RATE) / RATE),
        np.sin(np.arange(3 * RATE)),
        np.sin(np.arange(RATE // 5)),
    ],
    ids=["nothing", "silence", "a tone", "a moment", "a blip"],
)
def test_what_does_not_begin_again_and_again_has_no_beat(sound: NDArray[np.float64]) -> None:
    assert beats([stereo(sound)]) is None
    assert beats([]) is None


@pytest.mark.parametrize("mood", sorted(MOODS))
def test_music_made_here_is_heard_at_the_tempo_it_was_written_in(mood: str) -> None:
    grid = fit(MOODS[mood].bpm, MOODS[mood].meter, 24.0)
    found = beats(music(mood, 24.0, 1, RATE))
    if mood == "ambient":
        assert found is None  # it floats
        return
    assert found
    assert found.bpm == pytest.approx(60 / grid.beat, rel=0.01)
    wrong = [
        time
        for time in found.times
        if time < grid.close and abs(time / grid.beat - round(time / grid.beat)) > 0.2
    ]
    assert len(wrong) <= 0.05 * len(found.times)


def test_three_minutes_take_less_than_a_second() -> None:
    sound = clicks(steady(120, 180.0), 180.0, noise=0.02)
    took = []
    for _ in range(2):
        begun = time.process_time()
        assert beats(iter(np.array_split(sound, 200)))
        took.append(time.process_time() - begun)
    assert min(took) < 1.0


def test_beats_are_in_order() -> None:
    found = beats([clicks(steady(120), 20.0)])
    assert found
    assert all(a < b for a, b in itertools.pairwise(found.times))
