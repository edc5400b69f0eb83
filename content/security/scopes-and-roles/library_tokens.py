"""Who is calling, and does the token grant what the endpoint requires?"""

import os
from typing import Annotated

import jwt
from fastapi import Depends, HTTPException
from fastapi.security import OAuth2PasswordBearer, SecurityScopes
from pydantic import BaseModel, ValidationError

oauth2_scheme = OAuth2PasswordBearer(
    tokenUrl="token", scopes={"loans:read": "See loans", "loans:write": "Change loans"}
)


class Caller(BaseModel):
    sub: str
    scope: str = ""  # what the token does not say, it does not grant
    role: str = ""


# region caller
def challenge(status: int, error: str, required: SecurityScopes) -> HTTPException:
    scope = f', scope="{required.scope_str}"' if required.scopes else ""
    header = {"WWW-Authenticate": f'Bearer error="{error}"{scope}'}
    return HTTPException(status, error, header)


def current_caller(
    required: SecurityScopes, token: Annotated[str, Depends(oauth2_scheme)]
) -> Caller:
    key = os.environ["JWT_KEY"]
    try:
        claims = jwt.decode(
            token, key, algorithms=["HS256"], options={"require": ["exp", "sub"]}
        )
        caller = Caller.model_validate(claims)
    except (jwt.InvalidTokenError, ValidationError):
        raise challenge(401, "invalid_token", required) from None
    if not set(required.scopes) <= set(caller.scope.split()):  # point
        raise challenge(403, "insufficient_scope", required)
    return caller


# endregion
