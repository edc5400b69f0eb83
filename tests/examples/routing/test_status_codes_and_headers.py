"""Question 9: three ways to set status and headers, and what each of them loses."""

import asyncio
import socket
import warnings
from collections.abc import AsyncIterator
from typing import Annotated, cast

import httpx2
import pytest
from fastapi import (
    BackgroundTasks,
    Depends,
    FastAPI,
    Header,
    HTTPException,
    Request,
    Response,
    status,
)
from fastapi.exceptions import FastAPIError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import (
    HTMLResponse,
    JSONResponse,
    RedirectResponse,
    StreamingResponse,
)
from fastapi.security import OAuth2PasswordBearer
from fastapi.sse import EventSourceResponse
from fastapi.testclient import TestClient
from harness.server import serve_here
from pydantic import BaseModel
from starlette.background import BackgroundTask
from starlette.exceptions import StarletteDeprecationWarning


def second_answer_on_one_connection(port):
    """What a keep-alive connection still answers after ``DELETE /orders/7``."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(b"DELETE /orders/7 HTTP/1.1\r\nHost: shop\r\n\r\n")
        first = b""
        while b"\r\n\r\n" not in first:
            piece = connection.recv(4096)
            assert piece, f"closed before the head was sent: {first!r}"
            first += piece
        assert first.startswith(b"HTTP/1.1 204 ")
        try:
            connection.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: shop\r\n\r\n")
            return connection.recv(4096)
        except ConnectionError:
            return b""


def test_the_injected_response_sets_status_headers_and_cookies(program):
    orders = program("orders.py")
    client = TestClient(orders.load().app)
    created = client.put("/orders/7", json={"sku": "A1"})
    assert created.status_code == 201
    assert created.json() == {"sku": "A1"}
    assert created.headers["location"] == "7"
    assert created.headers["x-orders"] == "0"
    assert created.headers["set-cookie"] == (
        "last_order=7; HttpOnly; Path=/; SameSite=lax; Secure"
    )
    orders.record_http(
        "created", created, headers=["location", "x-orders", "set-cookie"]
    )

    replaced = client.put("/orders/7", json={"sku": "B2"})
    assert replaced.status_code == 200
    assert "location" not in replaced.headers
    assert replaced.json() == {"sku": "B2"}
    assert replaced.headers["x-orders"] == "1"
    orders.record_http("replaced", replaced, headers=["x-orders"])


def test_the_location_leads_to_the_order_behind_a_prefix_too(program):
    app = program("orders.py").load().app
    mounted, included = FastAPI(), FastAPI()
    mounted.mount("/shop", app)
    included.include_router(app.router, prefix="/shop")
    for whole, prefix, order in [
        (app, "", 1),
        (mounted, "/shop", 2),
        (included, "/shop", 3),
    ]:
        client = TestClient(whole)
        created = client.put(f"{prefix}/orders/{order}", json={"sku": "A1"})
        assert created.status_code == 201
        there = created.url.join(created.headers["location"])
        assert client.put(str(there), json={"sku": "B2"}).status_code == 200


def test_204_has_no_body_and_an_error_carries_its_own_headers(program):
    orders = program("orders.py")
    client = TestClient(orders.load().app)
    client.put("/orders/7", json={"sku": "A1"})
    deleted = client.delete("/orders/7")
    assert deleted.status_code == 204
    assert deleted.content == b""
    assert "content-length" not in deleted.headers
    orders.record_http("deleted", deleted)

    missing = client.delete("/orders/7")
    assert missing.status_code == 404
    assert missing.json() == {"detail": "No such order"}
    orders.record_http("missing", missing, headers=["x-reason"])


def test_other_outcomes_are_documented_only_where_declared(program):
    operation = program("orders.py").load().app.openapi()["paths"]["/orders/{order_id}"]
    assert list(operation["put"]["responses"]) == ["200", "201", "422"]
    assert list(operation["delete"]["responses"]) == ["204", "404", "422"]
    schemas = {
        code: answer["content"]["application/json"]["schema"]["$ref"].split("/")[-1]
        for code, answer in [
            ("201", operation["put"]["responses"]["201"]),
            ("404", operation["delete"]["responses"]["404"]),
        ]
    }
    assert schemas == {"201": "Order", "404": "Problem"}


def test_an_operation_without_parameters_documents_no_422():
    app = FastAPI()
    app.get("/", status_code=203)(lambda: 1)
    assert list(app.openapi()["paths"]["/"]["get"]["responses"]) == ["203"]


def test_a_declared_range_replaces_the_422():
    app = FastAPI()
    for code in ["4XX", "default", "404"]:

        def read(order_id: int): ...

        path = f"/{code}/{{order_id}}"
        app.get(path, responses={code: {"description": "wrong"}})(read)
    documented = {
        path.split("/")[1]: list(operations["get"]["responses"])
        for path, operations in app.openapi()["paths"].items()
    }
    assert documented == {
        "4XX": ["200", "4XX"],
        "default": ["200", "default"],
        "404": ["200", "404", "422"],
    }


def test_a_returned_response_skips_filter_headers_and_status(program):
    direct = program("direct.py")
    client = TestClient(direct.load().app)
    declared = client.post("/declared")
    assert declared.status_code == 201
    assert declared.json() == {"name": "Ada"}
    assert declared.headers["x-request"] == "7"
    direct.record_http("declared", declared, headers=["x-request"])

    leaked = client.post("/direct")
    assert leaked.status_code == 200
    assert leaked.json() == {"name": "Ada", "password": "hunter2"}
    assert "x-request" not in leaked.headers
    documented = direct.load().app.openapi()["paths"]["/direct"]["post"]["responses"]
    assert list(documented) == ["201"]
    direct.record_http(
        "leaked",
        leaked,
        note="No filter, no x-request header, and not the decorator's 201.",
    )


def test_response_takes_neither_dict_nor_guesses_a_content_type(program):
    plain = program("plain.py")
    app = plain.load().app
    with pytest.raises(AttributeError, match="encode"):
        TestClient(app).get("/dict")
    client = TestClient(app, raise_server_exceptions=False)
    refused = client.get("/dict")
    assert refused.status_code == 500
    plain.record_http("from-dict", refused)

    text = client.get("/text")
    assert text.json() == {"total": 3}
    assert "content-type" not in text.headers
    assert sorted(text.headers) == ["content-length", "x-header"]
    plain.record_value("headers", "all headers of GET /text", dict(text.headers))


def test_a_union_of_a_model_and_a_response_is_no_return_type():
    class Order(BaseModel):
        sku: str

    def read(raw: bool = False) -> Order | JSONResponse:
        return JSONResponse({"sku": "raw"}) if raw else Order(sku="A1")

    app = FastAPI()
    for alone in [Order, JSONResponse]:  # each of the two would do
        read.__annotations__["return"] = alone
        app.get(f"/{alone.__name__}")(read)
    read.__annotations__["return"] = Order | JSONResponse
    with pytest.raises(FastAPIError, match="valid Pydantic field type"):
        app.get("/orders")(read)
    app.get("/orders", response_model=Order)(read)
    client = TestClient(app)
    assert client.get("/orders").json() == {"sku": "A1"}
    assert client.get("/orders?raw=1").json() == {"sku": "raw"}
    documented = app.openapi()["paths"]["/orders"]["get"]["responses"]["200"]
    schema = documented["content"]["application/json"]["schema"]
    assert schema == {"$ref": "#/components/schemas/Order"}


def test_a_tuple_is_a_list_not_a_status(program):
    flask_style = program("flask_style.py")
    response = TestClient(flask_style.load().app).post("/orders")
    assert response.status_code == 200
    assert response.json() == [{"sku": "A1"}, 201]
    flask_style.record_http("tuple", response)


def test_null_in_a_204_breaks_the_connection(program):
    no_content = program("no_content.py")
    assert TestClient(no_content.load().app).delete("/orders/7").content == b"null"
    with no_content.serve() as server:
        response = httpx2.delete(f"{server.url}/orders/7")
        assert response.status_code == 204
        assert response.content == b""
        assert second_answer_on_one_connection(server.port) == b""
        server.stop()
        lines = server.output.splitlines()
        error, again = [line for line in lines if line.startswith("RuntimeError")]
    assert error == again
    assert error == "RuntimeError: Response content longer than Content-Length"
    no_content.record_http("refused", response)
    no_content.record_output("log", server, error, note="from its log")


def test_h11_refuses_the_body_of_a_204_as_well(program):
    no_content = program("no_content.py")
    command = ("-m", "uvicorn", "no_content:app", "--port", "{port}", "--http", "h11")
    with no_content.serve(*command) as server:
        assert httpx2.delete(f"{server.url}/orders/7").status_code == 204
        assert second_answer_on_one_connection(server.port) == b""
        server.stop()
        assert "Too much data for declared Content-Length" in server.output


def test_a_forbidden_body_is_dropped_when_fastapi_builds_the_response():
    app = FastAPI()

    @app.delete("/static", status_code=204)
    def static():
        return {"dropped": True}

    @app.delete("/dynamic")
    def dynamic(response: Response):
        response.status_code = 304
        return {"dropped": True}

    with pytest.raises(AssertionError, match="must not have a response body"):

        @app.delete("/model", status_code=204)
        def model() -> dict[str, bool]: ...

    client = TestClient(app)
    assert client.delete("/static").content == b""
    assert client.delete("/dynamic").content == b""


def test_an_exception_loses_what_was_set_on_the_injected_response():
    app = FastAPI()

    @app.get("/")
    def read(response: Response):
        response.headers["x-request"] = "7"
        response.set_cookie("seen", "1")
        raise HTTPException(409, headers={"retry-after": "3"})

    headers = TestClient(app).get("/").headers
    assert headers["retry-after"] == "3"
    assert "x-request" not in headers
    assert "set-cookie" not in headers


def test_an_exception_that_is_returned_is_data():
    app, missing = FastAPI(), HTTPException(404, "No such order")

    @app.get("/raised")
    def raised():
        raise missing

    @app.get("/returned")
    def returned():
        return missing

    app.get("/model", response_model=dict[str, str])(returned)
    client = TestClient(app, raise_server_exceptions=False)
    assert client.get("/raised").status_code == 404
    sent = client.get("/returned")
    assert sent.status_code == 200
    assert sent.json()["status_code"] == 404
    assert client.get("/model").status_code == 500  # the data does not fit


def test_a_response_that_a_dependency_returns_ends_nothing():
    app, ran = FastAPI(), []

    def return_redirect() -> RedirectResponse:
        return RedirectResponse("/login", 303)

    def raise_redirect() -> None:
        raise HTTPException(303, headers={"Location": "/login"})

    @app.get("/returned", dependencies=[Depends(return_redirect)])
    @app.post("/raised", dependencies=[Depends(raise_redirect)])
    def read() -> str:
        ran.append(1)
        return "secret"

    @app.get("/given")
    def read_given(_: Annotated[RedirectResponse, Depends(return_redirect)]) -> str:
        return "secret"

    app.get("/login")(lambda: "login")
    client = TestClient(app)
    for path in ["/returned", "/given"]:
        sent = client.get(path, follow_redirects=False)
        assert (sent.status_code, sent.json()) == (200, "secret")
    assert ran == [1]
    assert client.post("/raised", follow_redirects=False).status_code == 303
    assert client.post("/raised").json() == "login"
    assert ran == [1]


def test_a_middleware_reaches_404_but_not_an_unhandled_500():
    app = FastAPI()

    @app.middleware("http")
    async def mark(request, call_next):
        response = await call_next(request)
        response.headers["x-marked"] = "1"
        return response

    @app.get("/broken")
    def broken():
        raise RuntimeError

    mounted = FastAPI()
    mounted.get("/broken")(broken)
    app.mount("/mounted", mounted)
    client = TestClient(app, raise_server_exceptions=False)
    assert client.get("/nowhere").headers["x-marked"] == "1"
    assert client.get("/broken").status_code == 500
    assert "x-marked" not in client.get("/broken").headers
    assert client.get("/mounted/broken").status_code == 500
    assert "x-marked" in client.get("/mounted/broken").headers


def test_headers_are_added_so_a_content_type_is_sent_twice():
    app = FastAPI()

    @app.get("/")
    def read(response: Response):
        response.headers["content-type"] = "text/csv"
        return 1

    response = TestClient(app).get("/")
    assert response.headers.get_list("content-type") == ["application/json", "text/csv"]


def test_the_last_to_set_the_status_wins_and_the_decorator_is_the_default():
    app = FastAPI()

    def accept(response: Response):
        response.status_code = 202

    @app.post("/default", status_code=201, dependencies=[Depends(accept)])
    def default(): ...

    @app.post("/own", dependencies=[Depends(accept)])
    def own(response: Response):
        response.status_code = 203

    client = TestClient(app)
    assert client.post("/default").status_code == 202
    assert client.post("/own").status_code == 203


def test_a_tuple_against_a_model_is_a_500():
    class Order(BaseModel):
        sku: str

    app = FastAPI()

    @app.post("/", response_model=Order)
    def add():
        return {"sku": "A1"}, 201

    client = TestClient(app, raise_server_exceptions=False)
    assert client.post("/").status_code == 500


def test_the_current_names_do_not_warn_and_the_old_one_does():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert status.HTTP_422_UNPROCESSABLE_CONTENT == 422
        assert status.HTTP_413_CONTENT_TOO_LARGE == 413
        with pytest.raises(StarletteDeprecationWarning, match="UNPROCESSABLE_CONTENT"):
            _ = status.HTTP_422_UNPROCESSABLE_ENTITY
        with pytest.raises(StarletteDeprecationWarning, match="CONTENT_TOO_LARGE"):
            _ = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE


def test_background_tasks_are_added_to_a_response_that_has_none():
    app, ran = FastAPI(), []

    @app.post("/orders")
    def add_order(tasks: BackgroundTasks) -> JSONResponse:
        tasks.add_task(ran.append, "sent")
        return JSONResponse({"sku": "A1"})

    assert TestClient(app).post("/orders").json() == {"sku": "A1"}
    assert ran == ["sent"]


@pytest.mark.parametrize("options", [{}, {"response_class": EventSourceResponse}])
def test_a_path_operation_that_yields_sets_status_and_headers_too_late(options):
    app = FastAPI()

    def in_time(response: Response):
        response.headers["x-dependency"] = "1"

    @app.get("/", status_code=201, dependencies=[Depends(in_time)], **options)
    async def read(response: Response) -> AsyncIterator[int]:
        response.status_code = 202
        response.headers["x-function"] = "1"
        yield 7

    response = TestClient(app).get("/")
    assert response.status_code == 201
    assert "7" in response.text
    assert response.headers["x-dependency"] == "1"
    assert "x-function" not in response.headers


def test_a_returned_stream_is_passed_on_as_well():
    app = FastAPI()

    @app.get("/", status_code=201)
    def read(response: Response) -> StreamingResponse:
        response.headers["x-request"] = "7"
        return StreamingResponse(iter(["a", "b"]))

    response = TestClient(app).get("/")
    assert (response.status_code, response.text) == (200, "ab")
    assert "x-request" not in response.headers


def test_a_redirect_is_a_307_unless_told_otherwise_and_repeats_the_method():
    app = FastAPI()

    @app.api_route("/orders", methods=["GET", "POST"])
    def orders(request: Request) -> str:
        return request.method

    @app.post("/again")
    def again() -> RedirectResponse:
        return RedirectResponse("/orders")

    @app.post("/see", status_code=303)
    def see() -> RedirectResponse:
        return RedirectResponse("/orders", status_code=303)

    client = TestClient(app)
    assert client.post("/again", follow_redirects=False).status_code == 307
    assert client.post("/again").json() == "POST"
    assert client.post("/see", follow_redirects=False).status_code == 303
    assert client.post("/see").json() == "GET"


def test_a_redirect_to_two_slashes_leaves_for_another_host():
    app = FastAPI()

    @app.post("/login", status_code=303)
    def log_in(target: str) -> RedirectResponse:
        return RedirectResponse(target, 303)

    client = TestClient(app, follow_redirects=False)
    for target, host in [("/orders", "testserver"), ("//evil.example", "evil.example")]:
        sent = client.post("/login", params={"target": target})
        assert sent.status_code == 303
        assert sent.next_request
        assert sent.next_request.url.host == host


def test_the_code_of_a_returned_redirect_is_documented_only_by_the_decorator():
    app = FastAPI()

    @app.post("/again")
    def again() -> RedirectResponse: ...

    @app.post("/see", status_code=303)
    def see() -> RedirectResponse: ...

    documented = {
        path: list(operations["post"]["responses"])
        for path, operations in app.openapi()["paths"].items()
    }
    assert documented == {"/again": ["200"], "/see": ["303"]}


def test_html_is_a_response_class_that_is_documented():
    app = FastAPI()

    @app.get("/", response_class=HTMLResponse)
    def home() -> str:
        return "<h1>Shop</h1>"

    response = TestClient(app).get("/")
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.text == "<h1>Shop</h1>"
    documented = app.openapi()["paths"]["/"]["get"]["responses"]["200"]
    assert list(documented["content"]) == ["text/html"]


def test_a_header_value_that_is_no_string_is_a_500():
    app = FastAPI()

    @app.get("/pad")
    def write(response: Response, total: int):
        response.headers["x-total"] = cast(str, total)

    @app.get("/error")
    def fail(total: int):
        raise HTTPException(404, headers={"x-total": cast(str, total)})

    @app.get("/text")
    def write_text(response: Response, total: int):
        response.headers["x-total"] = str(total)

    client = TestClient(app, raise_server_exceptions=False)
    for path in ["/pad", "/error"]:
        assert client.get(f"{path}?total=7").status_code == 500
        with pytest.raises(AttributeError, match="'int' object has no attribute 'enc"):
            TestClient(app).get(f"{path}?total=7")
    assert client.get("/text?total=7").headers["x-total"] == "7"


def test_a_cookie_is_lax_unless_told_otherwise():
    app = FastAPI()

    @app.get("/")
    def log_in(response: Response):
        response.set_cookie("lax", "1")
        response.set_cookie("none", "1", samesite="none", secure=True)

    lax, none = TestClient(app).get("/").headers.get_list("set-cookie")
    assert lax == "lax=1; Path=/; SameSite=lax"
    assert none == "none=1; Path=/; SameSite=none; Secure"


def test_a_cookie_is_deleted_only_with_its_own_path_and_domain():
    app = FastAPI()

    @app.get("/shop/in")
    def log_in(response: Response) -> None:
        response.set_cookie("session", "1", path="/shop", domain="shop.example")

    @app.get("/shop/out")
    def log_out(response: Response, path: str, domain: str | None = None) -> None:
        response.delete_cookie("session", path=path, domain=domain)

    client = TestClient(app, "http://shop.example")
    client.get("/shop/in")
    for elsewhere in [{"path": "/", "domain": "shop.example"}, {"path": "/shop"}]:
        client.get("/shop/out", params=elsewhere)
        assert client.cookies["session"] == "1"
    client.get("/shop/out", params={"path": "/shop", "domain": "shop.example"})
    assert "session" not in client.cookies


def test_a_header_value_outside_latin_1_is_a_500():
    app = FastAPI()

    @app.get("/")
    def read(response: Response, name: str):
        response.headers["x-name"] = name

    with pytest.raises(UnicodeEncodeError):
        TestClient(app).get("/?name=%C5%BDofie")
    assert TestClient(app).get("/?name=Zoe").headers["x-name"] == "Zoe"


@pytest.mark.parametrize("parser", ["httptools", "h11"])
def test_uvicorn_sends_no_header_with_a_line_break(parser):
    app = FastAPI()

    @app.get("/")
    def read(response: Response, name: str):
        response.headers["x-name"] = name

    injected = {"name": "Zoe\r\nSet-Cookie: admin=1"}
    passed = TestClient(app).get("/", params=injected)
    assert passed.headers["x-name"] == injected["name"]

    with serve_here(app, http=parser) as url:
        plain = httpx2.get(url, params={"name": "Zoe"}, timeout=30)
        assert plain.headers["x-name"] == "Zoe"
        with pytest.raises(httpx2.RemoteProtocolError):
            httpx2.get(url, params=injected, timeout=30)


@pytest.mark.parametrize("parser", ["httptools", "h11"])
def test_uvicorn_sends_a_header_in_latin_1(parser):
    app = FastAPI()

    @app.get("/")
    def read(response: Response, name: str):
        response.headers["x-name"] = name

    with serve_here(app, http=parser) as url:
        sent = httpx2.get(url, params={"name": "Zoë"}, timeout=30)
        assert (b"x-name", "Zoë".encode("latin-1")) in sent.headers.raw
        refused = httpx2.get(url, params={"name": "Žofie"}, timeout=30)
        assert refused.status_code == 500


@pytest.mark.parametrize("parser", ["httptools", "h11"])
def test_uvicorn_cannot_send_the_injected_response_itself(parser):
    app = FastAPI()

    @app.get("/", response_model=None)
    def read(response: Response, status: int = 0):
        if status:
            response.status_code = status
        return response

    with serve_here(app, http=parser) as url:
        assert httpx2.get(url, params={"status": 202}, timeout=30).status_code == 202
        with pytest.raises(httpx2.RemoteProtocolError):
            httpx2.get(url, timeout=30)


def test_a_response_model_that_does_not_fit_is_a_500_and_one_that_fits_filters():
    class Reader(BaseModel):
        name: str

    app = FastAPI()

    @app.get("/", response_model=Reader)
    def read(response: Response, key: str):
        response.status_code = 203
        return {key: "Ada", "password": "hunter2"}

    client = TestClient(app, raise_server_exceptions=False)
    fits = client.get("/?key=name")
    assert fits.status_code == 203
    assert fits.json() == {"name": "Ada"}
    assert client.get("/?key=nome").status_code == 500


def test_the_endpoint_and_its_dependencies_share_one_response_for_each_request():
    app, seen = FastAPI(), []

    def first(response: Response):
        seen.append(response)

    def second(response: Response, _: Annotated[None, Depends(first)]):
        seen.append(response)

    @app.get("/", dependencies=[Depends(second)])
    def read(response: Response):
        seen.append(response)

    client = TestClient(app)
    client.get("/")
    client.get("/")
    one, two = seen[:3], seen[3:]
    assert all(response is one[0] for response in one)
    assert all(response is two[0] for response in two)
    assert one[0] is not two[0]


def test_background_tasks_of_a_response_replace_the_injected_ones():
    app, ran = FastAPI(), []

    @app.post("/orders")
    def add_order(tasks: BackgroundTasks) -> JSONResponse:
        tasks.add_task(ran.append, "injected")
        own = BackgroundTask(ran.append, "own")
        return JSONResponse({"sku": "A1"}, background=own)

    assert TestClient(app).post("/orders").json() == {"sku": "A1"}
    assert ran == ["own"]


@pytest.mark.parametrize("scope", ["function", "request"])
def test_what_a_dependency_sets_after_its_yield_is_too_late(scope):
    app = FastAPI()

    def measure(response: Response):
        response.headers["x-before"] = "1"
        yield
        response.headers["x-after"] = "1"

    app.get("/", dependencies=[Depends(measure, scope=scope)])(lambda: 1)
    headers = TestClient(app).get("/").headers
    assert "x-before" in headers
    assert "x-after" not in headers


def test_a_path_operation_that_yields_keeps_the_body_of_a_204():
    app = FastAPI()

    @app.get("/returned", status_code=204)
    async def returned():
        return 7

    @app.get("/streamed", status_code=204)
    async def streamed() -> AsyncIterator[int]:
        yield 7

    client = TestClient(app)
    for path, body in [("/returned", b""), ("/streamed", b"7\n")]:
        response = client.get(path)
        assert (response.status_code, response.content) == (204, body)


@pytest.mark.parametrize("parser", ["httptools", "h11"])
def test_an_error_in_a_path_operation_that_yields_comes_after_the_200(parser):
    app = FastAPI()

    @app.get("/returned/{order_id}")
    async def returned(order_id: int) -> list[int]:
        raise HTTPException(404)

    @app.get("/streamed/{order_id}")
    async def streamed(order_id: int) -> AsyncIterator[int]:
        if order_id:
            raise HTTPException(404)
        yield 7

    with serve_here(app, http=parser) as url:
        assert httpx2.get(f"{url}/returned/9", timeout=30).status_code == 404
        assert httpx2.get(f"{url}/streamed/0", timeout=30).text == "7\n"
        with httpx2.stream("GET", f"{url}/streamed/9", timeout=30) as broken:
            assert broken.status_code == 200
            with pytest.raises(httpx2.RemoteProtocolError):
                broken.read()


def test_a_middleware_misses_the_413_of_the_app_for_a_declared_length():
    long, fits = b'{"total": 3}', b'{"a": 1}'
    for of_app, of_path_operation in [(10, None), (None, 10)]:
        app = FastAPI(max_body_size=of_app)

        @app.middleware("http")
        async def mark(request, call_next):
            response = await call_next(request)
            response.headers["x-marked"] = "1"
            return response

        @app.post("/", max_body_size=of_path_operation)
        def add(order: dict[str, int]): ...

        client = TestClient(app, headers={"content-type": "application/json"})
        assert client.post("/", content=fits).headers["x-marked"] == "1"
        chunked = client.post("/", content=iter([long]))  # no length is told
        assert (chunked.status_code, chunked.headers["x-marked"]) == (413, "1")
        declared = client.post("/", content=long)
        assert declared.status_code == 413
        assert ("x-marked" in declared.headers) is (of_app is None)


@pytest.mark.parametrize("parser", ["httptools", "h11"])
def test_a_205_promises_the_body_that_was_dropped(parser):
    app = FastAPI()
    for code in [204, 205]:
        app.get(f"/{code}", status_code=code)(lambda: None)

    sent = TestClient(app).get("/205")
    assert (sent.content, sent.headers["content-length"]) == (b"", "4")  # of null
    with serve_here(app, http=parser) as url:
        assert httpx2.get(f"{url}/204", timeout=30).status_code == 204
        with pytest.raises(httpx2.RemoteProtocolError):
            httpx2.get(f"{url}/205", timeout=30)


def test_a_middleware_misses_the_preflight_of_one_added_later():
    for added_later in [True, False]:
        app = FastAPI()
        if not added_later:
            app.add_middleware(CORSMiddleware, allow_origins=["*"])

        @app.middleware("http")
        async def mark(request, call_next):
            response = await call_next(request)
            response.headers["x-marked"] = "1"
            return response

        if added_later:
            app.add_middleware(CORSMiddleware, allow_origins=["*"])
        app.get("/")(lambda: 1)
        client = TestClient(app)
        assert client.get("/").headers["x-marked"] == "1"
        asked = {"origin": "https://shop", "access-control-request-method": "GET"}
        preflight = client.options("/", headers=asked)
        assert preflight.status_code == 200
        assert ("x-marked" in preflight.headers) is not added_later


def test_what_a_request_or_a_security_scheme_reads_documents_no_422():
    app = FastAPI()
    login = OAuth2PasswordBearer("token")

    @app.post("/request")
    def read_request(request: Request): ...

    @app.post("/login")
    def read_login(token: Annotated[str, Depends(login)]): ...

    @app.post("/header")
    def read_header(token: Annotated[str | None, Header()] = None): ...

    documented = {
        path: list(operations["post"]["responses"])
        for path, operations in app.openapi()["paths"].items()
    }
    assert documented == {
        "/request": ["200"],
        "/login": ["200"],
        "/header": ["200", "422"],
    }
    assert TestClient(app).post("/login").status_code == 401


@pytest.mark.parametrize("parser", ["httptools", "h11"])
def test_behind_an_http_middleware_an_error_in_a_stream_looks_like_its_end(parser):
    for with_middleware in [False, True]:
        app = FastAPI()

        @app.get("/")
        async def stream() -> AsyncIterator[int]:
            yield 7
            raise HTTPException(404)

        if with_middleware:

            @app.middleware("http")
            async def mark(request, call_next):
                return await call_next(request)

        with serve_here(app, http=parser) as url:
            if with_middleware:
                sent = httpx2.get(url, timeout=30)
                assert (sent.status_code, sent.text) == (200, "7\n")
            else:
                with pytest.raises(httpx2.RemoteProtocolError):
                    httpx2.get(url, timeout=30)


def test_an_error_in_server_sent_events_may_be_a_500_behind_an_http_middleware():
    for with_middleware in [False, True]:
        app = FastAPI()

        @app.get("/", response_class=EventSourceResponse)
        async def stream() -> AsyncIterator[int]:
            raise HTTPException(404)
            yield

        if with_middleware:

            @app.middleware("http")
            async def mark(request, call_next):
                return await call_next(request)

        with serve_here(app) as url:
            if with_middleware:
                assert httpx2.get(url, timeout=30).status_code == 500
            else:
                with httpx2.stream("GET", url, timeout=30) as broken:
                    assert broken.status_code == 200
                    with pytest.raises(httpx2.RemoteProtocolError):
                        broken.read()


@pytest.mark.parametrize("parser", ["httptools", "h11"])
def test_an_error_in_server_sent_events_may_look_like_their_end(parser):
    app = FastAPI()

    async def stream() -> AsyncIterator[int]:
        yield 7
        await asyncio.sleep(0.01)
        raise HTTPException(404)

    app.get("/lines")(stream)
    app.get("/events", response_class=EventSourceResponse)(stream)

    def ends_as_if_complete(path):
        try:
            sent = client.get(path)
        except httpx2.RemoteProtocolError:
            return False
        return sent.status_code == 200

    with (
        serve_here(app, http=parser) as url,
        httpx2.Client(base_url=url, timeout=30) as client,
    ):
        # Which task of the two is first decides: it does so half of the time.
        assert any(ends_as_if_complete("/events") for _ in range(60))
        assert not any(ends_as_if_complete("/lines") for _ in range(5))


def test_a_header_of_uvicorn_is_on_what_a_middleware_misses():
    app = FastAPI(max_body_size=10)
    app.add_middleware(CORSMiddleware, allow_origins=["*"])

    @app.post("/")
    def add(order: dict[str, int]):
        raise RuntimeError

    fits, long = b'{"a": 1}', b'{"total": 3}'
    asked = {"origin": "https://shop", "access-control-request-method": "GET"}
    kind = {"content-type": "application/json"}
    with serve_here(app, headers=[("x-marked", "1")]) as url:
        responses = [
            httpx2.post(url, content=fits, headers=kind, timeout=60),
            httpx2.post(url, content=long, headers=kind, timeout=60),
            httpx2.options(url, headers=asked, timeout=60),
        ]
    assert [one.status_code for one in responses] == [500, 413, 200]
    assert [one.headers["x-marked"] for one in responses] == ["1"] * 3
