"""What a client sends to register or log in, and a 422 that does not repeat it."""

from typing import Annotated
from unicodedata import normalize

from annotated_types import MaxLen
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import AfterValidator, BaseModel, Field, Secret


def one_spelling(name: str) -> str:
    # Ada is ada, and Å is one account, whether sent as one character or as two.
    # The names of an old table need it once. One character can become 18.
    spelled = normalize("NFKC", normalize("NFKC", name).casefold())
    if spelled.split() != [spelled] or not spelled.isprintable():
        raise ValueError("a name is visible and has no spaces")
    return spelled


# region limits
class Credentials(BaseModel):
    # On a `str`, the limits also reject a lone surrogate, which no hasher can encode.
    name: Annotated[str, MaxLen(64), AfterValidator(one_spelling), MaxLen(64)]  # point
    # Left out: NFC for passwords. An é sent as e and an accent does not match.
    # No minimum at login: an old account with a short password must get in.
    password: Secret[Annotated[str, Field(max_length=256)]]  # point


class NewAccount(Credentials):
    password: Secret[Annotated[str, Field(min_length=15, max_length=256)]]


async def hide_input(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    # The default handler sends the password back, as `input`.
    shown = [{k: e[k] for k in ("loc", "msg", "type")} for e in error.errors()]  # point
    return JSONResponse({"detail": shown}, 422)


# endregion
