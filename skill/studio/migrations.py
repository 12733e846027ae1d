"""The store's schema, as numbered steps. Append only: a step that was released is never changed."""

from __future__ import annotations

import sqlite3

STEPS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE accounts (
            user_id TEXT PRIMARY KEY,
            client_id TEXT NOT NULL UNIQUE,
            token_hash TEXT NOT NULL UNIQUE,
            expires_at REAL NOT NULL
        ) STRICT""",
        """CREATE TABLE ledger (
            id INTEGER PRIMARY KEY,
            user_id TEXT NOT NULL REFERENCES accounts,
            at REAL NOT NULL,
            amount INTEGER NOT NULL,
            reason TEXT NOT NULL
        ) STRICT""",
        "CREATE INDEX ledger_by_user ON ledger (user_id)",
        """CREATE TABLE sessions (
            session_id TEXT PRIMARY KEY,
            task_id TEXT NOT NULL,
            user_id TEXT NOT NULL REFERENCES accounts,
            name TEXT NOT NULL,
            language TEXT NOT NULL,
            created_at REAL NOT NULL,
            movie TEXT,
            past TEXT NOT NULL DEFAULT '[]',
            future TEXT NOT NULL DEFAULT '[]',
            notes TEXT NOT NULL DEFAULT '{}'
        ) STRICT""",
        """CREATE TABLE movies (
            session_id TEXT NOT NULL REFERENCES sessions,
            digest TEXT NOT NULL,
            body TEXT NOT NULL,
            PRIMARY KEY (session_id, digest)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE assets (
            n INTEGER PRIMARY KEY,
            asset TEXT NOT NULL UNIQUE,
            session_id TEXT NOT NULL REFERENCES sessions,
            filename TEXT NOT NULL,
            kind TEXT NOT NULL,
            file TEXT NOT NULL,
            key TEXT NOT NULL,
            hash TEXT NOT NULL,
            bytes INTEGER NOT NULL,
            duration REAL,
            width INTEGER,
            height INTEGER,
            fps REAL,
            created_at REAL NOT NULL
        ) STRICT""",
        "CREATE INDEX assets_by_session ON assets (session_id)",
        """CREATE TABLE renders (
            n INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            user_id TEXT NOT NULL REFERENCES accounts,
            session_id TEXT NOT NULL REFERENCES sessions,
            movie TEXT NOT NULL,
            key TEXT NOT NULL,
            held INTEGER NOT NULL,
            status TEXT NOT NULL DEFAULT 'pending',
            progress REAL NOT NULL DEFAULT 0,
            reason TEXT,
            about TEXT,
            starts INTEGER NOT NULL DEFAULT 0,
            created_at REAL NOT NULL,
            completed_at REAL
        ) STRICT""",
        "CREATE INDEX renders_by_status ON renders (status)",
    ),
)


def migrate(db: sqlite3.Connection) -> None:
    """Bring the database to the newest step; safe when several processes do it at once.

    Raises:
        sqlite3.DatabaseError: the database was made by a newer studio.
    """
    db.execute("BEGIN IMMEDIATE")
    try:
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if version > len(STEPS):
            raise sqlite3.DatabaseError(f"studio data of version {version}, this studio knows {len(STEPS)}")
        for step in STEPS[version:]:
            for statement in step:
                db.execute(statement)
        db.execute(f"PRAGMA user_version = {len(STEPS)}")
    except sqlite3.Error:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")
