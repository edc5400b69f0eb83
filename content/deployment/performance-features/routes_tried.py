"""Counts a request's attempts at matching one of the 500 routes."""

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from starlette.routing import Match
from starlette.types import Scope

tried: list[str] = []


class CountedRoute(APIRoute):
    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        tried.append(self.path)
        return super().matches(scope)


def item(item_id: int) -> int:
    return item_id


# region tried
app, mounted = FastAPI(), FastAPI()
for shop in range(10):
    router = APIRouter(prefix=f"/shops/{shop}", route_class=CountedRoute)
    for kind in range(50):
        router.add_api_route(f"/kinds/{kind}/{{item_id}}", item)
    app.include_router(router)  # its prefix prunes nothing  # point
mounted.mount("/eu", app)  # a mount compares its prefix once  # point


def ask(label: str, one: FastAPI, path: str) -> None:
    tried.clear()
    status = TestClient(one).get(path).status_code
    print(f"{label:19} {status}, {len(tried):4} match attempts")


if __name__ == "__main__":
    ask("first of 500", app, "/shops/0/kinds/0/7")
    ask("last of 500", app, "/shops/9/kinds/49/7")
    ask("unknown path", app, "/unknown")
    ask("first, mounted", mounted, "/eu/shops/0/kinds/0/7")
    ask("unknown, mounted", mounted, "/unknown")
    app.router.redirect_slashes = False
    ask("no slash redirects", app, "/unknown")
# endregion
