"""The chat between two prompts, against a scripted backend; and as a whole on a pseudo-terminal."""

import asyncio
import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from skill import cli, i18n
from skill.chat import Chat
from skill.messages import Failed, Progress, Said
from skill.settings import Settings
from tests.faults import SESSION, Answer, draft, says, sse

CREDITS = "/api/credits/balance/simple"


class Noted:
    language = "en"

    def __init__(self):
        self.replies = []

    def show(self, reply):
        self.replies.append(reply)

    def done(self, exit_code):
        pass

    @property
    def text(self):
        return "\n".join(each.text for each in self.replies if isinstance(each, Said | Failed))


@pytest.fixture
def words():
    return i18n.load("en", "cli")["chat"]


@pytest.fixture
def noted():
    return Noted()


@pytest.fixture
def chat(agent, settings, noted):
    import dataclasses

    return Chat(agent, dataclasses.replace(settings, language=None), noted)


async def test_a_message_is_answered_and_chinese_in_chinese(chat, backend, noted):
    backend.on("GET", CREDITS, {"data": {"available": 7, "total": 10}})
    await chat.hear("credits")
    assert "7 of 10" in noted.text
    await chat.hear("我还有多少积分？")
    assert "你还有 7 积分" in noted.text


async def test_everything_around_a_chinese_message_is_chinese(chat, backend, noted):
    backend.on("POST", "/run_sse", sse(says("好了。")))
    await chat.hear("把天空调成蓝色")
    progress = [each.text for each in noted.replies if isinstance(each, Progress)]
    assert "正在看你的要求…" in progress
    assert noted.language == "zh-CN"
    await chat.hear("/help")
    assert i18n.load("zh-CN", "cli")["chat"]["keys"] in noted.text


def test_a_chat_without_lang_follows_each_message(tmp_path, backend):
    backend.on("GET", CREDITS, {"data": {"available": 7, "total": 10}})
    terminal = Terminal(tmp_path, backend.url, "--plain")
    terminal.until("you> ")
    terminal.type("还有多少积分\n")
    terminal.until("你还有 7 积分")
    terminal.until("you> ")
    terminal.type("/quit\n")
    terminal.until("再见")
    terminal.close()


async def test_help_lists_every_command_that_completes(chat, noted, words):
    await chat.hear("/help")
    assert [name for name in words["commands"] if f"/{name}" not in noted.text] == []


@pytest.mark.parametrize("language", i18n.languages())
async def test_commands_say_what_a_user_would(language):
    from skill.handlers import preview
    from skill.router import route

    said = dict(i18n.load(language, "cli")["chat"]["says"])
    assert preview.asked(said.pop("preview"))
    assert {route(text).intent.value for text in said.values()} == {"state", "export", "credits"}


async def test_commands_are_messages_and_projects(chat, backend, noted):
    backend.on("GET", CREDITS, {"data": {"available": 7, "total": 10}})
    await chat.hear("/credits")
    assert "7 of 10" in noted.text
    await chat.hear("/project café")
    assert "café" in noted.text
    await chat.hear("/credits")
    assert len(backend.requests("/api/tasks")) == 2
    await chat.hear("/project")
    assert "café (current)" in noted.replies[-1].text
    await chat.hear("/resume")
    assert "unfinished" in noted.text


async def test_a_command_that_there_is_not_is_told_and_not_sent(chat, backend, noted):
    await chat.hear("/stauts now")
    assert "/stauts" in noted.text
    assert "/help" in noted.text
    assert not backend.seen


async def test_a_dropped_file_is_an_upload(chat, backend, noted, tmp_path):
    path = tmp_path / "my photo.png"
    path.write_bytes(b"\x89PNG")
    backend.on("POST", f"/api/upload-video/nemo_agent/me/{SESSION}", {"data": {"files": []}})
    await chat.hear(str(path).replace(" ", "\\ "))
    assert backend.requests("/api/upload-video")


async def test_a_known_project_is_greeted_again(chat, noted):
    await chat.greet()
    await chat.greet()
    assert noted.text.count("Try saying") == 2
    assert "/help" in noted.text


async def test_ctrl_c_stops_waiting_and_the_chat_goes_on(chat, backend, noted):
    class Slow(Answer):
        def content(self):
            time.sleep(1)
            return b""

    backend.on("POST", "/run_sse", Slow(200, None, {"Content-Type": "text/event-stream"}))
    hearing = asyncio.ensure_future(chat.hear("make the sky blue"))
    while not backend.requests("/run_sse"):
        await asyncio.sleep(0.01)
    os.kill(os.getpid(), signal.SIGINT)
    await hearing
    assert "/resume" in noted.text
    backend.on("GET", CREDITS, {"data": {"available": 7, "total": 10}})
    await chat.hear("/credits")
    assert "7 of 10" in noted.text


async def test_a_chat_that_is_ended_ends_its_answer(chat, backend):
    hearing = asyncio.ensure_future(chat.hear("make the sky blue"))
    await asyncio.sleep(0)
    hearing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await hearing


class Terminal:
    """The whole command on a pseudo-terminal."""

    def __init__(self, home, url, *arguments, term="xterm", columns=40, **environ):
        self.main, side = pty.openpty()
        import fcntl
        import struct
        import termios

        fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 30, columns, 0, 0))
        kept = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", "TERM": term, **environ}
        root = str(Path(cli.__file__).parent.parent)
        self.process = subprocess.Popen(
            [sys.executable, "-B", "-m", "skill.cli", *arguments],
            stdin=side,
            stdout=side,
            stderr=side,
            env={**kept, "PYTHONPATH": os.pathsep.join([str(home), root]), "NEMO_API_URL": url},
            start_new_session=True,
            # Its own terminal, so that Ctrl-C reaches it.
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(side)
        self.seen = b""

    def until(self, wanted):
        deadline = time.monotonic() + 30
        while wanted.encode() not in self.seen:
            assert select.select([self.main], [], [], max(0, deadline - time.monotonic()))[0], self.seen
            try:
                self.seen += os.read(self.main, 65536)
            except OSError:
                break
        assert wanted.encode() in self.seen
        end = self.seen.index(wanted.encode()) + len(wanted.encode())
        found, self.seen = self.seen[:end], self.seen[end:]
        return found

    def type(self, text):
        os.write(self.main, text.encode())

    def close(self):
        self.process.wait(30)
        os.close(self.main)


@pytest.mark.parametrize(
    ("arguments", "term"), [(["--plain"], "xterm"), (["chat", "--plain"], "xterm"), ([], "dumb")]
)
def test_a_plain_chat_writes_lines_and_nothing_that_moves(tmp_path, backend, arguments, term):
    backend.on("GET", CREDITS, {"data": {"available": 7, "total": 10}})
    terminal = Terminal(tmp_path, backend.url, *arguments, term=term)
    seen = terminal.until("you> ")
    terminal.type("credits\n")
    seen += terminal.until("7 of 10")
    terminal.until("you> ")
    terminal.type("/quit\n")
    seen += terminal.until("See you")
    terminal.close()
    assert b"\x1b" not in seen
    assert b"\r" not in seen.replace(b"\r\n", b"")


def test_a_plain_command_writes_progress_as_lines(tmp_path, backend):
    backend.on("GET", CREDITS, {"data": {"available": 7, "total": 10}})
    terminal = Terminal(tmp_path, backend.url, "say", "credits", "--plain", term="xterm")
    seen = terminal.until("7 of 10")
    terminal.close()
    assert b"\r" not in seen.replace(b"\r\n", b"")


def test_an_unreachable_service_names_what_can_be_done_from_within_a_chat(tmp_path):
    terminal = Terminal(tmp_path, "http://127.0.0.1:9", "--plain", columns=200)
    terminal.until("leave with /quit and start me with --local")
    terminal.until("you> ")
    terminal.type("/quit\n")
    terminal.close()


@pytest.mark.parametrize("mends", [True, False])
def test_a_message_that_needs_a_missing_part_is_heard_again_once_it_is_there(tmp_path, backend, mends):
    import docx

    document = docx.Document()
    document.add_paragraph("Fresh beans every Tuesday.")
    document.save(str(tmp_path / "beans.docx"))
    (tmp_path / "docx.py").write_text("raise ModuleNotFoundError('docx')")
    runner = tmp_path / "run.py"
    runner.write_text(
        "import pathlib, sys\n"
        "assert sys.argv[1:] == ['--setup', 'documents', '--lang=en']\n"
        + ("pathlib.Path(__file__).with_name('docx.py').unlink()\n" if mends else "sys.exit('no network')\n")
    )
    backend.on("POST", "/run_sse", sse(says("Gladly.")))
    backend.state(draft())
    around = {"TEXT_TO_AI_RUNNER": str(runner), "TEXT_TO_AI_PYTHON": sys.executable}
    terminal = Terminal(tmp_path, backend.url, "--plain", columns=200, **around)
    terminal.until("you> ")
    terminal.type(f"make a video of this {tmp_path / 'beans.docx'}\n")
    terminal.until("Gladly." if mends else "no network")
    terminal.until("you> ")
    terminal.type("/quit\n")
    terminal.until("See you")
    terminal.close()
    assert len(backend.requests("/run_sse")) == int(mends)


def test_ctrl_c_at_the_prompt_of_a_plain_terminal_leaves_only_the_second_time(tmp_path, backend):
    backend.on("GET", CREDITS, {"data": {"available": 7, "total": 10}})
    terminal = Terminal(tmp_path, backend.url, "--plain")
    terminal.until("you> ")
    for _ in range(2):
        terminal.type("half a mess\x03")
        terminal.until("once more")
        terminal.until("you> ")
        terminal.type("credits\n")
        terminal.until("7 of 10")
        terminal.until("you> ")
    terminal.type("\x03")
    terminal.until("once more")
    terminal.until("you> ")
    terminal.type("\x03")
    assert b"Traceback" not in terminal.until("See you")
    terminal.close()


@pytest.mark.parametrize("arguments", [["--plain"], []])
def test_what_is_typed_too_early_waits_for_the_prompt_unseen(tmp_path, backend, arguments):
    class Slow(Answer):
        def content(self):
            time.sleep(1)
            return json.dumps({"data": {"available": 7, "total": 10}}).encode()

    backend.on("GET", CREDITS, Slow(200, None))
    terminal = Terminal(tmp_path, backend.url, *arguments, NO_COLOR="1")
    terminal.until("you>")
    terminal.type("credits\r")
    while not backend.requests(CREDITS):
        time.sleep(0.01)
    terminal.type("/quit")
    assert b"quit" not in terminal.until("7 of 10")
    terminal.until("you>")
    terminal.type("\r")
    terminal.until("See you")
    terminal.close()


def test_a_paste_into_a_plain_terminal_is_one_message(tmp_path, backend):
    backend.on("POST", "/run_sse", sse(says("It is blue.")))
    backend.state(draft())
    terminal = Terminal(tmp_path, backend.url, "--plain")
    terminal.until("you> ")
    terminal.type("make a video:\nline one\nline two\n")
    terminal.until("It is blue.")
    terminal.until("you> ")
    terminal.type("\x04")
    terminal.until("See you")
    terminal.close()
    (sent,) = backend.requests("/run_sse")
    assert "line one\nline two" in sent.json()["new_message"]["parts"][0]["text"]


def test_a_line_that_the_terminal_cuts_is_told_and_not_sent(tmp_path, backend):
    terminal = Terminal(tmp_path, backend.url, "--plain")
    terminal.until("you> ")
    terminal.type("make a video of this: " + "bread " * 800 + "\n")
    terminal.until("cut that line short")
    terminal.until("you> ")
    terminal.type("\x04")
    terminal.until("See you")
    terminal.close()
    assert not backend.requests("/run_sse")


def test_a_paste_of_many_lines_is_one_message_on_a_narrow_terminal(tmp_path, backend):
    backend.on("POST", "/run_sse", sse(says("It is **blue**.")))
    backend.state(draft())
    terminal = Terminal(tmp_path, backend.url, NO_COLOR="1")
    terminal.until("you>")
    terminal.type("\x1b[200~make a video:\nline one\nline two\x1b[201~")
    terminal.type("\r")
    terminal.until("blue")
    terminal.until("you>")
    terminal.type("\x04")
    terminal.until("See you")
    terminal.close()
    (sent,) = backend.requests("/run_sse")
    text = sent.json()["new_message"]["parts"][0]["text"]
    assert "line one" in text
    assert "line two" in text
    assert Settings.from_env({"HOME": str(tmp_path)}).data_dir.joinpath("history").stat().st_mode & 0o77 == 0


def test_without_its_part_the_chat_asks_for_it_or_is_plain(tmp_path, settings, words, monkeypatch):
    from skill import chat
    from skill.errors import MissingExtra
    from skill.printing import PlainPrinter

    monkeypatch.setitem(sys.modules, "rich.console", None)
    assert isinstance(chat._rich(settings, words, "en")[1], PlainPrinter)
    monkeypatch.setenv("TEXT_TO_AI_RUNNER", "/somewhere/run.py")
    with pytest.raises(MissingExtra):
        chat._rich(settings, words, "en")
    monkeypatch.setenv("TEXT_TO_AI_EXTRAS", "studio,chat")  # it was tried, and could not be had
    assert isinstance(chat._rich(settings, words, "en")[1], PlainPrinter)
