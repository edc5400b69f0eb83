"""Question 6: what a declaration does, and what the router makes of it."""

import warnings

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient


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
    audit.record_output("walked", "python audit.py", result.stdout)


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
