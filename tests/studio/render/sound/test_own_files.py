from itertools import islice

import numpy as np
import pytest

from skill.studio.render.sound.cutting import cut, looped
from skill.studio.render.sound.decode import decode, has_sound, length_s
from skill.studio.render.sound.errors import Unreadable
from skill.studio.render.sound.sources import clip
from skill.studio.render.sound.tape import Tape
from tests.studio.render.sound.signals import RATE, own, rms, sine, write, write_video


def all_of(blocks):
    return np.concatenate(list(blocks))


def strongest(samples):
    return np.fft.rfftfreq(len(samples), 1 / RATE)[np.argmax(np.abs(np.fft.rfft(samples[:, 0])))]


def test_a_file_at_another_rate_is_resampled(tmp_path):
    path = write(tmp_path / "tone.wav", sine(500, 1, -12, 44100), 44100)
    sound = all_of(decode(path, RATE))
    assert len(sound) == pytest.approx(RATE, abs=64)
    assert strongest(sound) == pytest.approx(500, abs=1.5)
    assert rms(sound) == pytest.approx(-15, abs=0.3)


def test_a_trim_takes_exactly_its_stretch(tmp_path):
    low, high = sine(300, 1), sine(900, 1)
    path = write(tmp_path / "two.wav", np.concatenate((low, high, low)))
    part = all_of(decode(path, RATE, start_ms=1000, end_ms=2000))
    assert len(part) == RATE
    assert strongest(part) == pytest.approx(900, abs=1)
    assert strongest(all_of(decode(path, RATE, start_ms=1200, end_ms=1500))) == pytest.approx(900, abs=2)


@pytest.mark.parametrize("speed", [0.4, 2.0, 3.0])
def test_speed_changes_the_length_and_keeps_the_pitch(tmp_path, speed):
    path = write(tmp_path / "tone.wav", sine(500, 2))
    sound = all_of(decode(path, RATE, speed=speed))
    assert len(sound) / RATE == pytest.approx(2 / speed, rel=0.08)
    assert strongest(sound) == pytest.approx(500, rel=0.02)


@pytest.mark.parametrize("content", [b"", b"not a sound at all" * 100])
def test_a_broken_file_is_unreadable_and_named(tmp_path, content):
    path = tmp_path / "broken.mp3"
    path.write_bytes(content)
    with pytest.raises(Unreadable) as failure:
        list(decode(path, RATE))
    assert failure.value.name == "broken.mp3"
    with pytest.raises(Unreadable):
        has_sound(path)


def test_a_silent_clip_has_no_sound_to_decode(tmp_path):
    path = write_video(tmp_path / "silent.mp4", None, 0.5)
    assert not has_sound(path)
    with pytest.raises(Unreadable):
        list(decode(path, RATE))


def test_the_sound_of_a_clip_is_decoded(tmp_path):
    path = write_video(tmp_path / "talk.mp4", sine(440, 1), 1)
    assert has_sound(path)
    assert strongest(all_of(decode(path, RATE))) == pytest.approx(440, abs=2)


def test_a_long_recording_is_cut_with_fades():
    done = all_of(cut(iter([np.ones((600, 2), np.float32)] * 2), 1000, 100, 200))
    assert len(done) == 1000
    assert np.abs(done[[0, -1]]).max() == 0
    assert done[500, 0] == 1
    assert np.abs(np.diff(done[:, 0])).max() < 0.02


def test_a_short_recording_is_not_stretched():
    assert len(all_of(cut(iter([np.ones((300, 2), np.float32)]), 1000, 10, 10))) == 300


def test_a_loop_repeats_without_a_click_or_a_hole():
    tone = sine(441, 0.5)
    chunks = [tone[start : start + 5000] for start in range(0, len(tone), 5000)]
    blocks = looped(lambda: iter(chunks), 4800)
    done = all_of(islice(blocks, 40))
    assert len(done) > 2 * RATE
    assert np.abs(np.diff(done[:, 0])).max() < 1.5 * np.abs(np.diff(tone[:, 0])).max()
    levels = [rms(done[start : start + 2400]) for start in range(0, 2 * RATE, 2400)]
    assert min(levels) > rms(tone) - 6
    assert max(levels) < rms(tone) + 3.1


def test_a_recording_shorter_than_the_seam_still_loops():
    done = all_of(islice(looped(lambda: iter([sine(1000, 0.01)]), 4800), 60))
    assert len(done) > 5000


def test_a_loop_of_nothing_ends():
    assert list(looped(lambda: iter(()), 100)) == []


def test_a_tape_gives_back_what_was_recorded_and_silence_around_it():
    tone = sine(440, 1, -20)
    tape = Tape([tone[:1000], tone[1000:]], RATE)
    assert tape.samples == RATE
    assert tape.loudness == pytest.approx(-20.7, abs=0.5)
    np.testing.assert_array_equal(tape.read(0, RATE), tone)
    around = tape.read(-10, RATE + 20)
    np.testing.assert_array_equal(around[10:-10], tone)
    assert np.abs(around[:10]).max() == np.abs(around[-10:]).max() == 0
    assert np.abs(tape.read(2 * RATE, 5)).max() == 0


def test_a_clip_shorter_than_its_scene_is_repeated_in_step_with_its_picture(tmp_path):
    path = write_video(tmp_path / "clip.mp4", np.concatenate((sine(440, 0.5), sine(880, 0.5))), 1)
    sound = all_of(clip(own("clip", "video"), path, 3.0, RATE))
    assert len(sound) == 3 * RATE
    for turn in range(3):
        assert strongest(sound[turn * RATE + 5000 : turn * RATE + 19000]) == pytest.approx(440, abs=4)
        assert strongest(sound[turn * RATE + 29000 : turn * RATE + 43000]) == pytest.approx(880, abs=4)


def test_a_clip_a_little_too_short_is_slowed_down_as_its_picture_is(tmp_path):
    path = write_video(tmp_path / "clip.mp4", sine(440, 1), 1)
    sound = all_of(clip(own("clip", "video"), path, 1.2, RATE))
    assert len(sound) == round(1.2 * RATE)
    assert rms(sound[round(1.05 * RATE) : round(1.15 * RATE)]) > -28
    assert strongest(sound) == pytest.approx(440, rel=0.02)


def test_a_clip_whose_sound_ends_early_is_silent_until_it_starts_over(tmp_path):
    path = write_video(tmp_path / "clip.mp4", sine(440, 0.4), 1)
    sound = all_of(clip(own("clip", "video"), path, 2.0, RATE))
    assert rms(sound[RATE * 3 // 5 : RATE * 9 // 10]) < -60
    assert rms(sound[RATE + 4000 : RATE + 16000]) > -28


def test_the_length_of_a_clip_is_its_pictures(tmp_path):
    assert length_s(write_video(tmp_path / "clip.mp4", sine(440, 0.4), 1)) == pytest.approx(1, abs=0.02)
    assert length_s(write(tmp_path / "tone.wav", sine(440, 0.4))) == pytest.approx(0.4, abs=0.01)
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no")
    with pytest.raises(Unreadable):
        length_s(broken)


def test_a_sound_that_begins_late_starts_with_silence(tmp_path):
    path = write(tmp_path / "late.mka", sine(440, 1), codec="aac", late_s=0.5)
    sound = all_of(decode(path, RATE))
    assert np.abs(sound[: RATE * 2 // 5]).max() < 0.001
    assert rms(sound[RATE * 3 // 5 : RATE]) > -28
