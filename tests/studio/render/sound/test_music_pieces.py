import numpy as np
import pytest

from skill.studio.render.sound.chords import chord
from skill.studio.render.sound.instruments import INSTRUMENTS
from skill.studio.render.sound.moods import MOODS
from skill.studio.render.sound.music import BLOCK, music
from skill.studio.render.sound.percussion import DRUMS, TEXTURES
from skill.studio.render.sound.score import arrange, beats
from tests.studio.render.sound.signals import RATE, rms


def piece(mood: str, seconds: float, seed: int = 0, rate: int = RATE) -> np.ndarray:
    return np.concatenate(list(music(mood, seconds, seed, rate)))


@pytest.mark.parametrize("mood", MOODS)
def test_every_mood_names_chords_instruments_and_patterns_that_exist(mood):
    row = MOODS[mood]
    for name in {c for line in (*row.verses, *row.choruses, row.cadence) for c in line}:
        assert chord(name, row.key).tones
    for layer in row.layers:
        known = {"drum": DRUMS, "texture": TEXTURES}.get(layer.part, INSTRUMENTS)
        assert layer.sound in known
        for bar in "|".join(layer.patterns).split("|"):
            assert layer.part == "texture" or (len(bar) * 4 / row.meter) % 4 == 0 or len(bar) % row.meter == 0


@pytest.mark.parametrize("mood", MOODS)
def test_every_mood_lasts_as_long_as_asked_and_ends_in_silence_without_being_cut(mood):
    rate = RATE // 2
    sound = piece(mood, 7.0, rate=rate)
    assert sound.shape == (7 * rate, 2)
    assert sound.dtype == np.float32
    assert np.abs(sound[-3:]).max() < 1e-6
    # The last chord still rings a second before the end: no cut, no long silence.
    assert rms(sound[-rate * 3 // 2 : -rate]) > rms(sound) - 18
    assert np.isfinite(sound).all()


@pytest.mark.parametrize("mood", ["uplifting", "lofi", "piano", "epic"])
def test_a_piece_builds_up(mood):
    sound = piece(mood, 20.0, rate=16000)
    quarter = len(sound) // 4
    assert rms(sound[:quarter]) < rms(sound[2 * quarter : 3 * quarter]) - 1


@pytest.mark.parametrize("mood", ["happy", "ambient"])
def test_there_is_no_silence_inside_a_piece(mood):
    sound = piece(mood, 10.0, rate=24000)
    windows = sound[: len(sound) // 12000 * 12000].reshape(-1, 12000, 2)[:-1]
    assert min(rms(window) for window in windows) > rms(sound) - 30


def test_the_same_seed_gives_the_same_samples_and_another_seed_another_piece():
    first, again, other = piece("acoustic", 4, 3), piece("acoustic", 4, 3), piece("acoustic", 4, 4)
    assert np.array_equal(first, again)
    assert np.abs(first - other).max() > 0.05


@pytest.mark.parametrize("seconds", [0.04, 0.5, 1.0, 2.5])
def test_a_very_short_piece_is_one_gesture(seconds):
    sound = piece("corporate", seconds)
    assert len(sound) == round(seconds * RATE)
    assert np.abs(sound).max() > 0.001
    assert np.abs(sound[-1]).max() == 0


def test_music_comes_in_blocks_whose_seams_cannot_be_heard():
    blocks = list(music("lofi", 6.0, 0, RATE))
    assert max(len(block) for block in blocks) <= BLOCK
    seams = np.cumsum([len(block) for block in blocks])[:-1]
    whole = np.concatenate(blocks)
    steps = np.abs(np.diff(whole, axis=0)).max(axis=1)
    assert all(steps[seam - 1] < 3 * np.percentile(steps, 99) for seam in seams if 0 < seam < len(whole))


def test_stereo_is_wide_but_survives_mono():
    for mood in ("uplifting", "lofi"):
        sound = piece(mood, 8.0, rate=24000)
        assert 0.15 < np.corrcoef(sound.T)[0, 1] < 0.97
        assert rms(sound.mean(axis=1, keepdims=True)) > rms(sound) - 3
        assert abs(rms(sound[:, :1]) - rms(sound[:, 1:])) < 2


def test_there_is_no_offset_from_zero():
    assert np.abs(piece("electronic", 6.0).mean()) < 1e-3


@pytest.mark.parametrize("mood", MOODS)
def test_beats_fill_the_piece_evenly_and_notes_stay_near_the_mood_tempo(mood):
    times = beats(mood, 30_000)
    gaps = np.diff((*times, 30_000))
    assert times[0] == 0
    assert gaps.max() - gaps.min() <= 1
    assert abs(60_000 / gaps.mean() / MOODS[mood].bpm - 1) < 0.04


def test_drums_fall_on_the_beats_given():
    times = np.array(beats("electronic", 20_000)) / 1000
    kicks = [note.start for note in arrange(MOODS["electronic"], 20.0, 0) if note.sound == "deep_kick"]
    assert len(kicks) > 16
    assert max(np.abs(times - kick).min() for kick in kicks) < 0.01


def test_an_unknown_mood_is_a_key_error():
    with pytest.raises(KeyError):
        beats("polka", 1000)


def test_the_last_chord_is_struck_where_the_last_bar_begins():
    notes = arrange(MOODS["piano"], 30.0, 1)
    ends = [note.start + note.seconds for note in notes]
    assert max(ends) == pytest.approx(30.0, abs=0.3)
    assert all(note.start < 30 for note in notes)


def test_ten_minutes_of_notes_breathe():
    notes = arrange(MOODS["uplifting"], 600.0, 0)
    per_minute = np.histogram([note.start for note in notes], 10, (0, 600))[0]
    assert per_minute.min() > 100
    assert list(notes) == sorted(notes, key=lambda note: note.start)
