"""What the relay and every handler work with: one project of one user on one backend, and how long to wait."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Self

from skill import i18n
from skill.messages import Progress, Reply, Said

if TYPE_CHECKING:
    from pathlib import Path

    from skill.api.client import Api
    from skill.sessions import Store
    from skill.settings import Settings
    from skill.wire.account import Session
    from skill.wire.draft import Draft
    from skill.wire.models import State


@dataclass(frozen=True, slots=True)
class Patience:
    """All in seconds; PROTOCOL.md §4 and §8 name the values. Tests pass small ones."""

    still_working: float = 120
    silence: float = 600
    turn: float = 900
    recovery: tuple[float, ...] = (30, 60, 60, 60, 60)
    poll: float = 30
    busy: float = 900

    @classmethod
    def local(cls) -> Self:
        """For the studio: what it will do it has done within seconds."""
        return cls(recovery=(1, 2, 4, 8, 15), poll=0.5)


@dataclass(slots=True)
class Conversation:
    """One project in use. `language` is that of the message being answered."""

    api: Api
    store: Store
    settings: Settings
    project: str
    language: str
    patience: Patience = field(default_factory=Patience)
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    session: Session | None = None

    @property
    def backend(self) -> str:
        """The name under which this backend's tokens and projects are kept."""
        return self.settings.backend

    @property
    def session_id(self) -> str:
        """The session in use; `connect` comes first."""
        assert self.session is not None
        return self.session.session_id

    def target(self, draft: Draft | None) -> Path:
        """Where an export of `draft` goes.

        Raises:
            UsageError: the folder does not exist or cannot be written.
        """
        from skill import naming

        return naming.target(
            self.settings, draft, self.project, self.store.file_name(self.backend, self.project)
        )

    def say(self, key: str, **values: Any) -> str:
        """A sentence of prompts/*/replies.yaml in the language of this conversation."""
        return i18n.say("replies", key, self.language, **values)

    def said(self, key: str, **values: Any) -> Said:
        """The same, as a reply."""
        return Said(self.say(key, **values))

    def in_project(self, name: str, language: str) -> Conversation:
        """The same conversation in another project that has a session."""
        kept = self.store.project(self.backend, name)
        return replace(self, project=name, language=language, session=kept.session if kept else None)

    async def connect(self, *, greet: bool = True, fresh: bool = False) -> AsyncIterator[Reply]:
        """Token and session: the kept ones, or new ones (`fresh`: a new session in any case).

        A first contact is greeted with what can be said.
        """
        for notice in self.notices():
            yield notice
        kept = None if fresh else self.store.project(self.backend, self.project)
        if kept is not None:
            self.session = kept.session
            return
        first = greet and not self.store.projects(self.backend)
        yield Progress("connect", None, self.say("progress.connecting"))
        await self._begin()
        if first:
            yield self.greeting()

    def notices(self) -> tuple[Reply, ...]:
        """What must be told once, whatever was asked: a memory that could not be read."""
        aside, self.store.set_aside = self.store.set_aside, None
        if aside is None:
            return ()
        return (Said(i18n.say("errors", "store_broken", self.language, path=aside)),)

    async def reconnect(self) -> AsyncIterator[Reply]:
        """A new session in place of one the server has lost; the user is told that the timeline went with it."""
        await self._begin()
        yield self.said("turn.new_session")

    async def _begin(self) -> None:
        self.session = await self.api.create_session(self.language)
        self.store.keep_session(self.backend, self.project, self.session, self.language)

    def greeting(self) -> Said:
        """Ready, where the work happens, and three things to say."""
        where = "local" if self.settings.local else "token" if self.settings.env_token else "cloud"
        words = i18n.load(self.language, "replies")["greeting"]
        examples = "\n".join(f"- {example}" for example in words["try"])
        return Said(f"{self.say(f'greeting.ready_{where}')}\n{words['examples']}\n{examples}")

    def snapshot(self) -> Draft | None:
        """The draft as it was last seen."""
        return self.store.snapshot(self.backend, self.project)

    async def state(self) -> State:
        """The state as it is now; its draft is kept as the snapshot for the next comparison."""
        state = await self.api.state(self.session_id)
        if state.draft is not None:
            self.store.keep_snapshot(self.backend, self.project, state.draft)
        return state
