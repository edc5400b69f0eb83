from fastapi import APIRouter, Depends, FastAPI, HTTPException, Response, status
from fastapi.routing import APIRoute

shelf = {1: "Middlemarch", 2: "Emma"}


def mark_version(response: Response) -> None:
    response.headers["x-api-version"] = "1"


def operation_id(route: APIRoute) -> str:
    # Names of generated client methods: they no longer depend on the path.
    return f"{route.tags[0]}-{route.name}"


app = FastAPI(generate_unique_id_function=operation_id)
books = APIRouter(
    prefix="/v1/books", tags=["books"], dependencies=[Depends(mark_version)]
)


@books.get("/newest")  # before "/{book_id}", which would match this path too
async def read_newest() -> str:
    return shelf[max(shelf)]


@books.get("/{book_id}", summary="One book", responses={404: {}})
async def read_book(book_id: int) -> str:
    if book_id not in shelf:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "No such book")
    return shelf[book_id]


app.include_router(books)


@books.put("/{book_id}")  # after the inclusion, and it still counts
async def rename_book(book_id: int, title: str) -> str:
    shelf[book_id] = title
    return title
