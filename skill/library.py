"""The skill from Python: an agent on a backend, with the built-in studio beside it when the work is to stay here."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path

from skill.agent import Agent, open_agent
from skill.errors import MissingExtra
from skill.settings import Settings


@asynccontextmanager
async def opened(
    *,
    local: bool = False,
    project: str | None = None,
    language: str | None = None,
    output: str | Path | None = None,
) -> AsyncIterator[Agent]:
    """An agent that answers messages in `project`, on the cloud or with `local` on a studio that runs as long as the
    context. `output` is where exports go; `language` is that of the answers. The environment sets the rest.

    Raises:
        MissingExtra: `local` needs the extra `studio`.
        OSError: the studio cannot listen, or its folder cannot be written.
    """
    target = Path(output) if output else None
    settings = Settings.from_env(os.environ, local=local, project=project, language=language, output=target)
    async with AsyncExitStack() as held:
        if settings.local:
            try:
                from skill.studio.serve import InThread
            except ModuleNotFoundError as missing:
                raise MissingExtra("studio") from missing
            studio = held.enter_context(InThread(settings.data_dir / "studio"))
            settings = replace(settings, api_url=studio.url)
        yield await held.enter_async_context(open_agent(settings))
