from http import HTTPStatus
from typing import Annotated, Literal

import httpx2
import pytest
from fastapi import FastAPI, Header, HTTPException, status
from fastapi.exceptions import RequestValidationError, ResponseValidationError
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient
from pydantic import BaseModel, Field, ValidationError
from starlette.exceptions import StarletteDeprecationWarning
from starlette.websockets import WebSocketDisconnect
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

JSON = {"content-type": "application/json"}
SECRET = {"card": "4242 4242 4242 4242"}


def quiet(app):
    return TestClient(app, raise_server_exceptions=False)


def errors(answer):
    assert answer.status_code == 422
    return [(one["type"], one["loc"]) for one in answer.json()["detail"]]


def test_all_errors_come_at_once_and_the_endpoint_does_not_run(program):
    p = program("invoices.py")
    module = p.load()
    body = {"card": 4242, "lines": [{"sku": "pen", "price": 0}]}
    refused = TestClient(module.app).post("/invoices", json=body)
    assert errors(refused) == [
        ("string_type", ["body", "card"]),
        ("greater_than", ["body", "lines", 0, "price"]),
    ]
    assert set(refused.json()["detail"][1]) == {"type", "loc", "msg", "input", "ctx"}
    assert module.ran == ["dependency"]
    p.record_http("two-errors", refused)
    p.record_value("ran", "What had run by then", module.ran)


def test_malformed_json_is_a_422_of_fastapis_own(program):
    p = program("invoices.py")
    module = p.load()
    malformed = TestClient(module.app).post(
        "/invoices", content='{"card": "4242", "lines": [}', headers=JSON
    )
    assert errors(malformed) == [("json_invalid", ["body", 27])]
    assert module.ran == [], "the body is read before the dependencies"
    p.record_http("malformed", malformed)


def test_dependencies_with_yield_are_closed_again(program):
    module = program("invoices.py").load()
    seen: list[str] = []

    def session():
        seen.append("open")
        try:
            yield
        finally:
            seen.append("closed")

    module.app.dependency_overrides[module.open_session] = session
    assert TestClient(module.app).post("/invoices", json={}).status_code == 422
    assert seen == ["open", "closed"]
    assert module.ran == []


def test_an_unreadable_body_is_a_400(program):
    client = TestClient(program("invoices.py").load().app)
    latin = client.post("/invoices", content=b'{"card": "\xe9"}', headers=JSON)
    assert (latin.status_code, latin.json()) == (
        400,
        {"detail": "There was an error parsing the body"},
    )


def test_what_is_answered_before_authentication(program):
    module = program("invoices.py").load()

    def refuse() -> None:
        raise HTTPException(401)

    module.app.dependency_overrides[module.open_session] = refuse
    client = TestClient(module.app)
    assert client.post("/invoices", json={}).status_code == 401
    assert client.post("/invoices", content="{", headers=JSON).status_code == 422

    def refuse_token(token: Annotated[int, Header()]) -> None:
        raise HTTPException(401)

    module.app.dependency_overrides[module.open_session] = refuse_token
    bad_token = client.post("/invoices", json={}, headers={"token": "x"})
    assert ("int_parsing", ["header", "token"]) in errors(bad_token)
    good_token = client.post("/invoices", json={}, headers={"token": "1"})
    assert good_token.status_code == 401


def test_another_content_type_is_not_parsed(program):
    p = program("invoices.py")
    client = TestClient(p.load().app)
    plain = client.post(
        "/invoices", content='{"card": "4242"}', headers={"content-type": "text/plain"}
    )
    assert errors(plain) == [("model_attributes_type", ["body"])]
    p.record_http("plain-text", plain, note="Sent as text/plain.")
    none = client.post("/invoices", content='{"card": "4242"}')
    assert errors(none) == [("model_attributes_type", ["body"])]


def test_a_bad_return_value_is_a_500(program):
    p = program("invoices.py")
    app = p.load().app
    with pytest.raises(ResponseValidationError) as caught:
        TestClient(app).get("/invoices/1")
    assert caught.value.errors()[0]["loc"] == ("response", "lines")
    answer = quiet(app).get("/invoices/1")
    assert (answer.status_code, answer.text) == (500, "Internal Server Error")
    debugging = quiet(FastAPI(debug=True, routes=app.routes)).get("/invoices/1")
    assert debugging.status_code == 500
    assert "Traceback" in debugging.text
    p.record_http("bad-return", answer)


def test_the_input_is_echoed(program):
    p = program("invoices.py")
    echoed = TestClient(p.load().app).post("/invoices", json=SECRET)
    assert echoed.json()["detail"][0]["input"] == SECRET
    p.record_http("echo", echoed)


def test_nan_turns_the_422_into_a_500(program):
    p = program("invoices.py")
    app = p.load().app
    body = '{"card": "4242", "lines": [{"sku": "pen", "price": NaN}]}'
    answer = quiet(app).post("/invoices", content=body, headers=JSON)
    assert answer.status_code == 500
    p.record_http("nan", answer)
    with pytest.raises(ValueError, match="not JSON compliant"):
        TestClient(app).post("/invoices", content=body, headers=JSON)


def test_problem_details_keep_secrets_and_stand_nan(program):
    p = program("problems.py")
    app = p.load().app
    with TestClient(app) as client:
        refused = client.post("/login", json={"name": "Ada", "password": "hunter2"})
        nan = client.post("/login", content='{"name": NaN}', headers=JSON)
        malformed = client.post("/login", content='{"name"', headers=JSON)
    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"
    assert "hunter2" not in refused.text
    assert [one["type"] for one in refused.json()["errors"]] == ["string_too_short"]
    assert nan.status_code == 422
    assert malformed.json()["errors"][0]["type"] == "json_invalid"
    p.record_http("problem", refused, headers=["content-type"])
    documented = app.openapi()["paths"]["/login"]["post"]["responses"]["422"]
    sent = documented["content"]["application/problem+json"]["schema"]
    assert sent == {"$ref": "#/components/schemas/Problem"}
    assert sent["$ref"].rsplit("/", 1)[1] in app.openapi()["components"]["schemas"]
    assert "application/json" in documented["content"], "FastAPI adds it for `model`"
    assert "HTTPValidationError" not in app.openapi()["components"]["schemas"]


def test_some_messages_quote_the_value(program):
    program("problems.py")

    class Card(BaseModel):
        kind: Literal["card"]

    class Transfer(BaseModel):
        kind: Literal["transfer"]

    class Payment(BaseModel):
        means: Annotated[Card | Transfer, Field(discriminator="kind")]

    with pytest.raises(ValidationError) as caught:
        Payment.model_validate({"means": {"kind": "hunter2"}})
    error = caught.value.errors()[0]
    assert error["type"] == "union_tag_invalid"
    assert "hunter2" in error["msg"]


def test_without_a_declaration_openapi_keeps_the_old_format(program):
    app = program("invoices.py").load().app
    app.add_exception_handler(RequestValidationError, lambda *_: JSONResponse({}))
    assert "HTTPValidationError" in app.openapi()["components"]["schemas"]


def test_a_late_handler_is_ignored(program):
    app = program("invoices.py").load().app
    client = TestClient(app)
    client.post("/invoices", json={})
    app.add_exception_handler(
        RequestValidationError, lambda *_: JSONResponse({}, status_code=400)
    )
    assert client.post("/invoices", json={}).status_code == 422


def test_the_two_exceptions_are_not_related(program):
    p = program("catching.py")
    assert not issubclass(RequestValidationError, ValidationError)
    with TestClient(p.load().app) as client:
        request = client.post("/orders", json={"quantity": "two"})
        own = client.get("/orders/1")
    assert "detail" in request.json(), "the default handler answered"
    assert request.status_code == 422
    assert own.status_code == 400, "a bug of the server is blamed on the client"
    p.record_http("request", request)
    p.record_http("own", own)


def test_without_that_handler_ones_own_error_is_a_500(program):
    program("catching.py")
    app = FastAPI()

    class Order(BaseModel):
        quantity: int

    @app.get("/orders/1")
    def read() -> Order:
        return Order.model_validate({})

    assert quiet(app).get("/orders/1").status_code == 500


def test_a_websocket_is_closed_before_it_is_accepted(program):
    p = program("feed.py")
    client = TestClient(p.load().app)
    with (
        pytest.raises(WebSocketDisconnect) as closed,
        client.websocket_connect("/feed?shelf=north"),
    ):
        pass
    assert closed.value.code == 1008
    assert "int_parsing" in str(closed.value.reason)
    p.record_websocket("test-client", "/feed?shelf=north", [("close", 1008)])
    with p.serve() as server, pytest.raises(InvalidStatus) as refused:
        connect(f"ws://127.0.0.1:{server.port}/feed?shelf=north")
    response = refused.value.response
    assert not response.body, "the reason does not arrive"
    p.record_value(
        "uvicorn", "The same handshake at Uvicorn: HTTP status", response.status_code
    )


def test_the_phrase_is_pythons(program):
    p = program("invoices.py")
    with p.serve() as server:
        refused = httpx2.post(f"{server.url}/invoices", json={}, trust_env=False)
    assert refused.reason_phrase == HTTPStatus(422).phrase
    assert status.HTTP_422_UNPROCESSABLE_CONTENT == 422
    with pytest.warns(StarletteDeprecationWarning):
        assert status.HTTP_422_UNPROCESSABLE_ENTITY == 422
