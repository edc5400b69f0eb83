"""The dependency is called where it should be named."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI

app = FastAPI()


def get_session() -> Iterator[str]:
    yield "session"


# region wrong
@app.get("/orders")
def list_orders(
    session: Annotated[str, Depends(get_session())],  # pyright: ignore[reportArgumentType]  # point
) -> str:
    return session


# endregion
