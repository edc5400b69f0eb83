"""Question 6: what a declaration does, and what the router makes of it."""

import warnings
from typing import Any, cast

import fastapi.routing
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.dependencies.utils import get_dependant
from fastapi.responses import PlainTextResponse
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware


def client_of(app):
    return TestClient(app, follow_redirects=False)


def test_a_router_brings_prefix_tag_and_dependency_to_late_routes_too(program):
    library = program("library.py")
    client = client_of(library.load().app)

    newest = client.get("/v1/books/newest")
    assert newest.status_code == 200
    assert newest.json() == "Emma"
    library.record_http("newest", newest, headers=["x-api-version"])

    late = client.put("/v1/books/3", params={"title": "Persuasion"})
    assert late.status_code == 200
    assert late.headers["x-api-version"] == "1"
    library.record_http(
        "late",
        late,
        headers=["x-api-version"],
        note="Added after include_router: found, and the router's dependency ran.",
    )

    missing = client.get("/v1/books/9")
    assert missing.status_code == 404
    assert missing.json() == {"detail": "No such book"}
    library.record_http("missing", missing)
    assert client.get("/v1/nothing").json() == {"detail": "Not Found"}


def test_only_the_methods_declared_are_answered(program):
    library = program("library.py")
    client = client_of(library.load().app)

    head = client.head("/v1/books/newest")
    assert head.status_code == 405
    assert "x-api-version" not in head.headers
    library.record_http("head", head, headers=["allow"])

    refused = client.delete("/v1/books/1")
    assert refused.status_code == 405
    assert refused.headers["allow"] == "GET"
    assert client.put("/v1/books/1", params={"title": "x"}).is_success
    library.record_http(
        "refused",
        refused,
        headers=["allow"],
        note="PUT works on this path, but Allow names the first matching route only.",
    )


def test_a_wrong_trailing_slash_is_redirected_with_307(program):
    library = program("library.py")
    client = client_of(library.load().app)
    redirect = client.put("/v1/books/1/", params={"title": "Emma"})
    assert redirect.status_code == 307
    assert redirect.headers["location"] == "http://testserver/v1/books/1?title=Emma"
    library.record_http("slash", redirect, headers=["location"])


def test_openapi_has_tags_and_stable_operation_ids(program):
    library = program("library.py")
    paths = library.load().app.openapi()["paths"]
    ids = {
        f"{method.upper()} {path}": operation["operationId"]
        for path, operations in paths.items()
        for method, operation in operations.items()
    }
    assert ids["PUT /v1/books/{book_id}"] == "books-rename_book"
    assert paths["/v1/books/newest"]["get"]["tags"] == ["books"]
    library.record_value("ids", "operationId in OpenAPI", ids)


def test_of_two_routes_with_one_path_the_first_answers_and_the_second_is_shown(program):
    duplicates = program("duplicates.py")
    app = duplicates.load().app
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        documented = app.openapi()["paths"]["/orders"]["get"]["summary"]
    answered = client_of(app).get("/orders")
    assert answered.json() == ["first declared"]
    assert documented == "List Open Orders"
    duplicates.record_http("answered", answered)
    duplicates.record_value("documented", "OpenAPI summary of GET /orders", documented)


def test_app_routes_hides_included_routers(program):
    audit = program("audit.py")
    result = audit.run()
    assert result.stdout == (
        "app.routes: ['/health']\niter_route_contexts: ['/health', '/invoices']\n"
    )
    audit.record_output("walked", result)


def test_the_first_match_wins_so_the_wrong_order_gives_422():
    app = FastAPI()

    @app.get("/readers/{reader_id}")
    def read_reader(reader_id: int): ...

    @app.get("/readers/me")
    def read_me(): ...

    assert client_of(app).get("/readers/me").status_code == 422


def test_one_function_for_two_methods_shares_an_operation_id():
    app = FastAPI()

    @app.api_route("/echo", methods=["GET", "POST"])
    def echo(): ...

    with pytest.warns(UserWarning, match="Duplicate Operation ID"):
        app.openapi()


def test_there_is_a_decorator_for_each_method_but_no_app_route():
    app = FastAPI()
    methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]
    for name in [*methods, "websocket", "api_route"]:
        assert callable(getattr(app, name))
    assert not hasattr(app, "route")


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


def test_a_router_included_twice_needs_ids_that_tell_the_inclusions_apart(program):
    library = program("library.py").load()
    app = FastAPI(generate_unique_id_function=library.operation_id)
    app.include_router(library.books)
    app.include_router(library.books, prefix="/archive")
    with pytest.warns(UserWarning, match="Duplicate Operation ID books-"):
        app.openapi()
    for prefix in ["", "/archive"]:
        assert client_of(app).get(f"{prefix}/v1/books/newest").json() == "Emma"


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
