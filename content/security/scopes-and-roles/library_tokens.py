"""Who is calling, as the verified token says: a user, scopes, a role."""

import os
from dataclasses import dataclass
from typing import Annotated

import jwt
from fastapi import Depends, HTTPException
from fastapi.security import OAuth2PasswordBearer, SecurityScopes

oauth2_scheme = OAuth2PasswordBearer(
    tokenUrl="token", scopes={"loans:read": "See loans", "loans:write": "Make loans"}
)


@dataclass
class Caller:
    name: str
    scopes: set[str]
    role: str


def refusal(status: int, error: str, required: SecurityScopes) -> HTTPException:
    scope = f', scope="{required.scope_str}"' if required.scopes else ""
    challenge = f'Bearer error="{error}"{scope}'
    return HTTPException(status, error, {"WWW-Authenticate": challenge})


def current_caller(
    required: SecurityScopes, token: Annotated[str, Depends(oauth2_scheme)]
) -> Caller:
    try:
        claims = jwt.decode(
            token,
            os.environ["JWT_KEY"],
            algorithms=["HS256"],
            options={"require": ["exp", "sub"]},
        )
    except jwt.InvalidTokenError:
        raise refusal(401, "invalid_token", required) from None
    # What the token does not say, it does not grant: 403 below, and no KeyError.
    granted = set(claims.get("scope", "").split())
    caller = Caller(claims["sub"], granted, claims.get("role", ""))
    # What the endpoint requires must be contained in what the token grants.
    if not set(required.scopes) <= caller.scopes:
        raise refusal(403, "insufficient_scope", required)
    return caller
