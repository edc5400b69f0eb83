"""A key or a token: `auto_error=False` leaves the decision to one dependency."""

import os
from typing import Annotated

import jwt
from fastapi import FastAPI, HTTPException, Security
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer
from reports import verify_key

Key = Annotated[str | None, Security(APIKeyHeader(name="X-API-Key", auto_error=False))]
Bearer = Annotated[
    HTTPAuthorizationCredentials | None, Security(HTTPBearer(auto_error=False))
]

app = FastAPI()


# region identify
def verify_token(token: str) -> str:
    key = os.environ["JWT_KEY"]
    claims = jwt.decode(
        token, key, algorithms=["HS256"], options={"require": ["exp", "sub"]}
    )
    return claims["sub"]


def identify(key: Key, bearer: Bearer) -> str:
    if key:
        return f"key {verify_key(key)}"  # a wrong key is a 401 at once  # point
    try:
        if bearer:
            return f"user {verify_token(bearer.credentials)}"
    except jwt.InvalidTokenError:
        pass
    # Two challenges in one header: the client may choose.
    raise HTTPException(401, headers={"WWW-Authenticate": "Bearer, APIKey"})


# endregion


@app.get("/invoices")
def list_invoices(caller: Annotated[str, Security(identify)]) -> dict[str, str]:
    return {"caller": caller}
