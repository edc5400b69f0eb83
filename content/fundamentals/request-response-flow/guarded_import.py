import secrets
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import APIKeyHeader
from pydantic import BaseModel

# region guard
app = FastAPI(max_body_size=100)  # bytes, counted before anything is parsed  # point
read_key = APIKeyHeader(name="X-API-Key")  # without the header: 401


def require_key(key: Annotated[str, Depends(read_key)]) -> None:
    if not secrets.compare_digest(key.encode(), b"reader-7"):  # stands for digests
        raise HTTPException(401, headers={"WWW-Authenticate": "APIKey"})


class Catalog(BaseModel):
    titles: list[str]


@app.post("/imports", dependencies=[Depends(require_key)])
async def import_titles(catalog: Catalog) -> int:
    return len(catalog.titles)


# endregion
