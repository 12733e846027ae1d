"""The narration by a speech model: a real studio, a real director, and a small OpenAI-compatible speech server."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import subprocess
import sys
import threading
import wave
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

from skill.studio.models.endpoint import Endpoint, ModelFailed
from skill.studio.models.speech import MOST_LETTERS, Speaker, narrated
from skill.studio.movie import Movie, Scene, Take, Voice
from skill.studio.options import Options
from skill.studio.recordings import Recordings
from skill.studio.serve import InThread
from tests.studio.models.parts import Scripted, listening, movie, user
from tests.studio.parts import Caller, SmallRenderer, words
from tests.studio.render.sound.signals import speak

MAKE = "Turn this into a 12-second video with a voice-over: Fresh beans every Tuesday. Roasted by hand in Lisbon."
RATE = 22050


def sound(text: str, speed: float = 1.0) -> bytes:
    """The text as a speech model says it: somewhat slower than eSpeak, with silence around it."""
    said = speak(text, "en", 0.9 * speed).play()
    samples = np.concatenate((np.zeros(RATE // 3), 0.5 * said, np.zeros(RATE // 2)))
    made = io.BytesIO()
    with wave.open(made, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((samples * 32767).astype(np.int16).tobytes())
    return made.getvalue()


@dataclass
class Server(Scripted):
    """A speech model. `body` replaces the sound, `statuses` some of the answers; after `free` of them it waits."""

    statuses: dict[int, int] = field(default_factory=dict)
    no_wav: bool = False
    wait: threading.Event | None = None
    free: int = 0

    @property
    def inputs(self) -> list[str]:
        return [asked["input"] for asked in self.asked]

    def answer(self, number: int, asked: dict[str, Any]) -> tuple[int, bytes]:
        status = self.statuses.get(number, self.status)
        if self.wait and number > self.free:
            self.wait.wait(20)
        if self.no_wav and asked["response_format"] == "wav":
            status = 400
        return status, self.body if self.body is not None else sound(asked["input"], asked["speed"])


@pytest.fixture
def server() -> Iterator[Server]:
    with listening(Server()) as scripted:
        yield scripted


def speaker(url: str, seconds: float = 20.0, **voices: str) -> Speaker:
    return Speaker(Endpoint(url, "tts-small", "a test key", seconds), {"default": "nova", **voices})


def studio(tmp_path: Path, named: Speaker | None) -> InThread:
    renderer = SmallRenderer()
    renderer.go.set()
    return InThread(tmp_path, Options(silent_share=0.0, gui_talk=False, speaker=named), renderer=renderer)


def test_each_line_is_asked_for_once_and_an_edit_of_one_scene_asks_for_that_line_only(
    server: Server, tmp_path: Path
) -> None:
    with studio(tmp_path, speaker(server.url)) as running:
        caller = user(running.url)
        told = words(caller.say(MAKE))
        made = movie(caller)
        assert sorted(server.inputs) == sorted(made.lines())
        caller.say("make the title 'Beans'")
        caller.say("put the title at the bottom")
        assert len(server.asked) == len(made.lines())
        again = words(caller.say("change the text of scene 2 to 'Roasted slowly in Porto'"))
        edited = movie(caller)
        assert server.inputs[len(made.lines()) :] == ["Roasted slowly in Porto"]
        caller.say("undo")
        caller.say("redo")
        assert len(server.asked) == len(made.lines()) + 1
    assert told.count("tts-small (nova)") == 1
    assert "127.0.0.1" in told
    assert "tts-small" not in again
    assert set(server.keys) == {"Bearer a test key"}
    assert {asked["path"] for asked in server.asked} == {"/v1/audio/speech"}
    assert {asked["voice"] for asked in server.asked} == {"nova"}
    assert edited.voice
    assert set(edited.voice.keys()) == set(edited.lines())


def test_another_voice_or_speed_is_another_take_and_the_old_one_is_kept(
    server: Server, tmp_path: Path
) -> None:
    with studio(tmp_path, speaker(server.url, female="shimmer")) as running:
        caller = user(running.url)
        caller.say(MAKE)
        count = len(movie(caller).lines())
        woman = words(caller.say("use a female voice"))
        caller.say("faster narration")
        assert [asked["voice"] for asked in server.asked] == ["nova"] * count + ["shimmer"] * 2 * count
        assert {asked["speed"] for asked in server.asked[2 * count :]} == {1.15}
        man = words(caller.say("use a male voice"))
        assert {asked["voice"] for asked in server.asked[3 * count :]} == {"nova"}
        caller.say("back to the first version")
    assert len(server.asked) == 4 * count
    assert "only one voice" not in woman
    assert "I know only one voice of tts-small, nova" in man


def test_what_is_rendered_has_the_takes_as_files(server: Server, tmp_path: Path) -> None:
    with studio(tmp_path, speaker(server.url)) as running:
        caller = user(running.url)
        caller.say(MAKE)
        made = movie(caller)
        caller.submit("r1", made.to_draft().as_json())
        assert caller.until("r1", "completed", "failed")["status"] == "completed"
    assert made.voice
    kept = {path.stem for path in (tmp_path / "takes").iterdir()}
    assert kept == {take.key for take in made.voice.takes}


def test_a_silent_video_and_one_with_a_recording_send_nothing(server: Server, tmp_path: Path) -> None:
    with studio(tmp_path, speaker(server.url)) as running:
        caller = user(running.url)
        caller.say("Turn this into a 10-second video: Fresh beans every Tuesday. Roasted by hand.")
        caller.say("which scenes are there?")
    assert server.asked == []


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"status": 401}, "refused the request"),
        ({"status": 404}, "Check its name, voice and key"),
        ({"status": 429}, "no more requests"),
        ({"status": 500}, "a fault of its own"),
        ({"status": 302}, "refused the request"),
        ({"body": b"<html><body>Sign in</body></html>"}, "can't use"),
        ({"body": b'{"error": "no such voice"}'}, "can't use"),
        ({"body": b""}, "can't use"),
        ({"body": b"RIFF\x10\x00\x00\x00WAVEfmt "}, "can't use"),
        ({"body": sound("Fresh beans every Tuesday")[:9000]}, "can't use"),
        ({"body": sound("…")}, "can't use"),
        ({"body": sound("A long story of many words that nobody has asked for. " * 9)}, "can't use"),
        ({"cut": True}, "can't reach"),
    ],
)
def test_a_model_that_fails_is_told_and_the_built_in_voice_narrates(
    server: Server, tmp_path: Path, fault: dict[str, Any], said: str
) -> None:
    for name, value in fault.items():
        setattr(server, name, value)
    with studio(tmp_path, speaker(server.url)) as running:
        caller = user(running.url)
        told = words(caller.say(MAKE))
        made = movie(caller)
    assert "tts-small" in told
    assert said in told
    assert "the built-in voice narrates" in told
    assert "a test key" not in told
    assert made.voice
    assert made.voice.takes == ()
    assert list((tmp_path / "takes").iterdir()) == []


def test_what_was_said_before_a_failure_is_kept_and_only_the_rest_is_asked_again(
    server: Server, tmp_path: Path
) -> None:
    server.statuses = {2: 500}
    with studio(tmp_path, speaker(server.url)) as running:
        caller = user(running.url)
        told = words(caller.say(MAKE))
        count = len(movie(caller).lines())
        assert "What it has said is kept" in told
        kept = len(list((tmp_path / "takes").iterdir()))
        assert 0 < kept < count
        before = len(server.asked)
        again = words(caller.say("make the title 'Beans'"))
        assert len(server.asked) == before + count - kept
        made = movie(caller)
    assert "spoken by tts-small" in again
    assert made.voice
    assert set(made.voice.keys()) == set(made.lines())


PROGRAM = """
import sys
from pathlib import Path
from skill.studio.serve import serve
serve("127.0.0.1", 0, Path(sys.argv[1]), lambda url, _key: print(url, flush=True))
"""


def test_a_studio_killed_while_it_waits_for_a_line_does_not_ask_for_the_ones_it_has_again(
    server: Server, tmp_path: Path
) -> None:
    server.wait, server.free = threading.Event(), 1
    variables = {"URL": server.url, "MODEL": "tts-small", "VOICE": "nova", "KEY": "a test key"}
    child = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        cwd=Path(__file__).resolve().parents[3],
        env={**os.environ, **{f"NEMO_SPEECH_{name}": value for name, value in variables.items()}},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout
    caller = user(child.stdout.readline().strip())
    talking = threading.Thread(target=quietly, args=(caller, MAKE))
    talking.start()
    tick = threading.Event()
    while not list((tmp_path / "takes").glob("*.wav")):
        assert talking.is_alive()
        tick.wait(0.01)
    child.send_signal(signal.SIGKILL)
    child.wait(20)
    talking.join()
    server.wait.set()
    first = server.inputs[0]
    with studio(tmp_path, speaker(server.url)) as running:
        again = user(running.url)
        again.say(MAKE)
        made = movie(again)
    assert server.inputs.count(first) == 1
    assert made.voice
    assert set(made.voice.keys()) == set(made.lines())


def quietly(caller: Caller, text: str) -> None:
    with contextlib.suppress(httpx.HTTPError):
        caller.send(text)


def test_a_server_without_wav_is_asked_for_mp3(server: Server, tmp_path: Path) -> None:
    server.no_wav = True
    take = narrated(lines("Hello there, good morning"), speaker(server.url), Recordings(tmp_path))
    assert [asked["response_format"] for asked in server.asked] == ["wav", "mp3"]
    assert take.voice
    assert len(take.voice.takes) == 1


def test_a_model_that_does_not_answer_in_time_is_slow(server: Server, tmp_path: Path) -> None:
    server.wait = threading.Event()
    try:
        with pytest.raises(ModelFailed, match="slow"):
            narrated(lines("Hello"), speaker(server.url, seconds=0.1), Recordings(tmp_path))
    finally:
        server.wait.set()


def test_an_answer_that_comes_in_drops_is_given_up_when_the_time_is_over(server: Server) -> None:
    times = iter([0.0, 21.0, 42.0])
    endpoint = Endpoint(server.url, "tts-small", seconds=20.0, clock=lambda: next(times))
    with pytest.raises(ModelFailed, match="slow"):
        endpoint.ask("/audio/speech", {"input": "Hello", "speed": 1.0, "response_format": "wav"})


def lines(*texts: str) -> Movie:
    scenes = tuple(
        Scene(id=f"s{n}", name=f"{n}", duration_ms=3000, text=text) for n, text in enumerate(texts)
    )
    return Movie(scenes=scenes, voice=Voice())


def test_a_text_that_is_too_long_is_not_sent_at_all(server: Server, tmp_path: Path) -> None:
    for texts in (("a" * 5000,), tuple(f"{n} " * 500 for n in range(MOST_LETTERS // 1000 + 1))):
        with pytest.raises(ModelFailed, match="too_much"):
            narrated(lines(*texts), speaker(server.url), Recordings(tmp_path))
    assert server.asked == []


def test_the_same_line_in_two_scenes_is_asked_for_once(server: Server, tmp_path: Path) -> None:
    narrated(lines("Hello there", "", "Hello there"), speaker(server.url), Recordings(tmp_path))
    assert server.inputs == ["Hello there"]


def test_a_chinese_video_is_told_in_chinese(server: Server, tmp_path: Path) -> None:
    server.status = 429
    with studio(tmp_path, speaker(server.url)) as running:
        caller = user(running.url, "zh-CN")
        failed = words(caller.say("做一个10秒视频，加旁白：清晨咖啡。今天下单立减20元。"))
        server.status = 200
        spoken = words(caller.say("标题改成“早安”"))
    assert "旁白先用内置的声音" in failed
    assert "旁白由 tts-small（nova）朗读" in spoken


def test_a_disk_that_is_full_leaves_no_half_take(tmp_path: Path) -> None:
    shelf = Recordings(tmp_path / "gone")
    with pytest.raises(FileNotFoundError):
        shelf.keep(Take(text="Hello", voice="default", speed=1.0, key="k"), sound("Hello"), "en")
    assert not shelf.has("k")


def test_the_speaker_is_named_by_the_environment() -> None:
    named = {"NEMO_SPEECH_URL": "http://localhost:8880/v1/", "NEMO_SPEECH_MODEL": "kokoro"}
    assert Speaker.from_env({}) is None
    plain = Speaker.from_env(named)
    assert plain
    assert (plain.endpoint.url, plain.voice("default"), plain.voice("male")) == (
        "http://localhost:8880/v1",
        "alloy",
        "alloy",
    )
    three = Speaker.from_env({**named, "NEMO_SPEECH_VOICE": "nova, shimmer ,onyx"})
    assert three
    assert [three.voice(kind) for kind in ("default", "female", "male")] == ["nova", "shimmer", "onyx"]
    with pytest.raises(ValueError, match="NEMO_SPEECH_VOICE"):
        Speaker.from_env({**named, "NEMO_SPEECH_VOICE": "a,b,c,d"})
    with pytest.raises(ValueError, match="NEMO_SPEECH_MODEL"):
        Speaker.from_env({"NEMO_SPEECH_URL": "http://localhost:8880/v1"})
