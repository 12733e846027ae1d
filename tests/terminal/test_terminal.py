"""Tracks to scale, replies on a console, paths that were dropped, and what completes."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.cells import cell_len
from rich.console import Console

from skill import i18n
from skill.messages import Balance, Failed, Progress, Said, Shown
from skill.terminal.dropped import dropped
from skill.terminal.line import Words, session
from skill.terminal.screen import Screen
from skill.terminal.tracks import drawn
from skill.terminal.wrapped import wrapped
from skill.timeline import Clip, Lane, Timeline

COMMANDS = {"help": "this list", "history": "what was said"}


def timeline():
    scenes = (Clip("城市夜景延时摄影", 0, 5000), Clip("Coffee", 5000, 10000), Clip("flash", 10000, 10010))
    return Timeline(
        20000,
        None,
        None,
        None,
        (
            Lane("video", "scene", "", scenes),
            Lane("text", "title", "", (Clip("t", 2000, 4000, text="都市\n之梦"),)),
            Lane("other", "other", "贴纸", (Clip("", 0, 20000),)),
        ),
    )


@pytest.mark.parametrize("width", [20, 40, 80, 200])
@pytest.mark.parametrize("language", i18n.languages())
def test_tracks_are_to_scale_and_never_too_wide(width, language):
    lines = drawn(timeline(), width, language)
    assert len(lines) == 4
    assert max(map(cell_len, lines)) <= width
    if width >= 40:
        zero, coffee = lines[1].index("|"), lines[1].index("|Cof")
        before = cell_len(lines[1][:coffee]) - cell_len(lines[1][:zero])
        room = cell_len(lines[3]) - cell_len(lines[3][: lines[3].index("|")]) - 1
        assert before / room == pytest.approx(0.25, abs=0.05)


def test_an_empty_timeline_is_not_drawn():
    assert drawn(Timeline(0, None, None, None, ()), 80, "en") == []


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def screen(width=60, **options):
    out = io.StringIO()
    clock = Clock()
    console = Console(file=out, width=width, **options)
    return Screen(console, "en", clock), out, clock


def test_a_streamed_text_stands_once_and_as_markdown():
    shown, out, _ = screen()
    for piece in ("It is ", "**blue**"):
        shown.show(Said(piece, partial=True))
    shown.show(Said("It is **blue**.\nAnd green."))
    shown.done(0)
    assert out.getvalue().splitlines()[-2:] == ["It is blue.".ljust(60), "And green.".ljust(60)]
    assert out.getvalue().count("blue") == 1


def test_a_text_that_broke_off_stays_as_far_as_it_came():
    shown, out, _ = screen()
    shown.show(Said("It is", partial=True))
    shown.done(75)
    assert "It is" in out.getvalue()


def test_a_path_can_be_copied_from_a_narrow_terminal():
    shown, out, _ = screen(width=20)
    path = "/home/somebody/videos/a_very_long_name_*of*_a_video.mp4"
    shown.show(Said(f"Ready:\n{path}"))
    assert path in out.getvalue().splitlines()


def test_progress_tells_the_time_that_is_left():
    shown, out, clock = screen(force_terminal=True, color_system=None)
    shown.show(Progress("render", None, "Waiting…"))
    shown.show(Progress("render", 0.1, "Rendering"))
    clock.now = 10.0
    shown.show(Progress("render", 0.5, "Rendering"))
    shown.show(Failed("busy", "Busy."))
    seen = out.getvalue()
    assert "50% (about 10 s left)" in seen
    assert seen.rstrip().endswith("Busy.")


@pytest.mark.parametrize(
    ("width", "language", "line"),
    [
        (48, "zh-CN", "正在渲染视频… [####....] 50% （大约还要 10 秒）"),
        (42, "zh-CN", "正在渲染视频… 50% （大约还要 10 秒）"),
        (80, "en", "正在渲染视频… [########........] 50% (about 10 s left)"),
    ],
)
def test_in_a_narrow_window_the_bar_gives_way_and_the_words_are_the_messages(width, language, line):
    shown, out, clock = screen(width, force_terminal=True, color_system=None)
    shown.language = language
    shown.show(Progress("render", 0.1, "正在渲染视频…"))
    clock.now = 10.0
    shown.show(Progress("render", 0.5, "正在渲染视频…"))
    shown.show(Failed("busy", "Busy."))
    assert line in out.getvalue()


def test_without_colour_there_is_none_and_tracks_follow_a_change():
    shown, out, _ = screen(no_color=True)
    shown.show(Shown(timeline()))
    shown.show(Balance(1, 0, 1))
    assert "\x1b" not in out.getvalue()
    assert "Coffee" in out.getvalue()


def test_a_timeline_that_was_drawn_is_not_told_again():
    shown, out, _ = screen(width=200)
    shown.show(Shown(timeline()))
    shown.show(Said(timeline().summary("en") + "\n20 s, 1080×1920."))
    assert out.getvalue().count("Coffee") == 1
    assert "20 s, 1080×1920." in out.getvalue()


def test_dropped_paths_are_files_and_the_rest_stays_words(tmp_path):
    photo = tmp_path / "my photo 图.png"
    photo.write_bytes(b"x")
    escaped, address = str(photo).replace(" ", "\\ "), photo.as_uri()
    for form in (f"'{photo}'", f'"{photo}"', escaped, address):
        assert dropped(f"use {form} as scene 2") == ("use as scene 2", (photo,))
    assert dropped(f"'{photo}' '{photo}'") == ("", (photo, photo))


@pytest.mark.parametrize(
    "text", ["don't use /no/such/file.png", "and/or", "50/50 and 'tis", "~/", "a\n  b\n\nc"]
)
def test_what_is_no_file_stays_as_it_was(text):
    assert dropped(text) == (text, ())


def test_a_pasted_script_keeps_its_lines_beside_a_file(tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(b"x")
    assert dropped(f"{path} one\ntwo") == ("one\ntwo", (path,))


def test_a_path_too_long_for_the_system_is_words():
    text = "/" + "x" * 5000
    assert dropped(text) == (text, ())


def completions(text):
    return [each.text for each in Words(COMMANDS).get_completions(Document(text), CompleteEvent())]


def test_commands_and_paths_complete(tmp_path, monkeypatch):
    (tmp_path / "photo.png").write_bytes(b"x")
    assert completions("/h")[:2] == ["/help", "/history"]
    assert completions(f"use {tmp_path}/ph") == ["oto.png"]
    assert completions("use ") == []


async def test_enter_sends_and_alt_enter_starts_a_line(tmp_path):
    with create_pipe_input() as pipe:
        prompt = session(COMMANDS, tmp_path / "kept" / "history", input=pipe, output=DummyOutput())
        pipe.send_text("one\x1b\rtwo\r")
        assert await prompt.prompt_async("> ") == "one\ntwo"
    assert "two" in (tmp_path / "kept" / "history").read_text()


async def test_ctrl_c_empties_the_line_and_history_keeps_it(tmp_path):
    with create_pipe_input() as pipe:
        prompt = session(COMMANDS, tmp_path / "history", input=pipe, output=DummyOutput())
        pipe.send_text("a long paste\x03short\r")
        assert await prompt.prompt_async("> ") == "short"
        assert "a long paste" in (tmp_path / "history").read_text()
        pipe.send_text("\x03")
        with pytest.raises(KeyboardInterrupt):
            await prompt.prompt_async("> ")


@pytest.mark.parametrize("width", [16, 20, 40])
def test_chinese_lines_break_beside_words_and_never_before_a_full_stop(width):
    pieces = wrapped("输入 /help 查看命令，Ctrl-C 停止等待。把文件（图片、片段）拖进窗口就能交给我。", width)
    assert max(map(cell_len, pieces)) <= width
    assert sum("Ctrl-C" in piece for piece in pieces) == 1
    assert not [piece for piece in pieces if piece[0] in "。，、）" or piece[-1] == "（"]


@given(st.text(st.sampled_from("ab 中文，。（）1.5%\u3000😀é"), max_size=60), st.integers(2, 30))
def test_breaking_a_line_loses_nothing_and_keeps_to_the_width(line, width):
    pieces = wrapped(line, width)
    assert "".join("".join(pieces).split()) == "".join(line.split())
    assert all(cell_len(piece) <= width for piece in pieces)


def test_chinese_lists_hang_and_markdown_stays_markdown():
    shown, out, _ = screen(width=20)
    shown.show(Said("可以这样说：\n- 把这段文字做成30秒的宣传视频\n天空是**蓝色**的。"))
    shown.show(Said("可以这样说：\n- 把这段文字做成30秒的宣传视频"))
    shown.done(0)
    assert "**" not in out.getvalue()
    lines = out.getvalue().splitlines()
    item = next(at for at, line in enumerate(lines) if line.startswith(" • 把") and at > 3)
    assert lines[item + 1].startswith("   ")
    assert lines[item + 1].strip()


def test_what_follows_a_list_stands_on_a_line_of_its_own():
    shown, out, _ = screen()
    shown.show(Said("Done:\n- Music: 50% → 30%\n- Format: 16:9\nSay “export” when you want the file."))
    assert "\nSay “export” when you want the file." in out.getvalue()
