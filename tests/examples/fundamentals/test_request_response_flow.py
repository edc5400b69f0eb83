import asyncio
import inspect
import socket
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

import httpx2
import pytest
import uvicorn
from fastapi import (
    APIRouter,
    BackgroundTasks,
    Depends,
    FastAPI,
    File,
    Form,
    HTTPException,
    Request,
    UploadFile,
)
from fastapi.exceptions import FastAPIError, ResponseValidationError
from fastapi.middleware.asyncexitstack import AsyncExitStackMiddleware
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import JSONResponse
from fastapi.sse import EventSourceResponse
from fastapi.testclient import TestClient
from harness.server import serve_here
from pydantic import BaseModel
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

JSON = {"content-type": "application/json"}


@pytest.fixture(autouse=True)
def nothing_noted():
    """Each test imports `noted.py` afresh, and with it an empty list of events."""
    sys.modules.pop("noted", None)


@pytest.fixture
def flow(program):
    """The program, a client for it, and a call that gives the events of one request."""
    p = program("order_flow.py")
    module = p.load()
    client = TestClient(module.app, raise_server_exceptions=False)

    def put(path: str, **sent):
        module.events.clear()
        response = client.put(path, **sent)
        return response, list(module.events)

    assert program("noted.py").path.parent == p.path.parent
    return p, put


def test_a_successful_request_runs_in_this_order(flow):
    p, put = flow
    response, events = put("/orders/7", json={"title": "Emma", "copies": 2})
    assert response.status_code == 200
    assert response.json() == {"title": "Emma", "copies": 2}
    assert events == [
        "middleware, in",
        "session opens",
        "transaction opens",
        "body validated",
        "endpoint",
        "result serialized",
        "transaction closes",
        "sent http.response.start",
        "sent http.response.body",
        "background task",
        "session closes",
        "middleware, out",
    ]
    p.record_value("success", "PUT /orders/7, Emma, 2 copies: 200", events)


def test_dependencies_see_an_error_and_close_before_the_response(flow):
    p, put = flow
    response, events = put("/orders/7", json={"title": "Emma", "copies": 200})
    assert response.status_code == 409
    assert response.json() == {"detail": "not that many in stock"}
    sent = events.index("sent http.response.start")
    assert events.index("transaction closes") < events.index("session closes") < sent
    assert "session sees HTTPException" in events
    assert "background task" not in events
    p.record_value("refused", "PUT /orders/7, Emma, 200 copies: 409", events)


def test_a_background_task_of_an_exception_handler_runs():
    app, ran = FastAPI(), []

    @app.exception_handler(KeyError)
    async def report(request: Request, error: KeyError) -> JSONResponse:
        task = BackgroundTask(ran.append, "of the handler")
        return JSONResponse({}, 404, background=task)

    @app.get("/orders")
    async def read(tasks: BackgroundTasks) -> None:
        tasks.add_task(ran.append, "of the endpoint")
        raise KeyError("Sanditon")

    assert TestClient(app).get("/orders").status_code == 404
    assert ran == ["of the handler"]


def test_an_error_after_the_response_is_seen_by_dependencies_after_it():
    app, events = FastAPI(), []

    def session() -> Iterator[None]:
        try:
            yield
        finally:
            events.append("session closes")

    def fail() -> None:
        events.append("task fails")
        raise KeyError("Sanditon")

    @app.get("/orders")
    async def read(tasks: BackgroundTasks, _: Annotated[None, Depends(session)]) -> str:
        tasks.add_task(fail)
        tasks.add_task(events.append, "next task")
        return "Emma"

    client = TestClient(app, raise_server_exceptions=False)
    assert client.get("/orders").status_code == 200
    assert events == ["task fails", "session closes"]


def test_the_response_to_an_unhandled_error_passes_by_the_middleware(flow):
    p, put = flow
    response, events = put("/orders/7", json={"title": "Sanditon", "copies": 1})
    assert response.status_code == 500
    assert events[-1] == "session closes"
    assert not [event for event in events if event.startswith("sent")]
    p.record_value("crashed", "PUT /orders/7, Sanditon, 1 copy: 500", events)


def test_dependencies_run_although_a_sibling_parameter_is_invalid(flow):
    p, put = flow
    response, events = put("/orders/seven", json={"title": "Emma"})
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [
        ["path", "order_id"],
        ["body", "copies"],
    ]
    assert "session opens" in events
    assert "session sees RequestValidationError" in events
    assert "endpoint" not in events
    label = "PUT /orders/seven, no copies: 422 with two errors"
    p.record_value("invalid", label, events)

    # Those of a dependency's own parameters are in the same list.
    app, ran = FastAPI(), []

    def at_desk(desk: int) -> None:
        ran.append("desk")

    both = [Depends(at_desk), Depends(lambda: ran.append("session"))]

    @app.get("/orders/{order_id}", dependencies=both)
    async def read(order_id: int) -> None: ...

    wrong = TestClient(app).get("/orders/seven?desk=front")
    assert [error["loc"] for error in wrong.json()["detail"]] == [
        ["query", "desk"],
        ["path", "order_id"],
    ]
    assert ran == ["session"]


def test_broken_json_and_unknown_paths_end_before_any_dependency(flow):
    p, put = flow
    response, events = put("/orders/7", content="{", headers=JSON)
    assert response.status_code == 422
    assert response.json()["detail"][0]["type"] == "json_invalid"
    assert events == [
        "middleware, in",
        "sent http.response.start",
        "sent http.response.body",
        "middleware, out",
    ]
    p.record_value("broken", "PUT /orders/7, the body a lone brace: 422", events)

    # Reported alone: the path is wrong as well.
    response, _ = put("/orders/seven", content="{", headers=JSON)
    assert [error["type"] for error in response.json()["detail"]] == ["json_invalid"]

    response, again = put("/shelves/7")
    assert response.status_code == 404
    assert again == events


def test_the_layers_of_an_app_are_those_of_the_table():
    class Yours:
        def __init__(self, app: ASGIApp) -> None:
            self.app = app

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            await self.app(scope, receive, send)

    app = FastAPI()
    app.add_middleware(Yours)
    layer: Any = app.build_middleware_stack()
    layers = []
    while layer is not app.router:
        layers.append(type(layer).__name__)
        layer = layer.app
    assert layers == [
        "ServerErrorMiddleware",
        "ExceptionTelemetryMiddleware",
        "AppBodyLimitMiddleware",
        "Yours",
        "ExceptionMiddleware",
        "AsyncExitStackMiddleware",
    ]


@pytest.mark.parametrize("slash", ["/", ""])
def test_a_path_that_differs_by_a_trailing_slash_is_redirected(slash):
    app, ran = FastAPI(), []
    other = {"/": "", "": "/"}[slash]

    @app.put(f"/orders{slash}", dependencies=[Depends(lambda: ran.append("key"))])
    async def place() -> None: ...

    client = TestClient(app, follow_redirects=False)
    redirect = client.put(f"/orders{other}")
    assert redirect.status_code == 307
    assert redirect.headers["location"] == f"http://testserver/orders{slash}"
    assert (
        client.get(f"/orders{other}").status_code == 307
    )  # the method is not looked at
    assert client.put("/shelves").status_code == 404
    app.router.redirect_slashes = False  # as `FastAPI(redirect_slashes=False)` does
    assert client.put(f"/orders{other}").status_code == 404
    assert ran == []


def test_pydantic_writes_the_bytes_unless_a_response_class_is_given():
    app = FastAPI()

    @app.get("/pydantic")
    @app.get("/class", response_class=JSONResponse)
    async def average() -> list[float]:
        return [float("nan")]

    client = TestClient(app)
    assert client.get("/pydantic").text == "[null]"  # as Pydantic writes it
    with pytest.raises(ValueError, match="not JSON compliant"):  # as `json` does
        client.get("/class")


@pytest.mark.parametrize("place", ["app", "router"])
def test_a_default_response_class_writes_the_bytes_too(place):
    if place == "app":
        app, router = FastAPI(default_response_class=JSONResponse), APIRouter()
    else:
        app, router = FastAPI(), APIRouter(default_response_class=JSONResponse)

    @router.get("/average")
    async def average() -> list[float]:
        return [float("nan")]

    app.include_router(router)
    with pytest.raises(ValueError, match="not JSON compliant"):
        TestClient(app).get("/average")


def test_a_body_of_another_content_type_is_read_and_not_decoded():
    app = FastAPI()

    @app.post("/titles")
    async def count(titles: list[str]) -> int:
        return len(titles)

    client = TestClient(app)
    whole, broken = '["Emma"]', '["Emma"'
    assert client.post("/titles", content=whole, headers=JSON).json() == 1
    for headers in ({"content-type": "text/plain"}, {}):
        for body in (whole, broken):
            refused = client.post("/titles", content=body, headers=headers)
            assert refused.status_code == 422
            (error,) = refused.json()["detail"]
            # The text itself was validated; nobody has tried to decode it.
            assert (error["type"], error["input"]) == ("list_type", body)


def test_an_http_exception_of_middleware_is_a_500():
    app, handled = FastAPI(), []

    @app.exception_handler(HTTPException)
    async def handle(request: Request, error: HTTPException) -> JSONResponse:
        handled.append(error.status_code)
        return JSONResponse({"detail": error.detail}, error.status_code)

    @app.middleware("http")
    async def check(request: Request, call_next):
        if "x-api-key" not in request.headers:
            raise HTTPException(401)
        return await call_next(request)

    @app.get("/orders")
    async def read() -> None:
        raise HTTPException(403)

    client = TestClient(app, raise_server_exceptions=False)
    assert client.get("/orders").status_code == 500
    assert client.get("/orders", headers={"X-API-Key": "a"}).status_code == 403
    assert handled == [403]


@pytest.mark.parametrize("place", ["app with a handler", "mounted app", "mount"])
def test_an_http_exception_of_other_middleware_keeps_its_status(place):
    app, mounted = FastAPI(), FastAPI()

    def close(app):
        async def closed(scope, receive, send):
            raise HTTPException(403)

        return closed

    if place == "app with a handler":

        @app.exception_handler(Exception)
        async def report(request: Request, error: HTTPException) -> JSONResponse:
            return JSONResponse({}, error.status_code)

        app.add_middleware(close)
        app.mount("/shop", mounted)
    elif place == "mount":
        middleware = [Middleware(close)]
        app.router.routes.append(Mount("/shop", mounted, middleware=middleware))
    else:
        mounted.add_middleware(close)
        app.mount("/shop", mounted)
    client = TestClient(app, raise_server_exceptions=False)
    status = client.get("/shop/orders").status_code
    assert status == (500 if place == "mounted app" else 403)


def test_an_http_exception_from_a_wrapped_receive_keeps_its_status():
    app = FastAPI()

    def close(app):
        async def closed(scope, receive, send):
            async def receiving():
                raise HTTPException(403, "closed")

            await app(scope, receiving, send)

        return closed

    app.add_middleware(close)

    @app.post("/titles")
    async def count(titles: list[str]) -> int:
        return len(titles)

    refused = TestClient(app, raise_server_exceptions=False).post("/titles", json=[])
    assert (refused.status_code, refused.json()) == (403, {"detail": "closed"})


def test_a_path_operation_runs_the_exception_handlers_itself():
    app, sent = FastAPI(), []

    @app.get("/books")
    async def read() -> None:
        raise KeyError("Sanditon")

    async def handle(request: Request, error: Exception) -> JSONResponse:
        return JSONResponse({}, 418)

    async def call(path: str) -> None:
        async def receive():
            return {"type": "http.request"}

        async def send(message):
            sent.append(message.get("status"))

        handlers = {KeyError: handle, HTTPException: handle}
        scope = {"type": "http", "method": "GET", "path": path, "headers": []}
        scope |= {"query_string": b"", "app": app}
        scope["starlette.exception_handlers"] = (handlers, {})
        # The stack of an app, without `ExceptionMiddleware`.
        await AsyncExitStackMiddleware(app.router)(scope, receive, send)

    asyncio.run(call("/books"))
    assert sent == [418, None]
    with pytest.raises(StarletteHTTPException):
        asyncio.run(call("/nothing"))


def test_a_form_of_another_content_type_is_left_unread():
    app, asked = FastAPI(), []

    @app.post("/titles")
    async def name(title: Annotated[str, Form()] = "nothing") -> str:
        return title

    async def call(content_type: bytes) -> bytes:
        body = b""

        async def receive():
            asked.append(content_type)
            return {"type": "http.request", "body": b"title=Emma"}

        async def send(message):
            nonlocal body
            body += message.get("body", b"")

        scope = {"type": "http", "method": "POST", "path": "/titles"}
        scope |= {"headers": [(b"content-type", content_type)], "query_string": b""}
        await app(scope, receive, send)
        return body

    form = b"application/x-www-form-urlencoded"
    assert asyncio.run(call(b"application/json")) == b'"nothing"'
    assert asked == []
    assert asyncio.run(call(form)) == b'"Emma"'
    assert asked == [form]


@pytest.mark.parametrize("copies", [0, -1])
def test_nobody_can_order_less_than_one(flow, copies):
    _, put = flow
    response, events = put("/orders/7", json={"title": "Emma", "copies": copies})
    assert response.status_code == 422
    assert "endpoint" not in events


def test_a_frontend_runs_the_dependencies_of_the_app_before_its_404(tmp_path):
    ran = []
    app = FastAPI(dependencies=[Depends(lambda: ran.append("key"))])
    (tmp_path / "index.html").write_text("Emma")
    app.frontend("/shop", directory=tmp_path)
    client = TestClient(app)
    assert client.get("/nothing.js").status_code == 404
    assert ran == []
    for method in ("GET", "HEAD"):
        assert client.request(method, "/shop/nothing.js").status_code == 404
        assert ran == ["key"]
        ran.clear()
    # Only what no route matches, and only what reads.
    app.put("/shop/orders")(lambda: None)
    assert client.post("/shop/nothing.js").status_code == 404
    assert client.get("/shop/orders").status_code == 405
    assert ran == []
    # A router's frontend asks those of the router as well.
    router = APIRouter(dependencies=[Depends(lambda: ran.append("router"))])
    router.frontend("/papers", directory=tmp_path)
    app.include_router(router)
    assert client.get("/papers/nothing.js").status_code == 404
    assert ran == ["key", "router"]


def test_an_endpoint_that_yields_raises_too_late_for_a_status():
    app = FastAPI()

    @app.get("/returns")
    async def read() -> list[int]:
        raise HTTPException(404)

    @app.get("/yields")
    async def stream() -> AsyncIterator[int]:
        raise HTTPException(404)
        yield 7

    @app.get("/wrong")
    async def stream_wrong() -> AsyncIterator[int]:
        yield "many"  # pyright: ignore[reportReturnType]

    client = TestClient(app, raise_server_exceptions=False)
    assert client.get("/returns").status_code == 404
    for path in ("/yields", "/wrong"):
        late = client.get(path)
        assert (late.status_code, late.text) == (200, "")
    with pytest.raises(RuntimeError, match="response already started"):
        TestClient(app).get("/yields")
    with pytest.raises(ResponseValidationError):
        TestClient(app).get("/wrong")

    @app.get("/later")
    async def stream_and_raise() -> AsyncIterator[int]:
        yield 7
        raise HTTPException(404)

    later = client.get("/later")
    assert (later.status_code, later.text) == (200, "7\n")
    with serve_here(app, lifespan="off") as url:
        for path in ("/yields", "/later"):
            with httpx2.stream("GET", url + path, timeout=60) as cut:
                assert cut.status_code == 200
                with pytest.raises(httpx2.RemoteProtocolError):  # no last chunk
                    cut.read()
    # Middleware that keeps the start until the body comes makes room for a 500.
    app = GZipMiddleware(app)
    client = TestClient(app, raise_server_exceptions=False)
    assert client.get("/yields").status_code == 500
    assert client.get("/later").status_code == 200


@pytest.mark.parametrize("how", ["form", "stream", "body"])
def test_a_form_or_stream_read_in_middleware_is_lost(how):
    app = FastAPI()

    @app.middleware("http")
    async def read(request: Request, call_next):
        if how == "stream":
            assert b"".join([part async for part in request.stream()])
        else:
            assert await getattr(request, how)()
        return await call_next(request)

    @app.post("/titles")
    async def count(title: Annotated[str, Form()] = "nothing") -> str:
        return title

    got = TestClient(app).post("/titles", data={"title": "Emma"}).json()
    assert got == ("Emma" if how == "body" else "nothing")


@pytest.mark.parametrize("how", ["form", "stream"])
def test_json_read_in_middleware_is_lost_as_a_stream_only(how):
    app = FastAPI()

    @app.middleware("http")
    async def read(request: Request, call_next):
        if how == "stream":
            assert b"".join([part async for part in request.stream()])
        else:
            assert not await request.form()  # JSON is no form, and is left alone
        return await call_next(request)

    @app.post("/titles")
    async def count(titles: list[str]) -> int:
        return len(titles)

    got = TestClient(app).post("/titles", json=["Emma"])
    assert got.status_code == {"form": 200, "stream": 422}[how]


def test_what_middleware_leaves_of_a_stream_reaches_the_endpoint():
    app, parts, sent = FastAPI(), [b"Em", b"ma"], []

    @app.middleware("http")
    async def look(request: Request, call_next):
        assert await anext(request.stream()) == b"Em"
        return await call_next(request)

    @app.post("/titles")
    async def read(request: Request) -> str:
        return (await request.body()).decode()

    async def receive():
        part = parts.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(parts)}

    async def send(message):
        sent.append(message.get("body", b""))

    scope = {"type": "http", "method": "POST", "path": "/titles", "headers": []}
    asyncio.run(app(scope | {"query_string": b""}, receive, send))
    assert b"".join(sent) == b'"ma"'


def test_events_may_be_made_before_the_function_scope_closes():
    app, events, made = FastAPI(), [], asyncio.Event()

    async def transaction() -> AsyncIterator[None]:
        events.append("opens")
        yield
        await asyncio.wait_for(made.wait(), timeout=60)  # as a commit waits
        events.append("closes")

    @app.get("/orders", response_class=EventSourceResponse)
    async def stream_orders(
        _: Annotated[None, Depends(transaction, scope="function")],
    ) -> AsyncIterator[int]:
        events.append("made")
        made.set()
        yield 7

    assert TestClient(app).get("/orders").text == "data: 7\n\n"
    assert events == ["opens", "made", "closes"]


def test_a_function_scope_exit_refuses_a_response_but_not_events():
    app = FastAPI()

    def payment() -> Iterator[None]:
        yield
        raise HTTPException(402, "card declined")

    declined = [Depends(payment, scope="function")]

    @app.get("/lines", dependencies=declined)
    @app.get("/events", dependencies=declined, response_class=EventSourceResponse)
    async def stream_orders() -> AsyncIterator[int]:
        yield 7

    client = TestClient(app, raise_server_exceptions=False)
    assert client.get("/lines").json() == {"detail": "card declined"}
    assert client.get("/events").status_code == 500  # in the producer's group


def test_what_a_dependency_raises_comes_before_the_validation_errors():
    app = FastAPI()

    def require_token(desk: int) -> None:
        raise HTTPException(401)

    @app.get("/orders/{order_id}", dependencies=[Depends(require_token)])
    async def read(order_id: int) -> None: ...

    client = TestClient(app)
    assert client.get("/orders/seven?desk=3").status_code == 401
    # It is not called, and so raises nothing, if its own input is wrong.
    assert client.get("/orders/7?desk=front").status_code == 422


def test_all_that_is_in_stock_can_be_ordered(flow):
    _, put = flow
    for copies, status in ((100, 200), (101, 409)):
        response, _ = put("/orders/7", json={"title": "Emma", "copies": copies})
        assert response.status_code == status


def test_a_wrong_method_ends_at_the_router(program):
    module = program("order_flow.py").load()
    assert TestClient(module.app).get("/orders/7").status_code == 405
    assert module.events
    assert "session opens" not in module.events


def test_a_wrong_method_goes_on_to_what_is_mounted_at_the_root():
    app, mounted = FastAPI(), FastAPI()

    @app.get("/orders")
    async def read() -> None: ...

    assert TestClient(app).post("/orders").status_code == 405
    app.mount("/", mounted)
    assert TestClient(app).post("/orders").status_code == 404


def test_a_streamed_response_closes_the_function_scope_before_the_first_chunk(program):
    module = program("order_flow.py").load()
    app, events = FastAPI(), module.events
    app.add_middleware(module.Watch)

    @app.get("/orders")
    async def stream_orders(
        session: Annotated[None, Depends(module.resource("session"))],
        transaction: Annotated[
            None, Depends(module.resource("transaction"), scope="function")
        ],
    ) -> AsyncIterator[int]:
        events.append("endpoint starts")
        yield 7
        events.append("endpoint ends")

    assert TestClient(app).get("/orders").text == "7\n"
    assert events == [
        "middleware, in",
        "session opens",
        "transaction opens",
        "transaction closes",
        "sent http.response.start",
        "endpoint starts",
        "sent http.response.body",
        "endpoint ends",
        "sent http.response.body",
        "session closes",
        "middleware, out",
    ]


def test_the_middleware_added_last_is_the_outermost():
    app, order = FastAPI(), []

    def named(app, name):
        async def call(scope, receive, send):
            order.append(name)
            await app(scope, receive, send)

        return call

    app.add_middleware(named, name="first")
    app.add_middleware(named, name="last")
    TestClient(app).get("/")
    assert order == ["last", "first"]


def test_no_middleware_can_be_added_once_lifespan_starts():
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.add_middleware(CORSMiddleware, allow_origins=["https://shop.example"])
        yield

    with (
        pytest.raises(RuntimeError, match="Cannot add middleware after an application"),
        TestClient(FastAPI(lifespan=lifespan)),
    ):
        pass
    # Without lifespan, the first request is what ends it.
    app = FastAPI()
    TestClient(app).get("/")
    with pytest.raises(
        RuntimeError, match="Cannot add middleware after an application"
    ):
        app.add_middleware(CORSMiddleware)


def test_call_next_raises_if_nothing_was_sent():
    app = FastAPI()

    @app.middleware("http")
    async def pass_on(request: Request, call_next):
        return await call_next(request)

    async def silent(scope: Scope, receive: Receive, send: Send) -> None: ...

    app.mount("/silent", silent)
    with pytest.raises(RuntimeError, match="No response returned"):
        TestClient(app).get("/silent")
    assert TestClient(app).get("/nothing").status_code == 404


def test_the_response_to_an_unhandled_error_has_no_cors_headers(program):
    module = program("order_flow.py").load()
    module.app.add_middleware(CORSMiddleware, allow_origins=["https://shop.example"])
    client = TestClient(
        module.app,
        raise_server_exceptions=False,
        headers={"Origin": "https://shop.example"},
    )
    allowed = "access-control-allow-origin"
    fine = client.put("/orders/7", json={"title": "Emma", "copies": 2})
    assert fine.headers[allowed] == "https://shop.example"
    crashed = client.put("/orders/7", json={"title": "Sanditon", "copies": 1})
    assert crashed.status_code == 500
    assert allowed not in crashed.headers

    # The 500 of a mounted app is made outside its own middleware only.
    mounted = FastAPI()

    @mounted.get("/orders")
    async def crash() -> None:
        raise KeyError("Sanditon")

    module.app.mount("/mounted", mounted)
    crashed = client.get("/mounted/orders")
    assert crashed.status_code == 500
    assert allowed in crashed.headers


def test_a_handler_for_exception_runs_outside_the_middleware(program):
    module = program("order_flow.py").load()

    @module.app.exception_handler(Exception)
    async def report(request: Request, error: Exception) -> JSONResponse:
        return JSONResponse({"detail": "reported"}, 500)

    client = TestClient(module.app, raise_server_exceptions=False)
    crashed = client.put("/orders/7", json={"title": "Sanditon", "copies": 1})
    assert crashed.json() == {"detail": "reported"}
    assert not [event for event in module.events if event.startswith("sent")]


def test_a_handler_for_exception_also_runs_after_the_response():
    app, ran = FastAPI(), []

    @app.exception_handler(Exception)
    async def report(request: Request, error: Exception) -> JSONResponse:
        ran.append(repr(error))
        return JSONResponse({}, 503)

    def fail() -> None:
        raise KeyError("Sanditon")

    @app.get("/orders")
    async def read(tasks: BackgroundTasks) -> None:
        tasks.add_task(fail)

    client = TestClient(app, raise_server_exceptions=False)
    assert client.get("/orders").status_code == 200
    assert ran == ["KeyError('Sanditon')"]


@pytest.mark.parametrize("swallow", [False, True])
def test_a_yield_dependency_may_change_an_error_but_not_swallow_it(swallow):
    app = FastAPI()

    def translate() -> Iterator[None]:
        try:
            yield
        except KeyError:
            if not swallow:
                raise HTTPException(404) from None

    @app.get("/books", dependencies=[Depends(translate)])
    async def read() -> None:
        raise KeyError("Sanditon")

    if swallow:
        with pytest.raises(FastAPIError, match="Response not awaited"):
            TestClient(app).get("/books")
    else:
        assert TestClient(app).get("/books").status_code == 404


def test_a_form_is_parsed_before_dependencies_run():
    app, ran = FastAPI(), []

    @app.post("/imports", dependencies=[Depends(lambda: ran.append("key"))])
    async def import_titles(titles: Annotated[str, Form()]) -> str:
        return titles

    multipart = {"content-type": "multipart/form-data; boundary=x"}
    client = TestClient(app)
    assert client.post("/imports", content="--y", headers=multipart).status_code == 400
    assert ran == []
    assert client.post("/imports", data={"titles": "Emma"}).json() == "Emma"
    assert ran == ["key"]


def test_the_body_is_parsed_before_the_key_is_asked_for(program):
    p = program("guarded_import.py")
    client = TestClient(p.load().app)
    broken = client.post("/imports", content='{"titles": [', headers=JSON)
    assert broken.status_code == 422
    p.record_http("broken", broken)
    whole = client.post("/imports", json={"titles": ["Emma"]})
    assert whole.status_code == 401
    assert whole.headers["www-authenticate"] == "APIKey"
    p.record_http("whole", whole)
    large = client.post("/imports", json={"titles": ["Emma"] * 100})
    assert large.status_code == 413
    p.record_value(
        "large",
        "POST /imports, no key, 100 titles",
        f"{large.status_code} {large.text}",
    )


@pytest.mark.parametrize("key", ["reader-8", "", "clé-ü", "reader-7 ", "x" * 10_000])
def test_a_wrong_key_gets_the_same_401_as_a_missing_one(program, key):
    client = TestClient(program("guarded_import.py").load().app)
    one = {"titles": ["Emma"]}
    for headers in ({}, {"X-API-Key": key.encode()}):
        response = client.post("/imports", json=one, headers=headers)
        assert response.status_code == 401
        assert response.headers["www-authenticate"] == "APIKey"
    allowed = client.post("/imports", json=one, headers={"X-API-Key": "reader-7"})
    assert allowed.json() == 1


def titles(size: int) -> bytes:
    """A list with one title, as JSON, in exactly so many bytes."""
    return b'{"titles": ["%s"]}' % (b"x" * (size - 16))


def in_parts(body: bytes) -> Iterator[bytes]:
    """Makes the client send the body in chunks, without a Content-Length."""
    yield body[:9]
    yield body[9:]


def test_the_limit_counts_the_bytes_of_the_whole_body(program):
    client = TestClient(program("guarded_import.py").load().app)
    headers = JSON | {"X-API-Key": "reader-7"}
    for size, status in ((100, 200), (101, 413)):
        for body in (titles(size), in_parts(titles(size))):
            response = client.post("/imports", content=body, headers=headers)
            assert response.status_code == status


def test_a_declared_length_over_the_limit_ends_before_your_middleware_answers():
    app = FastAPI(max_body_size=20)
    app.add_middleware(CORSMiddleware, allow_origins=["https://shop.example"])

    @app.post("/titles")
    async def count(titles: list[str]) -> int:
        return len(titles)

    client = TestClient(app, headers=JSON | {"Origin": "https://shop.example"})
    large = b'["%s"]' % (b"x" * 40)
    declared = client.post("/titles", content=large)
    counted = client.post("/titles", content=in_parts(large))
    assert declared.status_code == counted.status_code == 413
    assert declared.text == "Content Too Large"
    assert counted.json() == {"detail": "Content Too Large"}
    assert "access-control-allow-origin" not in declared.headers
    assert "access-control-allow-origin" in counted.headers

    # It is compared with the limit in force, wherever that was set.
    for limit, status in ((10, 413), (40, 413), (60, 200)):
        app.post(f"/{limit}", max_body_size=limit)(count)
        own = client.post(f"/{limit}", content=large)
        assert own.status_code == status
        assert ("access-control-allow-origin" in own.headers) == (status == 200)


def test_a_limit_of_a_path_operation_alone_is_inside_your_middleware():
    app = FastAPI()
    app.add_middleware(CORSMiddleware, allow_origins=["https://shop.example"])

    @app.post("/titles", max_body_size=20)
    async def count(titles: list[str]) -> int:
        return len(titles)

    client = TestClient(app, headers={"Origin": "https://shop.example"})
    large = client.post("/titles", json=["x" * 40])
    assert large.status_code == 413
    assert "access-control-allow-origin" in large.headers


def test_a_body_that_nobody_reads_is_not_counted():
    app = FastAPI(max_body_size=20)

    @app.post("/orders")
    async def place() -> str:
        return "placed"

    client = TestClient(app)
    assert client.post("/orders", content=in_parts(b"x" * 40)).json() == "placed"
    assert client.post("/orders", content=b"x" * 40).status_code == 413


def test_a_length_that_nobody_reads_is_refused_after_the_endpoint():
    app, ran = FastAPI(max_body_size=20), []

    @app.post("/orders")
    @app.post("/operation", max_body_size=20)
    async def place() -> str:
        ran.append("placed")
        return "placed"

    @app.post("/titles")
    async def count(titles: list[str]) -> int:
        ran.append("counted")
        return len(titles)

    client = TestClient(app)
    assert client.post("/titles", json=["x" * 40]).status_code == 413
    assert ran == []
    assert client.post("/orders", content=b"x" * 40).status_code == 413
    assert client.post("/operation", content=b"x" * 40).status_code == 413
    assert ran == ["placed", "placed"]


def test_an_endpoint_that_yields_has_the_body_counted():
    app, placed, sent = FastAPI(max_body_size=20), asyncio.Event(), []

    @app.post("/orders")
    async def place() -> AsyncIterator[int]:
        placed.set()
        yield 7
        await asyncio.sleep(120)

    async def call(length: bytes, *parts: bytes, spec: str = "2.3") -> None:
        left = list(parts)

        async def receive():
            await placed.wait()
            return {"type": "http.request", "body": left.pop(0), "more_body": True}

        async def send(message):
            sent.append(message.get("status") or message["body"])

        headers = [(b"content-length", length)] if length else []
        scope = {"type": "http", "method": "POST", "path": "/orders"}
        scope |= {"asgi": {"version": "3.0", "spec_version": spec}}
        await app(scope | {"headers": headers, "query_string": b""}, receive, send)

    # The response waits for its client to leave, and so reads what it sent.
    with pytest.raises(RuntimeError, match="response already started"):
        asyncio.run(call(b"", b"x" * 20, b"x" * 20))
    assert placed.is_set()
    assert sent[0] == 200
    placed.clear()
    sent.clear()
    asyncio.run(call(b"40"))
    assert not placed.is_set()
    assert sent == [413, b"Content Too Large"]

    # From 2.4 on, as under Gunicorn's worker, it learns that from `send`, and reads
    # nothing. Uvicorn speaks 2.3, Hypercorn 2.1.
    sent.clear()
    asyncio.run(call(b"40", spec="2.4"))
    assert not placed.is_set()
    assert sent == [413, b"Content Too Large"]
    sent.clear()
    with pytest.raises(TimeoutError):
        asyncio.run(asyncio.wait_for(call(b"", b"x" * 40, spec="2.4"), 0.5))
    assert placed.is_set()
    assert sent == [200, b"7\n"]

    # By Uvicorn itself: the response is cut off when the body has grown too large.
    started = threading.Event()
    app.post("/cut")(stream_after(started, 120))
    app.post("/whole", max_body_size=30)(stream_after(started, 0))

    def growing() -> Iterator[bytes]:
        yield b"x" * 20
        assert started.wait(60)
        yield b"x" * 10

    with serve_here(app, lifespan="off") as url:
        whole = httpx2.post(f"{url}/whole", content=growing(), timeout=60)
        assert (whole.status_code, whole.text) == (200, "7\n")
        started.clear()
        request = httpx2.stream("POST", f"{url}/cut", content=growing(), timeout=60)
        with request as cut:
            assert cut.status_code == 200
            with pytest.raises(httpx2.RemoteProtocolError):
                cut.read()


def stream_after(started: threading.Event, seconds: float):
    """An endpoint that yields, tells that, and goes on for so many seconds."""

    async def stream() -> AsyncIterator[int]:
        started.set()
        yield 7
        await asyncio.sleep(seconds)

    return stream


def test_a_router_and_a_path_operation_have_limits_of_their_own():
    app = FastAPI(max_body_size=20)
    router = APIRouter(max_body_size=60)

    @app.post("/app")
    @router.post("/router")
    @router.post("/operation", max_body_size=40)
    async def count(titles: list[str]) -> int:
        return len(titles)

    app.include_router(router)
    client = TestClient(app)

    def largest(path: str) -> int:
        """Size of the largest body that is accepted, of 10, 20 … 80 bytes."""
        bodies = [b'["%s"]' % (b"x" * (size - 4)) for size in range(10, 90, 10)]
        sent = [client.post(path, content=body, headers=JSON) for body in bodies]
        assert {one.status_code for one in sent} == {200, 413}
        return max(len(one.request.read()) for one in sent if one.status_code == 200)

    assert {path: largest(path) for path in ("/app", "/router", "/operation")} == {
        "/app": 20,
        "/router": 60,
        "/operation": 40,
    }


@pytest.mark.parametrize("reads", [False, True])
def test_middleware_that_reads_the_body_is_held_to_the_limit_of_the_app(reads):
    app = FastAPI(max_body_size=20)

    @app.middleware("http")
    async def log(request: Request, call_next):
        if reads:
            await request.body()
        return await call_next(request)

    @app.post("/titles", max_body_size=60)
    @app.post("/small", max_body_size=10)
    async def count(titles: list[str]) -> int:
        return len(titles)

    client = TestClient(app, headers=JSON)
    large = b'["%s"]' % (b"x" * 40)
    for body in (large, in_parts(large)):
        response = client.post("/titles", content=body)
        assert response.status_code == (413 if reads else 200)
    # A limit below the app's holds as well, whoever has read the body.
    small = b'["Persuasion"]'
    for body in (small, in_parts(small)):
        assert client.post("/small", content=body).status_code == 413


def test_form_limits_count_fields_and_files_and_measure_text():
    app = FastAPI(form_limits={"max_fields": 2, "max_files": 1, "max_part_size": 50})

    @app.post("/scans")
    async def scan(
        title: Annotated[str, Form()],
        note: Annotated[str, Form()] = "",
        pages: Annotated[list[UploadFile], File()] = [],  # noqa: B006
    ) -> int:
        return len(pages)

    client = TestClient(app)

    def status(data: dict[str, str], pages: int = 1, size: int = 1) -> int:
        files = [("pages", b"x" * size)] * pages
        return client.post("/scans", data=data, files=files).status_code

    assert status({"title": "Emma", "note": "x" * 50}, size=1000) == 200
    assert status({"title": "Emma", "note": "", "more": ""}) == 400
    assert status({"title": "Emma"}, pages=2) == 400
    assert status({"title": "Emma", "note": "x" * 51}) == 400


def test_uvicorn_waits_for_a_slow_body():
    """The limit of time that it has by default is for connections that are idle."""
    app = FastAPI()

    @app.post("/titles")
    async def count(titles: list[str]) -> int:
        return len(titles)

    head = b"POST /titles HTTP/1.1\r\nhost: a\r\ncontent-length: 8\r\n"
    head += b"content-type: application/json\r\n\r\n"
    with serve_here(app, lifespan="off", timeout_keep_alive=1) as url:
        address = ("127.0.0.1", httpx2.URL(url).port)
        with socket.create_connection(address, timeout=120) as client:
            client.sendall(head + b'["Em')
            client.settimeout(3)
            with pytest.raises(TimeoutError):  # neither a response nor its end
                client.recv(1024)
            client.settimeout(120)
            client.sendall(b'ma"]')
            assert client.recv(1024).startswith(b"HTTP/1.1 200")
            # What is idle ends.
            while client.recv(1024):
                pass
    limits = inspect.signature(uvicorn.Config).parameters
    assert {name for name in limits if name.startswith("timeout")} == {
        "timeout_keep_alive",
        "timeout_notify",
        "timeout_graceful_shutdown",
        "timeout_worker_healthcheck",
    }


def test_a_key_checked_in_middleware_leaves_the_body_unread():
    app, read = FastAPI(), []

    @app.middleware("http")
    async def check(request: Request, call_next):
        if "x-api-key" not in request.headers:
            return JSONResponse({"detail": "no key"}, 401)
        return await call_next(request)

    @app.post("/titles")
    async def count(titles: list[str]) -> int:
        return len(titles)

    async def call(key: bytes | None) -> None:
        asked, statuses = [], []

        async def receive():
            asked.append("body")
            return {"type": "http.request", "body": b"["}

        async def send(message):
            statuses.append(message.get("status"))

        headers = [(b"content-type", b"application/json")]
        headers += [(b"x-api-key", key)] if key else []
        scope = {"type": "http", "method": "POST", "path": "/titles"}
        await app(scope | {"headers": headers, "query_string": b""}, receive, send)
        read.append((statuses[0], len(asked)))

    asyncio.run(call(None))
    asyncio.run(call(b"reader-7"))
    assert read == [(401, 0), (422, 1)]


@pytest.mark.parametrize("kind", ["http", "pure"])
def test_a_body_read_in_middleware_is_kept_by_one_kind_and_lost_by_the_other(kind):
    app, events = FastAPI(), []

    async def dispatch(request: Request, call_next):
        assert await request.body() == b'["Emma"]'
        return await call_next(request)

    def eat(app):
        async def eating(scope, receive, send):
            assert (await receive())["body"] == b'["Emma"]'
            await app(scope, receive, send)

        return eating

    if kind == "http":
        app.add_middleware(BaseHTTPMiddleware, dispatch=dispatch)
    else:
        app.add_middleware(eat)

    @app.post("/titles")
    async def count(titles: list[str]) -> None:
        events.append(f"endpoint got {titles}")

    async def call() -> None:
        parts = iter([{"type": "http.request", "body": b'["Emma"]'}])

        async def receive():
            if (part := next(parts, None)) is not None:
                return part
            # A server now waits until the client leaves.
            events.append("waits for more")
            return {"type": "http.disconnect"}

        async def send(message): ...

        headers = [(b"content-type", b"application/json")]
        scope = {"type": "http", "method": "POST", "path": "/titles"}
        await app(scope | {"headers": headers, "query_string": b""}, receive, send)

    asyncio.run(call())
    first = {"http": "endpoint got ['Emma']", "pure": "waits for more"}[kind]
    assert events[0] == first
    assert ("endpoint got ['Emma']" in events) == (kind == "http")


def test_nothing_is_read_if_nothing_declares_a_body():
    app, asked = FastAPI(), []

    @app.post("/orders")
    async def place() -> str:
        return "placed"

    async def call() -> None:
        async def receive():
            asked.append("body")
            return {"type": "http.request"}

        async def send(message): ...

        scope = {"type": "http", "method": "POST", "path": "/orders", "headers": []}
        await app(scope | {"query_string": b""}, receive, send)

    asyncio.run(call())
    assert asked == []


def test_a_wrong_return_value_is_a_500_with_the_details_in_the_log_only():
    app = FastAPI()

    @app.get("/copies")
    async def copies() -> int:
        return "many"  # pyright: ignore[reportReturnType]

    quiet = TestClient(app, raise_server_exceptions=False).get("/copies")
    assert quiet.status_code == 500
    assert quiet.text == "Internal Server Error"
    with pytest.raises(ResponseValidationError, match="many"):
        TestClient(app).get("/copies")
    app.debug, app.middleware_stack = True, None
    loud = TestClient(app, raise_server_exceptions=False).get("/copies")
    assert "ResponseValidationError" in loud.text


def test_the_result_is_filtered_and_a_returned_response_is_not():
    class Reader(BaseModel):
        name: str

    app = FastAPI()
    stored = {"name": "Ada", "password_hash": "…"}

    @app.get("/filtered", response_model=Reader)
    async def filtered() -> Any:
        return stored

    @app.get("/raw", response_model=Reader)
    async def raw() -> Any:
        return JSONResponse(stored)

    @app.get("/instance", response_model=Reader)
    async def instance() -> Any:
        return Reader.model_construct(name=None)

    @app.get("/same", response_model=Reader)
    async def same() -> Any:
        return {"name": None}

    client = TestClient(app)
    assert client.get("/filtered").json() == {"name": "Ada"}
    assert client.get("/raw").json() == stored
    assert client.get("/instance").json() == {"name": None}
    with pytest.raises(ResponseValidationError):
        client.get("/same")


def test_the_serializer_may_use_a_function_scoped_session_and_tasks_may_not():
    app, open_sessions, seen = FastAPI(), set(), []

    def session() -> Iterator[None]:
        open_sessions.add("session")
        yield
        open_sessions.clear()

    class Order:
        @property
        def title(self) -> str:
            seen.append(("serializer", bool(open_sessions)))
            return "Emma"

    class OrderOut(BaseModel, from_attributes=True):
        title: str

    @app.get("/orders", response_model=OrderOut)
    async def read(
        tasks: BackgroundTasks,
        _: Annotated[None, Depends(session, scope="function")],
    ) -> Any:
        tasks.add_task(lambda: seen.append(("task", bool(open_sessions))))
        return Order()

    assert TestClient(app).get("/orders").json() == {"title": "Emma"}
    assert seen == [("serializer", True), ("task", False)]


def test_a_failed_commit_is_an_error_in_function_scope_only(program):
    app = FastAPI()

    def commit() -> Iterator[None]:
        yield
        raise HTTPException(409, "conflict")

    for scope in ("function", "request"):

        @app.post(f"/{scope}")
        async def place(_: Annotated[None, Depends(commit, scope=scope)]) -> str:
            return "placed"

    client = TestClient(app, raise_server_exceptions=False)
    assert client.post("/function").status_code == 409
    assert client.post("/request").status_code == 200


def test_dependencies_of_one_scope_close_in_reverse_order(program):
    module = program("order_flow.py").load()
    app = FastAPI()

    @app.get("/")
    async def read(
        first: Annotated[None, Depends(module.resource("first"))],
        second: Annotated[None, Depends(module.resource("second"))],
    ) -> None: ...

    TestClient(app).get("/")
    assert module.events == [
        "first opens",
        "second opens",
        "second closes",
        "first closes",
    ]


def test_uploaded_files_are_closed_after_the_response():
    app, files = FastAPI(), []

    @app.post("/covers")
    async def upload(cover: UploadFile, tasks: BackgroundTasks) -> str:
        files.append(cover)
        tasks.add_task(lambda: files.append(cover.file.closed))
        return "kept"

    TestClient(app).post("/covers", files={"cover": b"x"})
    assert files[1] is False
    assert files[0].file.closed

    # Not by the router: when it has ended, they are open still.
    async def noted_router(scope, receive, send):
        await app.router(scope, receive, send)
        files.append(files[-2].file.closed)

    layer = AsyncExitStackMiddleware(noted_router)
    TestClient(layer).post("/covers", files={"cover": b"x"})
    assert files[-1] is False
    assert files[-3].file.closed


def test_async_def_runs_on_the_loop_and_def_in_a_thread():
    app = FastAPI()

    def has_loop() -> bool:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return False
        return True

    @app.get("/async")
    async def on_the_loop() -> bool:
        return has_loop()

    @app.get("/sync")
    def in_a_thread() -> bool:
        return has_loop()

    client = TestClient(app)
    assert client.get("/async").json() is True
    assert client.get("/sync").json() is False


def test_a_status_raised_after_the_response_reaches_nobody(program):
    p = program("late_refusal.py")
    module = p.load()
    client = TestClient(module.app, raise_server_exceptions=False)
    late = client.post("/invoices/late")
    assert (late.status_code, late.json()) == (200, "paid")
    p.record_http("late", late, note="The client has its 200.")
    with pytest.raises(RuntimeError) as raised:
        TestClient(module.app).post("/invoices/late")
    p.record_value("logged", "What the server gets instead", repr(raised.value))
    early = client.post("/invoices/early")
    assert early.status_code == 402
    p.record_http("early", early)
