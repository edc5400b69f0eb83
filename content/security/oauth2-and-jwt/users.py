"""The users, and the check of a name and a password from a login form."""

import secrets
from typing import Annotated, NamedTuple

from fastapi import Depends, HTTPException
from fastapi.security import OAuth2PasswordRequestForm
from pwdlib import PasswordHash

passwords = PasswordHash.recommended()


class User(NamedTuple):
    name: str
    hash: str


USERS = {"7": User("ada", passwords.hash("Analytical-1843"))}
NOBODY = User("", passwords.hash(secrets.token_urlsafe()))


# region check
def check_password(form: Annotated[OAuth2PasswordRequestForm, Depends()]) -> str:
    """The user's id. An unknown name costs one Argon2 run, as a wrong password does."""
    ids = (id for id, user in USERS.items() if user.name == form.username)
    user_id = next(ids, "")
    given = form.password.encode(errors="replace")  # a lone surrogate is no 500
    if not passwords.verify(given, USERS.get(user_id, NOBODY).hash):  # point
        challenge = {"WWW-Authenticate": "Bearer"}
        raise HTTPException(401, "Wrong username or password", challenge)
    return user_id


# endregion
