from typing import Annotated, Any

import strawberry
from fastapi import FastAPI, Header
from strawberry.dataloader import DataLoader
from strawberry.extensions import QueryDepthLimiter
from strawberry.fastapi import GraphQLRouter

AUTHORS = {1: "Jane Austen", 2: "Mary Shelley"}
BOOKS = {"Emma": 1, "Persuasion": 1, "Frankenstein": 2}
fetched: list[list[int]] = []  # each entry stands for one query to the database


@strawberry.type
class Author:
    id: strawberry.Private[int]  # known to resolvers, not part of the schema
    name: str

    @strawberry.field
    async def books(self) -> list["Book"]:
        return [Book(title=b, author_id=a) for b, a in BOOKS.items() if a == self.id]


@strawberry.type
class Book:
    title: str
    author_id: strawberry.Private[int]

    @strawberry.field
    async def author(self, info: strawberry.Info) -> Author:
        return await info.context["authors"].load(self.author_id)


@strawberry.type
class Query:
    @strawberry.field
    async def books(self) -> list[Book]:
        return [Book(title=book, author_id=author) for book, author in BOOKS.items()]


async def load_authors(ids: list[int]) -> list[Author]:
    fetched.append(ids)
    return [Author(id=one, name=AUTHORS[one]) for one in ids]


async def context(x_reader: Annotated[str, Header()]) -> dict[str, Any]:
    # A FastAPI dependency. One loader for each request: it batches and caches.
    return {"reader": x_reader, "authors": DataLoader(load_fn=load_authors)}


schema = strawberry.Schema(Query, extensions=[lambda: QueryDepthLimiter(max_depth=3)])
app = FastAPI()
graphql = GraphQLRouter(schema, context_getter=context, graphql_ide=None)
app.include_router(graphql, prefix="/graphql")
