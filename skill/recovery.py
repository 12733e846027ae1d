"""What an earlier process left behind, taken up again: a message without its answer, a render without its file."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

from skill.conversation import Conversation
from skill.errors import BackendError, SessionLost
from skill.handlers import export
from skill.messages import Intent, Reply
from skill.router import route
from skill.sessions import KeptRender, KeptTurn

_QUOTED = 60
"""Characters of an earlier message that are quoted back."""


async def pick_up(talk: Conversation, kept: KeptTurn | KeptRender) -> AsyncIterator[Reply]:
    """One thing left behind. Nobody knows how long ago, so the first look comes at once."""
    if isinstance(kept, KeptRender):
        yield talk.said("resume.render", name=kept.target.name)
        async for reply in export.finish(talk, kept):
            yield reply
        return
    yield talk.said("resume.turn", text=kept.text[:_QUOTED])
    if not kept.answered:
        from skill import relay

        try:
            async for reply in relay.recover(talk, kept.id, talk.snapshot(), at_once=True):
                yield reply
        except SessionLost:
            talk.store.finish_turn(kept.id)
            talk.store.finish_exports(talk.backend, talk.project)
            yield talk.said("resume.lost")
            return
    if kept.export_to:
        steps = route(kept.text).steps
        wish = next((step.text for step in steps if step.intent is Intent.EXPORT), "")
        async for reply in followed(talk, kept.export_to, wish):
            yield reply


async def followed(talk: Conversation, target: Path | None, wish: str = "") -> AsyncIterator[Reply]:
    """The file that follows a turn; owed until it is there or was refused. `wish`: the words that asked for it."""
    try:
        async for reply in export.handle(talk, target, wish):
            yield reply
    except BackendError:
        talk.store.finish_exports(talk.backend, talk.project)
        raise
    talk.store.finish_exports(talk.backend, talk.project)
