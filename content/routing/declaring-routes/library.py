"""The app: it imports the modules with the routers, and they do not import it."""

import books
import readers
from fastapi import APIRouter, Depends, FastAPI, Response
from fastapi.routing import APIRoute


def mark_version(response: Response) -> None:
    response.headers["x-api-version"] = "1"


def operation_id(route: APIRoute) -> str:
    return "-".join(map(str, [*route.tags[:1], route.name]))  # without the path


v1 = APIRouter(prefix="/v1", dependencies=[Depends(mark_version)])  # point
v1.include_router(books.router)  # point
v1.include_router(readers.router)

app = FastAPI(generate_unique_id_function=operation_id)
app.state.loans = 3
app.include_router(v1)  # point
