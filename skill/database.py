"""The file behind the memory: opened, brought up to date, and set aside when it is no database any more."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path

BUSY_SECONDS = 10.0
"""How long another process may hold the database before we give up."""

_MIGRATIONS = (
    """
    CREATE TABLE tokens (backend TEXT PRIMARY KEY, token TEXT NOT NULL, expires_at REAL);
    CREATE TABLE current (backend TEXT PRIMARY KEY, project TEXT NOT NULL);
    CREATE TABLE projects (
        backend TEXT NOT NULL, name TEXT NOT NULL, session TEXT NOT NULL, language TEXT NOT NULL, draft TEXT,
        PRIMARY KEY (backend, name)
    );
    CREATE TABLE turns (
        id INTEGER PRIMARY KEY, backend TEXT NOT NULL, project TEXT NOT NULL, text TEXT NOT NULL,
        export_to TEXT, language TEXT NOT NULL
    );
    CREATE TABLE renders (
        render_id TEXT PRIMARY KEY, backend TEXT NOT NULL, project TEXT NOT NULL, target TEXT NOT NULL,
        url TEXT, language TEXT NOT NULL
    );
    """,
    "ALTER TABLE projects ADD COLUMN sent INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE projects ADD COLUMN linked INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE turns ADD COLUMN answered INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE projects ADD COLUMN file TEXT NOT NULL DEFAULT ''",
)
"""Append only: a migration that has shipped is never changed."""


def connected(path: Path) -> tuple[sqlite3.Connection, Path | None]:
    """The database with every migration done, and where a file that was none is now: set aside, never deleted.

    The file is there already, with its mode.
    """
    db = sqlite3.connect(path, timeout=BUSY_SECONDS)
    try:
        _migrate(db)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        db.close()
        return _mended(path)
    return db, None


def _mended(path: Path) -> tuple[sqlite3.Connection, Path | None]:
    from filelock import FileLock

    # Of two processes that find it broken, the second finds the first one's new database.
    with FileLock(path.with_name("skill.db.lock"), mode=0o600):
        db = sqlite3.connect(path, timeout=BUSY_SECONDS)
        try:
            _migrate(db)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            db.close()
        else:
            return db, None
        import uuid

        aside = path.with_name(f"skill.broken-{uuid.uuid4().hex[:8]}.db")
        for ending in ("-wal", "-shm", ""):
            # The log goes first: beside a new database it would be somebody else's.
            with contextlib.suppress(FileNotFoundError):
                path.with_name(path.name + ending).replace(aside.with_name(aside.name + ending))
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        db = sqlite3.connect(path, timeout=BUSY_SECONDS)
        _migrate(db)
        return db, aside


def _migrate(db: sqlite3.Connection) -> None:
    (done,) = db.execute("PRAGMA user_version").fetchone()
    if done >= len(_MIGRATIONS):
        # More than we know: a newer version was here. Migrations only add, so what is read here is still there.
        return
    db.execute("PRAGMA journal_mode = WAL")
    with contextlib.closing(db.cursor()) as cursor:
        # Two first starts at once: the second waits here and then finds the work done.
        cursor.execute("BEGIN IMMEDIATE")
        (done,) = cursor.execute("PRAGMA user_version").fetchone()
        for migration in _MIGRATIONS[done:]:
            for statement in migration.split(";"):
                cursor.execute(statement)
        cursor.execute(f"PRAGMA user_version = {max(done, len(_MIGRATIONS))}")
        cursor.execute("COMMIT")
