"""Question 6: what a declaration does, and what the router makes of it."""

import os
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import asynccontextmanager
from inspect import signature
from typing import Any, cast

import fastapi.routing
import httpx2
import pytest
from deployment.nginx import nginx
from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request, WebSocket
from fastapi.dependencies.utils import get_dependant
from fastapi.exceptions import FastAPIError
from fastapi.middleware.trustedhost import TrustedHostMiddleware
from fastapi.responses import PlainTextResponse
from fastapi.routing import APIRoute
from fastapi.staticfiles import StaticFiles
from fastapi.testclient import TestClient
from harness.environment import environment
from harness.program import Program
from harness.server import free_port, serve_here
from starlette.applications import Starlette
from starlette.routing import NoMatchFound, Route
from starlette.websockets import WebSocketDisconnect
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

MODULES = "books", "readers"


@pytest.fixture
def library(program) -> Iterator[Program]:
    """The app with its modules as they are after a start, and none of them left."""
    for name in MODULES:
        sys.modules.pop(name, None)
        program(f"{name}.py")
    yield program("library.py")
    for name in MODULES:
        sys.modules.pop(name, None)


def client_of(app):
    return TestClient(app, follow_redirects=False)


def test_each_router_brings_its_prefix_and_its_tag(library):
    app = library.load().app
    client = client_of(app)
    newest = client.get("/v1/books/newest")
    assert newest.status_code == 200
    assert newest.json() == "Emma"
    library.record_http("newest", newest, headers=["x-api-version"])
    for book, title in enumerate(["Middlemarch", "Emma"], start=1):
        assert client.get(f"/v1/books/{book}").json() == title

    reserved = client.post("/v1/books/1")
    assert reserved.status_code == 202
    assert reserved.json() == "Middlemarch is reserved"

    missing = client.get("/v1/books/9")
    assert missing.status_code == 404
    assert missing.json() == {"detail": "No such book"}
    library.record_http("missing", missing)
    assert client.post("/v1/books/9").status_code == 404

    paths = app.openapi()["paths"]
    assert paths["/v1/books/newest"]["get"]["tags"] == ["books"]
    assert paths["/v1/readers/limits"]["get"]["tags"] == ["readers"]
    answers = paths["/v1/books/{book_id}"]["get"]["responses"]
    assert answers["404"] == {"description": "No such book"}


def test_a_router_reaches_the_app_through_the_request(library):
    app = library.load().app
    limits = client_of(app).get("/v1/readers/limits")
    assert limits.json() == {"loans": 3}
    assert limits.headers["x-api-version"] == "1"
    library.record_http("limits", limits, headers=["x-api-version"])
    app.state.loans = 5
    assert client_of(app).get("/v1/readers/limits").json() == {"loans": 5}
    for name in MODULES:
        assert "library" not in (library.path.parent / f"{name}.py").read_text()


def test_a_route_added_after_the_inclusion_is_found_and_guarded(library):
    app = library.load().app

    @sys.modules["books"].router.get("/{book_id}/late")
    def read_late(book_id: int) -> int:
        return book_id

    late = client_of(app).get("/v1/books/1/late")
    assert late.json() == 1
    assert late.headers["x-api-version"] == "1"


def test_a_router_has_the_place_of_its_inclusion():
    router = APIRouter()
    router.get("/orders")(lambda: "router")  # declared first, and included last
    for included_first, winner in [(False, "app"), (True, "router")]:
        app = FastAPI()
        if included_first:
            app.include_router(router)
        app.get("/orders")(lambda: "app")
        if not included_first:
            app.include_router(router)
        assert client_of(app).get("/orders").json() == winner


def test_a_late_route_of_a_router_takes_the_place_of_the_router():
    app, router = FastAPI(), APIRouter()
    app.get("/before")(lambda: "app")
    app.include_router(router)
    app.get("/after")(lambda: "app")
    client = client_of(app)
    assert client.get("/after").json() == "app"
    router.get("/before")(lambda: "router")
    router.get("/after")(lambda: "router")
    assert client.get("/before").json() == "app"
    assert client.get("/after").json() == "router"


def test_a_dependency_of_a_router_runs_only_for_a_route_of_it(library):
    client = client_of(library.load().app)
    assert client.get("/v1/books/newest").headers["x-api-version"] == "1"
    for method, path, status in [
        ("GET", "/v1/nothing", 404),
        ("GET", "/v1/books/nothing/there", 404),
        ("DELETE", "/v1/books/1", 405),
    ]:
        response = client.request(method, path)
        assert response.status_code == status
        assert "x-api-version" not in response.headers


def test_an_error_loses_what_a_dependency_of_the_router_set(library):
    client = client_of(library.load().app)
    assert "x-api-version" in client.get("/v1/books/1").headers
    for book, status in [("9", 404), ("x", 422)]:
        response = client.get(f"/v1/books/{book}")
        assert response.status_code == status
        assert "x-api-version" not in response.headers


def test_only_the_methods_declared_are_answered(library):
    client = client_of(library.load().app)
    head = client.head("/v1/books/newest")
    assert head.status_code == 405
    library.record_http("head", head, headers=["allow"])

    other = client.delete("/v1/books/1")
    assert other.status_code == 405
    assert other.headers["allow"] == "GET"
    assert client.post("/v1/books/1").is_success
    library.record_http(
        "method",
        other,
        headers=["allow"],
        note="POST works, but Allow names the first matching route only.",
    )


def test_a_route_of_starlette_answers_head():
    async def orders(request):
        return PlainTextResponse("A1")

    client = client_of(Starlette(routes=[Route("/orders", orders, methods=["GET"])]))
    assert client.get("/orders").text == "A1"
    assert client.head("/orders").status_code == 200


def test_a_wrong_trailing_slash_is_redirected_with_307(library):
    client = client_of(library.load().app)
    redirect = client.post("/v1/books/1/?copies=2")
    assert redirect.status_code == 307
    assert redirect.headers["location"] == "http://testserver/v1/books/1?copies=2"
    library.record_http("slash", redirect, headers=["location"])
    followed = TestClient(library.load().app).post("/v1/books/1/")
    assert followed.json() == "Middlemarch is reserved"


def test_redirect_slashes_can_be_turned_off():
    app = FastAPI(redirect_slashes=False)
    app.get("/orders")(lambda: [])
    assert client_of(app).get("/orders").status_code == 200
    assert client_of(app).get("/orders/").status_code == 404


def ids_of(app):
    return {
        f"{method.upper()} {path}": operation["operationId"]
        for path, operations in app.openapi()["paths"].items()
        for method, operation in operations.items()
    }


def test_operation_ids_do_not_depend_on_the_path(library):
    ids = ids_of(library.load().app)
    assert ids == {
        "GET /v1/books/newest": "books-read_newest",
        "GET /v1/books/{book_id}": "books-read_book",
        "POST /v1/books/{book_id}": "books-reserve_book",
        "GET /v1/readers/limits": "readers-read_limits",
    }
    library.record_value("ids", "operationId in OpenAPI", ids)


def test_a_path_operation_without_a_tag_has_its_name_for_an_id(library):
    app = library.load().app
    app.get("/health", name="health")(lambda: "ok")
    assert ids_of(app)["GET /health"] == "health"


def test_the_default_operation_id_holds_the_path_and_the_method():
    app = FastAPI()

    @app.get("/v1/books")
    def list_books(): ...

    assert ids_of(app) == {"GET /v1/books": "list_books_v1_books_get"}


def test_a_mounted_app_is_not_guarded_by_the_dependencies_of_the_app(program):
    mounted = program("mounted.py")
    client = client_of(mounted.load().app)
    included = client.get("/invoices/daily")
    assert included.status_code == 401
    assert included.headers["www-authenticate"] == "Bearer"
    mounted.record_http("included", included, headers=["www-authenticate"])
    past = client.get("/reports/daily")
    assert past.status_code == 200
    assert past.json() == [1200, 340]
    mounted.record_http("mounted", past)


def test_a_mounted_app_has_its_own_documentation(program):
    app = program("mounted.py").load().app
    client = client_of(app)
    assert list(app.openapi()["paths"]) == ["/invoices/daily"]
    assert client.get("/reports/docs").status_code == 200
    assert list(client.get("/reports/openapi.json").json()["paths"]) == ["/daily"]


def test_a_mounted_app_shares_the_middleware_but_not_handlers_nor_lifespan():
    ran = []

    def lifespan_of(name):
        @asynccontextmanager
        async def lifespan(app):
            ran.append(name)
            yield

        return lifespan

    app, reports = FastAPI(), FastAPI(lifespan=lifespan_of("mounted"))
    router = APIRouter(lifespan=lifespan_of("router"))

    @app.middleware("http")
    async def mark(request, call_next):
        response = await call_next(request)
        response.headers["x-marked"] = "1"
        return response

    @app.exception_handler(LookupError)
    async def handle(request, error):
        return PlainTextResponse("handled", 410)

    @router.get("/broken")
    @reports.get("/broken")
    def fail():
        raise LookupError

    reports.get("/daily")(lambda: 1)
    app.include_router(router)
    app.mount("/reports", reports)
    with TestClient(app, raise_server_exceptions=False) as client:
        assert client.get("/reports/daily").headers["x-marked"] == "1"
        assert client.get("/broken").status_code == 410
        assert client.get("/reports/broken").status_code == 500
    assert ran == ["router"]


def test_a_mounted_app_has_middleware_of_its_own_and_a_router_has_none():
    app, reports, ran = FastAPI(), FastAPI(), []
    for name, owner in [("app", app), ("mounted", reports)]:

        @owner.middleware("http")
        async def note(request, call_next, name=name):
            ran.append(name)
            return await call_next(request)

    reports.get("/daily")(lambda: 1)
    app.mount("/reports", reports)
    assert client_of(app).get("/reports/daily").json() == 1
    assert ran == ["app", "mounted"]
    for add in ["middleware", "add_middleware"]:
        assert hasattr(app, add)
        assert not hasattr(APIRouter(), add)
    assert "middleware" not in signature(APIRouter).parameters


def test_a_name_and_its_parameters_give_the_url(library):
    app = library.load().app

    @app.get("/start")
    def start(request: Request) -> str:
        return str(request.url_for("read_book", book_id=1))

    client = client_of(app)
    url = client.get("/start").json()
    assert url == "http://testserver/v1/books/1"
    assert client.get(url).json() == "Middlemarch"
    for name, given in [("read_book", {}), ("no_book", {"book_id": 1})]:
        with pytest.raises(NoMatchFound):
            app.url_path_for(name, **given)


def test_of_two_functions_of_one_name_the_url_is_the_first_ones():
    orders, books, app = APIRouter(), APIRouter(), FastAPI()

    @orders.get("/shelves/{shelf}", name="read_one")
    def read_shelf(shelf: int) -> None: ...  # first, but it does not fit

    @orders.get("/orders/{number}")
    @books.get("/books/{number}")
    def read_one(request: Request, number: int) -> str:
        return str(request.url_for("read_one", number=number))

    app.include_router(orders)
    app.include_router(books)
    client = client_of(app)
    assert client.get("/books/1").json() == "http://testserver/orders/1"
    books_first = FastAPI()
    books_first.include_router(books)
    books_first.include_router(orders)
    client = client_of(books_first)
    assert client.get("/books/1").json() == "http://testserver/books/1"


def test_a_url_from_a_name_encodes_no_value():
    app = FastAPI()

    @app.get("/books/{title}")
    def read_book(request: Request, title: str) -> str:
        return str(request.url_for("read_book", title=title))

    client = client_of(app)
    url = client.get("/books/who%3Fpage=2%23end").json()
    assert url == "http://testserver/books/who?page=2#end"
    assert client.get(url).json() == "http://testserver/books/who"  # another book


def test_in_a_mounted_app_a_name_is_looked_for_in_the_outer_one():
    app, unnamed, reports = FastAPI(), FastAPI(), FastAPI()

    @app.get("/start")
    def start() -> None: ...

    @reports.get("/daily")
    def read_daily(request: Request, name: str) -> str:
        return str(request.url_for(name))

    alone = client_of(reports)
    assert alone.get("/daily?name=read_daily").json() == "http://testserver/daily"
    app.mount("/reports", reports, name="reports")
    client = client_of(app)

    def link_to(name: str) -> str:
        return client.get(f"/reports/daily?name={name}").json()

    with pytest.raises(NoMatchFound):
        link_to("read_daily")
    assert link_to("start") == "http://testserver/start"
    assert link_to("reports:read_daily") == "http://testserver/reports/daily"
    unnamed.mount("/reports", reports)
    client = client_of(unnamed)
    assert link_to("read_daily") == "http://testserver/reports/daily"


def test_the_host_of_a_url_comes_from_the_client():
    open_app, guarded = FastAPI(), FastAPI()
    guarded.add_middleware(TrustedHostMiddleware, allowed_hosts=["shop.example"])

    @open_app.get("/reset/{token}")
    @guarded.get("/reset/{token}")
    def reset(request: Request, token: str) -> str:
        return str(request.url_for("reset", token=token))

    forged, url = {"host": "evil.example"}, "http://shop.example/reset/7"
    for app, sent in [(open_app, 200), (guarded, 400)]:
        client = TestClient(app, "http://shop.example")
        assert client.get("/reset/7").json() == url
        linked = client.get("/reset/7", headers=forged)
        assert linked.status_code == sent
        assert ("http://evil.example/reset/7" in linked.text) is (app is open_app)


def test_a_404_of_mounted_static_files_reaches_the_handler_of_the_app(tmp_path):
    app = FastAPI()

    @app.exception_handler(404)
    async def lost(request, error):
        return PlainTextResponse("lost", 404)

    app.mount("/static", StaticFiles(directory=tmp_path))
    app.mount("/reports", FastAPI())
    client = client_of(app)
    assert client.get("/static/nothing").text == "lost"
    assert client.get("/reports/nothing").json() == {"detail": "Not Found"}


def test_no_list_of_routes_looks_into_a_mounted_app(program):
    app = program("mounted.py").load().app
    paths = [one.path for one in fastapi.routing.iter_route_contexts(app.routes)]
    assert "/invoices/daily" in paths
    assert "/reports" in paths
    assert "/reports/daily" not in [*paths, *app.openapi()["paths"]]


def test_of_two_routes_with_one_path_the_first_answers_and_the_second_is_shown(program):
    duplicates = program("duplicates.py")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        module = duplicates.load()
        app = module.app
        documented = app.openapi()["paths"]["/orders"]["get"]["summary"]
    answered = client_of(app).get("/orders")
    assert answered.json() == ["first declared"]
    assert documented == "List Open Orders"
    alone = FastAPI()
    alone.get("/orders")(module.list_open_orders)
    assert client_of(alone).get("/orders").json() == ["second declared"]
    duplicates.record_http("answered", answered)
    duplicates.record_value("documented", "OpenAPI summary of GET /orders", documented)


def test_app_routes_hides_included_routers(program):
    audit = program("audit.py")
    result = audit.run()
    assert result.stdout == (
        "app.routes: ['/health']\niter_route_contexts: ['/health', '/invoices']\n"
    )
    audit.record_output("walked", result)
    client = client_of(audit.load().app)
    assert client.get("/health").json() == "ok"
    assert client.get("/invoices").json() == []  # served all the same


def test_the_first_match_wins_so_the_wrong_order_gives_422():
    app = FastAPI()

    @app.get("/readers/{reader_id}")
    def read_reader(reader_id: int): ...

    @app.get("/readers/me")
    def read_me(): ...

    assert client_of(app).get("/readers/me").status_code == 422
    assert client_of(app).get("/readers/7").status_code == 200

    texts = FastAPI()
    texts.get("/readers/{name}")(lambda name: f"the reader {name}")
    texts.get("/readers/me")(lambda: "you")
    assert client_of(texts).get("/readers/me").json() == "the reader me"


def test_one_function_for_two_methods_shares_an_operation_id():
    app = FastAPI()

    @app.api_route("/echo", methods=["GET", "POST"])
    def echo(): ...

    with pytest.warns(UserWarning, match="Duplicate Operation ID"):
        app.openapi()


def test_a_deprecated_path_operation_is_marked_and_works():
    app = FastAPI()
    app.get("/orders", deprecated=True)(lambda: "old")
    assert app.openapi()["paths"]["/orders"]["get"]["deprecated"] is True
    assert client_of(app).get("/orders").json() == "old"


def test_there_is_a_decorator_for_each_method_but_no_app_route():
    app = FastAPI()
    methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]
    for name in [*methods, "websocket", "api_route"]:
        assert callable(getattr(app, name))
    assert not hasattr(app, "route")

    app.api_route("/echo", methods=["GET", "POST"])(lambda: "echo")
    client = client_of(app)
    assert client.get("/echo").json() == client.post("/echo").json() == "echo"


def test_a_function_is_added_without_a_decorator():
    app = FastAPI()
    app.add_api_route("/orders", lambda: "listed")
    app.add_api_route("/orders", lambda: "placed", methods=["POST"], status_code=201)
    client = client_of(app)
    assert client.get("/orders").json() == "listed"
    placed = client.post("/orders")
    assert (placed.status_code, placed.json()) == (201, "placed")
    assert list(app.openapi()["paths"]["/orders"]) == ["get", "post"]


def test_a_path_without_its_first_slash_is_not_found():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        app, router = FastAPI(), APIRouter(prefix="/shop")
        for owner in [app, router]:
            owner.get("orders")(lambda: "listed")
            owner.get("/books")(lambda: "listed")
        app.include_router(router)
        assert "orders" in app.openapi()["paths"]
    client = client_of(app)
    for prefix in ["", "/shop"]:
        assert client.get(f"{prefix}/books").json() == "listed"
        assert client.get(f"{prefix}/orders").status_code == 404


def test_a_router_still_has_route_for_functions_of_a_request():
    router = APIRouter()

    @router.route("/plain")
    def plain(request):
        return PlainTextResponse(request.url.path)

    app = FastAPI()
    app.include_router(router)
    assert client_of(app).get("/plain").text == "/plain"
    assert app.openapi()["paths"] == {}


def test_two_functions_of_one_name_on_one_path_give_a_warning():
    app = FastAPI()

    def list_orders(): ...

    app.get("/orders")(list_orders)
    app.get("/orders")(list_orders)
    with pytest.warns(UserWarning, match="Duplicate Operation ID"):
        app.openapi()


def test_a_router_included_twice_needs_ids_that_tell_the_inclusions_apart(library):
    module = library.load()
    app = FastAPI(generate_unique_id_function=module.operation_id)
    app.include_router(module.v1)
    app.include_router(module.v1, prefix="/archive")
    app.state.loans = 5
    with pytest.warns(UserWarning, match="Duplicate Operation ID") as told:
        app.openapi()
    twins = {str(one.message).split()[3] for one in told}
    books = {"books-read_newest", "books-read_book", "books-reserve_book"}
    assert twins == {*books, "readers-read_limits"}
    for prefix in ["", "/archive"]:
        client = client_of(app)
        assert client.get(f"{prefix}/v1/books/newest").json() == "Emma"


def test_signatures_are_read_when_declared_and_once_more_for_an_included_router(
    monkeypatch,
):
    read = []

    def spy(**arguments):
        read.append(arguments["path"])
        return get_dependant(**arguments)

    monkeypatch.setattr(fastapi.routing, "get_dependant", spy)
    app, books = FastAPI(), APIRouter(prefix="/books")
    app.get("/health")(lambda: "ok")
    books.get("/{book_id}")(lambda book_id: book_id)
    app.include_router(books)
    assert read == ["/health", "/books/{book_id}"]
    for _ in range(3):
        client_of(app).get("/health")
        client_of(app).get("/books/1")
    assert read == ["/health", "/books/{book_id}", "/books/{book_id}"]
    books.get("/newest/late")(lambda: 1)  # the one thing that has them read again
    for _ in range(3):
        client_of(app).get("/books/newest/late")
    assert read[3:] == ["/books/newest/late", "/books/{book_id}", "/books/newest/late"]

    # Nested, as in the program: read for the app, and for the router in between.
    app, v1 = FastAPI(), APIRouter(prefix="/v1")
    v1.include_router(books)
    app.include_router(v1)
    read.clear()
    assert client_of(app).get("/v1/books/1").json() == "1"
    first = list(read)
    assert "/v1/books/{book_id}" in first
    client_of(app).get("/v1/books/2")
    assert read == first


def test_a_prefix_does_not_shorten_the_search(monkeypatch):
    tried = []
    matches = APIRoute.matches

    def spy(self, scope):
        tried.append(self.path)
        return matches(self, scope)

    monkeypatch.setattr(APIRoute, "matches", spy)
    app = FastAPI()
    for name in ["books", "readers"]:
        router = APIRouter(prefix=f"/{name}")
        router.get("/first")(lambda: 1)
        router.get("/last")(lambda: 2)
        app.include_router(router)
    assert client_of(app).get("/readers/last").json() == 2
    readers = ["/readers/first", "/readers/last"]
    assert tried == ["/books/first", "/books/last", *readers, *readers]


def test_the_redirect_names_the_scheme_that_the_server_saw():
    app = FastAPI()
    app.get("/orders")(lambda: [])

    def location(trusted):
        proxied: Any = ProxyHeadersMiddleware(cast(Any, app), trusted)
        client = TestClient(proxied, "http://shop", follow_redirects=False)
        redirect = client.get("/orders/", headers={"x-forwarded-proto": "https"})
        return redirect.headers["location"]

    assert location("10.0.0.1") == "http://shop/orders"
    assert location("*") == "https://shop/orders"


def test_the_redirect_lacks_a_stripped_prefix_unless_uvicorn_puts_it_back(tmp_path):
    app = FastAPI()
    app.get("/orders")(lambda: [])
    for options, path in [({}, "/orders"), ({"root_path": "/api"}, "/api/orders")]:
        with serve_here(app, **options) as url:  # as a proxy asks for `/api/orders/`
            redirect = httpx2.get(f"{url}/orders/", timeout=60)
        assert redirect.status_code == 307
        assert redirect.headers["location"] == f"{url}{path}"

    # By default nginx sends its own address for a Host, and puts the prefix back.
    for set_host, path in [
        ("", "/api/orders"),
        ("proxy_set_header Host $host;", "/orders"),
    ]:
        port, folder = free_port(), tmp_path / f"host{len(set_host)}"
        folder.mkdir()
        with serve_here(app) as url:
            proxy = f"location /api/ {{ {set_host} proxy_pass {url}/; }}"
            server = f"listen 127.0.0.1:{port}; {proxy}"
            with nginx(folder, f"events {{}} http {{ server {{ {server} }} }}", port):
                asked = f"http://127.0.0.1:{port}/api/orders/"
                redirect = httpx2.get(asked, timeout=60)
        assert redirect.status_code == 307
        assert httpx2.URL(redirect.headers["location"]).path == path


def test_def_runs_in_a_thread_and_async_def_in_the_event_loop():
    app = FastAPI()

    @app.get("/def")
    def in_def():
        return threading.get_ident()

    @app.get("/async")
    async def in_async_def():
        return threading.get_ident()

    with client_of(app) as client:
        loop = client.get("/async").json()
        assert loop == client.get("/async").json()
        assert client.get("/def").json() != loop


def test_a_websocket_takes_only_async_def():
    app, called = FastAPI(), []

    @app.websocket("/def")
    def in_def(socket: WebSocket):
        called.append("def")

    @app.websocket("/async")
    async def in_async_def(socket: WebSocket):
        await socket.accept()
        await socket.send_text("async def")

    client = client_of(app)
    with client.websocket_connect("/async") as socket:
        assert socket.receive_text() == "async def"
    awaited = pytest.raises(TypeError, match="NoneType can't be used in 'await'")
    with awaited, client.websocket_connect("/def"):
        pass
    assert called == ["def"]


def test_a_plain_route_ignores_the_prefix_of_its_router():
    def refuse():
        raise HTTPException(401)

    router = APIRouter(prefix="/books", dependencies=[Depends(refuse)])

    @router.route("/plain")
    def plain(request):
        return PlainTextResponse("plain")

    router.get("/typed")(lambda: 1)
    app = FastAPI()
    app.include_router(router, prefix="/v1")
    client = client_of(app)
    assert client.get("/v1/books/typed").status_code == 401
    assert client.get("/v1/plain").text == "plain"
    assert client.get("/v1/books/plain").status_code == 404


def test_openapi_leaves_out_websockets_and_what_is_hidden():
    app, router = FastAPI(openapi_url=None), APIRouter(prefix="/rooms")

    @router.websocket("/{room}")
    async def join(socket: WebSocket, room: int): ...

    router.get("/hidden", include_in_schema=False)(lambda: 1)
    router.get("/shown")(lambda: 1)
    app.include_router(router)
    paths = [one.path for one in fastapi.routing.iter_route_contexts(app.routes)]
    assert paths == ["/rooms/{room}", "/rooms/hidden", "/rooms/shown"]
    assert list(app.openapi()["paths"]) == ["/rooms/shown"]


def test_a_websocket_is_not_redirected():
    app = FastAPI()

    @app.websocket("/rooms")
    async def join(socket: WebSocket):
        await socket.accept()
        await socket.close()

    client = TestClient(app)
    with client.websocket_connect("/rooms"):  # accepted
        pass
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/rooms/"):
        pass


def test_the_lifespan_of_a_router_runs_once_for_each_inclusion():
    ran = []

    @asynccontextmanager
    async def lifespan(app):
        ran.append("started")
        yield
        ran.append("stopped")

    router = APIRouter(lifespan=lifespan)
    for inclusions in [1, 2]:
        app = FastAPI()
        for number in range(inclusions):
            app.include_router(router, prefix=f"/v{number}")
        ran.clear()
        with client_of(app):
            assert ran == ["started"] * inclusions
        assert ran.count("stopped") == inclusions


def test_the_lifespan_of_a_router_that_is_nested_too_late_does_not_run():
    ran = []

    @asynccontextmanager
    async def lifespan(app):
        ran.append("started")
        yield

    for late in [False, True]:
        app, v1 = FastAPI(), APIRouter(prefix="/v1")
        books = APIRouter(prefix="/books", lifespan=lifespan)
        books.get("/newest")(lambda: "Emma")
        if late:
            app.include_router(v1)
        v1.include_router(books)
        if not late:
            app.include_router(v1)
        ran.clear()
        with client_of(app) as client:
            assert client.get("/v1/books/newest").json() == "Emma"
        assert ran == ([] if late else ["started"])


def test_no_list_of_routes_shows_a_frontend(tmp_path):
    (tmp_path / "app.js").write_text("")
    app = FastAPI(openapi_url=None)
    app.get("/health")(lambda: "ok")
    app.frontend("/", directory=tmp_path)
    assert client_of(app).get("/app.js").status_code == 200
    paths = [one.path for one in fastapi.routing.iter_route_contexts(app.routes)]
    assert paths == list(app.openapi()["paths"]) == ["/health"]


def test_a_frontend_takes_what_would_be_a_404(tmp_path):
    (tmp_path / "app.js").write_text("")
    app = FastAPI()
    assert client_of(app).get("/app.js").status_code == 404
    app.frontend("/", directory=tmp_path)
    assert client_of(app).get("/app.js").status_code == 200


def test_an_http_middleware_lets_the_websockets_of_a_mounted_app_pass():
    app, reports = FastAPI(), FastAPI()

    @app.middleware("http")
    async def refuse(request, call_next):
        return PlainTextResponse("Log in first", 401)

    @reports.websocket("/live")
    async def live(socket: WebSocket):
        await socket.accept()
        await socket.send_json([1200, 340])
        await socket.close()

    reports.get("/daily")(lambda: [1200, 340])
    app.mount("/reports", reports)
    client = client_of(app)
    assert client.get("/reports/daily").status_code == 401
    with client.websocket_connect("/reports/live") as socket:
        assert socket.receive_json() == [1200, 340]


def test_a_websocket_of_a_mounted_app_reaches_the_handlers_of_the_app():
    app, reports, seen = FastAPI(), FastAPI(), []

    @app.exception_handler(LookupError)
    async def handle(socket, error):
        seen.append(type(error))
        await socket.close(4000)

    @reports.websocket("/live")
    async def live(socket: WebSocket):
        raise LookupError

    app.mount("/reports", reports)
    client = client_of(app)
    refused = pytest.raises(WebSocketDisconnect)
    with refused as closed, client.websocket_connect("/reports/live"):
        pass
    assert (closed.value.code, seen) == (4000, [LookupError])


def test_the_500_handler_of_the_app_is_told_of_a_mounted_app_and_does_not_respond():
    app, reports, seen = FastAPI(), FastAPI(), []

    @app.exception_handler(Exception)
    async def report(request, error):
        seen.append(type(error))
        return PlainTextResponse("reported", 418)

    @reports.get("/broken")
    def fail():
        raise LookupError

    app.mount("/reports", reports)
    client = TestClient(app, raise_server_exceptions=False)
    assert client.get("/reports/broken").status_code == 500
    assert seen == [LookupError]


def test_the_dependencies_of_a_mounted_app_leave_its_documentation_public(program):
    module = program("mounted.py").load()
    guarded = FastAPI(dependencies=[Depends(module.require_login)])
    guarded.get("/daily")(module.read_totals)
    module.app.mount("/guarded", guarded)
    client = client_of(module.app)
    assert client.get("/guarded/daily").status_code == 401
    for page in ["docs", "openapi.json"]:
        assert client.get(f"/guarded/{page}").status_code == 200


def test_a_mount_on_a_router_ignores_its_prefix_and_dependencies(program):
    module = program("mounted.py").load()
    guard = [Depends(module.require_login)]
    app, router = FastAPI(), APIRouter(prefix="/internal", dependencies=guard)
    router.get("/daily")(module.read_totals)
    router.mount("/reports", module.reports)
    app.include_router(router, prefix="/v1", dependencies=guard)
    client = client_of(app)
    assert client.get("/v1/internal/daily").status_code == 401
    assert client.get("/v1/reports/daily").json() == [1200, 340]
    assert client.get("/v1/internal/reports/daily").status_code == 404


def test_two_paths_that_differ_only_in_braces_are_duplicates():
    app = FastAPI()
    app.get("/orders/{order_id}")(lambda order_id: "first")
    app.get("/orders/{number}")(lambda number: "second")
    assert client_of(app).get("/orders/7").json() == "first"
    assert list(app.openapi()["paths"]) == ["/orders/{order_id}", "/orders/{number}"]


def test_no_dependency_guards_a_plain_route():
    def refuse():
        raise HTTPException(401)

    guard = [Depends(refuse)]
    app, router = FastAPI(dependencies=guard), APIRouter(dependencies=guard)

    @router.route("/plain")
    def plain(request):
        return PlainTextResponse("plain")

    router.get("/typed")(lambda: 1)
    app.include_router(router, dependencies=guard)
    client = client_of(app)
    assert client.get("/typed").status_code == 401
    assert client.get("/plain").text == "plain"


def test_the_slash_setting_of_an_included_router_has_no_effect():
    for of_app, of_router, status in [(True, False, 307), (False, True, 404)]:
        app = FastAPI(redirect_slashes=of_app)
        router = APIRouter(redirect_slashes=of_router)
        router.get("/orders")(lambda: [])
        app.include_router(router)
        assert client_of(app).get("/orders").status_code == 200
        assert client_of(app).get("/orders/").status_code == status


def test_the_default_id_of_several_methods_depends_on_the_hash_seed():
    program = """
import warnings
from fastapi import FastAPI

app = FastAPI()
app.api_route("/echo", methods=["GET", "POST"], name="echo")(lambda: "echo")
warnings.simplefilter("ignore")
print(*{one["operationId"] for one in app.openapi()["paths"]["/echo"].values()})
"""
    ids = set()
    for seed in range(8):
        command = [sys.executable, "-B", "-c", program]
        environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
        run = subprocess.run(command, env=environment, capture_output=True, text=True)
        ids.add(run.stdout.strip())
        if len(ids) > 1:
            break
    assert ids == {"echo_echo_get", "echo_echo_post"}


def test_a_tag_of_each_inclusion_tells_the_ids_apart(library):
    app = FastAPI(generate_unique_id_function=library.load().operation_id)
    for version in ["v1", "v2"]:
        router = sys.modules["books"].router
        app.include_router(router, prefix=f"/{version}", tags=[version])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ids = ids_of(app)
    assert ids["GET /v1/books/newest"] == "v1-read_newest"
    assert ids["GET /v2/books/newest"] == "v2-read_newest"
    assert len(set(ids.values())) == len(ids) == 6


def test_an_empty_path_needs_a_prefix():
    router = APIRouter()
    router.get("")(lambda: "listed")
    with pytest.raises(FastAPIError, match="Prefix and path cannot be both empty"):
        FastAPI().include_router(router)
    app = FastAPI()
    app.include_router(router, prefix="/books")
    assert client_of(app).get("/books").json() == "listed"


def test_a_prefix_begins_with_a_slash_and_does_not_end_with_one():
    for prefix, told in [("books", "start"), ("/books/", "not end"), ("/", "not end")]:
        with pytest.raises(AssertionError, match=f"A path prefix must {told} with '/'"):
            APIRouter(prefix=prefix)
        with pytest.raises(AssertionError, match=f"A path prefix must {told} with '/'"):
            FastAPI().include_router(APIRouter(), prefix=prefix)
    assert APIRouter(prefix="/books").prefix == "/books"


@pytest.mark.parametrize(
    ("start", "told"),
    [
        ("from app.routers", "No module named 'app'"),
        ("from .routers", "attempted relative import with no known parent package"),
    ],
)
def test_a_package_is_started_from_the_folder_above_it(tmp_path, start, told):
    package = tmp_path / "app"
    (package / "routers").mkdir(parents=True)
    module = "from fastapi import APIRouter\n\nrouter = APIRouter()\n"
    (package / "routers" / "books.py").write_text(module)
    lines = [f"{start} import books", "from fastapi import FastAPI", "app = FastAPI()"]
    include = "app.include_router(books.router)"
    (package / "main.py").write_text("\n".join([*lines, include]))

    def run(*command):
        return subprocess.run(
            command, cwd=tmp_path, env=environment(), capture_output=True, text=True
        )

    script = run(sys.executable, "app/main.py")
    assert script.returncode == 1
    assert told in script.stderr
    load = "import uvicorn; uvicorn.Config('app.main:app').load()"
    assert run(sys.executable, "-c", load).returncode == 0

    # What `fastapi run` does first; -P leaves out the folder, as its script does.
    find = "from pathlib import Path; from fastapi_cli.discover import get_import_data"
    told_by = "print(get_import_data(path=Path('app/main.py')).import_string)"
    command = [sys.executable, "-P", "-c", f"{find}; {told_by}"]
    assert told in run(*command).stderr
    assert told in run("fastapi", "run", "app/main.py").stdout
    (package / "__init__.py").touch()
    assert run(*command).stdout == "app.main:app\n"


def test_a_router_that_is_not_included_is_a_404(library):
    module = library.load()
    app = FastAPI()
    app.include_router(sys.modules["readers"].router)
    assert client_of(app).get("/books/newest").status_code == 404
    app.include_router(sys.modules["books"].router)
    assert client_of(app).get("/books/newest").json() == "Emma"
    assert client_of(module.app).get("/v1/books/newest").json() == "Emma"


def test_a_client_drops_authorization_when_the_scheme_changes():
    for location, kept in [
        ("https://shop/orders", True),
        ("http://shop/orders", False),
    ]:

        def answer(request, location=location):
            if request.url.path == "/orders":
                return httpx2.Response(200, json="authorization" in request.headers)
            return httpx2.Response(307, headers={"location": location})

        transport = httpx2.MockTransport(answer)
        with httpx2.Client(transport=transport, follow_redirects=True) as client:
            key = {"authorization": "Bearer t"}
            assert client.get("https://shop/orders/", headers=key).json() is kept


def test_two_decorators_on_one_function_give_an_id_without_the_path_twice(library):
    def read_page(page: int = 1): ...

    for ids in [library.load().operation_id, None]:
        app = FastAPI(**({"generate_unique_id_function": ids} if ids else {}))
        for path in ["/pages", "/pages/{page}"]:
            app.get(path)(read_page)
        if ids:
            with pytest.warns(UserWarning, match="Duplicate Operation ID read_page"):
                assert set(ids_of(app).values()) == {"read_page"}
        else:
            assert len(set(ids_of(app).values())) == 2
