import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

import httpx2
from fastapi import Depends, FastAPI
from fastapi.security import OAuth2PasswordBearer
from fastapi.sse import EventSourceResponse
from fastapi.testclient import TestClient
from flask import Flask


def test_one_model_is_contract_check_and_schema(program):
    p = program("orders.py")
    module = p.load()
    client = TestClient(module.app)

    order = {"email": "ada@example.com", "lines": [{"title": "Emma", "copies": 2}]}
    placed = client.post("/orders", json=order)
    assert placed.status_code == 201
    assert placed.json() == {**order, "id": 12}
    p.record_http("placed", placed)

    wrong = {"email": "ada", "lines": [{"title": "Emma", "copies": 0}]}
    refused = client.post("/orders", json=wrong)
    assert refused.status_code == 422
    errors = {
        ".".join(map(str, one["loc"])): one["msg"] for one in refused.json()["detail"]
    }
    assert list(errors) == ["body.email", "body.lines.0.copies"]
    p.record_value("refused", "The same with a bad email and 0 copies: 422", errors)

    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    copies = schemas["Line"]["properties"]["copies"]
    assert copies["exclusiveMinimum"] == 0
    assert schemas["NewOrder"]["properties"]["email"]["format"] == "email"
    p.record_value("schema", "Line in /openapi.json", schemas["Line"]["properties"])


def met(url: str) -> list[bool]:
    """What two readers get who ask at the same time."""

    async def ask() -> list[bool]:
        async with httpx2.AsyncClient(timeout=60) as client:
            answers = await asyncio.gather(*(client.post(f"{url}/club") for _ in "ab"))
        return [answer.json()["met"] for answer in answers]

    return asyncio.run(ask())


def test_two_requests_meet_on_one_event_loop(program):
    p = program("club_fastapi.py")
    with p.serve() as server:
        answers = met(server.url)
    assert answers == [True, True]
    label = "Two requests at once, Uvicorn, one process: did the readers meet?"
    p.record_value("met", label, answers)


def test_an_async_flask_view_holds_its_worker(program):
    p = program("club_flask.py")
    bind = ("--bind", "127.0.0.1:{port}", "--no-control-socket")
    with p.serve("-m", "gunicorn", "club_flask:app", *bind) as server:
        answers = met(server.url)
    assert answers == [False, False]
    label = "Two requests at once, Gunicorn, one worker: did the readers meet?"
    p.record_value("missed", label, answers)
    with p.serve("-m", "gunicorn", "club_flask:app", *bind, "--threads", "2") as server:
        answers = met(server.url)
    assert answers == [True, True]


def test_the_two_clubs_differ_in_the_framework_only(program):
    fastapi = program("club_fastapi.py").path.read_text()
    flask = program("club_flask.py").path.read_text()
    assert fastapi.replace("from fastapi import FastAPI", "").replace(
        "FastAPI()", ""
    ) == flask.replace("from flask import Flask", "").replace("Flask(__name__)", "")


def test_django_awaits_a_view_and_drf_does_not(program):
    p = program("drf_orders.py")
    with p.serve() as server:
        django = httpx2.get(f"{server.url}/django/", timeout=60)
        drf = httpx2.get(f"{server.url}/drf/", timeout=60)
        server.stop()
        printed = server.output
    assert django.json() == {"orders": [12]}
    assert drf.status_code == 500
    p.record_http("django", django)
    error = next(line for line in printed.splitlines() if "AssertionError" in line)
    p.record_value("drf", "GET /drf/ is a 500; the server logs", error)


def test_the_oauth2_helper_reads_a_token_and_neither_issues_nor_checks_it():
    app = FastAPI()
    bearer = OAuth2PasswordBearer(tokenUrl="token")

    @app.get("/me")
    async def read_me(token: Annotated[str, Depends(bearer)]) -> str:
        return token

    client = TestClient(app)
    assert client.get("/me").status_code == 401
    invented = client.get("/me", headers={"Authorization": "Bearer invented"})
    assert invented.json() == "invented"
    assert client.post("/token").status_code == 404
    schemes = app.openapi()["components"]["securitySchemes"]
    assert schemes["OAuth2PasswordBearer"]["type"] == "oauth2"


def test_events_and_json_lines_are_built_in():
    app = FastAPI()

    @app.get("/events", response_class=EventSourceResponse)
    async def events() -> AsyncIterator[int]:
        yield 12

    @app.get("/lines")
    async def lines() -> AsyncIterator[int]:
        yield 12

    client = TestClient(app)
    assert client.get("/events").text == "data: 12\n\n"
    assert client.get("/lines").text == "12\n"


def test_a_task_spawned_in_a_flask_view_is_cancelled():
    app = Flask(__name__)
    ended = []

    @app.post("/mails")
    async def send_mail() -> str:
        async def send() -> None:
            try:
                await asyncio.sleep(60)
            finally:
                ended.append("cancelled")

        app.extensions["mail"] = asyncio.create_task(send())
        await asyncio.sleep(0)
        return "sent"

    assert app.test_client().post("/mails").text == "sent"
    assert ended == ["cancelled"]
