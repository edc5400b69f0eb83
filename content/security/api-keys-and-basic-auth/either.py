"""A key or a token: `auto_error=False` leaves the decision to one dependency."""

from typing import Annotated

from fastapi import FastAPI, HTTPException, Security
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer

Key = Annotated[str | None, Security(APIKeyHeader(name="X-API-Key", auto_error=False))]
Bearer = Annotated[
    HTTPAuthorizationCredentials | None, Security(HTTPBearer(auto_error=False))
]

app = FastAPI()


def identify(key: Key, bearer: Bearer) -> str:
    # Here the key and the token would be verified, each in its own way.
    if key:
        return "a program"
    if bearer:
        return "a person"
    # Two challenges in one header: the client may choose.
    raise HTTPException(401, headers={"WWW-Authenticate": "Bearer, APIKey"})


@app.get("/invoices")
def list_invoices(caller: Annotated[str, Security(identify)]) -> dict[str, str]:
    return {"caller": caller}
