"""A dependency that swallows what the endpoint raised."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException

app = FastAPI()


# region swallow
def get_session() -> Iterator[str]:
    try:
        yield "session"
    except Exception:  # point
        print("rolled back")  # and nothing is raised again


@app.get("/books/{isbn}")
def read_book(isbn: str, session: Annotated[str, Depends(get_session)]) -> str:
    raise HTTPException(404, f"no book {isbn}")


# endregion
