"""The input line: history, completion of commands and paths, several lines, a paste as one message."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion, PathCompleter
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent


def session(commands: Mapping[str, str], history: Path, **console: Any) -> PromptSession[str]:
    """A prompt that remembers its lines in `history`, readable by this user only. Enter sends; Alt-Enter, and a line
    end that is pasted, stay in the message; Ctrl-C empties the line. `console` gives another input and output."""
    history.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(history, os.O_CREAT | os.O_RDWR, 0o600))
    keys = KeyBindings()

    @keys.add("enter")
    def send(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    @keys.add("escape", "enter")
    def new_line(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    @keys.add("c-c")
    def drop(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if not buffer.text:
            event.app.exit(exception=KeyboardInterrupt)
            return
        # The up key brings it back: a long paste is not lost by one key.
        buffer.reset(append_to_history=True)

    return PromptSession(
        history=FileHistory(str(history)),
        completer=Words(commands),
        complete_while_typing=False,
        multiline=True,
        key_bindings=keys,
        **console,
    )


class Words(Completer):
    """Commands at the start of a message, paths everywhere."""

    def __init__(self, commands: Mapping[str, str]) -> None:
        self._commands = commands
        self._paths = PathCompleter(expanduser=True)

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """What could follow the cursor."""
        text = document.text_before_cursor
        if text.startswith("/") and " " not in text:
            for name, meaning in self._commands.items():
                if f"/{name}".startswith(text):
                    yield Completion(f"/{name}", -len(text), display_meta=meaning)
        word = text.split()[-1] if text.split() and not text[-1].isspace() else ""
        if word.startswith(("/", "./", "../", "~/")):
            yield from self._paths.get_completions(Document(word), complete_event)
