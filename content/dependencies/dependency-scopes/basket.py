"""A basket per user session: data in a signed cookie, written back in time."""

import os
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Path, Request
from starlette.middleware.sessions import SessionMiddleware

if not os.environ["SESSION_KEY"]:  # everybody could sign a basket with it
    raise ValueError("SESSION_KEY is empty")

app = FastAPI()
app.add_middleware(
    SessionMiddleware, secret_key=os.environ["SESSION_KEY"], https_only=True
)


# region kept
def open_basket(request: Request) -> Iterator[list[str]]:
    basket = list(request.session.get("basket", []))
    yield basket
    request.session["basket"] = basket  # the assignment is what is noticed  # point


Basket = Annotated[list[str], Depends(open_basket, scope="function")]  # point


@app.post("/basket/{book}")
def add_book(
    book: Annotated[str, Path(pattern="^[a-z]{1,20}$")], basket: Basket
) -> list[str]:
    if len(basket) >= 50:  # a browser drops a cookie that is too long
        raise HTTPException(409, "the basket is full")
    basket.append(book)
    return basket


# endregion
