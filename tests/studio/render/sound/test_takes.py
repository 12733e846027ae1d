"""Lines that a speech model has said: kept trimmed and even, and their words timed to what is heard."""

from __future__ import annotations

import itertools
import struct
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from skill.studio.movie import Captions, Movie, Scene, Take, TextSpan, Voice
from skill.studio.render import plan
from skill.studio.render.cache import Cache
from skill.studio.render.faults import RenderError
from skill.studio.render.run import spoken_captions
from skill.studio.render.shelf import Shelf
from skill.studio.render.sound import takes
from skill.studio.render.sound.captioned import LEAD_MS, in_time
from skill.studio.render.sound.decode import decode
from skill.studio.render.sound.errors import Unreadable
from skill.studio.render.sound.mix import mixdown
from skill.studio.render.sound.narration import lines
from skill.studio.render.sound.voice import AFTER_MS, BEFORE_MS, Spoken
from tests.studio.render.sound.signals import RATE, bs1770, movie, rms, speak, true_peak, write

TEXT = "Fresh coffee every morning, roasted by hand."


def recording(path: Path, text: str = TEXT, speed: float = 0.8, lead: float = 0.4, gain: float = 0.3) -> Path:
    """A sound file of the text with silence around it."""
    said = speak(text, "en", speed)
    mono = np.repeat(said.play(), 2)[: said.play().size * 2]  # 44.1 kHz
    whole = np.concatenate((np.zeros(round(44100 * lead)), gain * mono, np.zeros(30000)))
    return write(path, np.stack((whole, whole), axis=1).astype(np.float32), 44100)


def kept(path: Path, text: str = TEXT, **made: float) -> Path:
    takes.cleaned(recording(path, text, **made), text, 1.0, "en")
    return path


def read(path: Path) -> Spoken:
    return takes.read(path, *takes.expected([TEXT], 1.0, "en"))


def test_silence_around_the_speech_goes_and_quiet_lines_come_up(tmp_path: Path) -> None:
    quiet, loud = (read(kept(tmp_path / f"{gain}.wav", gain=gain)) for gain in (0.05, 0.9))
    plain = speak(TEXT, "en", 0.8).duration_ms
    assert quiet.duration_ms == pytest.approx(plain, abs=60)
    assert quiet.rate == takes.RATE
    assert rms(quiet.play()) == pytest.approx(rms(loud.play()), abs=0.5)


def test_words_are_timed_to_the_recording(tmp_path: Path) -> None:
    said = read(kept(tmp_path / "a.wav"))
    truth = speak(TEXT, "en", 0.8)
    assert [word for word, _, _ in said.words] == [word for word, _, _ in truth.words]
    off = [abs(a[1] - b[1]) for a, b in zip(said.words, truth.words, strict=True)]
    assert max(off) < 70
    assert said.words[0][1] == pytest.approx(BEFORE_MS, abs=25)
    assert said.words[-1][2] == pytest.approx(said.duration_ms - AFTER_MS, abs=25)


def test_a_longer_pause_moves_the_words_after_it_only(tmp_path: Path) -> None:
    truth = speak(TEXT, "en", 1.0)
    comma = next((a[2] + b[1]) // 2 for a, b in itertools.pairwise(truth.words) if a[0] == "morning")
    at = truth.rate * comma // 1000
    parted = np.concatenate((truth.play()[:at], np.zeros(truth.rate), truth.play()[at:]))
    path = write(tmp_path / "a.wav", np.stack((parted, parted), axis=1).astype(np.float32), truth.rate)
    takes.cleaned(path, TEXT, 1.0, "en")
    said = read(path)
    starts = {word: begin for word, begin, _ in said.words}
    expected = {word: begin for word, begin, _ in truth.words}
    assert starts["morning"] == pytest.approx(expected["morning"], abs=60)
    assert starts["roasted"] == pytest.approx(expected["roasted"] + 1000, abs=60)


def cut_off(data: bytes) -> bytes:
    return data[: len(data) // 2]


def streamed(data: bytes) -> bytes:
    at = data.index(b"data")
    return data[: at + 4] + struct.pack("<I", 0xFFFFFFFF) + data[at + 8 :]


def test_a_file_that_was_cut_off_is_none_but_one_of_unknown_length_is(tmp_path: Path) -> None:
    path = recording(tmp_path / "a.wav")
    whole = path.read_bytes()
    path.write_bytes(cut_off(whole))
    with pytest.raises(Unreadable):
        takes.cleaned(path, TEXT, 1.0, "en")
    path.write_bytes(streamed(whole))
    takes.cleaned(path, TEXT, 1.0, "en")
    assert read(path).duration_ms > 2000


def noise(seconds: float) -> NDArray[np.float32]:
    return np.random.default_rng(1).normal(0, 0.1, (round(8000 * seconds), 2)).astype(np.float32)


@pytest.mark.parametrize("seconds", [0.3, 40.0, 601.0])
def test_a_sound_that_cannot_be_the_text_is_none(tmp_path: Path, seconds: float) -> None:
    path = write(tmp_path / "a.wav", noise(seconds), 8000)
    with pytest.raises(Unreadable):
        takes.cleaned(path, TEXT, 1.0, "en")


def test_without_espeak_words_take_time_by_their_letters(tmp_path: Path) -> None:
    words = takes.by_letters("Good morning, 世界!", 1.0)
    assert [word for word, _, _ in words] == ["Good", "morning", "世", "界"]
    assert all(a[2] == b[1] for a, b in itertools.pairwise(words))
    faster = takes.by_letters("Good morning, 世界!", 2.0)
    assert faster[-1][2] == pytest.approx(words[-1][2] / 2, abs=2)


def narrated(path: Path, ms: int = 6000, text: str = TEXT) -> Movie:
    takes_of = (Take(text=text, voice="default", speed=1.0, key="t1"),)
    scene = Scene(id="s0", name="0", duration_ms=ms, text=text)
    return movie(1000).change(scenes=(scene,), voice=Voice(takes=takes_of))


def test_takes_are_heard_at_full_loudness_over_ducked_music(tmp_path: Path) -> None:
    sound = mixdown(narrated(tmp_path), {"t1": kept(tmp_path / "a.wav")})
    assert bs1770(sound) == pytest.approx(-14, abs=0.6)
    assert true_peak(sound) < -1.5
    plain = mixdown(narrated(tmp_path), {})
    assert not np.array_equal(sound, plain)
    assert sound.shape == (6 * RATE, 2)


def test_one_line_without_a_take_means_the_built_in_voice_for_all(tmp_path: Path) -> None:
    path = kept(tmp_path / "a.wav")
    two = narrated(path)
    more = Scene(id="s1", name="1", duration_ms=3000, text="And bread")
    (whole,) = lines(two, {"t1": path})
    first, _ = lines(two.change(scenes=(*two.scenes, more)), {"t1": path})
    assert whole.spoken.rate == takes.RATE
    assert first.spoken.rate != takes.RATE
    slower = two.voice.model_copy(update={"speed": 0.8}) if two.voice else None
    (other,) = lines(two.change(voice=slower), {"t1": path})
    assert other.spoken.rate != takes.RATE


def test_a_take_too_long_for_its_scene_is_played_faster_at_its_own_pitch(tmp_path: Path) -> None:
    path = kept(tmp_path / "a.wav")
    plain = read(path)
    (line,) = lines(narrated(path, ms=round(0.8 * plain.duration_ms)), {"t1": path})
    assert line.spoken.duration_ms <= 0.8 * plain.duration_ms
    assert line.spoken.words[-1][2] <= line.spoken.duration_ms


def test_captions_follow_the_recording(tmp_path: Path) -> None:
    path = kept(tmp_path / "a.wav")
    spans = (
        TextSpan(text="Fresh coffee every morning,", start_ms=0, end_ms=3000),
        TextSpan(text="roasted by hand.", start_ms=3000, end_ms=6000),
    )
    wanted = narrated(path).change(captions=Captions(spans=spans))
    placed = in_time(wanted, {"t1": path})
    (line,) = lines(wanted, {"t1": path})
    starts = {word: line.start_ms + begin for word, begin, _ in line.spoken.words}
    assert placed.captions
    assert placed.captions.spans[1].start_ms == starts["roasted"] - LEAD_MS


def test_a_take_whose_file_is_gone_leaves_the_key_of_the_sound(tmp_path: Path) -> None:
    path = kept(tmp_path / "a.wav")
    wanted = narrated(path)
    there, gone = (plan.with_takes(wanted, files) for files in ({"t1": path}, {"t1": tmp_path / "none"}))
    assert there == wanted
    assert gone.voice
    assert gone.voice.takes == ()
    assert plan.sound_key(there, {}) != plan.sound_key(gone, {})


def test_a_damaged_take_is_told_as_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "t1.wav"
    path.write_bytes(b"RIFF")
    spans = (TextSpan(text=TEXT, start_ms=0, end_ms=3000),)
    with pytest.raises(RenderError) as failure:
        spoken_captions(
            narrated(path).change(captions=Captions(spans=spans)), {"t1": path}, Shelf(Cache(tmp_path), int)
        )
    assert failure.value.kind == "asset_unreadable"


def test_an_mp3_is_kept_as_what_it_says(tmp_path: Path) -> None:
    plain = recording(tmp_path / "a.wav")
    samples = np.concatenate(list(decode(plain, 44100)))
    part = tmp_path / ".a.part"
    part.write_bytes(write(tmp_path / "a.mp3", samples, 44100, "libmp3lame").read_bytes())
    takes.cleaned(part, TEXT, 1.0, "en")
    assert read(part).duration_ms == pytest.approx(read(kept(plain)).duration_ms, abs=60)
