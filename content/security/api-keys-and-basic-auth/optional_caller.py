"""A caller who may have no key: a union around `Annotated`, and one within it."""

from typing import Annotated

from fastapi import FastAPI, Security
from fastapi.security import APIKeyHeader
from reports import verify_key

optional_key = APIKeyHeader(name="X-API-Key", auto_error=False)
app = FastAPI()


def find_caller(key: Annotated[str | None, Security(optional_key)]) -> str | None:
    return verify_key(key) if key else None


# region union
@app.get("/around")
def around(caller: Annotated[str, Security(find_caller)] | None = None) -> str:  # point
    return caller or "nobody"


@app.get("/within")
def within(caller: Annotated[str | None, Security(find_caller)]) -> str:  # point
    return caller or "nobody"


# endregion
