"""Say what video you want and get it: the text-to-ai skill as a library.

    import asyncio
    from skill import Message, opened

    async def main() -> None:
        async with opened(local=True, output="tea.mp4") as agent:
            async for reply in agent.reply(Message("make a 5-second video about tea and export it")):
                print(reply)

    asyncio.run(main())

Nothing is loaded until it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from skill.agent import Agent
    from skill.library import opened
    from skill.messages import Message

__all__ = ["Agent", "Message", "opened"]
_HOME = {"Agent": "skill.agent", "Message": "skill.messages", "opened": "skill.library"}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
