"""What the studio remembers: one SQLite file in its data folder, shared by every studio process there.

<data>/studio.db      accounts, sessions with their versions, assets, render jobs
<data>/assets/        uploaded files
<data>/renders/       finished videos, and one lock file a job
<data>/cache/         encoded scenes
<data>/takes/         what speech models have said
<data>/locks/         one lock file a session: one turn at a time
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock

from skill.studio.accounts import Accounts
from skill.studio.database import Database
from skill.studio.projects import Projects
from skill.studio.recordings import Recordings
from skill.studio.renders import Renders

Clock = Callable[[], float]


class Store:
    """The data folder. `clock` gives Unix seconds; `key` is the studio's, see `Accounts`."""

    def __init__(self, folder: Path, clock: Clock, key: str = "") -> None:
        for part in (folder, *(folder / name for name in ("assets", "renders", "cache", "takes", "locks"))):
            part.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.folder = folder
        self._db = Database(folder / "studio.db")
        self.accounts = Accounts(self._db, clock, key)
        self.projects = Projects(self._db, clock, folder / "assets")
        self.renders = Renders(self._db, clock)
        self.recordings = Recordings(folder / "takes")

    def turn_lock(self, session_id: str) -> FileLock:
        """One turn at a time in a session, across threads and processes; a killed process holds nothing."""
        return FileLock(self.folder / "locks" / f"{session_id}.lock", poll_interval=0.02)

    def render_lock(self, render_id: str) -> FileLock:
        """Who holds it renders the job."""
        return FileLock(self.folder / "renders" / f"{render_id}.lock")

    def video(self, render_id: str) -> Path:
        """Where the finished file of a job is."""
        return self.folder / "renders" / f"{render_id}.mp4"

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
