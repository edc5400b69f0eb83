"""The password flow: POST /token gives a token, GET /me wants it."""

from dataclasses import dataclass
from typing import Annotated

import jwt
from access_tokens import issue_token, read_token
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import OAuth2PasswordBearer, OAuth2PasswordRequestForm
from pwdlib import PasswordHash

password_hash = PasswordHash.recommended()
oauth2_scheme = OAuth2PasswordBearer(tokenUrl="token")
app = FastAPI()


@dataclass
class User:
    id: str
    name: str
    hash: str


USERS = {"7": User("7", "ada", password_hash.hash("Analytical-1843"))}
NOBODY = User("", "", password_hash.hash("not the password of anybody"))


def unauthorized(detail: str) -> HTTPException:
    return HTTPException(401, detail, headers={"WWW-Authenticate": "Bearer"})


@app.post("/token")
def log_in(form: Annotated[OAuth2PasswordRequestForm, Depends()]) -> dict[str, str]:
    # An unknown name costs one Argon2 run too: the time does not tell who exists.
    found = (user for user in USERS.values() if user.name == form.username)
    user = next(found, NOBODY)
    if not password_hash.verify(form.password, user.hash) or user is NOBODY:
        raise unauthorized("Wrong username or password")
    return {"access_token": issue_token(user.id), "token_type": "bearer"}


def current_user(token: Annotated[str, Depends(oauth2_scheme)]) -> User:
    try:
        # The token outlives the account: look the user up on every request.
        return USERS[read_token(token)]
    except (jwt.InvalidTokenError, KeyError):
        raise unauthorized("Invalid token") from None


@app.get("/me")
def show_me(user: Annotated[User, Depends(current_user)]) -> dict[str, str]:
    return {"name": user.name}
