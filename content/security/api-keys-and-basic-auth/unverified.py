"""Two ways to get keys wrong."""

import secrets
from typing import Annotated

from fastapi import FastAPI, Security
from fastapi.security import APIKeyHeader

Key = Annotated[str, Security(APIKeyHeader(name="X-API-Key"))]

app = FastAPI()


# region extracted
@app.get("/extracted")
def trust_what_was_extracted(key: Key) -> dict[str, str]:
    return {"key": key}  # point


# endregion


# region as-text
@app.get("/as-text")
def compare_as_text(key: Key) -> dict[str, bool]:
    return {"valid": secrets.compare_digest(key, "jX2mP0v8Wc5nT1rKq7eYbA3u")}


# endregion
