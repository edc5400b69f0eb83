"""What is built in for JWT: a header is read, a word appears in the documents."""

from typing import Annotated

from fastapi import FastAPI, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

bearer = HTTPBearer(bearerFormat="JWT")
app = FastAPI()


@app.get("/token")
def show_token(
    given: Annotated[HTTPAuthorizationCredentials, Security(bearer)],
) -> dict[str, str]:
    return {"scheme": given.scheme, "credentials": given.credentials}
