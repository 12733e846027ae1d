"""Replies on a terminal: Markdown as it streams in, one live line for what is in work, the timeline as tracks."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.markdown import Markdown
from rich.text import Text

from skill import i18n
from skill.messages import Failed, Progress, Reply, Said, Shown
from skill.terminal.tracks import drawn
from skill.terminal.wrapped import WIDE, wrapped

_MARKUP = re.compile(r"[*_`#|\[]|^\s*(?:>|\d+[.)]\s)", re.MULTILINE)
_AFTER_LIST = re.compile(r"^((?:[-*]|\d+[.)]) .*)\n(?!\s|[-*] |\d+[.)] )", re.MULTILINE)
_ITEM, _BULLET = "- ", " • "
_BAR, _SHORTEST_BAR = 16, 4
_TELLING_SECONDS, _TELLING = 2.0, 0.03


class Screen:
    """A `Printer` on a rich console. `clock` gives seconds."""

    def __init__(
        self,
        console: Console,
        language: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._console = console
        self.language = language
        self._clock = clock
        self._live: Live | None = None
        self._text = ""
        self._stage: tuple[str, float] | None = None
        self._progress: Progress | None = None
        self._drawn = ""

    def show(self, reply: Reply) -> None:
        """Pieces and progress are live and vanish; the whole text, tracks and failures stay."""
        match reply:
            case Said(text=text, partial=True):
                self._text += text
                self._update()
            case Said(text=text):
                self._text = ""
                self._settle()
                # The tracks above this text say it already.
                self._say(text.removeprefix(self._drawn).strip("\n"))
            case Progress():
                if self._stage is None or self._stage[0] != reply.stage:
                    self._stage = (reply.stage, self._clock())
                self._progress = reply
                self._update()
            case Shown(timeline=timeline):
                self._settle()
                self._drawn = timeline.summary(self.language)
                for line in drawn(timeline, self._console.width, self.language):
                    self._console.print(Text(line, style="cyan", no_wrap=True), crop=False)
            case Failed(text=text):
                self._settle()
                self._console.print(Text(text, style="bold red"))
            case _:
                pass

    def done(self, exit_code: int) -> None:  # noqa: ARG002  the protocol's
        """Nothing live is left; a text that broke off stays as far as it came."""
        self._settle()
        self._stage = None

    def _say(self, text: str) -> None:
        """Markdown; a path on a line of its own stays whole, whatever is in it, to be copied."""
        block: list[str] = []
        for line in [*text.split("\n"), None]:
            if line is not None and not Path(line).is_absolute():
                block.append(line)
                continue
            if any(each.strip() for each in block):
                self._console.print(self._set("\n".join(block)))
            block = []
            if line is not None:
                self._console.print(Text(line), soft_wrap=True)

    def _set(self, text: str) -> RenderableType:
        """Markdown; words without any, in a script without blanks, are broken where such words may be."""
        if not WIDE.search(text) or _MARKUP.search(text):
            # A line end is meant: two blanks keep Markdown from joining the lines.
            # What follows a list is no part of its last item.
            return Markdown(_AFTER_LIST.sub(r"\1\n\n", text).replace("\n", "  \n"))
        lines: list[str] = []
        for line in text.split("\n"):
            item = line.startswith(_ITEM)
            margin = cell_len(_BULLET) if item else 0
            pieces = wrapped(line.removeprefix(_ITEM), max(1, self._console.width - margin))
            lines += [
                (_BULLET if item and not at else " " * margin) + piece for at, piece in enumerate(pieces)
            ]
        return Text("\n".join(lines))

    def _update(self) -> None:
        if self._live is None:
            self._live = Live(console=self._console, transient=True, refresh_per_second=8)
            self._live.start()
        parts: list[RenderableType] = [self._set(self._text)] if self._text else []
        if self._progress:
            parts.append(Text(self._line(self._progress), style="dim", overflow="ellipsis", no_wrap=True))
        self._live.update(Group(*parts))

    def _line(self, progress: Progress) -> str:
        fraction = progress.fraction
        if fraction is None or self._stage is None:
            return progress.text
        spent = self._clock() - self._stage[1]
        left = ""
        if _TELLING < fraction < 1 and spent >= _TELLING_SECONDS:
            seconds = max(1, round(spent * (1 - fraction) / fraction))
            left = " " + i18n.say("cli", "chat.left", self.language, seconds=seconds)
        # In a narrow window the numbers stay and the bar gives way.
        room = self._console.width - cell_len(f"{progress.text} [] 100%{left}")
        cells = min(_BAR, room)
        full = round(fraction * cells)
        bar = f"[{'#' * full}{'.' * (cells - full)}] " if cells >= _SHORTEST_BAR else ""
        return f"{progress.text} {bar}{fraction:.0%}{left}"

    def _settle(self) -> None:
        if self._live:
            self._live.stop()
        self._live = self._progress = None
        if self._text:
            text, self._text = self._text, ""
            self._say(text)
