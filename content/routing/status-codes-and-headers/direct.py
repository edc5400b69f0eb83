from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel


class Reader(BaseModel):
    name: str


app = FastAPI()
row = {"name": "Ada", "password": "hunter2"}


# region ways
@app.post("/declared", status_code=201, response_model=Reader)
async def declared(response: Response) -> dict[str, str]:
    response.headers["x-request"] = "7"
    return row  # filtered by the model  # point


@app.post("/direct", status_code=201, response_model=Reader)
async def direct(response: Response) -> JSONResponse:
    response.headers["x-request"] = "7"
    return JSONResponse(row)  # sent as it is  # point


# endregion
