from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any

import pytest
from fastapi import Depends, FastAPI, Form, HTTPException, Request
from fastapi.exceptions import FastAPIError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient

JSON = {"content-type": "application/json"}


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

    return p, put


def test_a_successful_request_runs_in_this_order(flow):
    p, put = flow
    response, events = put("/orders/7", json={"title": "Emma", "copies": 2})
    assert response.status_code == 200
    assert events == [
        "middleware, in",
        "session opens",
        "transaction opens",
        "body validated",
        "endpoint",
        "result serialised",
        "transaction closes",
        "sent http.response.start",
        "sent http.response.body",
        "background task",
        "session closes",
        "middleware, out",
    ]
    p.record_value("success", "PUT /orders/7, Emma, 2 copies: 200", events)


def test_dependencies_see_an_error_and_close_before_it_is_answered(flow):
    p, put = flow
    response, events = put("/orders/7", json={"title": "Emma", "copies": 200})
    assert response.status_code == 409
    answered = events.index("sent http.response.start")
    assert events.index("session closes") < answered
    assert "session sees HTTPException" in events
    assert "background task" not in events
    p.record_value("refused", "PUT /orders/7, Emma, 200 copies: 409", events)


def test_the_answer_to_an_unhandled_error_passes_by_the_middleware(flow):
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
    app = FastAPI()
    layer: Any = app.build_middleware_stack()
    layers = []
    while layer is not app.router:
        layers.append(type(layer).__name__)
        layer = layer.app
    assert layers == [
        "ServerErrorMiddleware",
        "ExceptionTelemetryMiddleware",
        "ExceptionMiddleware",
        "AsyncExitStackMiddleware",
    ]


def test_a_wrong_method_ends_at_the_router(program):
    module = program("order_flow.py").load()
    assert TestClient(module.app).get("/orders/7").status_code == 405
    assert "session opens" not in module.events


def test_a_streamed_response_closes_the_function_scope_before_the_first_chunk(program):
    module = program("order_flow.py").load()
    app, events = FastAPI(), module.events
    app.add_middleware(module.watch)

    @app.get("/orders")
    async def stream_orders(
        session: Annotated[None, Depends(module.Resource("session"))],
        transaction: Annotated[
            None, Depends(module.Resource("transaction"), scope="function")
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


def test_the_answer_to_an_unhandled_error_has_no_cors_headers(program):
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


def test_a_handler_for_exception_runs_outside_the_middleware(program):
    module = program("order_flow.py").load()

    @module.app.exception_handler(Exception)
    async def report(request: Request, error: Exception) -> JSONResponse:
        return JSONResponse({"detail": "reported"}, 500)

    client = TestClient(module.app, raise_server_exceptions=False)
    crashed = client.put("/orders/7", json={"title": "Sanditon", "copies": 1})
    assert crashed.json() == {"detail": "reported"}
    assert not [event for event in module.events if event.startswith("sent")]


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
    allowed = client.post(
        "/imports", json={"titles": ["Emma"]}, headers={"X-API-Key": "reader-7"}
    )
    assert allowed.json() == 1


def test_fastapi_has_no_max_body_size_before_0_164():
    with pytest.raises(TypeError, match="max_body_size"):
        FastAPI(max_body_size=100)  # pyright: ignore[reportCallIssue]


def test_a_status_raised_after_the_response_reaches_nobody(program):
    p = program("late_refusal.py")
    module = p.load()
    client = TestClient(module.app, raise_server_exceptions=False)
    late = client.post("/invoices/12/late")
    assert (late.status_code, late.json()) == (200, "paid")
    p.record_http("late", late, note="The client has its 200.")
    with pytest.raises(RuntimeError) as raised:
        TestClient(module.app).post("/invoices/12/late")
    p.record_value("logged", "What the server gets instead", repr(raised.value))
    early = client.post("/invoices/12/early")
    assert early.status_code == 402
    p.record_http("early", early)
