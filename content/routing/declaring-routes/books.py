"""The routes of one resource, in a module that does not know the app."""

from fastapi import APIRouter, HTTPException

router = APIRouter(prefix="/books", tags=["books"])  # point
shelf = {1: "Middlemarch", 2: "Emma"}


@router.get("/newest")  # before "/{book_id}", which matches this path too  # point
async def read_newest() -> str:
    return shelf[max(shelf)]


@router.get("/{book_id}", responses={404: {"description": "No such book"}})
async def read_book(book_id: int) -> str:
    if book_id not in shelf:
        raise HTTPException(404, "No such book")
    return shelf[book_id]


@router.post("/{book_id}", status_code=202)
async def reserve_book(book_id: int) -> str:
    return f"{await read_book(book_id)} is reserved"
