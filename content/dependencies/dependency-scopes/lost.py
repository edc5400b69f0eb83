"""A basket that is changed inside the session instead of being assigned."""

import os
from typing import Annotated

from fastapi import Depends, FastAPI, Request
from starlette.middleware.sessions import SessionMiddleware

app = FastAPI()
app.add_middleware(SessionMiddleware, secret_key=os.environ["SESSION_KEY"])


# region lost
def get_basket(request: Request) -> list[str]:
    return request.session.setdefault("basket", [])


@app.post("/basket/{book}")
def add_book(book: str, basket: Annotated[list[str], Depends(get_basket)]) -> list[str]:
    basket.append(book)  # changes a list inside the session  # point
    return basket


# endregion
