"""Sessions, the versions of their movie, and the files uploaded to them."""

from __future__ import annotations

import hashlib
import json
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from skill.studio.database import Database
from skill.studio.movie import Media, Movie

Kind = Literal["image", "video", "audio"]


@dataclass(frozen=True, slots=True)
class Project:
    """One session of one user."""

    session_id: str
    task_id: str
    user_id: str
    name: str
    language: str


@dataclass(frozen=True, slots=True)
class Versions:
    """The movie as it is now (None: nothing made yet), the ones undo and redo lead to, and what else the
    director wants to remember with them, as JSON."""

    movie: Movie | None = None
    past: tuple[Movie, ...] = ()
    future: tuple[Movie, ...] = ()
    notes: str = "{}"


@dataclass(frozen=True, slots=True)
class Found:
    """What a look into a file showed. `duration` in seconds; None where it means nothing."""

    kind: Kind
    suffix: str
    duration: float | None = None
    width: int | None = None
    height: int | None = None
    fps: float | None = None


@dataclass(frozen=True, slots=True)
class Asset:
    """One uploaded file. `key` makes its address unguessable."""

    asset: str
    session_id: str
    filename: str
    path: Path
    key: str = field(repr=False)
    hash: str
    bytes: int
    found: Found

    def as_media(self) -> Media:
        """The file as a movie uses it."""
        return Media(asset=self.asset, name=self.filename, kind=self.found.kind)


# Ids are random, so that one which occurs in a body anywhere is in use there.
_UNUSED = """NOT EXISTS (SELECT 1 FROM movies AS m WHERE m.session_id = a.session_id AND instr(m.body, a.asset))
    AND NOT EXISTS (SELECT 1 FROM sessions AS s WHERE s.session_id = a.session_id AND instr(s.notes, a.asset))
    AND NOT EXISTS (SELECT 1 FROM renders AS r WHERE r.session_id = a.session_id
                    AND r.status IN ('pending', 'processing') AND instr(r.movie, a.asset))"""


class Projects:
    """The sessions of one data folder; `files` is the folder of the uploaded files."""

    def __init__(self, db: Database, clock: Callable[[], float], files: Path) -> None:
        self._db = db
        self._clock = clock
        self._files = files

    def open(self, user_id: str, name: str, language: str) -> Project:
        """A new, empty session."""
        project = Project(str(uuid.uuid4()), str(uuid.uuid4()), user_id, name, language)
        self._db.run(
            """INSERT INTO sessions (session_id, task_id, user_id, name, language, created_at)
               VALUES (?, ?, ?, ?, ?, ?)""",
            project.session_id,
            project.task_id,
            user_id,
            name,
            language,
            self._clock(),
        )
        return project

    def find(self, session_id: str, user_id: str) -> Project | None:
        """The session, when it exists and is this user's."""
        row = self._db.row(
            """SELECT session_id, task_id, user_id, name, language FROM sessions
               WHERE session_id = ? AND user_id = ?""",
            session_id,
            user_id,
        )
        return Project(**dict(row)) if row else None

    def movie(self, session_id: str) -> Movie | None:
        """The movie as it is now."""
        row = self._db.row(
            """SELECT body FROM sessions JOIN movies USING (session_id)
               WHERE session_id = ? AND digest = movie""",
            session_id,
        )
        return Movie.model_validate_json(row["body"]) if row else None

    def versions(self, session_id: str) -> Versions:
        """The movie with its history."""
        row = self._db.row("SELECT movie, past, future, notes FROM sessions WHERE session_id = ?", session_id)
        if row is None:
            return Versions()
        bodies = self._db.rows("SELECT digest, body FROM movies WHERE session_id = ?", session_id)
        known = {r["digest"]: Movie.model_validate_json(r["body"]) for r in bodies}
        past, future = (tuple(known[d] for d in json.loads(row[which])) for which in ("past", "future"))
        return Versions(known.get(row["movie"]), past, future, row["notes"])

    def keep(self, session_id: str, versions: Versions) -> None:
        """Store the movie and its history; versions that nothing leads to any more are dropped."""
        bodies: dict[str, str] = {}

        def digest(movie: Movie) -> str:
            body = movie.model_dump_json()
            found = hashlib.sha256(body.encode()).hexdigest()
            bodies[found] = body
            return found

        now = digest(versions.movie) if versions.movie else None
        lists = [
            json.dumps([digest(movie) for movie in movies]) for movies in (versions.past, versions.future)
        ]
        with self._db.transaction():
            kept = {
                r["digest"]
                for r in self._db.rows("SELECT digest FROM movies WHERE session_id = ?", session_id)
            }
            for gone in kept - bodies.keys():
                self._db.run("DELETE FROM movies WHERE session_id = ? AND digest = ?", session_id, gone)
            for new in bodies.keys() - kept:
                self._db.run("INSERT INTO movies VALUES (?, ?, ?)", session_id, new, bodies[new])
            self._db.run(
                "UPDATE sessions SET movie = ?, past = ?, future = ?, notes = ? WHERE session_id = ?",
                now,
                *lists,
                versions.notes,
                session_id,
            )

    def add_asset(self, session_id: str, filename: str, file: Path, hash: str, found: Found) -> Asset:
        """Take a checked file over: it moves into the folder of uploads and gets an id."""
        asset = secrets.token_hex(8)
        name = f"{asset}.{found.suffix}"
        size = file.stat().st_size
        key = secrets.token_urlsafe(16)
        file.replace(self._files / name)
        self._db.run(
            """INSERT INTO assets (asset, session_id, filename, kind, file, key, hash, bytes, duration,
               width, height, fps, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            asset,
            session_id,
            filename,
            found.kind,
            name,
            key,
            hash,
            size,
            found.duration,
            found.width,
            found.height,
            found.fps,
            self._clock(),
        )
        return Asset(asset, session_id, filename, self._files / name, key, hash, size, found)

    def assets(self, session_id: str) -> tuple[Asset, ...]:
        """Every upload of a session, oldest first."""
        rows = self._db.rows("SELECT * FROM assets WHERE session_id = ? ORDER BY n", session_id)
        return tuple(
            Asset(
                asset=row["asset"],
                session_id=session_id,
                filename=row["filename"],
                path=self._files / row["file"],
                key=row["key"],
                hash=row["hash"],
                bytes=row["bytes"],
                found=Found(
                    row["kind"],
                    row["file"].rpartition(".")[2],
                    row["duration"],
                    row["width"],
                    row["height"],
                    row["fps"],
                ),
            )
            for row in rows
        )

    def unused(self) -> tuple[tuple[str, str, Path], ...]:
        """The uploads that no version of their session's movie and no unfinished render uses: id, session, file."""
        rows = self._db.rows(f"SELECT asset, session_id, file FROM assets AS a WHERE {_UNUSED}")  # noqa: S608
        return tuple((row["asset"], row["session_id"], self._files / row["file"]) for row in rows)

    def says(self, take: str) -> bool:
        """Whether a version of a movie or an unfinished render has this take of a line."""
        return (
            self._db.row(
                """SELECT 1 FROM movies WHERE instr(body, ?) UNION ALL
                   SELECT 1 FROM renders WHERE status IN ('pending', 'processing') AND instr(movie, ?) LIMIT 1""",
                take,
                take,
            )
            is not None
        )

    def forget(self, asset: str) -> bool:
        """Drop an upload, if it is unused still; its file is the caller's to remove."""
        return bool(self._db.run(f"DELETE FROM assets AS a WHERE asset = ? AND {_UNUSED}", asset))  # noqa: S608

    def files(self) -> frozenset[str]:
        """The names of the files of all uploads."""
        return frozenset(row["file"] for row in self._db.rows("SELECT file FROM assets"))

    def asset_file(self, asset: str, key: str) -> tuple[Path, str] | None:
        """The file behind an unguessable address, and its name."""
        row = self._db.row("SELECT file, filename FROM assets WHERE asset = ? AND key = ?", asset, key)
        return (self._files / row["file"], row["filename"]) if row else None
