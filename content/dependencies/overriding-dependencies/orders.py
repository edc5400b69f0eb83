"""An application with two seams for tests: its session and its current user."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlmodel import Field, Session, SQLModel, create_engine, select


class Order(SQLModel, table=True):
    number: int | None = Field(default=None, primary_key=True)
    book: str
    buyer: str


# For show: in memory, 15 connections; of two at once, one may find a table locked.
engine = create_engine("sqlite:///file::memory:?cache=shared&uri=true")
SQLModel.metadata.create_all(engine)
app = FastAPI()
Token = Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]


# region seams
def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


def get_current_user(token: Token) -> str:  # stands for the identity provider
    raise HTTPException(401, "unknown token", {"WWW-Authenticate": "Bearer"})


SessionDep = Annotated[Session, Depends(get_session, max_concurrency=15)]  # point
UserDep = Annotated[str, Depends(get_current_user)]  # point


@app.post("/orders/{book}", status_code=201)
def add_order(book: str, user: UserDep, session: SessionDep) -> None:
    session.add(Order(book=book, buyer=user))
    session.commit()


@app.get("/orders")
def list_orders(user: UserDep, session: SessionDep) -> list[str]:
    return list(session.exec(select(Order.book).where(Order.buyer == user)))


# endregion
