"""Credits: what the account has left."""

from __future__ import annotations

from collections.abc import AsyncIterator

from skill.conversation import Conversation
from skill.messages import Balance, Reply, Said


async def handle(talk: Conversation) -> AsyncIterator[Reply]:
    """The balance, as numbers and as a sentence."""
    credits = await talk.api.credits()
    yield Balance(credits.available, credits.frozen, credits.total)
    key = "balance" if credits.total > credits.available else "left"
    sentences = [talk.say(f"credits.{key}", available=_plain(credits.available), total=_plain(credits.total))]
    if credits.frozen:
        sentences.append(talk.say("credits.frozen", frozen=_plain(credits.frozen)))
    if talk.settings.local:
        sentences.append(talk.say("credits.local"))
    yield Said("\n".join(sentences))


def _plain(amount: float) -> str:
    """Whole credits without a decimal point."""
    return f"{amount:.2f}".rstrip("0").rstrip(".")
