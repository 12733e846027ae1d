import numpy as np
import pytest

from skill.studio.movie import Look, Movie, Music, Scene
from skill.studio.render.sound.errors import Unreadable
from skill.studio.render.sound.mix import blocks, mixdown
from skill.studio.render.sound.moods import MOODS
from skill.studio.render.themes import THEMES
from tests.studio.render.sound.signals import (
    RATE,
    bs1770,
    movie,
    own,
    rms,
    sine,
    true_peak,
    write,
    write_video,
)


@pytest.mark.parametrize("mood", MOODS)
def test_every_mood_is_finished_at_the_loudness_of_the_platforms(mood):
    sound = mixdown(movie(1500, 1500, mood=mood), {})
    assert sound.shape == (3 * RATE, 2)
    assert sound.dtype == np.float32
    assert bs1770(sound) == pytest.approx(-14, abs=0.5)
    assert true_peak(sound) < -1.5


@pytest.mark.parametrize("ms", [1000, 1234, 7_033])
def test_any_length_is_exact_and_as_loud(ms):
    sound = mixdown(movie(ms, mood="happy"), {})
    assert len(sound) == round(ms * 48)
    assert bs1770(sound) == pytest.approx(-14, abs=0.6)
    assert true_peak(sound) < -1.5
    assert np.abs(sound[-1]).max() < 1e-6


def test_another_sample_rate_works():
    assert mixdown(movie(1500), {}, sample_rate=44100).shape == (66150, 2)


def test_the_same_movie_sounds_the_same():
    assert np.array_equal(mixdown(movie(1500), {}), mixdown(movie(1500), {}))


def test_another_version_has_another_tune():
    assert not np.array_equal(mixdown(movie(1500, seed=1), {}), mixdown(movie(1500, seed=2), {}))


@pytest.mark.parametrize("silent", [movie(2000, volume=0.0), movie(2000).change(music=None)])
def test_mute_and_no_music_are_silence_of_the_right_length(silent):
    sound = mixdown(silent, {})
    assert sound.shape == (96_000, 2)
    assert np.abs(sound).max() == 0


def test_a_movie_without_scenes_has_no_samples():
    assert mixdown(Movie(music=Music(name="Music", mood="piano")), {}).shape == (0, 2)


@pytest.mark.parametrize(("volume", "loudness"), [(1.0, -14), (0.3, -14), (0.15, -20), (0.05, -29.6)])
def test_music_alone_is_full_from_volume_three_tenths_and_truly_quiet_below(volume, loudness):
    assert bs1770(mixdown(movie(4000, volume=volume), {})) == pytest.approx(loudness, abs=0.7)


def test_the_bed_keeps_to_its_place():
    sound = mixdown(movie(7000, start_ms=2000, end_ms=6000), {})
    assert np.abs(sound[: 2 * RATE]).max() == 0
    assert rms(sound[2 * RATE : 6 * RATE]) > -25
    assert np.abs(sound[6 * RATE + 10 :]).max() < 1e-5


def test_a_bed_that_starts_after_the_end_is_silence():
    assert np.abs(mixdown(movie(2000, start_ms=3000), {})).max() == 0


def test_own_music_is_looped_to_the_length_and_fades_out(tmp_path):
    path = write(tmp_path / "song.wav", sine(440, 2.5))
    sound = mixdown(movie(9000, media=own("song")), {"song": path})
    seconds = [rms(sound[n * RATE : (n + 1) * RATE]) for n in range(9)]
    assert min(seconds[:6]) > max(seconds) - 4
    assert rms(sound[-RATE // 4 :]) < max(seconds) - 20
    assert bs1770(sound) == pytest.approx(-14, abs=0.6)


def test_own_music_longer_than_the_video_is_cut(tmp_path):
    path = write(tmp_path / "song.wav", np.concatenate((sine(440, 3), sine(880, 4))))
    sound = mixdown(movie(2000, media=own("song", start_ms=500)), {"song": path})
    spectrum = np.abs(np.fft.rfft(sound[:, 0]))
    assert spectrum[1760] < 0.01 * spectrum[880]


def test_broken_music_is_reported_not_swallowed(tmp_path):
    path = tmp_path / "song.mp3"
    path.write_bytes(b"no")
    with pytest.raises(Unreadable):
        mixdown(movie(2000, media=own("song")), {"song": path})


def with_clip(volume: float, path_kind: str = "video") -> Movie:
    plain = movie(2000, 2000, mood="ambient", volume=volume)
    scenes = (plain.scenes[0], plain.scenes[1].model_copy(update={"media": own("clip", path_kind)}))
    return plain.change(scenes=scenes)


def tone_level(sound: np.ndarray, hz: float) -> float:
    spectrum = np.abs(np.fft.rfft(sound[:, 0] * np.hanning(len(sound)))) / len(sound) * 4
    return float(20 * np.log10(spectrum[round(hz * len(sound) / RATE)] + 1e-12))


def test_the_sound_of_a_clip_plays_in_its_scene_under_the_music(tmp_path):
    path = write_video(tmp_path / "clip.mp4", sine(3000, 3, -3), 3)
    sound = mixdown(with_clip(0.5), {"clip": path})
    before, during = sound[RATE : 2 * RATE], sound[5 * RATE // 2 : 7 * RATE // 2]
    assert tone_level(before, 3000) < -60
    assert -32 < tone_level(during, 3000) < -15
    assert bs1770(sound) == pytest.approx(-14, abs=0.6)


def test_louder_music_makes_the_clip_relatively_quieter(tmp_path):
    path = write_video(tmp_path / "clip.mp4", sine(3000, 3, -3), 3)
    quiet, loud = (
        mixdown(with_clip(volume), {"clip": path})[5 * RATE // 2 : 7 * RATE // 2] for volume in (0.2, 1.0)
    )
    assert tone_level(quiet, 3000) > tone_level(loud, 3000) + 6


def test_a_clip_without_sound_changes_nothing(tmp_path):
    path = write_video(tmp_path / "clip.mp4", None, 3)
    plain = mixdown(movie(2000, 2000, mood="ambient"), {})
    np.testing.assert_array_equal(mixdown(with_clip(0.5), {"clip": path}), plain)


def test_noise_of_a_quiet_room_is_not_made_loud(tmp_path):
    path = write_video(tmp_path / "clip.mp4", sine(3000, 3, -65), 3)
    assert np.abs(mixdown(with_clip(0.0), {"clip": path})).max() == 0


def test_blocks_together_are_the_mixdown():
    wanted = movie(5000, mood="lofi")
    np.testing.assert_array_equal(np.concatenate(list(blocks(wanted, {}))), mixdown(wanted, {}))


def test_an_unknown_mood_is_played_as_the_theme_sounds() -> None:
    shown = Movie(
        look=Look(theme="city"),
        scenes=(Scene(id="s1", name="one", duration_ms=1500),),
        music=Music(name="Polka", mood="polka"),
    )
    known = shown.change(music=Music(name="Lo-fi", mood=THEMES["city"].music))
    assert np.array_equal(mixdown(shown, {}, sample_rate=8000), mixdown(known, {}, sample_rate=8000))
