"""The password flow: POST /token gives a token, GET /me wants it."""

from typing import Annotated

import jwt
from access_tokens import LIFETIME, issue_token, read_token
from fastapi import Depends, FastAPI, HTTPException, Response
from fastapi.security import OAuth2PasswordBearer
from users import USERS, User, check_password

oauth2_scheme = OAuth2PasswordBearer(tokenUrl="token")
app = FastAPI(max_body_size=10_000)


# region flow
@app.post("/token")
def log_in(
    user_id: Annotated[str, Depends(check_password)], response: Response
) -> dict[str, str | int]:
    response.headers["Cache-Control"] = "no-store"
    token = issue_token(user_id)
    return {"access_token": token, "token_type": "bearer", "expires_in": LIFETIME}


def current_user(token: Annotated[str, Depends(oauth2_scheme)]) -> User:
    try:
        # The token outlives the account: look the user up on every request.
        return USERS[read_token(token)]  # point
    except (jwt.InvalidTokenError, KeyError):
        challenge = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
        raise HTTPException(401, "Invalid token", challenge) from None


@app.get("/me")
def show_me(user: Annotated[User, Depends(current_user)]) -> dict[str, str]:
    return {"name": user.name}


# endregion
