import strawberry
from fastapi import FastAPI
from strawberry.fastapi import GraphQLRouter

BOOKS = {"Emma": "Austen", "Persuasion": "Austen", "Frankenstein": "Shelley"}
queries: list[str] = []


# region resolvers
@strawberry.type
class Author:
    name: str

    @strawberry.field
    def books(self) -> list["Book"]:
        # Not async, yet it runs in the event loop: Strawberry uses no threadpool.
        queries.append(f"books by {self.name}")
        return [Book(title=title) for title, name in BOOKS.items() if name == self.name]


@strawberry.type
class Book:
    title: str

    @strawberry.field
    def author(self) -> Author:
        queries.append(f"author of {self.title}")  # once for each book
        return Author(name=BOOKS[self.title])


# endregion
@strawberry.type
class Query:
    @strawberry.field
    def books(self) -> list[Book]:
        queries.append("all books")
        return [Book(title=title) for title in BOOKS]


app = FastAPI()
app.include_router(GraphQLRouter(strawberry.Schema(Query)), prefix="/graphql")
