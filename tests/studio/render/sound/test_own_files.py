from itertools import islice

import numpy as np
import pytest

from skill.studio.render.sound import Unreadable
from skill.studio.render.sound.cutting import cut, looped
from skill.studio.render.sound.decode import decode, has_sound
from skill.studio.render.sound.tape import Tape
from tests.studio.render.sound.signals import RATE, rms, sine, write, write_video


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
