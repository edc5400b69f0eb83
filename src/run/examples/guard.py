"""A dependency that guards a path

GET /reports
"""

from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException, status

app = FastAPI()


async def reader(x_api_key: Annotated[str | None, Header()] = None) -> str:
    if x_api_key != "let-me-in":
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "X-API-Key: let-me-in")
    return "ada"


@app.get("/reports")
async def list_reports(name: Annotated[str, Depends(reader)]) -> dict[str, str]:
    return {"reports of": name}
