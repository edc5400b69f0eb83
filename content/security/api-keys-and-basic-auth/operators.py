"""HTTP Basic: compare both parts, as bytes, then decide once."""

import os
import secrets
from typing import Annotated

from fastapi import FastAPI, Security
from fastapi.security import HTTPBasic, HTTPBasicCredentials

basic = HTTPBasic(realm="operators")
USERNAME = os.environ["OPERATOR_NAME"].encode()
PASSWORD = os.environ["OPERATOR_PASSWORD"].encode()

app = FastAPI()


def verify_operator(given: Annotated[HTTPBasicCredentials, Security(basic)]) -> str:
    # `and` between the calls would skip the second: the time would tell who exists.
    name_is_right = secrets.compare_digest(given.username.encode(), USERNAME)
    password_is_right = secrets.compare_digest(given.password.encode(), PASSWORD)
    if not (name_is_right and password_is_right):
        raise basic.make_not_authenticated_error()
    return given.username


@app.get("/operator")
def show_operator(name: Annotated[str, Security(verify_operator)]) -> dict[str, str]:
    return {"operator": name}
