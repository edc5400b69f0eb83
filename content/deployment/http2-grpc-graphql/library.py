import strawberry.exceptions
import strawberry.extensions as ext
from fastapi import FastAPI
from graphql import GraphQLError
from strawberry.dataloader import DataLoader
from strawberry.extensions import MaskErrors
from strawberry.fastapi import GraphQLRouter

AUTHORS = {"Emma": "Jane Austen", "Lodore": "Mary Shelley", "Persuasion": "Jane Austen"}
fetched: list[list[str]] = []  # each entry stands for one query to the database


@strawberry.type
class Shelf:
    @strawberry.field
    async def books(self) -> list["Book"]:
        return [Book(title=title) for title in AUTHORS]


@strawberry.type
class Book(Shelf):  # a book leads to its shelf, and so to ever more books
    title: str

    @strawberry.field
    async def author(self, info: strawberry.Info) -> str:
        return await info.context["authors"].load(self.title)


# region serve
async def load_authors(titles: list[str]) -> list[str]:
    fetched.append(titles)
    return [AUTHORS[title] for title in titles]


async def context() -> dict[str, DataLoader[str, str]]:  # a FastAPI dependency
    return {"authors": DataLoader(load_fn=load_authors)}  # a cache per request  # point


shape = [lambda: ext.QueryDepthLimiter(max_depth=3), lambda: ext.MaxAliasesLimiter(10)]
size = [lambda: ext.MaxTokensLimiter(100)]  # fragments multiply the work  # point
ok = [strawberry.exceptions.StrawberryGraphQLError | None, GraphQLError | None]  # told
hide = [lambda: MaskErrors(lambda e: not isinstance(e.original_error, ok[not e.path]))]
schema = strawberry.Schema(Shelf, extensions=[*shape, *size, *hide])  # point
no = {"graphql_ide": None, "allow_queries_via_get": False, "subscription_protocols": ()}
app = FastAPI(max_body_size=10_000)  # commas and comments are no tokens  # point
app.include_router(GraphQLRouter(schema, "/graphql", context_getter=context, **no))
# endregion
