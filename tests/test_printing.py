"""Replies on streams: words for people, lines for programs."""

import errno
import io
import json
import sqlite3

import pytest

from skill.errors import MissingExtra, OutOfCredits, StillWorking, UsageError
from skill.messages import Failed, FileReady, Intent, Progress, Routed, Said
from skill.printing import JsonPrinter, PlainPrinter, tell


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def out():
    return io.StringIO()


@pytest.fixture
def err():
    return io.StringIO()


def test_json_is_a_line_an_event_and_one_done(out, tmp_path):
    printer = JsonPrinter(out)
    printer.show(Routed(Intent.EXPORT, 0.98765))
    printer.show(Progress("render", 0.5, "渲染"))
    printer.show(FileReady(tmp_path / "a.mp4", None, 12))
    printer.done(0)
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert lines == [
        {"type": "intent", "intent": "export", "score": 0.988},
        {"type": "progress", "stage": "render", "fraction": 0.5, "text": "渲染"},
        {"type": "file", "path": str(tmp_path / "a.mp4"), "url": None, "bytes": 12},
        {"type": "done", "exit_code": 0},
    ]
    assert "渲染" in out.getvalue()


def test_streamed_words_are_printed_once(out, err):
    printer = PlainPrinter(out=out, err=err)
    for reply in (
        Said("It is ", partial=True),
        Said("blue.", partial=True),
        Said("It is blue."),
        Said("Next?"),
    ):
        printer.show(reply)
    printer.done(0)
    assert out.getvalue() == "It is blue.\nNext?\n"
    assert err.getvalue() == ""


def test_a_text_cut_off_in_the_middle_ends_its_line(out, err):
    printer = PlainPrinter(out=out, err=err)
    printer.show(Said("It is ", partial=True))
    printer.show(Failed("backend", "Sorry."))
    printer.done(1)
    assert out.getvalue() == "It is \n"
    assert err.getvalue() == "Sorry.\n"


def test_progress_without_a_terminal_is_a_line_per_step(out, err):
    printer = PlainPrinter(out=out, err=err)
    for fraction in (None, None, 0.0, 0.05, 0.1, 0.5, 0.55, 1.0, 1.0):
        printer.show(Progress("render", fraction, "Rendering…"))
    assert err.getvalue().splitlines() == [
        "Rendering…",
        "Rendering… 10%",
        "Rendering… 50%",
        "Rendering… 100%",
    ]
    assert out.getvalue() == ""


def test_progress_on_a_terminal_is_one_line_that_is_wiped(out):
    err = Terminal()
    printer = PlainPrinter(out=out, err=err)
    printer.show(Progress("render", 0.1, "Rendering…"))
    printer.show(Progress("render", 0.2, "Rendering…"))
    printer.show(Said("Done."))
    assert "\n" not in err.getvalue()
    assert err.getvalue().endswith("\r")
    assert out.getvalue() == "Done.\n"


def test_quiet_is_without_progress(out, err):
    PlainPrinter(quiet=True, out=out, err=err).show(Progress("render", 0.1, "Rendering…"))
    assert err.getvalue() == ""


async def said(*replies, error=None):
    for reply in replies:
        yield reply
    if error:
        raise error


async def test_errors_become_sentences_in_the_users_language_and_exit_codes(out):
    code = await tell(said(error=UsageError(kind="missing_file", path="a.png")), JsonPrinter(out), "zh-CN")
    assert code == 2
    assert json.loads(out.getvalue())["text"] == "找不到 a.png，请检查路径。"


async def test_a_failure_among_the_replies_is_the_exit_code(out):
    assert await tell(said(Failed("backend", "Sorry."), Said("x")), JsonPrinter(out), "en") == 1


async def test_the_time_a_caller_gives_ends_the_listening(out):
    import asyncio

    async def slow(stage):
        yield Progress(stage, None, "…")
        await asyncio.sleep(30)

    told = {}
    for stage in ("connect", "render"):
        assert await tell(slow(stage), JsonPrinter(out), "en", max_wait=0.05) == 75
        told[stage] = json.loads(out.getvalue().splitlines()[-1])["kind"]
    assert told == {"connect": "not_begun", "render": StillWorking.kind}


async def test_a_missing_part_is_for_the_caller(out):
    with pytest.raises(MissingExtra):
        await tell(said(error=MissingExtra("studio")), JsonPrinter(out), "en")


async def test_a_timeout_that_is_not_the_callers_is_not_hidden(out):
    with pytest.raises(TimeoutError):
        await tell(said(error=TimeoutError()), JsonPrinter(out), "en", max_wait=5)


def test_every_error_has_advice_in_every_language():
    from skill import errors, i18n

    def tree(kind):
        return {kind, *(below for each in kind.__subclasses__() for below in tree(each))}

    kinds = {kind.kind for kind in tree(errors.SkillError)}
    for language in i18n.languages():
        advice = i18n.load(language, "errors")
        assert kinds <= set(advice)
        assert set(advice) == set(i18n.load("en", "errors"))


def test_a_sentence_has_its_values():
    assert "a.png" in UsageError(kind="missing_file", path="a.png").told("zh-CN")


def test_an_error_that_nobody_catches_says_what_to_do():
    assert str(UsageError(kind="missing_file", path="a.png")) == "I can't find a.png. Please check the path."


def test_an_error_whose_link_is_not_known_yet_still_has_a_name():
    assert str(OutOfCredits()) == "out_of_credits"


async def test_the_way_back_leads_to_the_backend_the_work_is_on(out):
    async def left():
        yield Progress("render", 0.5, "…")
        raise StillWorking

    await tell(left(), JsonPrinter(out), "en", local=" --local")
    await tell(left(), JsonPrinter(out), "en")
    first, second = [json.loads(line)["text"] for line in out.getvalue().splitlines() if '"error"' in line]
    assert "resume --local”" in first
    assert "resume”" in second


def full_database():
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE kept (words TEXT)")
    db.execute("PRAGMA max_page_count = 2")
    for _ in range(100):
        db.execute("INSERT INTO kept VALUES (?)", ("w" * 1000,))


def full_disk():
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("writes", [full_database, full_disk])
async def test_a_disk_that_is_full_wherever_it_is_met_is_told_and_resume_named(out, writes):
    async def replies():
        yield Said("so far")
        writes()

    printer = JsonPrinter(out)
    assert await tell(replies(), printer, "en") == 1
    error = json.loads(out.getvalue().splitlines()[-1])
    assert (error["kind"], error["retryable"]) == ("data_full", True)
    assert "resume" in error["text"]


async def test_an_error_that_is_about_no_disk_stays_one(out):
    async def replies():
        yield Said("so far")
        raise ConnectionResetError("a bug of ours")

    with pytest.raises(ConnectionResetError):
        await tell(replies(), JsonPrinter(out), "en")
