"""`projects`: list, make, switch and remove. A project is one backend session; removing it forgets it here only."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from skill import i18n
from skill.errors import UsageError
from skill.messages import Reply, Said
from skill.sessions import Store
from skill.settings import LOCAL, Settings


async def manage(settings: Settings, action: str | None, name: str | None) -> AsyncGenerator[Reply, None]:
    """Does `action` (new, use, remove; None lists) with the project `name`.

    Raises:
        UsageError: an action without a name, or a name that is not known.
    """
    language = settings.language or i18n.DEFAULT

    def said(key: str, **values: str) -> Said:
        return Said(i18n.say("replies", f"projects.{key}", language, **values))

    with Store.open(settings) as store:
        known = store.projects(settings.backend)
        current = store.current_project(settings.backend)
        if action is None:
            names = [said("current", name=each).text if each == current else each for each in known]
            elsewhere = not settings.local and store.projects(LOCAL)
            none = said("none_local" if elsewhere else "none")
            yield Said("\n".join([said("list").text, *names])) if names else none
            return
        if not name:
            raise UsageError
        if action == "new" or (action == "use" and name in known):
            store.use_project(settings.backend, name)
            yield said("created" if name not in known else "used", name=name)
        elif name in known:
            store.remove_project(settings.backend, name)
            yield said("removed", name=name)
        else:
            raise UsageError(kind="unknown_project", name=name, known=", ".join(known) or "–")
