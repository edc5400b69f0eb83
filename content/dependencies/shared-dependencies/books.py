"""One session dependency for two endpoints and for another dependency."""

import os
from collections.abc import Iterator, Sequence
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from sqlmodel import Field, Session, SQLModel, create_engine, select


class BookPublic(SQLModel):
    title: str = Field(primary_key=True)


class Book(BookPublic, table=True):
    purchase_price: int  # for our eyes only


engine = create_engine(os.environ["DATABASE_URL"])  # one per process; 15 connections
app = FastAPI()


# region session
def get_session() -> Iterator[Session]:
    with Session(engine) as session:  # point
        yield session


SessionDep = Annotated[Session, Depends(get_session, max_concurrency=15)]  # point


def get_book(title: str, session: SessionDep) -> Book:
    if "\0" in title or (book := session.get(Book, title)) is None:
        raise HTTPException(404, "no such book")
    return book


@app.get("/books", response_model=list[BookPublic])
def list_books(session: SessionDep) -> Sequence[Book]:
    return session.exec(select(Book)).all()


@app.delete("/books/{title}", status_code=204)
def delete_book(book: Annotated[Book, Depends(get_book)], session: SessionDep) -> None:
    session.delete(book)
    session.commit()


# endregion
