"""One error format for the whole application: RFC 9457 problem details."""

from typing import Annotated

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field


class Fault(BaseModel):
    type: str
    loc: list[str | int]
    msg: str


class Problem(BaseModel):
    type: str = "https://example.org/problems/invalid-request"
    title: str = "The request is not valid."
    status: int = 422
    errors: list[Fault]


class Login(BaseModel):
    name: str
    password: Annotated[str, Field(min_length=12)]


MEDIA_TYPE = "application/problem+json"
# Without `responses` OpenAPI would go on promising HTTPValidationError. `model` adds
# the schema, `content` the media type that is really sent.
documented = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
app = FastAPI(responses={422: {"model": Problem, "content": documented}})


@app.exception_handler(RequestValidationError)
def refuse(request: Request, error: RequestValidationError) -> JSONResponse:
    # Fault drops `input` and `ctx`: no password comes back, no NaN gets through.
    problem = Problem(errors=[Fault.model_validate(one) for one in error.errors()])
    return JSONResponse(problem.model_dump(), problem.status, media_type=MEDIA_TYPE)


@app.post("/login")
def log_in(login: Login) -> str:
    return login.name
