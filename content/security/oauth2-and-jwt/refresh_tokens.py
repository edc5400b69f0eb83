"""Refresh tokens: each works once, and a second use ends the session."""

import hashlib
import os
import secrets
import sqlite3
import time
from contextlib import closing

COLUMNS = "digest PRIMARY KEY, session, user_id, expires, used DEFAULT FALSE"
ADD = "INSERT INTO tokens (digest, session, user_id, expires) VALUES (?, ?, ?, ?)"
TAKE = """UPDATE tokens SET used = TRUE WHERE digest = ? AND NOT used AND expires > ?
    RETURNING session, user_id, expires"""
END = """DELETE FROM tokens WHERE session =
    (SELECT session FROM tokens WHERE digest = ?)"""


def connect() -> closing[sqlite3.Connection]:
    db = sqlite3.connect(os.environ["SESSIONS_DB"])
    db.execute(f"CREATE TABLE IF NOT EXISTS tokens ({COLUMNS})")
    db.execute("CREATE INDEX IF NOT EXISTS by_session ON tokens (session)")
    return closing(db)


# region rotate
def digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def issue(db: sqlite3.Connection, session: str, user_id: str, expires: float) -> str:
    token = secrets.token_urlsafe(32)  # opaque
    db.execute(ADD, (digest(token), session, user_id, expires))
    return token


def rotate(db: sqlite3.Connection, token: str) -> tuple[str, str] | None:
    """The user's id and the next token; None if used, expired, or unknown."""
    # One statement: of two requests at once, only one gets the row.
    if row := db.execute(TAKE, (digest(token), time.time())).fetchone():  # point
        return row[1], issue(db, *row)
    # Used before, by the client or by a thief. Nobody can tell: end the session.
    db.execute(END, (digest(token),))  # point
    return None


# endregion
