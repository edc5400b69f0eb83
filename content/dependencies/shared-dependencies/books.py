"""One session dependency for several endpoints and for another dependency."""

from collections.abc import Iterator, Sequence
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import StaticPool
from sqlmodel import Field, Session, SQLModel, create_engine, select


class BookBase(SQLModel):
    isbn: str = Field(primary_key=True)
    title: str


class Book(BookBase, table=True):
    purchase_price: int = 0  # for our eyes only


class BookPublic(BookBase):
    pass


# One engine per process. StaticPool: an SQLite in memory lives in one connection.
engine = create_engine(
    "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
)
SQLModel.metadata.create_all(engine)
app = FastAPI()


def get_session() -> Iterator[Session]:
    with Session(engine) as session:  # closed, and so rolled back, in any case
        yield session


SessionDep = Annotated[Session, Depends(get_session)]


def get_book(isbn: str, session: SessionDep) -> Book:
    book = session.get(Book, isbn)
    if book is None:
        raise HTTPException(404, "no such book")
    return book


@app.post("/books", status_code=201, response_model=BookPublic)
def add_book(book: BookBase, session: SessionDep) -> Book:
    row = Book.model_validate(book)
    session.add(row)
    session.commit()
    return row  # what the commit has expired is loaded again for the response


@app.get("/books", response_model=list[BookPublic])
def list_books(session: SessionDep) -> Sequence[Book]:
    return session.exec(select(Book).order_by(Book.title)).all()


@app.delete("/books/{isbn}", status_code=204)
def delete_book(book: Annotated[Book, Depends(get_book)], session: SessionDep) -> None:
    session.delete(book)  # works because get_book was given this very session
    session.commit()
