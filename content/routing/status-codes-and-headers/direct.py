from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel


class Reader(BaseModel):
    name: str


app = FastAPI()
row = {"name": "Ada", "password": "hunter2"}


@app.post("/declared", status_code=201)
async def declared(response: Response) -> Reader:
    response.headers["x-request"] = "7"
    return row  # pyright: ignore[reportReturnType]


@app.post("/direct", status_code=201, response_model=Reader)
async def direct(response: Response) -> JSONResponse:
    response.headers["x-request"] = "7"
    return JSONResponse(row)
