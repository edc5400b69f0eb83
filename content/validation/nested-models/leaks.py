"""One object, three endpoints: the filter is the declared type."""

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from pydantic import BaseModel


# region filter
class ReaderOut(BaseModel):
    name: str


class Reader(ReaderOut):
    password_hash: str = "$argon2id$v=19$…"


app = FastAPI()


@app.get("/declared")
def declared() -> ReaderOut:  # point
    return Reader(name="Ada")


@app.get("/undeclared")
def undeclared():  # noqa: ANN201 (this is the mistake)
    return Reader(name="Ada")


@app.get("/response", response_model=ReaderOut)
def response() -> JSONResponse:
    return JSONResponse(Reader(name="Ada").model_dump())


# endregion
