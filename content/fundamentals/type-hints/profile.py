from fastapi import FastAPI
from fastapi.responses import JSONResponse
from pydantic import BaseModel

app = FastAPI()
STORED = {"name": "Ada", "password_hash": "$argon2id$..."}


class Reader(BaseModel):
    name: str


@app.get("/filtered", response_model=Reader)
async def filtered() -> dict[str, str]:
    return STORED


@app.get("/leaked", response_model=Reader)
async def leaked() -> JSONResponse:
    return JSONResponse(STORED)  # point
