"""A basket per user session: data in a signed cookie, written back in time."""

import os
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI, Request
from starlette.middleware.sessions import SessionMiddleware

app = FastAPI()
app.add_middleware(SessionMiddleware, secret_key=os.environ["SESSION_KEY"])


# region kept
def open_basket(request: Request) -> Iterator[list[str]]:
    basket = list(request.session.get("basket", []))
    yield basket
    request.session["basket"] = basket  # the assignment marks the session as changed


Basket = Annotated[list[str], Depends(open_basket, scope="function")]


@app.post("/basket/{book}")
def add_book(book: str, basket: Basket) -> list[str]:
    basket.append(book)
    return basket


# endregion
# region lost
def get_basket(request: Request) -> list[str]:
    return request.session.setdefault("basket", [])


@app.post("/lost/{book}")
def lose_book(
    book: str, basket: Annotated[list[str], Depends(get_basket)]
) -> list[str]:
    basket.append(book)  # changes a list inside the session, which nobody notices
    return basket


# endregion
