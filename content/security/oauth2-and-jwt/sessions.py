"""Staying logged in: POST /sessions starts a session, POST /refresh goes on with it."""

import secrets
import time
from typing import Annotated

from fastapi import Depends, Form, HTTPException, Response
from login import app, log_in
from refresh_tokens import connect, issue, rotate
from users import USERS, check_password

LIFETIME = 30 * 24 * 3600
Pair = dict[str, str | int]


# region endpoints
@app.post("/sessions")
def start(user_id: Annotated[str, Depends(check_password)], response: Response) -> Pair:
    with connect() as db, db:
        expires = time.time() + LIFETIME  # of the session, not of one token
        token = issue(db, secrets.token_hex(16), user_id, expires)
    return log_in(user_id, response) | {"refresh_token": token}


@app.post("/refresh")
def refresh(refresh_token: Annotated[str, Form()], response: Response) -> Pair:
    with connect() as db, db:
        found = rotate(db, refresh_token)
    # Not inside `with`: an exception there would undo the end of the session.
    if found is None or found[0] not in USERS:  # point
        raise HTTPException(401, "Log in again", {"WWW-Authenticate": "Bearer"})
    user_id, token = found
    return log_in(user_id, response) | {"refresh_token": token}


# endregion
