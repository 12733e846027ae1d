"""What is remembered between processes: client id, tokens, projects, snapshots, turns and renders in flight.

One SQLite file (WAL, mode 0600 from its creation) and, because the backend's own tools share it, a file with the
client id alone. Whatever must survive a kill is written here before the network hears of it.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import time
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from skill import database
from skill.errors import Busy
from skill.settings import Settings
from skill.wire.account import AnonymousToken, Session

if TYPE_CHECKING:
    from skill.wire.draft import Draft

FIRST_PROJECT = "default"
_DELETE_ANSWERED = "DELETE FROM turns WHERE backend = ? AND project = ? AND answered"
_WITHOUT_EXPIRY = 7 * 24 * 3600.0
"""A token that came without an expiry lives as long as the backend grants one."""
_UUID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""As we write it; the `uuid` module, a hundredth of a short command, reads it in the other ways people write one."""


class Project(NamedTuple):
    """A project with a session of its own on the backend."""

    name: str
    session: Session
    language: str


class KeptTurn(NamedTuple):
    """A message that went out, or was about to. `export_to`: the file that was to follow it (`make`); `answered`: only
    that file is still to be made."""

    id: int
    project: str
    text: str
    export_to: Path | None
    language: str
    answered: bool = False


class KeptRender(NamedTuple):
    """A render that was submitted, or was about to be; `url` once it is finished."""

    render_id: str
    project: str
    target: Path
    url: str | None
    language: str


class Store:
    """The memory of the skill. `clock` gives Unix seconds."""

    def __init__(self, data_dir: Path, config_dir: Path, clock: Callable[[], float] = time.time) -> None:
        self._data_dir = data_dir
        self._config_dir = config_dir
        self._clock = clock
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = data_dir / "skill.db"
        # The file exists with its mode before SQLite opens it, so that it never was readable by others.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        self._db, self.set_aside = database.connected(path)
        """`set_aside`: where an unreadable database was put, for the face to tell; None almost always."""

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """The store of this user."""
        return cls(settings.data_dir, settings.config_dir)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    # ---- who we are

    def client_id(self) -> str:
        """The UUID of this installation: made once, kept for good, even by two processes that start together."""
        path = self._config_dir / "client_id"
        return _uuid_in(path) or self._make_client_id(path)

    def _make_client_id(self, path: Path) -> str:
        self._config_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._locked("client-id", wait=database.BUSY_SECONDS):
            # Another process may have been first.
            if found := _uuid_in(path):
                return found
            import uuid

            made = str(uuid.uuid4())
            fresh = path.with_name(f"client_id.{made}")
            with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
                file.write(made)
                file.flush()
                os.fsync(file.fileno())
            if path.exists():
                # Not ours to throw away: somebody may still know what it was.
                path.replace(path.with_name(f"client_id.broken-{made[:8]}"))
            fresh.replace(path)
        return made

    def token(self, backend: str) -> str | None:
        """The anonymous token for this backend, while it lives."""
        row = self._one("SELECT token, expires_at FROM tokens WHERE backend = ?", backend)
        if row is None or (row[1] is not None and row[1] <= self._clock()):
            return None
        return str(row[0])

    def keep_token(self, backend: str, granted: AnonymousToken) -> None:
        """Keeps a token until it expires."""
        self._do(
            "INSERT OR REPLACE INTO tokens VALUES (?, ?, ?)",
            backend,
            granted.token,
            _unix(granted.expires_at) or self._clock() + _WITHOUT_EXPIRY,
        )

    def forget_token(self, backend: str) -> None:
        """The backend refused it."""
        self._do("DELETE FROM tokens WHERE backend = ?", backend)

    @contextlib.asynccontextmanager
    async def token_lock(self) -> AsyncIterator[None]:
        """Held while a token is asked for, so that nobody asks twice: neither another process nor another task."""
        from filelock import AsyncFileLock

        async with AsyncFileLock(self._lock_file("token"), mode=0o600, run_in_executor=False):
            yield

    # ---- projects

    def current_project(self, backend: str) -> str:
        """The project in use; there always is one."""
        row = self._one("SELECT project FROM current WHERE backend = ?", backend)
        return str(row[0]) if row else FIRST_PROJECT

    def use_project(self, backend: str, name: str) -> None:
        """Makes `name` the project in use."""
        self._do("INSERT OR REPLACE INTO current VALUES (?, ?)", backend, name)

    def projects(self, backend: str) -> tuple[str, ...]:
        """The names of all projects with a session, and of the one in use when it was chosen."""
        rows = self._all(
            "SELECT name FROM projects WHERE backend = ? UNION SELECT project FROM current WHERE backend = ?",
            backend,
            backend,
        )
        return tuple(sorted(str(row[0]) for row in rows))

    def project(self, backend: str, name: str) -> Project | None:
        """The project, once it has a session."""
        row = self._one(
            "SELECT session, language FROM projects WHERE backend = ? AND name = ?", backend, name
        )
        return Project(name, Session.parse(json.loads(row[0])), str(row[1])) if row else None

    def keep_session(self, backend: str, name: str, session: Session, language: str) -> None:
        """Gives the project this session; a snapshot of an earlier one is forgotten."""
        self._do(
            "INSERT OR REPLACE INTO projects (backend, name, session, language) VALUES (?, ?, ?, ?)",
            backend,
            name,
            json.dumps(session.as_json()),
            language,
        )

    def remove_project(self, backend: str, name: str) -> None:
        """Forgets the project here; the backend keeps its session."""
        for table, column in (("projects", "name"), ("current", "project"), ("turns", "project")):
            self._do(f"DELETE FROM {table} WHERE backend = ? AND {column} = ?", backend, name)  # noqa: S608

    def snapshot(self, backend: str, name: str) -> Draft | None:
        """The draft as it was last seen."""
        from skill.wire.draft import Draft

        row = self._one("SELECT draft FROM projects WHERE backend = ? AND name = ?", backend, name)
        return Draft.model_validate_json(row[0]) if row and row[0] else None

    def keep_snapshot(self, backend: str, name: str, draft: Draft) -> None:
        """Remembers what the timeline looked like."""
        text = json.dumps(draft.as_json(), ensure_ascii=False)
        self._do("UPDATE projects SET draft = ? WHERE backend = ? AND name = ?", text, backend, name)

    @contextlib.asynccontextmanager
    async def turn_lock(self, backend: str, project: str, *, wait: float) -> AsyncIterator[None]:
        """One turn at a time in a project, across processes; freed by the system when its holder is killed.

        Raises:
            Busy: another process still holds it after `wait` seconds.
        """
        import uuid

        from filelock import AsyncFileLock, Timeout

        name = uuid.uuid5(uuid.NAMESPACE_URL, f"{backend} {project}").hex

        lock = AsyncFileLock(self._lock_file(f"turn-{name}"), timeout=wait, mode=0o600, run_in_executor=False)
        try:
            await lock.acquire()
        except Timeout as held:
            raise Busy from held
        try:
            yield
        finally:
            await lock.release()

    # ---- what is in work

    def begin_turn(
        self, backend: str, project: str, text: str, *, language: str, export_to: Path | None = None
    ) -> int:
        """Before the message leaves. Gives the id of the turn."""
        target = str(export_to) if export_to else None
        count = "UPDATE projects SET sent = sent + 1 WHERE backend = ? AND name = ?"
        begin = "INSERT INTO turns (backend, project, text, export_to, language) VALUES (?, ?, ?, ?, ?)"
        with self._db:
            self._db.execute(count, (backend, project))
            return self._db.execute(begin, (backend, project, text, target, language)).lastrowid or 0

    def sent(self, backend: str, project: str) -> int:
        """How many messages this project's session was sent; one that is in work counts."""
        row = self._one("SELECT sent FROM projects WHERE backend = ? AND name = ?", backend, project)
        return int(row[0]) if row else 0

    def open_turns(self, backend: str) -> tuple[KeptTurn, ...]:
        """Turns whose end was never seen, the oldest first; then the files that are owed."""
        rows = self._all(
            "SELECT id, project, text, export_to, language, answered FROM turns WHERE backend = ?"
            " ORDER BY answered, id",
            backend,
        )
        return tuple(
            KeptTurn(id, project, text, Path(to) if to else None, language, bool(answered))
            for id, project, text, to, language, answered in rows
        )

    def finish_turn(self, id: int) -> None:
        """The turn was answered, or given up. One that a file is to follow stays until its render has begun."""
        with self._db:
            self._db.execute("UPDATE turns SET answered = 1 WHERE id = ?", (id,))
            self._db.execute("DELETE FROM turns WHERE id = ? AND export_to IS NULL", (id,))

    def owe_export(self, backend: str, project: str, text: str, export_to: Path, *, language: str) -> None:
        """A file was asked for, and the render that remembers it has not begun."""
        owed = "INSERT INTO turns (backend, project, text, export_to, language, answered) VALUES (?, ?, ?, ?, ?, 1)"
        self._do(owed, backend, project, text, str(export_to), language)

    def finish_exports(self, backend: str, project: str) -> None:
        """The files that were to follow answered turns are there, or there will be none."""
        self._do(_DELETE_ANSWERED, backend, project)

    def linked(self, backend: str, name: str) -> bool:
        """True when the project's browser link was offered before; from now on it was."""
        change = "UPDATE projects SET linked = 1 WHERE backend = ? AND name = ? AND linked = 0"
        with self._db:
            return self._db.execute(change, (backend, name)).rowcount == 0

    def name_file(self, backend: str, name: str, file: str) -> None:
        """The user has named this project's file: later exports are called the same."""
        self._do("UPDATE projects SET file = ? WHERE backend = ? AND name = ?", file, backend, name)

    def file_name(self, backend: str, name: str) -> str:
        """What the user has called this project's file; empty when they have not."""
        row = self._one("SELECT file FROM projects WHERE backend = ? AND name = ?", backend, name)
        return str(row[0]) if row else ""

    def refuse_turn(self, id: int) -> None:
        """The message was not taken: as if it had never been sent."""
        with self._db:
            self._db.execute(
                "UPDATE projects SET sent = sent - 1 WHERE EXISTS (SELECT 1 FROM turns"
                " WHERE id = ? AND turns.backend = projects.backend AND turns.project = projects.name)",
                (id,),
            )
            self._db.execute("DELETE FROM turns WHERE id = ?", (id,))

    def begin_render(
        self, backend: str, project: str, render_id: str, target: Path, *, language: str
    ) -> KeptRender:
        """Before the job is submitted."""
        begin = "INSERT INTO renders VALUES (?, ?, ?, ?, NULL, ?)"
        with self._db:
            # From here on the render is what remembers the file.
            self._db.execute(_DELETE_ANSWERED, (backend, project))
            self._db.execute(begin, (render_id, backend, project, str(target), language))
        return KeptRender(render_id, project, target, None, language)

    def update_render(self, render_id: str, *, url: str) -> None:
        """The job is finished; the file is still to be fetched."""
        self._do("UPDATE renders SET url = ? WHERE render_id = ?", url, render_id)

    def open_renders(self, backend: str) -> tuple[KeptRender, ...]:
        """Renders whose file was never fetched, the oldest first."""
        rows = self._all(
            "SELECT render_id, project, target, url, language FROM renders WHERE backend = ? ORDER BY rowid",
            backend,
        )
        return tuple(KeptRender(id, p, Path(target), url, language) for id, p, target, url, language in rows)

    def finish_render(self, render_id: str) -> None:
        """The file is there, or there will be none."""
        self._do("DELETE FROM renders WHERE render_id = ?", render_id)

    # ---- the database

    def _do(self, statement: str, *values: object) -> int:
        with self._db:
            return self._db.execute(statement, values).lastrowid or 0

    def _one(self, statement: str, *values: object) -> tuple[Any, ...] | None:
        found: tuple[Any, ...] | None = self._db.execute(statement, values).fetchone()
        return found

    def _all(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        return self._db.execute(statement, values).fetchall()

    def _lock_file(self, name: str) -> Path:
        folder = self._data_dir / "locks"
        folder.mkdir(exist_ok=True, mode=0o700)
        return folder / f"{name}.lock"

    @contextlib.contextmanager
    def _locked(self, name: str, wait: float) -> Iterator[None]:
        from filelock import FileLock, Timeout

        lock = FileLock(self._lock_file(name), timeout=wait, mode=0o600)
        try:
            lock.acquire()
        except Timeout as held:
            raise Busy from held
        try:
            yield
        finally:
            lock.release()


def _uuid_in(path: Path) -> str | None:
    """The UUID a file holds; None when there is no file, or something else in it. A file that cannot be read raises:
    a new id in its place would lock the user out."""
    try:
        text = path.read_bytes().decode("ascii").strip()
        if _UUID.fullmatch(text):
            return text
        import uuid

        return str(uuid.UUID(text))
    except (FileNotFoundError, ValueError):
        return None


def _unix(iso: str | None) -> float | None:
    """Seconds since 1970 of an ISO 8601 time; UTC when it names no zone."""
    if not iso:
        return None
    try:
        parsed = datetime.fromisoformat(iso)
    except ValueError:
        return None
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp()
