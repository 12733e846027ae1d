"""The rows of render jobs: what is to be rendered, how far it is, who waits for it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from skill.studio.database import Database
from skill.studio.movie import Movie

Status = Literal["pending", "processing", "completed", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class Render:
    """One job. `progress` 0–1, `key` makes the address of its file unguessable, `reason` (a key of the server's
    words) says why it failed and `about` names the file it is about; times in Unix seconds."""

    id: str
    session_id: str
    user_id: str
    status: Status
    progress: float
    key: str = field(repr=False)
    reason: str | None
    about: str | None
    starts: int
    created_at: float
    completed_at: float | None

    @property
    def open(self) -> bool:
        """Not over yet."""
        return self.status in ("pending", "processing")


_FIELDS = "id, session_id, user_id, status, progress, key, reason, about, starts, created_at, completed_at"


class Renders:
    """The jobs of one data folder. A change of status is one statement, so that processes cannot disagree."""

    def __init__(self, db: Database, clock: Callable[[], float]) -> None:
        self._db = db
        self._clock = clock

    def add(self, id: str, session_id: str, user_id: str, movie: Movie, held: int) -> bool:
        """A new pending job; False when the id is taken."""
        return bool(
            self._db.run(
                """INSERT INTO renders (id, session_id, user_id, movie, key, held, created_at)
                   VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING""",
                id,
                session_id,
                user_id,
                movie.model_dump_json(),
                secrets.token_urlsafe(16),
                held,
                self._clock(),
            )
        )

    def find(self, id: str, user_id: str | None = None) -> Render | None:
        """The job; with `user_id`, only when it is this user's."""
        row = self._db.row(f"SELECT {_FIELDS} FROM renders WHERE id = ?", id)  # noqa: S608  a constant
        if row is None or (user_id is not None and row["user_id"] != user_id):
            return None
        return _render(row)

    def movie(self, id: str) -> Movie:
        """What the job renders: the draft as it was sent."""
        row = self._db.row("SELECT movie FROM renders WHERE id = ?", id)
        if row is None:
            raise KeyError(id)
        return Movie.model_validate_json(row["movie"])

    def waiting(self) -> tuple[Render, ...]:
        """Unfinished jobs in a fair order: everybody's first job comes before anybody's second, and of one user's
        every video's first before any video's second."""
        rows = self._db.rows(
            f"""WITH waiting AS (SELECT *, row_number() OVER (PARTITION BY session_id ORDER BY n) AS turn
                    FROM renders WHERE status IN ('pending', 'processing'))
                SELECT {_FIELDS}, row_number() OVER (PARTITION BY user_id ORDER BY turn, n) AS place
                FROM waiting ORDER BY place, n"""  # noqa: S608  a constant
        )
        return tuple(_render(row) for row in rows)

    def open_of(self, user_id: str) -> int:
        """How many unfinished jobs a user has."""
        row = self._db.row(
            "SELECT count(*) AS n FROM renders WHERE user_id = ? AND status IN ('pending', 'processing')",
            user_id,
        )
        return int(row["n"]) if row else 0

    def begin(self, id: str) -> bool:
        """Take the job into work; False when somebody finished or cancelled it."""
        return self._move(id, "processing", "starts = starts + 1")

    def advance(self, id: str, progress: float) -> bool:
        """Note progress, which never goes back; False when the job is not in work any more.

        A job that gets on is not one that kills its process: its count of starts begins anew.
        """
        return bool(
            self._db.run(
                """UPDATE renders SET starts = CASE WHEN ? > progress THEN 0 ELSE starts END,
                   progress = max(progress, ?) WHERE id = ? AND status = 'processing'""",
                progress,
                progress,
                id,
            )
        )

    def put_back(self, id: str) -> bool:
        """Leave the job to whoever comes next; a stop is nobody's fault, so it does not count as a start."""
        return self._move(id, "pending", "starts = 0")

    def finish(self, id: str) -> bool:
        """True when the job was still open."""
        return self._move(id, "completed", "progress = 1, completed_at = ?", self._clock())

    def fail(self, id: str, reason: str, about: str = "") -> bool:
        """True when the job was still open."""
        return self._move(
            id, "failed", "reason = ?, about = ?, completed_at = ?", reason, about, self._clock()
        )

    def cancel(self, id: str) -> bool:
        """True when the job was still open."""
        return self._move(id, "cancelled", "completed_at = ?", self._clock())

    def completed(self, session_id: str) -> tuple[Render, ...]:
        """The finished videos of a session, oldest first."""
        sql = f"SELECT {_FIELDS} FROM renders WHERE session_id = ? AND status = 'completed' ORDER BY n"  # noqa: S608
        return tuple(_render(row) for row in self._db.rows(sql, session_id))

    def _move(self, id: str, status: Status, changes: str, *values: Any) -> bool:
        sql = f"UPDATE renders SET status = ?, {changes} WHERE id = ? AND status IN ('pending', 'processing')"  # noqa: S608
        return bool(self._db.run(sql, status, *values, id))


def _render(row: Any) -> Render:
    return Render(**{name: row[name] for name in _FIELDS.split(", ")})
