"""Validation errors as RFC 9457 problem details, without the input that failed."""

from typing import Annotated

from fastapi import Body, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel

MEDIA_TYPE = "application/problem+json"


class InvalidValue(BaseModel):
    type: str
    loc: list[str | int]
    msg: str


class Problem(BaseModel):
    title: str
    status: int
    errors: list[InvalidValue]


# region handler
# Without `responses`, OpenAPI would go on promising HTTPValidationError.
documented = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
app = FastAPI(responses={422: {"model": Problem, "content": documented}})


@app.exception_handler(RequestValidationError)  # point
def reject(request: Request, error: RequestValidationError) -> JSONResponse:
    keys = ("type", "loc", "msg")  # neither `input` nor `ctx`  # point
    errors = [{key: one[key] for key in keys} for one in error.errors()[:20]]
    # Without a `type`, the title is the phrase of the status.
    problem = {"title": "Unprocessable Content", "status": 422, "errors": errors}
    return JSONResponse(problem, 422, media_type=MEDIA_TYPE)  # point


# endregion
@app.post("/accounts")
def sign_up(password: Annotated[str, Body(embed=True, min_length=15)]) -> None: ...
