"""Ctrl-C on a real terminal while a render is in work: the person is asked, and gets what they answer."""

import contextlib
import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.clients import RENDERS, World
from tests.faults import Answer

ROOT = Path(__file__).resolve().parent.parent
CTRL_C = b"\x03"


class Rendering(World):
    """Its renders are never done; what is asked to stop is in `stopped`."""

    def __init__(self) -> None:
        super().__init__()
        self.stopped: list[str] = []

    def answer(self, seen):
        if seen.path.startswith(RENDERS) and seen.path.endswith("/cancel"):
            self.stopped.append(seen.path.split("/")[-2])
            return Answer(body={"success": True})
        return super().answer(seen)

    def _render(self, id):
        return Answer(body={"status": "processing", "progress": 40})


class Terminal:
    """A command with a terminal of its own; `deaf`: started by what ignores Ctrl-C, as a script's background job is."""

    def __init__(self, folder: Path, url: str, language: str, *arguments: str, deaf: bool = False) -> None:
        environ = {"HOME": str(folder), "NEMO_API_URL": url, "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}
        self._side, other = pty.openpty()

        def begin() -> None:
            # The terminal sends its Ctrl-C to the session that owns it.
            os.close(os.open(os.ttyname(0), os.O_RDWR))
            if deaf:
                signal.signal(signal.SIGINT, signal.SIG_IGN)

        self.process = subprocess.Popen(
            [sys.executable, "-B", "-m", "skill.cli", *arguments, "--lang", language],
            cwd=folder,
            env={**environ, "TERM": "xterm", **{k: v for k, v in os.environ.items() if k.startswith("COV")}},
            stdin=other,
            stdout=other,
            stderr=other,
            start_new_session=True,
            preexec_fn=begin,
        )
        os.close(other)
        self.seen = ""

    def until(self, words: str) -> None:
        end = time.monotonic() + 20
        while words not in self.seen:
            ready, _, _ = select.select([self._side], [], [], max(0.0, end - time.monotonic()))
            assert ready, self.seen
            with contextlib.suppress(OSError):
                self.seen += os.read(self._side, 4096).decode(errors="replace")
                continue
            break
        assert words in self.seen, self.seen
        self.seen = self.seen.partition(words)[2]

    def type(self, keys: bytes) -> None:
        """A person types when the question stands there, and the command waits for the answer."""
        status = Path(f"/proc/{self.process.pid}/stat")
        end = time.monotonic() + 20
        while status.exists() and ") S " not in status.read_text() and time.monotonic() < end:
            time.sleep(0.01)
        os.write(self._side, keys)

    def ended(self) -> int:
        code = self.process.wait(20)
        os.close(self._side)
        return code


@pytest.fixture
def world():
    made = Rendering()
    yield made
    made.close()


@pytest.fixture
def rendering(world, tmp_path):
    def start(language="en", deaf=False):
        words = ("make", "Fresh beans every Tuesday.", "-o", "promo.mp4")
        terminal = Terminal(tmp_path, world.url, language, *words, deaf=deaf)
        terminal.until("40%")
        terminal.type(CTRL_C)
        return terminal

    return start


@pytest.mark.parametrize(
    ("language", "question", "yes", "told"),
    [("en", "[y/N]", b"y\n", "was cancelled"), ("zh-CN", "[y/N]", "是\n".encode(), "已取消")],
)
def test_ctrl_c_asks_whether_to_cancel_the_render_and_does_it(
    world, rendering, language, question, yes, told
):
    terminal = rendering(language)
    terminal.until(question)
    terminal.type(yes)
    terminal.until(told)
    assert terminal.ended() == 130
    assert world.stopped == list(world.renders)


@pytest.mark.parametrize("second", [CTRL_C, b"\n", b"\x04"], ids=["ctrl-c", "enter", "ctrl-d"])
def test_another_ctrl_c_leaves_the_render_in_work_and_says_how_to_go_on(world, rendering, second):
    terminal = rendering()
    terminal.until("[y/N]")
    terminal.type(second)
    terminal.until("resume” picks it up")
    assert terminal.ended() == 130
    assert world.stopped == []
    assert len(world.renders) == 1


def test_ctrl_c_is_heard_on_a_terminal_also_when_the_starter_ignored_it(world, rendering):
    terminal = rendering(deaf=True)
    terminal.until("[y/N]")
    terminal.type(b"\n")
    assert terminal.ended() == 130
    assert world.stopped == []
