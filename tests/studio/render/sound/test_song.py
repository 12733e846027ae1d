"""Cuts come to the beats of the user's own song, a little, and the length stays."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from skill.studio.movie import Captions, Movie, TextSpan
from skill.studio.render.faults import Cancelled, RenderError
from skill.studio.render.run import cuts_on_beat
from skill.studio.render.sound.song import MOST_MS, SHORTEST_MS, heard, moved, on_beat
from tests.studio.render.sound.signals import RATE, movie, own, write

BPM, OFFSET = 100, 0.25


def song(path: Path, seconds: float = 30.0) -> Path:
    found = np.zeros((round(seconds * RATE), 2), np.float32)
    t = np.arange(RATE // 20) / RATE
    click = (0.5 * np.exp(-80 * t) * np.sin(2 * np.pi * 900 * t)).astype(np.float32)
    for at in np.arange(OFFSET, seconds - 0.1, 60 / BPM):
        found[round(at * RATE) : round(at * RATE) + click.size] += click[:, None]
    return write(path, found)


def scored(*lengths: int, **music: object) -> Movie:
    return movie(*lengths, media=own("song"), **music)


def from_beat(ms: float, begins: float = 1000 * OFFSET) -> float:
    """How far a moment is from the nearest beat, in ms."""
    beat = 60_000 / BPM
    return abs((ms - begins + beat / 2) % beat - beat / 2)


def test_every_cut_comes_to_a_beat_and_the_length_stays(tmp_path: Path) -> None:
    files = {"song": song(tmp_path / "song.wav")}
    wanted = scored(3000, 2700, 3333, 2500, 4000)
    found = on_beat(wanted, files)
    assert found.duration_ms == wanted.duration_ms
    assert max(from_beat(ms) for ms in found.starts()[1:]) < 25
    assert max(abs(a - b) for a, b in zip(found.starts(), wanted.starts(), strict=True)) <= MOST_MS
    assert found != wanted


def test_a_song_that_begins_later_is_trimmed_or_faster_is_heard_as_it_plays(tmp_path: Path) -> None:
    files = {"song": song(tmp_path / "song.wav")}
    late = on_beat(scored(3000, 3000, 3000, 3000, start_ms=1100), files)
    assert max(from_beat(ms, 1100 + 1000 * OFFSET) for ms in late.starts()[1:]) < 25
    trimmed = movie(3000, 3000, 3000, media=own("song", start_ms=400))
    assert max(from_beat(ms, 1000 * OFFSET - 400) for ms in on_beat(trimmed, files).starts()[1:]) < 25
    faster = heard(movie(12000, 8000, media=own("song", speed=1.25)), files)
    assert faster
    assert faster.bpm == pytest.approx(1.25 * BPM, rel=0.01)


def test_cuts_outside_the_song_stay(tmp_path: Path) -> None:
    files = {"song": song(tmp_path / "song.wav")}
    found = on_beat(scored(3100, 8000, 4100, 3000, start_ms=5000, end_ms=13000), files)
    assert found.starts() == (0, 3100, 11100 + (found.starts()[2] - 11100), 15200)
    assert from_beat(found.starts()[2], 5000 + 1000 * OFFSET) < 25


def test_a_short_song_that_is_repeated_is_followed_over_its_seams(tmp_path: Path) -> None:
    files = {"song": song(tmp_path / "song.wav", 7.0)}
    found = heard(scored(10_000, 10_000), files)
    assert found
    again = [time - 6.0 for time in found.times if 6.5 < time < 12]
    assert max(from_beat(1000 * time) for time in again) < 40


def test_titles_and_captions_go_with_their_scenes(tmp_path: Path) -> None:
    files = {"song": song(tmp_path / "song.wav")}
    title = TextSpan(text="Beans", start_ms=3000, end_ms=6000)
    captions = Captions(spans=(TextSpan(text="a", start_ms=0, end_ms=3000), title))
    found = on_beat(scored(3000, 3000, 3000).change(titles=(title,), captions=captions), files)
    starts = found.starts()
    assert starts[1] != 3000
    assert [(span.start_ms, span.end_ms) for span in found.titles] == [(starts[1], starts[2])]
    assert found.captions
    assert [span.end_ms for span in found.captions.spans] == [starts[1], starts[2]]


@pytest.mark.parametrize("other", [{"volume": 0.0}, {"start_ms": 20_000}])
def test_a_song_that_is_not_heard_moves_nothing(tmp_path: Path, other: dict[str, object]) -> None:
    files = {"song": song(tmp_path / "song.wav", 6.0)}
    wanted = scored(3000, 3000, 3000, **other)
    assert on_beat(wanted, files) == wanted


def stop() -> None:
    raise Cancelled


def test_a_render_that_is_cancelled_does_not_listen_to_the_end(tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        cuts_on_beat(scored(3000, 3000), {"song": song(tmp_path / "song.wav", 6.0)}, stop)


def test_music_made_here_and_single_scenes_are_left_alone(tmp_path: Path) -> None:
    assert cuts_on_beat(movie(3000, 3000), {}, stop) == movie(3000, 3000)
    assert on_beat(movie(3000, 3000), {}) == movie(3000, 3000)
    one = scored(9000)
    assert cuts_on_beat(one, {"song": song(tmp_path / "song.wav")}, stop) == one


def test_a_song_without_a_beat_moves_nothing(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, (20 * RATE, 2)).astype(np.float32)
    wanted = scored(3000, 3000, 3000)
    assert on_beat(wanted, {"song": write(tmp_path / "song.wav", noise)}) == wanted


def test_no_scene_becomes_too_short() -> None:
    assert moved((520, 1040), 1560, (400, 900, 1400)) == (520, 1040)
    assert moved((2000, 4000), 6000, (1800, 4250)) == (1800, 4250)
    assert moved((2000, 2600), 6000, (2300,)) == (2000, 2600)
    assert moved((SHORTEST_MS // 2,), 5000, (100,)) == (SHORTEST_MS // 2,)


def test_a_file_without_sound_is_told_by_its_kind(tmp_path: Path) -> None:
    broken = tmp_path / "song.wav"
    broken.write_bytes(b"nothing")
    with pytest.raises(RenderError) as failure:
        cuts_on_beat(scored(3000, 3000), {"song": broken}, stop)
    assert failure.value.kind == "asset_unreadable"
