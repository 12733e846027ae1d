"""Who uses the studio and what it cost them: anonymous accounts, their tokens, and a ledger of credits.

A token is kept as its hash only, and is good for the studio's key that it was given under. One token lives per client
id: asking again makes the next one for the same account, with the same balance, and ends the one before.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from skill.studio.database import Database


@dataclass(frozen=True, slots=True)
class Grant:
    """A new token; `expires_at` in Unix seconds."""

    token: str = field(repr=False)
    user_id: str
    expires_at: float


@dataclass(frozen=True, slots=True)
class Balance:
    """Credits: `total` is what the account owns, `frozen` the part of it that running renders hold."""

    total: int
    frozen: int

    @property
    def available(self) -> int:
        """What can be spent now."""
        return self.total - self.frozen


class Accounts:
    """The accounts of one data folder, for callers of a studio with this key ("": none is asked for)."""

    def __init__(self, db: Database, clock: Callable[[], float], key: str = "") -> None:
        self._db = db
        self._clock = clock
        self._key = key

    def grant(self, client_id: str, life: float, starter: int) -> Grant:
        """A token that lives `life` seconds; a new client id also gets `starter` credits."""
        token = "nmv_usr_" + secrets.token_urlsafe(24)
        expires = self._clock() + life
        with self._db.transaction():
            known = self._db.row("SELECT user_id FROM accounts WHERE client_id = ?", client_id)
            user_id = known["user_id"] if known else "anon_" + secrets.token_hex(8)
            self._db.run(
                """INSERT INTO accounts (user_id, client_id, token_hash, expires_at) VALUES (?, ?, ?, ?)
                   ON CONFLICT (client_id) DO UPDATE
                   SET token_hash = excluded.token_hash, expires_at = excluded.expires_at""",
                user_id,
                client_id,
                self._hash(token),
                expires,
            )
            if not known:
                self._enter(user_id, starter, "starter")
        return Grant(token, user_id, expires)

    def member(self, client_id: str, life: float, starter: int) -> str:
        """The account of a caller who has the studio's key; a token that it may have stays good."""
        known = self._db.row("SELECT user_id FROM accounts WHERE client_id = ?", client_id)
        return known["user_id"] if known else self.grant(client_id, life, starter).user_id

    def user(self, token: str) -> str | None:
        """Whose token this is; None when it is unknown, replaced or expired."""
        row = self._db.row(
            "SELECT user_id FROM accounts WHERE token_hash = ? AND expires_at > ?",
            self._hash(token),
            self._clock(),
        )
        return row["user_id"] if row else None

    def balance(self, user_id: str) -> Balance:
        """What the ledger and the unfinished renders come to."""
        row = self._db.row(
            """SELECT (SELECT coalesce(sum(amount), 0) FROM ledger WHERE user_id = ?) AS total,
                      (SELECT coalesce(sum(held), 0) FROM renders
                       WHERE user_id = ? AND status IN ('pending', 'processing')) AS frozen""",
            user_id,
            user_id,
        )
        assert row is not None
        return Balance(row["total"], row["frozen"])

    def charge(self, user_id: str, price: int, reason: str, refill: int | None) -> None:
        """Take `price`. With `refill` the account never runs dry: that much comes in when it would."""
        with self._db.transaction():
            if refill is not None and self.balance(user_id).available < price:
                self._enter(user_id, max(refill, price), "refill")
            self._enter(user_id, -price, reason)

    def _enter(self, user_id: str, amount: int, reason: str) -> None:
        self._db.run(
            "INSERT INTO ledger (user_id, at, amount, reason) VALUES (?, ?, ?, ?)",
            user_id,
            self._clock(),
            amount,
            reason,
        )

    def _hash(self, token: str) -> str:
        return hashlib.sha256(f"{self._key}{token}".encode()).hexdigest()
