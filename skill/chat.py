"""The chat in a terminal: one message after the other in one project, answers as they come."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import os
import re
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from skill import i18n
from skill.agent import Agent, open_agent
from skill.errors import MissingExtra
from skill.messages import Message, Said
from skill.printing import PlainPrinter, Printer, tell
from skill.settings import Settings
from skill.terminal.dropped import dropped
from skill.terminal.plain import asked, unechoed

Ask = Callable[[], Awaitable[str]]
_LEAVE = ("/quit", "/exit")
_COMMAND = re.compile(r"/(\w+)(?:\s|$)")


async def run(settings: Settings, language: str, *, plain: bool = False) -> int:
    """Reads messages until the input ends; Ctrl-C stops waiting for an answer, never the chat, and loses nothing.

    It begins in `language` and then follows each message, unless the settings name a language for good.

    Raises:
        MissingExtra: the terminal could do more, and the part for it can be brought in.
    """
    words = i18n.load(language, "cli")["chat"]
    ask, printer = _plain(words) if plain or not _can_draw() else _rich(settings, words, language)
    async with open_agent(settings) as agent:
        agent.talk = replace(agent.talk, language=language)
        chat = Chat(agent, settings, printer)
        with unechoed():
            await chat.greet()
        await _talk(chat, ask)
        print(chat.words["bye"], file=sys.stdout)
    return 0


async def _talk(chat: Chat, ask: Ask) -> None:
    """Until the input ends, or Ctrl-C is pressed twice with nothing in between: one comes easily a moment too late."""
    leaving = False
    while True:
        try:
            text = (await ask()).strip()
        except EOFError:
            return
        except KeyboardInterrupt:
            if leaving:
                return
            leaving = True
            chat.remind()
            continue
        leaving = False
        if text in _LEAVE:
            return
        if text:
            with unechoed():
                try:
                    await chat.hear(text)
                except MissingExtra as missing:
                    await chat.without(missing, text)


async def _brought_in(extra: str, language: str) -> bool:
    """Whether scripts/run.py could install the part; it says itself how that goes. The chat goes on meanwhile."""
    runner, python = os.environ["TEXT_TO_AI_RUNNER"], os.environ.get("TEXT_TO_AI_PYTHON", sys.executable)
    loop = asyncio.get_running_loop()
    with contextlib.suppress(NotImplementedError):
        # Ctrl-C is the set-up's, which ends by itself.
        loop.add_signal_handler(signal.SIGINT, lambda: None)
    try:
        command = (python, runner, "--setup", extra, f"--lang={language}")
        setting_up = await asyncio.create_subprocess_exec(*command, stdin=asyncio.subprocess.DEVNULL)
        done = await setting_up.wait() == 0
    finally:
        with contextlib.suppress(NotImplementedError):
            loop.remove_signal_handler(signal.SIGINT)
    importlib.invalidate_caches()
    return done


def _can_draw() -> bool:
    """Whether this terminal can move its cursor."""
    return sys.stdout.isatty() and os.environ.get("TERM", "") not in ("", "dumb")


def _plain(words: Mapping[str, Any]) -> tuple[Ask, Printer]:
    return lambda: asked(words["prompt"], words["cut"]), PlainPrinter(live=False)


def _rich(settings: Settings, words: Mapping[str, Any], language: str) -> tuple[Ask, Printer]:
    try:
        from rich.console import Console

        from skill.terminal.line import session
        from skill.terminal.screen import Screen
    except ModuleNotFoundError as missing:
        if os.environ.get("TEXT_TO_AI_RUNNER") and "chat" not in os.environ.get("TEXT_TO_AI_EXTRAS", ""):
            raise MissingExtra("chat") from missing
        return _plain(words)
    prompt = session(words["commands"], settings.data_dir / "history")
    screen = Screen(Console(), language)
    return lambda: prompt.prompt_async(i18n.say("cli", "chat.prompt", screen.language)), screen


class Chat:
    """What happens between two prompts."""

    def __init__(self, agent: Agent, settings: Settings, printer: Printer) -> None:
        self._agent = agent
        self._settings = settings
        self._printer = printer

    @property
    def words(self) -> Mapping[str, Any]:
        """The chat's own words, in the language of the last message."""
        words: Mapping[str, Any] = i18n.load(self._agent.talk.language, "cli")["chat"]
        return words

    async def greet(self) -> None:
        """Where the work goes and what can be said."""
        agent = self._agent
        first = agent.talk.store.project(self._settings.backend, agent.talk.project) is None
        await self._answer(agent.hello())
        if not first:
            self._print(agent.talk.greeting().text)
        self._print(self.words["hint"])

    def remind(self) -> None:
        """How to leave, after a Ctrl-C that found nothing to stop."""
        self._print(self.words["again"])

    async def hear(self, text: str) -> None:
        """One message or command."""
        words, files = dropped(text)
        if not files and (command := _COMMAND.match(text)):
            await self._command(command[1], text[command.end() :].strip())
            return
        talk = self._agent.talk
        language = self._settings.language or (i18n.detect(words, talk.language) if words else talk.language)
        self._agent.talk = replace(talk, language=language)
        self._printer.language = language
        await self._answer(self._agent.reply(Message(words, files)))

    async def without(self, missing: MissingExtra, text: str) -> None:
        """A message that needs a part which is not there: the part is brought in and the message heard again."""
        language = self._agent.talk.language
        if "TEXT_TO_AI_RUNNER" not in os.environ:
            self._print(missing.told(language))
        elif await _brought_in(missing.extra, language):
            await self.hear(text)

    async def _command(self, name: str, rest: str) -> None:
        talk = self._agent.talk
        if name not in self.words["commands"]:
            self._print(self.words["unknown"].format(name=name))
        elif name == "help":
            rows = [f"- /{each}: {meaning}" for each, meaning in self.words["commands"].items()]
            self._print("\n".join([*rows, "", self.words["keys"]]))
        elif name == "resume":
            await self._answer(self._agent.resume())
        elif name == "project" and rest:
            talk.store.use_project(talk.backend, rest)
            self._agent.talk = talk.in_project(rest, talk.language)
            self._print(i18n.say("replies", "projects.used", talk.language, name=rest))
        elif name == "project":
            names = talk.store.projects(talk.backend)
            rows = [
                talk.say("projects.current", name=each) if each == talk.project else each for each in names
            ]
            self._print("\n".join(f"- {row}" for row in rows) or talk.say("projects.none"))
        else:
            message = i18n.load(talk.language, "cli")["chat"]["says"][name]
            await self._answer(self._agent.reply(Message(message)))

    def _print(self, text: str) -> None:
        self._printer.show(Said(text))

    async def _answer(self, replies: Any) -> None:
        """Shows the replies; Ctrl-C stops waiting, and what was in work can be picked up."""
        language = self._agent.talk.language
        telling = asyncio.ensure_future(tell(replies, self._printer, language, self._settings.max_wait))
        loop = asyncio.get_running_loop()
        # Where there is no such handler (Windows), Ctrl-C ends the chat, and `resume` still goes on.
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(signal.SIGINT, telling.cancel)
        try:
            await telling
        except asyncio.CancelledError:
            if (task := asyncio.current_task()) and task.cancelling():
                raise
            self._printer.done(0)
            self._print(self.words["stopped"])
        finally:
            with contextlib.suppress(NotImplementedError):
                loop.remove_signal_handler(signal.SIGINT)
            self._printer.done(0)
