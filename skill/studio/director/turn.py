"""What goes in and out of one turn of the director besides the words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict

from skill.studio.movie import Movie

KEPT = 40
"""How many earlier versions a history remembers; the first cut is always among them."""


class History(BaseModel):
    """The versions before and after the current movie, oldest first, and what was said last.

    A turn that changes the movie puts the version before it on `past` and forgets `future`. `said` is the last
    message that changed something: a correction ("no, the second scene") reads it again. `focus` is what it was
    about (a noun such as "title" or "music"), for "put it at the bottom".
    Plain data: `model_dump_json` and `model_validate_json` carry it through a database.
    """

    model_config = ConfigDict(frozen=True)

    past: tuple[Movie, ...] = ()
    future: tuple[Movie, ...] = ()
    said: str = ""
    focus: str = ""

    def after(self, before: Movie | None, said: str, focus: str = "") -> History:
        """The history once `before` was replaced by a new version because of `said`."""
        past = self.past if before is None else (*self.past, before)
        if len(past) > KEPT:
            past = (past[0], *past[len(past) - KEPT + 1 :])
        return History(past=past, future=(), said=said, focus=focus)


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of one message.

    `movie` is the version to keep from now on (None while nothing exists), `changed` whether it differs from the one
    that came in, `text` what the agent says, `tools` the calls it "made" as (name, arguments), and `history` the one
    to keep with the movie. `created` says that it is a new movie; `idea` is what it is about when the message gave
    nothing more than that: no text, no list of scenes.
    """

    movie: Movie | None
    changed: bool
    text: str
    tools: tuple[tuple[str, dict[str, Any]], ...]
    history: History
    created: bool = False
    idea: str = ""
