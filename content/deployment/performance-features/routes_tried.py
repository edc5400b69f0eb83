"""Counts how many routes are tried before a request finds its own."""

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from starlette.routing import Match
from starlette.types import Scope

tried = 0


class CountedRoute(APIRoute):
    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        global tried
        tried += 1
        return super().matches(scope)


def item(item_id: int) -> int:
    return item_id


app = FastAPI()
for shop in range(10):
    router = APIRouter(prefix=f"/shops/{shop}", route_class=CountedRoute)
    for kind in range(50):
        router.add_api_route(f"/kinds/{kind}/{{item_id}}", item)
    app.include_router(router)

# A mounted app compares its prefix once: a stranger's path skips all its routes.
mounted = FastAPI()
mounted.mount("/eu", app)


def ask(label: str, one: FastAPI, path: str) -> None:
    global tried
    tried = 0
    status = TestClient(one).get(path).status_code
    print(f"{label:19} {status}, {tried:4} routes tried")


if __name__ == "__main__":
    ask("first of 500", app, "/shops/0/kinds/0/7")
    ask("last of 500", app, "/shops/9/kinds/49/7")
    ask("unknown path", app, "/unknown")
    ask("unknown, mounted", mounted, "/unknown")
    app.router.redirect_slashes = False
    ask("no slash redirects", app, "/unknown")
