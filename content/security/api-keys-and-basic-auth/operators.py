"""HTTP Basic: compare both parts, as digests, then decide once."""

import hashlib
import os
import secrets
from typing import Annotated

from fastapi import FastAPI, Security
from fastapi.security import HTTPBasic, HTTPBasicCredentials


def digest(text: str) -> bytes:
    # Bytes of one length, whatever was sent.
    return hashlib.sha256(text.encode()).digest()


basic = HTTPBasic(realm="operators")
# For `uvicorn --workers`, read them in lifespan: a failed import repeats forever.
USERNAME = digest(os.environ["OPERATOR_NAME"])
PASSWORD = digest(os.environ["OPERATOR_PASSWORD"])  # generated: long and random
if not os.environ["OPERATOR_PASSWORD"]:  # would let in whoever knows the name
    raise ValueError("OPERATOR_PASSWORD is empty")

app = FastAPI()


# region verify
def verify_operator(given: Annotated[HTTPBasicCredentials, Security(basic)]) -> str:
    # `and` between the calls would skip the second: the time would tell who exists.
    name_is_right = secrets.compare_digest(digest(given.username), USERNAME)
    password_is_right = secrets.compare_digest(digest(given.password), PASSWORD)
    if not (name_is_right and password_is_right):  # point
        raise basic.make_not_authenticated_error()
    return given.username


@app.get("/operator")
def show_operator(name: Annotated[str, Security(verify_operator)]) -> dict[str, str]:
    return {"operator": name}


# endregion
