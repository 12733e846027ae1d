"""Replies on a stream: as one JSON object a line, or as plain words. The answer goes to stdout, progress to stderr."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sqlite3
import sys
from collections.abc import AsyncGenerator
from typing import Protocol, TextIO

from skill import i18n
from skill.errors import MissingExtra, SkillError, StillWorking, of_disk
from skill.messages import Failed, FileReady, Progress, Reply, Said

_WORK = frozenset({"generate", "render", "download"})
"""Stages that `resume` goes on from."""
_STEP = 0.1
"""A plain log gets a line when a stage moved on by this much."""


async def tell(
    replies: AsyncGenerator[Reply, None],
    printer: Printer,
    language: str,
    max_wait: float | None = None,
    *,
    local: str = "",
) -> int:
    """Prints replies as they come, errors as sentences; gives the exit code they amount to.

    `local`: what a command to be typed needs to reach the same backend, ` --local` or nothing.

    Raises:
        MissingExtra: the caller may know how to bring the missing part in.
    """
    code = 0
    begun = False
    try:
        async with asyncio.timeout(max_wait) as limit, contextlib.aclosing(replies):
            async for reply in replies:
                printer.show(reply)
                begun = begun or (isinstance(reply, Progress) and reply.stage in _WORK)
                if isinstance(reply, Failed):
                    code = reply.exit_code
    except MissingExtra:
        raise
    except (SkillError, OSError, sqlite3.Error) as failed:
        error: SkillError | None
        if isinstance(failed, SkillError):
            error = failed
        elif isinstance(failed, TimeoutError) and limit.expired():
            error = StillWorking() if begun else StillWorking(kind="not_begun")
        else:
            error = None if isinstance(failed, BrokenPipeError) else of_disk(failed)
        if error is None:
            raise
        error.values.setdefault("local", local)
        printer.show(Failed(error.advice, error.told(language), error.code, error.retryable, error.exit_code))
        code = error.exit_code
    return code


class Printer(Protocol):
    """Where replies go. `done` is called once, last. `language` is that of what the printer draws by itself."""

    language: str

    def show(self, reply: Reply) -> None:
        """One reply, as it happens."""

    def done(self, exit_code: int) -> None:
        """The message is answered."""


class JsonPrinter:
    """CLI.md's `--json`: every reply a line, then exactly one `done`."""

    language = i18n.DEFAULT

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stdout

    def show(self, reply: Reply) -> None:
        """One line, flushed: programs read along."""
        self._line(reply.as_json())

    def done(self, exit_code: int) -> None:
        """The last line."""
        self._line({"type": "done", "exit_code": exit_code})

    def _line(self, event: dict[str, object]) -> None:
        print(json.dumps(event, ensure_ascii=False), file=self._out, flush=True)


class PlainPrinter:
    """Words for a person. On a terminal progress is one line that rewrites itself; elsewhere a line per step."""

    language = i18n.DEFAULT

    def __init__(
        self, *, quiet: bool = False, live: bool = True, out: TextIO | None = None, err: TextIO | None = None
    ) -> None:
        self._out = out or sys.stdout
        self._err = err or sys.stderr
        self._quiet = quiet
        self._live = live and self._err.isatty()
        self._line_width = 0
        self._streaming = False
        self._last: tuple[str, float] | None = None

    def show(self, reply: Reply) -> None:
        """Pieces of a text appear as they come; the whole that follows them is not printed again."""
        match reply:
            case Said(text=text, partial=True):
                self._clear()
                print(text, end="", file=self._out, flush=True)
                self._streaming = True
            case Said(text=text):
                self._clear()
                print("" if self._streaming else text, file=self._out, flush=True)
                self._streaming = False
            case Failed(text=text):
                self._clear()
                self._break()
                print(text, file=self._err, flush=True)
            case Progress() if not self._quiet:
                self._progress(reply)
            case FileReady() | _:
                pass

    def done(self, exit_code: int) -> None:  # noqa: ARG002  the protocol's
        """Leaves the cursor at the start of an empty line."""
        self._clear()
        self._break()

    def _progress(self, progress: Progress) -> None:
        percent = "" if progress.fraction is None else f" {progress.fraction:.0%}"
        if self._live:
            self._break()
            line = progress.text + percent
            print(f"\r{line}{' ' * max(0, self._line_width - len(line))}", end="", file=self._err, flush=True)
            self._line_width = len(line) * 2
            return
        text, fraction = progress.text, progress.fraction or 0.0
        if self._last and self._last[0] == text and fraction < min(1.0, self._last[1] + _STEP):
            return
        if self._last == (text, fraction):
            return
        self._last = (text, fraction)
        print(text + percent, file=self._err, flush=True)

    def _clear(self) -> None:
        if self._line_width:
            print(f"\r{' ' * self._line_width}\r", end="", file=self._err, flush=True)
            self._line_width = 0

    def _break(self) -> None:
        """Ends a text that was cut off in the middle of a line."""
        if self._streaming:
            print(file=self._out, flush=True)
            self._streaming = False
