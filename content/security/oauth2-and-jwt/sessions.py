"""Staying logged in: POST /sessions starts a session, POST /refresh goes on with it."""

import secrets
import time
from typing import Annotated

from fastapi import Depends, Form, HTTPException, Response
from login import app, log_in
from refresh_tokens import connect, issue, rotate
from users import check_password

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
    if found is None:  # after the commit: raised inside, it would undo the end  # point
        raise HTTPException(401, "Log in again", {"WWW-Authenticate": "Bearer"})
    user_id, token = found
    return log_in(user_id, response) | {"refresh_token": token}


# endregion
