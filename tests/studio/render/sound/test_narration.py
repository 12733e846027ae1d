import io
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass

import numpy as np
import pytest

from skill import i18n
from skill.studio.movie import Movie, Scene, Voice
from skill.studio.render.sound import espeak
from skill.studio.render.sound.ducking import DEPTH, dip
from skill.studio.render.sound.errors import NoVoice
from skill.studio.render.sound.espeak import UNAVAILABLE, Unavailable, installed, main
from skill.studio.render.sound.loudness import HOP
from skill.studio.render.sound.mix import mixdown
from skill.studio.render.sound.narration import lines
from skill.studio.render.sound.tape import Tape
from skill.studio.render.sound.voice import VOICES, ask
from tests.studio.render.sound.signals import RATE, bs1770, movie, own, rms, sine, speak, true_peak, write

ENGLISH = "Order today: a small-batch coffee from $12.50!"
CHINESE = "清晨咖啡，今天下单立减20元。"


def test_every_english_word_is_timed_in_order_within_the_sound():
    said = speak(ENGLISH, "en")
    assert [text for text, _, _ in said.words] == [
        "Order",
        "today",
        "a",
        "small-batch",
        "coffee",
        "from",
        "$12.50",
    ]
    times = [time for _, start, end in said.words for time in (start, end)]
    assert times == sorted(times)
    assert times[0] < 60
    assert said.duration_ms - 200 < times[-1] <= said.duration_ms
    assert 2000 < said.duration_ms < 6000
    assert said.play().dtype == np.float32
    assert 0.1 < np.abs(said.play()).max() <= 1


def test_chinese_words_cover_the_text():
    said = speak(CHINESE, "zh-CN")
    assert "".join(text for text, _, _ in said.words) == "清晨咖啡今天下单立减20元"


def test_latin_words_inside_chinese_are_spoken_as_words():
    assert {"AI", "just", "type", "it"} <= {
        text for text, _, _ in speak("用 AI 做视频，just type it。", "zh-CN").words
    }


def test_speed_shortens_speech():
    slow, plain, fast = (speak(ENGLISH, "en", speed).duration_ms for speed in (0.7, 1.0, 1.5))
    assert slow > 1.2 * plain
    assert fast < 0.8 * plain


def test_voices_differ_and_an_unknown_one_is_a_key_error():
    sounds = [speak("Hello", "en", voice=name).play() for name in VOICES]
    assert len({len(sound) for sound in sounds}) > 1 or not np.array_equal(sounds[0], sounds[1])
    with pytest.raises(KeyError):
        speak("Hello", "en", voice="nobody")


def test_the_same_words_are_spoken_the_same():
    first = speak("Again and again", "en")
    np.testing.assert_array_equal(speak("Again and again", "en").play(), first.play())


def test_nothing_to_say_is_no_sound():
    said = speak("…", "en")
    assert (said.size, said.play().size, said.words, said.duration_ms) == (0, 0, (), 0)


@pytest.mark.parametrize("program", ["raise SystemExit(3)", "import os; os.abort()"])
def test_a_voice_process_that_fails_is_no_voice(tmp_path, program):
    broken = tmp_path / "broken.py"
    broken.write_text(program)
    with pytest.raises(NoVoice):
        list(ask([{"text": "Hello", "voice": "en-us", "rate": 170}], program=broken))


def request(**fields: object) -> io.BytesIO:
    return io.BytesIO(json.dumps({"text": "Hi", "voice": "en-us", "rate": 170, **fields}).encode())


@dataclass
class Found:
    """Where a library and its data are, as `espeakng_loader` says it."""

    library: str
    data: str

    def get_library_path(self) -> str:
        return self.library

    def get_data_path(self) -> str:
        return self.data


def test_the_program_answers_with_words_and_samples():
    answers = io.BytesIO()
    requests = (request(text=text).getvalue() for text in ("Hello there", "Bye"))
    assert main(io.BytesIO(b"\n".join(requests)), answers) == 0
    answers.seek(0)
    heads = []
    for head in answers:
        heads.append(json.loads(head))
        assert len(answers.read(heads[-1]["bytes"])) > 5_000
    assert [[word[:2] for word in head["words"]] for head in heads] == [[[0, 5], [6, 5]], [[0, 3]]]
    assert {head["rate"] for head in heads} == {22050}


def test_data_below_a_long_path_still_speaks(tmp_path):
    deep = tmp_path / ("d" * 100) / ("e" * 100)
    deep.mkdir(parents=True)
    data = shutil.copytree(installed().get_data_path(), deep / "espeak-ng-data")
    answer = io.BytesIO()
    assert main(request(), answer, lambda: Found(installed().get_library_path(), str(data))) == 0
    assert len(answer.getvalue()) > 5000


def nothing_installed() -> Found:
    raise Unavailable("package")


@pytest.mark.parametrize("fault", ["package", "library", "data", "voice"])
def test_what_is_missing_ends_the_program_with_its_own_code(tmp_path, fault):
    library, data = installed().get_library_path(), installed().get_data_path()
    find = {
        "package": nothing_installed,
        "library": lambda: Found(str(tmp_path / "none.so"), data),
        "data": lambda: Found(library, str(tmp_path)),
        "voice": installed,
    }[fault]
    answer = io.BytesIO()
    wanted = request(voice="tlh-none") if fault == "voice" else request()
    assert main(wanted, answer, find) == UNAVAILABLE
    assert answer.getvalue() == b""


def test_a_python_without_the_package_says_so(tmp_path):
    bare = tmp_path / "bare.py"
    bare.write_text(
        "import sys; sys.path[:] = [p for p in sys.path if 'site-packages' not in p]\n"
        f"import runpy; runpy.run_path({espeak.__file__!r}, run_name='__main__')\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", str(bare)], input=request().getvalue(), capture_output=True, timeout=60
    )
    assert done.returncode == UNAVAILABLE


def spoken_movie(*texts: str, ms: int = 3000, **fields: object) -> Movie:
    scenes = tuple(Scene(id=f"s{n}", name=f"{n}", duration_ms=ms, text=text) for n, text in enumerate(texts))
    return movie(1000).change(scenes=scenes, voice=Voice(**fields))


def test_every_scene_is_spoken_when_it_is_seen():
    found = lines(spoken_movie("First things first.", "", "然后是中文。"))
    assert [line.scene for line in found] == ["s0", "s2"]
    assert found[0].start_ms == 150
    assert found[1].start_ms == 6150
    assert found[1].spoken.words[0][0].startswith("然")


def test_a_script_is_spoken_instead_of_the_big_type():
    written = spoken_movie("Type")
    scene = written.scenes[0].model_copy(update={"script": "Quite another sentence."})
    assert lines(written.change(scenes=(scene,)))[0].spoken.words[-1][0] == "sentence"


def test_a_line_too_long_for_its_scene_is_spoken_faster_to_fit():
    text = "This line is a little too long for the short scene it is in."
    plain = speak(text, "en").duration_ms
    line = lines(spoken_movie(text, ms=round(plain * 0.8)))[0]
    assert line.spoken.duration_ms <= 0.84 * plain


def test_lines_never_talk_over_each_other():
    first, second = lines(spoken_movie(ENGLISH, ENGLISH, ms=1200))
    assert second.start_ms >= first.start_ms + first.spoken.duration_ms


@pytest.mark.parametrize("silent", [None, Voice(volume=0), Voice(media=own("talk"))])
def test_no_voice_a_muted_one_or_a_recording_has_no_lines(silent):
    assert lines(spoken_movie("Hello").change(voice=silent)) == ()


def test_narration_is_heard_over_ducked_music_at_full_loudness():
    said = spoken_movie("Listen to this sentence, it is spoken clearly.", "", ms=4000)
    sound = mixdown(said, {})
    assert sound.shape == (8 * RATE, 2)
    assert bs1770(sound) == pytest.approx(-14, abs=0.6)
    assert true_peak(sound) < -1.5
    alone = mixdown(said.change(music=None), {})
    assert rms(alone[5 * RATE :]) < -80
    assert rms(alone[RATE // 2 : 2 * RATE]) > -22


def test_a_muted_voice_leaves_the_music_as_it_was():
    plain = spoken_movie("Hello")
    np.testing.assert_array_equal(
        mixdown(plain.change(voice=Voice(volume=0)), {}), mixdown(plain.change(voice=None), {})
    )


def test_a_recorded_voice_is_used_instead(tmp_path):
    path = write(tmp_path / "talk.wav", sine(1000, 1.5, -12))
    sound = mixdown(spoken_movie("Not this", media=own("talk")).change(music=None), {"talk": path})
    assert rms(sound[RATE // 4 : RATE]) > -20
    assert np.abs(sound[2 * RATE :]).max() == 0


def test_music_is_down_before_the_first_word_and_back_after_the_last():
    talk = np.zeros((6 * RATE, 2), np.float32)
    talk[2 * RATE : 3 * RATE] = talk[round(3.4 * RATE) : 4 * RATE] = 0.2
    curve = dip(Tape([talk], RATE), 0, 6 * RATE, RATE)
    before, first, pause, after = (curve[round(s * RATE / HOP)] for s in (0.5, 2.0, 3.2, 5.5))
    assert (before, after) == (pytest.approx(1), pytest.approx(1))
    assert (first, pause) == (pytest.approx(DEPTH, rel=0.05), pytest.approx(DEPTH, rel=0.05))
    assert np.abs(np.diff(curve)).max() < 0.01


def test_silence_ducks_nothing():
    assert dip(Tape([np.zeros((RATE, 2), np.float32)], RATE), 0, RATE, RATE).min() == 1


def test_every_language_has_a_narrator_and_a_scene_is_read_in_its_own() -> None:
    words = {"en": "Good morning", "zh-CN": "早上好", "es": "Buenos días, señor"}
    assert set(words) == set(i18n.languages())
    for language, text in words.items():
        assert speak(text, language).duration_ms > 300
    (spanish,) = lines(spoken_movie("Buenos días, señor"))
    assert spanish.spoken.words == speak("Buenos días, señor", "es").words
    assert [word for word, _, _ in spanish.spoken.words] == ["Buenos", "días", "señor"]
