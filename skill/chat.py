"""The chat in a terminal: one message after the other in one project, answers as they come."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from dataclasses import replace

from skill import i18n
from skill.agent import open_agent
from skill.messages import Message
from skill.printing import PlainPrinter, tell
from skill.settings import Settings

_LEAVE = ("/quit", "/exit")


async def run(settings: Settings, words: Mapping[str, str]) -> int:
    """Reads messages until the input ends; Ctrl-C stops an answer, never the chat, and loses nothing."""
    printer = PlainPrinter()
    async with open_agent(settings) as agent:
        first = agent.talk.store.project(settings.backend, agent.talk.project) is None
        await tell(agent.hello(), printer, agent.talk.language)
        if not first:
            printer.show(agent.talk.greeting())
        while True:
            try:
                text = await asyncio.to_thread(input, words["prompt"])
            except (EOFError, KeyboardInterrupt):
                break
            if text.strip() in _LEAVE:
                break
            if not text.strip():
                continue
            language = settings.language or i18n.detect(text, agent.talk.language)
            agent.talk = replace(agent.talk, language=language)
            await tell(agent.reply(Message(text)), printer, language, settings.max_wait)
            printer.done(0)
    print(words["bye"], file=sys.stdout)
    return 0
