"""The path of a message: router → handler, or relay → translator → replies and actions → handlers → replies."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from skill import i18n, relay
from skill.conversation import Conversation
from skill.errors import SessionLost, UsageError
from skill.handlers import credits, export, state, upload
from skill.messages import Intent, Message, Reply, Routed, Said
from skill.router import Decision, Step, route
from skill.translator import Action

_ACTIONS = {"export": Intent.EXPORT, "credits": Intent.CREDITS, "state": Intent.STATE, "timeline": Intent.STATE}
"""What an instruction of the backend becomes. "upload" needs the user's file and "edit" would be a new turn: both
stay words."""


class Agent:
    """Answers messages in one project. Nothing of it knows how a reply is shown."""

    def __init__(self, talk: Conversation) -> None:
        self.talk = talk

    async def reply(self, message: Message) -> AsyncIterator[Reply]:
        """Everything a message leads to, in order: this function is the whole skill on one screen.

        Raises:
            SkillError: what could not be done; its advice is in prompts/*/errors.yaml.
        """
        if not message.text.strip() and not message.has_attachment:
            raise UsageError(kind="empty_text")
        decision = route(message.text, message.has_attachment)
        yield Routed(decision.intent, decision.score)
        async for reply in self.talk.connect():
            yield reply
        steps = decision.steps
        for number, step in enumerate(steps, 1):
            part = replace(message, text=step.text) if len(steps) > 1 else message
            async for reply in self._step(step, part, decision):
                yield reply
            if number < len(steps):
                yield self._announce(steps[number])

    async def _step(self, step: Step, message: Message, decision: Decision) -> AsyncIterator[Reply]:
        """One wish; a session the server has lost is replaced once, and the wish asked again."""
        try:
            async for reply in self._handle(step.intent, message, decision):
                yield reply
        except SessionLost:
            async for reply in self.talk.reconnect():
                yield reply
            async for reply in self._handle(step.intent, message, decision):
                yield reply

    async def _handle(self, intent: Intent, message: Message, decision: Decision) -> AsyncIterator[Reply]:
        if message.has_attachment:
            async for reply in upload.handle(self.talk, message):
                yield reply
        match intent:
            case Intent.EXPORT:
                replies = export.handle(self.talk)
            case Intent.CREDITS:
                replies = credits.handle(self.talk)
            case Intent.STATE:
                replies = state.handle(self.talk)
            case Intent.UPLOAD if not message.has_attachment:
                yield upload.ask(self.talk)
                return
            case Intent.UPLOAD if _only_hands_over(message):
                yield self.talk.said("upload.then")
                return
            case _:
                replies = self._generate(message, decision)
        async for reply in replies:
            yield reply

    async def _generate(self, message: Message, decision: Decision) -> AsyncIterator[Reply]:
        """One turn with the backend's agent; what its reply instructs is done after it, each kind once."""
        words, told = upload.texts(self.talk, message)
        for reply in told:
            yield reply
        text = "\n\n".join(part for part in (message.text.strip(), words) if part)
        wanted: list[Intent] = []
        async for item in relay.turn(self.talk, text):
            if not isinstance(item, Action):
                yield item
            elif item.mode == "run" and (intent := _ACTIONS.get(item.kind)) and intent not in decision.forbidden:
                wanted.append(intent)
        for intent in dict.fromkeys(wanted):
            # The turn itself showed the timeline already.
            if intent is not Intent.STATE:
                handler = export.handle if intent is Intent.EXPORT else credits.handle
                async for reply in handler(self.talk):
                    yield reply

    def _announce(self, step: Step) -> Said:
        said = i18n.say("replies", f"steps.{step.intent.value}", self.talk.language, text=step.text)
        return self.talk.said("turn.next", step=said)


def _only_hands_over(message: Message) -> bool:
    """True when the words say nothing beyond "here is my file": without the file they would be no wish of their own."""
    if any(upload.is_document(path) for path in message.files):
        return False
    return not message.text.strip() or route(message.text).intent is Intent.UPLOAD
