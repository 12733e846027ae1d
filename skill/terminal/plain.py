"""A terminal without a part that draws: lines are read as they come, and nothing is echoed into an answer."""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import signal
import sys
from collections.abc import Iterator

_LONGEST = 1023 if sys.platform == "darwin" else 4095
"""Bytes of a line that a terminal keeps while it is typed, its end not counted."""
_TOGETHER_SECONDS = 0.03
"""Lines that arrive closer than this were not typed one by one: they are a paste, and one message."""


async def asked(prompt: str, cut: str) -> str:
    """What is typed after `prompt`; the lines of a paste are one message.

    A terminal takes so much of a line and drops the rest unsaid: such a line is answered with `cut`, and not taken.

    Raises:
        EOFError: the input has ended.
        KeyboardInterrupt: Ctrl-C.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[str | None] = loop.create_future()

    def read() -> None:
        if not answer.done():
            answer.set_result(_lines())

    def stop() -> None:
        if not answer.done():
            answer.set_result(None)

    try:
        loop.add_reader(sys.stdin, read)
    except NotImplementedError:
        # Windows: a line at a time, and Ctrl-C ends the chat.
        return await asyncio.to_thread(input, prompt)
    loop.add_signal_handler(signal.SIGINT, stop)
    print(prompt, end="", flush=True)
    try:
        while (text := await answer) and max(len(os.fsencode(line)) for line in text.split("\n")) >= _LONGEST:
            answer = loop.create_future()
            print(f"{cut}\n{prompt}", end="", flush=True)
    finally:
        loop.remove_signal_handler(signal.SIGINT)
        loop.remove_reader(sys.stdin)
    if not text:
        print()
        raise KeyboardInterrupt if text is None else EOFError
    return text


def _lines() -> str:
    """A line, and what is there at once behind it; a command stands alone."""
    text = sys.stdin.readline()
    while text.endswith("\n") and not text.startswith("/"):
        if not select.select([sys.stdin], [], [], _TOGETHER_SECONDS)[0] or not (more := sys.stdin.readline()):
            break
        text += more
    return text


@contextlib.contextmanager
def unechoed() -> Iterator[None]:
    """While it lasts, what is typed is kept for the next prompt and not shown: it would tear a line that moves."""
    try:
        import termios

        before = termios.tcgetattr(sys.stdin)
    except (ImportError, termios.error):
        # Windows, or an input that is no terminal: nothing is echoed that could be stopped.
        yield
        return
    silent = [*before[:3], before[3] & ~termios.ECHO, *before[4:]]
    termios.tcsetattr(sys.stdin, termios.TCSADRAIN, silent)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)
