from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

app = FastAPI(title="Library")


class Book(BaseModel):
    id: int
    title: str
    reviews: list[str]


BOOKS = {5: Book(id=5, title="Emma", reviews=["Too long", "A joy", "Not long enough"])}


@app.get("/books/{book_id}")
async def read_book(book_id: int, containing: str = "") -> Book:  # point
    """Return a book, with only the reviews that contain a string."""
    book = BOOKS.get(book_id)
    if book is None:
        raise HTTPException(404, "no such book")
    wanted = [review for review in book.reviews if containing in review]
    return book.model_copy(update={"reviews": wanted})
