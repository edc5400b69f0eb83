"""A resource: created, read, refused

POST /books {"title": "Dune", "year": 1965}
GET /books/1
GET /books/2
POST /books {"title": "", "year": 1965}
"""

from typing import Annotated

from fastapi import FastAPI, HTTPException, status
from pydantic import BaseModel, Field

app = FastAPI()


class Book(BaseModel):
    title: Annotated[str, Field(min_length=1)]
    year: int


books: dict[int, Book] = {}


@app.post("/books", status_code=status.HTTP_201_CREATED)
async def add_book(book: Book) -> dict[str, int]:
    number = len(books) + 1
    books[number] = book
    return {"number": number}


@app.get("/books/{number}")
async def read_book(number: int) -> Book:
    if number not in books:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "No such book")
    return books[number]
