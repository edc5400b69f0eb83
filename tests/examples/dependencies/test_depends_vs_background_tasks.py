import asyncio
import functools
import gc
import signal
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any

import httpx2
import pytest
from fastapi import (
    BackgroundTasks,
    Depends,
    FastAPI,
    Form,
    HTTPException,
    Request,
    Response,
    WebSocket,
)
from fastapi.responses import FileResponse, JSONResponse, StreamingResponse
from fastapi.testclient import TestClient
from gunicorn import config
from harness.program import forget_tables
from pydantic import BaseModel, field_serializer
from sqlalchemy import StaticPool
from sqlalchemy.orm.exc import DetachedInstanceError
from sqlmodel import Field, Session, SQLModel, create_engine
from starlette.background import BackgroundTask


def sent(app, steps):
    """Note in ``steps`` when a response has been handed to the server."""

    async def noted(scope, receive, send):
        async def note(message):
            await send(message)
            if message["type"] == "http.response.body":
                steps.append("response sent")

        await app(scope, receive, note)

    return noted


def test_tasks_run_between_the_response_and_the_last_exit(program):
    p = program("trace.py")
    module = p.load()
    client = TestClient(sent(module.app, module.steps))
    assert client.post("/orders/dune").status_code == 200
    assert module.steps == [
        "session: enter",
        "transaction: enter",
        "endpoint",
        "transaction: commit",
        "response sent",
        "task: audit",
        "task: mail",
        "session: exit",
    ]
    label = "POST /orders/dune, answered 200; the test adds when the response is sent"
    p.record_value("ordered", label, module.steps)


def test_waiting_tasks_run_one_after_another():
    app, steps = FastAPI(), []

    def waiting(name: str):
        async def wait() -> None:
            steps.append(f"{name} begins")
            for _ in range(20):
                await asyncio.sleep(0)
            steps.append(f"{name} ends")

        return wait

    @app.post("/")
    def place_order(tasks: BackgroundTasks) -> None:
        for name in ("first", "second"):
            tasks.add_task(waiting(name))

    assert TestClient(sent(app, steps)).post("/").status_code == 200
    assert steps == [
        "response sent",
        "first begins",
        "first ends",
        "second begins",
        "second ends",
    ]


def test_an_exception_runs_all_exits_first_and_loses_the_tasks(program):
    p = program("trace.py")
    module = p.load()
    client = TestClient(sent(module.app, module.steps))
    assert client.post("/orders/sold-out").status_code == 409
    assert module.steps == [
        "session: enter",
        "transaction: enter",
        "endpoint",
        "session: exit",
        "response sent",
    ]
    label = "POST /orders/sold-out, answered 409"
    p.record_value("refused", label, module.steps)


@pytest.mark.parametrize(("how", "ran"), [("raise", []), ("return", ["mail"])])
def test_an_error_response_that_is_returned_keeps_its_tasks(how, ran):
    app, mails = FastAPI(), []

    @app.post("/")
    def place_order(tasks: BackgroundTasks) -> JSONResponse:
        tasks.add_task(mails.append, "mail")
        if how == "raise":
            raise HTTPException(409, "sold out")
        return JSONResponse({"detail": "sold out"}, status_code=409)

    response = TestClient(app).post("/")
    assert (response.status_code, response.json()) == (409, {"detail": "sold out"})
    assert mails == ran


def test_an_exception_is_thrown_into_the_innermost_dependency_first():
    app = FastAPI()
    steps = []

    def outer():
        try:
            yield
        except LookupError:
            steps.append("outer")
            raise

    def inner(value: Annotated[None, Depends(outer)]):
        try:
            yield
        except LookupError:
            steps.append("inner")
            raise

    @app.get("/", dependencies=[Depends(inner)])
    def read() -> None:
        raise LookupError

    client = TestClient(app, raise_server_exceptions=False)
    assert client.get("/").status_code == 500
    assert steps == ["inner", "outer"]


@pytest.mark.parametrize("first", [True, False])
def test_an_exception_of_an_endpoint_with_yield_comes_after_the_response_began(first):
    app = FastAPI()
    steps = []

    def open_session() -> Iterator[None]:
        try:
            yield
        except HTTPException:
            steps.append("session: exception")
            raise

    @app.get("/", dependencies=[Depends(open_session)])
    async def read(tasks: BackgroundTasks) -> AsyncIterator[str]:
        tasks.add_task(steps.append, "task")
        if not first:
            yield "dune"
        raise HTTPException(404)

    client = TestClient(app, raise_server_exceptions=False)
    assert client.get("/").status_code == 200
    assert steps == ["session: exception"]


def test_a_dependency_that_raises_stops_the_request_and_its_tasks():
    app = FastAPI()
    ran = []

    def refuse(tasks: BackgroundTasks) -> None:
        tasks.add_task(ran.append, "task")
        raise HTTPException(403)

    @app.get("/", dependencies=[Depends(refuse)])
    def read() -> None:
        ran.append("endpoint")

    assert TestClient(app).get("/").status_code == 403
    assert ran == []


def test_middleware_and_routing_come_before_any_dependency():
    ran = []
    app = FastAPI(dependencies=[Depends(lambda: ran.append("dependency"))])

    @app.middleware("http")
    async def pass_on(request, call_next):
        ran.append("middleware")
        return await call_next(request)

    @app.post("/orders")
    async def read() -> None:
        ran.append("endpoint")

    client = TestClient(app)
    assert client.post("/nowhere").status_code == 404
    assert client.get("/orders").status_code == 405
    assert ran == ["middleware"] * 2
    ran.clear()
    assert client.post("/orders").status_code == 200
    assert ran == ["middleware", "dependency", "endpoint"]


def test_a_response_is_built_before_the_exits_of_function_scope():
    app = FastAPI()
    steps = []

    def begin():
        yield
        steps.append("exit")

    class Order(BaseModel):
        number: int

        @field_serializer("number")
        def note(self, number: int) -> int:
            steps.append("serialized")
            return number

    @app.get("/", dependencies=[Depends(begin, scope="function")])
    def read() -> Order:
        return Order(number=1)

    assert TestClient(app).get("/").json() == {"number": 1}
    assert steps == ["serialized", "exit"]


def test_a_dependency_may_return_yield_raise_or_give_nothing():
    app = FastAPI()

    def check(number: int) -> None:
        if number > 1:
            raise HTTPException(403)

    def generate():
        yield "yielded"

    @app.get("/{number}", dependencies=[Depends(check)])
    def read(
        one: Annotated[str, Depends(lambda: "returned")],
        other: Annotated[str, Depends(generate)],
        nothing: Annotated[object, Depends(check)],
    ) -> list[str | None]:
        assert nothing is None
        return [one, other]

    client = TestClient(app)
    assert client.get("/1").json() == ["returned", "yielded"]
    assert client.get("/2").status_code == 403


def test_a_task_that_fails_takes_the_later_tasks_with_it_and_not_the_answer(program):
    p = program("failing.py")
    with p.serve() as server:
        accepted = httpx2.post(f"{server.url}/orders")
        assert accepted.status_code == 202
        log = server.wait_for_output("ConnectionError: no mail server")
        p.record_http("accepted", accepted)
    assert "stock updated" not in log
    seen = [line for line in log.splitlines() if line[0] not in " +|"]
    wanted = ("the session rolls back", "ConnectionError: no mail")
    seen = [line for line in seen if line.startswith(wanted)]
    assert len(seen) == 2
    p.record_output("log", server, "\n".join(seen), note="from its log")


def test_without_the_failure_both_tasks_run(program, capsys):
    module = program("failing.py").load()
    module.send_mail = lambda: print("mail sent")  # pyright: ignore[reportAttributeAccessIssue]
    assert TestClient(module.app).post("/orders").status_code == 202
    assert capsys.readouterr().out == "mail sent\nstock updated\n"


def test_middleware_and_handlers_see_a_failed_task_and_the_client_does_not():
    app = FastAPI()
    seen = []

    def fail() -> None:
        raise ConnectionError("no mail server")

    @app.middleware("http")
    async def watch(request, call_next):
        try:
            return await call_next(request)
        except ConnectionError:
            seen.append("function middleware")
            raise

    class Watch:
        def __init__(self, app) -> None:
            self.app = app

        async def __call__(self, scope, receive, send) -> None:
            try:
                await self.app(scope, receive, send)
            except ConnectionError:
                seen.append("middleware")
                raise

    app.add_middleware(Watch)

    @app.exception_handler(Exception)
    async def handle(request: Request, error: Exception) -> JSONResponse:
        seen.append("handler")
        return JSONResponse("from the handler", status_code=500)

    @app.post("/", status_code=202)
    def place_order(tasks: BackgroundTasks) -> str:
        tasks.add_task(fail)
        return "accepted"

    client = TestClient(app, raise_server_exceptions=False)
    response = client.post("/")
    assert (response.status_code, response.json()) == (202, "accepted")
    # `call_next` had returned by then, so the function has nothing to catch.
    assert seen == ["middleware", "handler"] or seen == ["handler", "middleware"]


def test_a_handler_for_its_class_is_not_called_for_a_failed_task():
    app = FastAPI()
    seen = []

    def open_session():
        try:
            yield
        except ConnectionError:
            seen.append("yield: ConnectionError")
            raise

    def fail() -> None:
        raise ConnectionError("no mail server")

    @app.exception_handler(ConnectionError)
    async def handle_its_class(request: Request, error: Exception) -> JSONResponse:
        seen.append("own handler")
        return JSONResponse("from its handler", status_code=503)

    @app.exception_handler(Exception)
    async def handle_any(request: Request, error: Exception) -> JSONResponse:
        seen.append(f"handler: {type(error).__name__}")
        return JSONResponse("from the handler", status_code=500)

    class Watch:
        def __init__(self, app) -> None:
            self.app = app

        async def __call__(self, scope, receive, send) -> None:
            try:
                await self.app(scope, receive, send)
            except Exception as error:
                seen.append(f"middleware: {type(error).__name__}")
                raise

    app.add_middleware(Watch)

    @app.post("/", status_code=202, dependencies=[Depends(open_session)])
    def place_order(tasks: BackgroundTasks) -> None:
        tasks.add_task(fail)

    with pytest.raises(RuntimeError, match="response already started"):
        TestClient(app).post("/")
    assert seen == [
        "yield: ConnectionError",
        "middleware: RuntimeError",
        "handler: RuntimeError",
    ]


@pytest.mark.parametrize(
    ("command", "logged"),
    [
        ("uvicorn --port {port}", True),
        ("gunicorn --bind 127.0.0.1:{port} -k asgi --no-control-socket", False),
    ],
)
def test_gunicorns_own_worker_logs_no_failed_task(program, command, logged):
    p = program("failing.py")
    with p.serve("-m", *command.split(), "failing:app") as server:
        assert httpx2.post(f"{server.url}/orders").status_code == 202
        server.wait_for_output("the session rolls back")
        if logged:
            server.wait_for_output("ConnectionError: no mail server")
        server.stop()
        assert ("ConnectionError" in server.output) == logged


@pytest.mark.filterwarnings("ignore:coroutine")
@pytest.mark.parametrize("called", [True, False])
@pytest.mark.parametrize("kind", ["def", "async def"])
def test_a_task_that_is_called_runs_before_the_response_or_never(kind, called):
    app = FastAPI()
    steps: list[str] = []

    def send_mail(order: str) -> None:
        steps.append(f"mail for {order}")

    async def send_mail_on_loop(order: str) -> None:
        send_mail(order)

    send: Any = send_mail if kind == "def" else send_mail_on_loop

    @app.post("/")
    def place_order(tasks: BackgroundTasks) -> None:
        if called:
            tasks.add_task(send("A1"))
        else:
            tasks.add_task(send, "A1")

    client = TestClient(sent(app, steps), raise_server_exceptions=False)
    assert client.post("/").status_code == 200
    order = ["mail for A1", "response sent"]
    if called:
        assert steps == (order if kind == "def" else order[1:])
        with pytest.raises(TypeError, match="must be callable"):
            TestClient(app).post("/")
        gc.collect()  # the coroutine that nobody awaited, while its warning is ignored
    else:
        assert steps == order[::-1]


def test_a_task_that_contains_its_failure_stops_nothing():
    app = FastAPI()
    ran = []

    def send_mail() -> None:
        try:
            raise ConnectionError("no mail server")
        except ConnectionError:
            ran.append("mail failed")

    @app.post("/", status_code=202)
    def place_order(tasks: BackgroundTasks) -> None:
        tasks.add_task(send_mail)
        tasks.add_task(ran.append, "stock updated")

    assert TestClient(app).post("/").status_code == 202
    assert ran == ["mail failed", "stock updated"]


@pytest.mark.parametrize("scope", ["request", "function"])
def test_a_task_that_fails_rolls_back_a_transaction_of_the_default_scope(scope):
    app = FastAPI()
    outcome = []

    def begin():
        try:
            yield
        except ConnectionError:
            outcome.append("rolled back")
            raise
        outcome.append("committed")

    def send_mail() -> None:
        raise ConnectionError

    @app.post("/", status_code=202, dependencies=[Depends(begin, scope=scope)])
    def place_order(tasks: BackgroundTasks) -> None:
        tasks.add_task(send_mail)

    client = TestClient(app, raise_server_exceptions=False)
    assert client.post("/").status_code == 202
    assert outcome == [{"request": "rolled back", "function": "committed"}[scope]]


def test_a_task_added_in_an_exit_of_the_default_scope_never_runs():
    ran = []

    def add_late(tasks: BackgroundTasks):
        yield
        tasks.add_task(ran.append, "task")

    app = FastAPI()
    app.get("/late", dependencies=[Depends(add_late)])(lambda: None)
    early = Depends(add_late, scope="function")
    app.get("/early", dependencies=[early])(lambda: None)
    assert TestClient(app).get("/late").status_code == 200
    assert ran == []
    assert TestClient(app).get("/early").status_code == 200
    assert ran == ["task"]


def test_a_response_with_its_own_task_drops_the_injected_ones(program):
    p = program("dropped.py")
    module = p.load()
    response = TestClient(module.app).post("/orders")
    assert (response.status_code, response.json()) == (202, "accepted")
    assert module.ran == ["own: audit"]
    p.record_value("ran", "Tasks that ran after POST /orders", module.ran)

    def note_visit(tasks: BackgroundTasks) -> None:
        tasks.add_task(module.ran.append, "injected: visit")

    app = FastAPI(dependencies=[Depends(note_visit)])
    app.post("/orders")(module.place_order)
    app.post("/plain")(lambda: None)
    module.ran.clear()
    for path, ran in (("/orders", "own: audit"), ("/plain", "injected: visit")):
        TestClient(app).post(path)
        assert module.ran.pop() == ran
        assert not module.ran


def test_without_its_own_task_the_response_keeps_the_mail(program):
    module = program("dropped.py").load_changed(", background=own", "")
    response = TestClient(module.app).post("/orders")
    assert (response.status_code, response.json()) == (202, "accepted")
    assert module.ran == ["injected: mail"]


@pytest.mark.parametrize(
    ("asked", "status", "task"),
    [("bytes=0-1", 206, 1), ("bytes=9-", 416, 0), ("pages=1", 400, 0)],
)
@pytest.mark.parametrize("own", [True, False])
def test_a_file_response_that_refuses_a_range_runs_no_task(
    tmp_path, own, asked, status, task
):
    """What a client sends decides; an exit runs whatever it sends."""
    app = FastAPI()
    ran = []
    report = tmp_path / "report.txt"
    report.write_text("report")

    def delete_report() -> Iterator[None]:
        yield
        ran.append("exit")

    @app.get("/", dependencies=[Depends(delete_report)])
    def read_report(tasks: BackgroundTasks) -> FileResponse:
        if own:
            return FileResponse(report, background=BackgroundTask(ran.append, "task"))
        tasks.add_task(ran.append, "task")
        return FileResponse(report)

    response = TestClient(app).get("/", headers={"Range": asked})
    assert response.status_code == status
    assert ran == [*["task"] * task, "exit"]


def test_a_file_is_gone_before_it_is_sent_if_a_function_scope_exit_deletes_it(
    tmp_path,
):
    app = FastAPI()
    report = tmp_path / "report.txt"

    def make_report() -> Iterator[None]:
        report.write_text("report")
        yield
        report.unlink()

    @app.get("/late", dependencies=[Depends(make_report)])
    @app.get("/early", dependencies=[Depends(make_report, scope="function")])
    def read_report() -> FileResponse:
        return FileResponse(report)

    client = TestClient(app)
    assert client.get("/late").text == "report"
    assert not report.exists()
    with pytest.raises(RuntimeError, match="does not exist"):
        client.get("/early")


def test_a_response_that_is_returned_again_runs_the_first_tasks():
    app = FastAPI()
    ran = []
    accepted = JSONResponse("accepted", status_code=202)

    @app.post("/again/{buyer}")
    def place_order(buyer: str, tasks: BackgroundTasks) -> JSONResponse:
        tasks.add_task(ran.append, buyer)
        return accepted

    @app.post("/anew/{buyer}")
    def place_another(buyer: str, tasks: BackgroundTasks) -> JSONResponse:
        tasks.add_task(ran.append, buyer)
        return JSONResponse("accepted", status_code=202)

    client = TestClient(app)
    client.post("/again/ada")
    client.post("/again/bob")
    assert ran == ["ada", "ada"]
    ran.clear()
    client.post("/anew/ada")
    client.post("/anew/bob")
    assert ran == ["ada", "bob"]


def test_headers_of_a_dependency_do_not_reach_a_returned_response():
    app = FastAPI()

    def limit(response: Response) -> None:
        response.headers["X-Limit"] = "10"
        response.status_code = 203

    app.get("/value", dependencies=[Depends(limit)])(lambda: "report")
    returned = JSONResponse("report")
    app.get("/response", dependencies=[Depends(limit)])(lambda: returned)

    def limit_late(response: Response):
        yield
        limit(response)

    def fail() -> None:
        raise HTTPException(404)

    late = Depends(limit_late, scope="function")
    app.get("/exit", dependencies=[late])(lambda: "report")
    app.get("/exception", dependencies=[Depends(limit)])(fail)
    client = TestClient(app)
    found = {
        path: client.get(f"/{path}")
        for path in ("value", "response", "exit", "exception")
    }
    seen = {
        path: (one.status_code, one.headers.get("x-limit"))
        for path, one in found.items()
    }
    assert seen == {
        "value": (203, "10"),
        "response": (200, None),
        "exit": (200, None),
        "exception": (404, None),
    }


@pytest.mark.parametrize("where", ["endpoint", "dependency"])
def test_a_response_without_a_task_of_its_own_keeps_the_injected_ones(where):
    app = FastAPI()
    ran = []

    def add(tasks: BackgroundTasks) -> None:
        if where == "dependency":
            tasks.add_task(ran.append, "injected")

    @app.post("/", dependencies=[Depends(add)])
    def place_order(tasks: BackgroundTasks) -> JSONResponse:
        if where == "endpoint":
            tasks.add_task(ran.append, "injected")
        return JSONResponse("accepted")

    assert TestClient(app).post("/").status_code == 200
    assert ran == ["injected"]


def test_an_exit_of_the_default_scope_cannot_refuse_any_more(program):
    p = program("late.py")
    with p.serve() as server:
        late = httpx2.get(f"{server.url}/late")
        assert late.status_code == 200
        error = "RuntimeError: Caught handled exception, but response already started."
        server.wait_for_output(error)
        p.record_http("late", late)
        p.record_output("log", server, error, note="from its log")
        early = httpx2.get(f"{server.url}/early")
        assert early.status_code == 429
        p.record_http("early", early)


@pytest.mark.parametrize("where", ["endpoint", "return value", "sibling", "exit"])
def test_an_exit_can_refuse_if_an_error_came_first(where):
    app = FastAPI()

    def fail(here: str) -> None:
        if here == where:
            raise KeyError(here)

    def refuse() -> Iterator[None]:
        try:
            yield
        except Exception as error:
            raise HTTPException(429) from error

    def begin() -> Iterator[None]:
        yield
        fail("exit")

    def check() -> None:
        fail("sibling")

    early = Depends(begin, scope="function")
    guards = [Depends(refuse), Depends(check), early]

    @app.get("/", dependencies=guards, response_model=int)
    def read() -> object:
        fail("endpoint")
        return "no number" if where == "return value" else 1

    assert TestClient(app).get("/").status_code == 429


def test_the_quota_is_counted_while_it_lasts(program):
    module = program("late.py").load()
    module.quota["left"] = 1
    client = TestClient(module.app)
    assert client.get("/early").status_code == 200
    assert module.quota == {"left": 0}
    assert client.get("/early").status_code == 429


def test_of_two_requests_at_once_one_gets_what_is_left_of_the_quota(program):
    """Nothing can come between the check and the count: there is no `await`."""
    module = program("late.py").load()

    class Slow(dict):
        def __getitem__(self, key):
            value = super().__getitem__(key)
            time.sleep(0.2)
            return value

    module.quota = Slow(left=1)

    async def send_two() -> list[int]:
        transport = httpx2.ASGITransport(app=module.app)
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://test"
        ) as client:
            answers = await asyncio.gather(client.get("/early"), client.get("/early"))
        return [one.status_code for one in answers]

    assert sorted(asyncio.run(send_two())) == [200, 429]


def test_a_streamed_body_still_uses_the_dependency_of_the_default_scope():
    app = FastAPI()
    steps = []

    def open_session():
        steps.append("opened")
        yield "row"
        steps.append("closed")

    def stream(row: str) -> StreamingResponse:
        def chunks():
            steps.append("streamed")
            yield row

        return StreamingResponse(chunks())

    @app.get("/late")
    def late(row: Annotated[str, Depends(open_session)]):
        return stream(row)

    @app.get("/early")
    def early(row: Annotated[str, Depends(open_session, scope="function")]):
        return stream(row)

    client = TestClient(app)
    for path, order in (
        ("/late", ["opened", "streamed", "closed"]),
        ("/early", ["opened", "closed", "streamed"]),
    ):
        steps.clear()
        assert client.get(path).text == "row"
        assert steps == order


def test_a_websocket_runs_no_background_tasks():
    app = FastAPI()
    ran = []

    @app.websocket("/")
    async def talk(socket: WebSocket, tasks: BackgroundTasks) -> None:
        tasks.add_task(ran.append, "task")
        await socket.accept()
        await socket.close()

    with TestClient(app) as client, client.websocket_connect("/"):
        pass
    assert ran == []


def test_dependencies_are_not_resolved_for_tasks():
    app = FastAPI()
    got = []
    number = Depends(lambda: 7)

    def task(number=number) -> None:
        got.append(number)

    @app.get("/")
    def read(tasks: BackgroundTasks) -> None:
        tasks.add_task(task)

    assert TestClient(app).get("/").status_code == 200
    assert got == [number]


def test_malformed_json_is_refused_before_any_dependency_runs():
    app = FastAPI()
    ran = []

    @app.post("/", dependencies=[Depends(lambda: ran.append("dependency"))])
    def read(order: dict[str, int]) -> None: ...

    client = TestClient(app)
    kind = {"Content-Type": "application/json"}
    assert client.post("/", content="{", headers=kind).status_code == 422
    assert ran == []
    assert client.post("/", content="[]", headers=kind).status_code == 422
    assert ran == ["dependency"]

    # What is not sent as JSON is not parsed, so the validation comes later.
    ran.clear()
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert client.post("/", content="{", headers=form).status_code == 422
    assert ran == ["dependency"]

    # Where no body is declared, none is read.
    app.put("/", dependencies=[Depends(lambda: ran.append("put"))])(lambda: None)
    assert client.put("/", content="{", headers=kind).status_code == 200
    assert ran == ["dependency", "put"]


def test_malformed_json_does_not_end_a_request_for_which_a_form_is_declared():
    app = FastAPI()
    ran = []

    @app.post("/", dependencies=[Depends(lambda: ran.append("dependency"))])
    def read(order: Annotated[str, Form()]) -> None: ...

    kind = {"Content-Type": "application/json"}
    response = TestClient(app).post("/", content="{", headers=kind)
    assert response.json()["detail"][0]["type"] == "missing"
    assert (response.status_code, ran) == (422, ["dependency"])


def test_a_surrogate_in_utf_8_is_decoded_although_it_is_not_valid():
    app = FastAPI()
    ran = []

    @app.post("/", dependencies=[Depends(lambda: ran.append("dependency"))])
    def read(order: dict[str, str]) -> None: ...

    kind = {"Content-Type": "application/json"}
    content = b'{"book": "\xed\xa0\x80"}'
    response = TestClient(app).post("/", content=content, headers=kind)
    assert response.status_code != 400
    assert ran == ["dependency"]


@pytest.mark.parametrize("content", [b'{"number": "\xff"}', b"[" * 100_000])
def test_a_body_that_cannot_be_decoded_is_a_400_before_any_dependency_runs(content):
    app = FastAPI()
    ran = []

    @app.post("/", dependencies=[Depends(lambda: ran.append("dependency"))])
    def read(order: dict[str, int]) -> None: ...

    kind = {"Content-Type": "application/json"}
    response = TestClient(app).post("/", content=content, headers=kind)
    assert (response.status_code, ran) == (400, [])


def test_tasks_wait_for_a_slow_client_behind_function_middleware():
    steps = []

    def slow_client(app):
        async def slowed(scope, receive, send):
            async def send_slowly(message):
                await asyncio.sleep(0.05)
                await send(message)
                steps.append(message["type"])

            await app(scope, receive, send_slowly)

        return slowed

    app = FastAPI()

    @app.middleware("http")
    async def pass_on(request, call_next):
        return await call_next(request)

    app.add_middleware(slow_client)  # outside of pass_on

    @app.get("/")
    def read(tasks: BackgroundTasks) -> None:
        tasks.add_task(steps.append, "task")

    assert TestClient(app).get("/").status_code == 200
    assert "http.response.body" in steps
    assert steps[-1] == "task"


SLOW = """
from fastapi import BackgroundTasks, FastAPI, Response

app = FastAPI()

@app.get("/")
def read(tasks: BackgroundTasks) -> Response:
    tasks.add_task(print, "the task has run")
    return Response(bytes(SIZE))
"""


def test_a_task_does_not_wait_for_a_client_that_is_slow_to_read(program, tmp_path):
    """More than the buffers of two sockets hold, given to the server at once."""
    size = 50_000_000
    (tmp_path / "slow.py").write_text(SLOW.replace("SIZE", str(size)))
    command = f"-m uvicorn slow:app --app-dir {tmp_path} --log-level error"
    with (
        program("trace.py").serve(*command.split(), "--port", "{port}") as server,
        socket.create_connection(("127.0.0.1", server.port)) as client,
    ):
        client.sendall(b"GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
        server.wait_for_output("the task has run")  # and nothing has been read
        read = 0
        while part := client.recv(1_000_000):
            read += len(part)
    assert read > size


def test_an_exception_handler_can_start_a_task_that_reports_the_failure():
    app = FastAPI()
    ran = []

    @app.exception_handler(LookupError)
    async def report(request: Request, error: Exception) -> JSONResponse:
        task = BackgroundTask(ran.append, "reported")
        return JSONResponse("no such order", status_code=404, background=task)

    @app.get("/")
    def read(tasks: BackgroundTasks) -> None:
        tasks.add_task(ran.append, "mail")
        raise LookupError

    assert TestClient(app).get("/").status_code == 404
    assert ran == ["reported"]


@pytest.mark.parametrize("scope", ["request", "function"])
def test_a_row_handed_to_a_task_is_detached_once_its_session_is_closed(scope):
    forget_tables()

    class Invoice(SQLModel, table=True):
        number: str = Field(primary_key=True)

    engine = create_engine(
        "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
    )
    SQLModel.metadata.create_all(engine)
    app = FastAPI()
    outcome = []

    def open_session():
        with Session(engine) as session:
            yield session

    def print_invoice(invoice: Invoice) -> None:
        try:
            outcome.append(invoice.number)
        except DetachedInstanceError:
            outcome.append("detached")

    @app.post("/")
    def add(
        tasks: BackgroundTasks,
        session: Annotated[Session, Depends(open_session, scope=scope)],
    ) -> None:
        invoice = Invoice(number="A1")
        session.add(invoice)
        session.commit()
        tasks.add_task(print_invoice, invoice)

    assert TestClient(app).post("/").status_code == 200
    assert outcome == [{"request": "A1", "function": "detached"}[scope]]


@pytest.mark.parametrize(("scope", "found"), [("request", 0), ("function", 1)])
def test_a_task_finds_no_row_that_is_committed_after_it(scope, found, tmp_path):
    """In the default scope what is after ``yield`` follows the tasks, a commit too."""
    forget_tables()

    class Receipt(SQLModel, table=True):
        number: str = Field(primary_key=True)

    engine = create_engine(f"sqlite:///{tmp_path}/receipts.db")
    SQLModel.metadata.create_all(engine)
    app = FastAPI()
    outcome: list[int] = []

    def open_session():
        with Session(engine) as session:
            yield session
            session.commit()

    def count(number: str) -> None:
        with Session(engine) as session:
            outcome.append(session.get(Receipt, number) is not None)

    @app.post("/")
    def add(
        tasks: BackgroundTasks,
        session: Annotated[Session, Depends(open_session, scope=scope)],
    ) -> None:
        session.add(Receipt(number="A1"))
        session.flush()
        tasks.add_task(count, "A1")

    assert TestClient(app).post("/").status_code == 200
    assert outcome == [found]
    engine.dispose()


@pytest.mark.filterwarnings("ignore:coroutine")
def test_a_decorated_async_function_never_runs_as_a_task():
    app = FastAPI()
    ran = []

    def timed(function):
        @functools.wraps(function)
        def wrapped():
            return function()

        return wrapped

    @timed
    async def note() -> None:
        ran.append("note")

    app.get("/dependency", dependencies=[Depends(note)])(lambda: None)

    @app.get("/task")
    def read(tasks: BackgroundTasks) -> None:
        tasks.add_task(note)

    client = TestClient(app)
    assert client.get("/task").status_code == 200
    gc.collect()  # the coroutine that nobody awaited, while its warning is ignored
    assert ran == []
    assert client.get("/dependency").status_code == 200
    assert ran == ["note"]


def test_a_generator_never_runs_as_a_task():
    app = FastAPI()
    ran = []

    def in_thread() -> Iterator[None]:
        ran.append("def")
        yield

    async def on_loop() -> AsyncIterator[None]:
        ran.append("async def")
        yield

    @app.get("/")
    def read(tasks: BackgroundTasks) -> None:
        tasks.add_task(in_thread)
        tasks.add_task(on_loop)
        tasks.add_task(ran.append, "the next task")

    assert TestClient(app).get("/").status_code == 200
    assert ran == ["the next task"]


@pytest.mark.parametrize("kind", ["def", "async def"])
def test_sync_tasks_run_in_a_worker_thread(kind):
    app = FastAPI()
    threads = {}

    def in_thread() -> None:
        threads["task"] = threading.current_thread()

    async def on_loop() -> None:
        threads["task"] = threading.current_thread()

    @app.get("/")
    async def read(tasks: BackgroundTasks) -> None:
        threads["endpoint"] = threading.current_thread()
        tasks.add_task(in_thread if kind == "def" else on_loop)

    assert TestClient(app).get("/").status_code == 200
    same = threads["task"] is threads["endpoint"]
    assert same == (kind == "async def")


@pytest.mark.parametrize(
    ("path", "middleware"),
    [("plain", "none"), ("stream", "none"), ("stream", "function")],
)
def test_tasks_run_although_the_client_has_hung_up(program, tmp_path, path, middleware):
    (tmp_path / "gone.py").write_text(
        f"MIDDLEWARE = {middleware!r}"
        """
import asyncio
from fastapi import BackgroundTasks, FastAPI, Request
from fastapi.responses import StreamingResponse

app = FastAPI()

async def pass_on(request, call_next):
    return await call_next(request)

if MIDDLEWARE == "function":
    app.middleware("http")(pass_on)

@app.get("/plain")
async def plain(request: Request, tasks: BackgroundTasks) -> None:
    tasks.add_task(print, "the task has run")
    print("waiting")
    while not await request.is_disconnected():
        await asyncio.sleep(0.01)
    print("the client has gone")

@app.get("/stream")
async def stream(tasks: BackgroundTasks) -> StreamingResponse:
    tasks.add_task(print, "the task has run")

    async def chunks():
        print("waiting")
        try:
            while True:
                yield b"chunk"
                await asyncio.sleep(0.01)
        finally:
            print("the client has gone")

    return StreamingResponse(chunks())
"""
    )
    command = f"-m uvicorn gone:app --app-dir {tmp_path} --log-level error"
    with program("trace.py").serve(*command.split(), "--port", "{port}") as server:
        with socket.create_connection(("127.0.0.1", server.port)) as client:
            client.sendall(f"GET /{path} HTTP/1.1\r\nHost: test\r\n\r\n".encode())
            server.wait_for_output("waiting")
            assert "the task has run" not in server.output
        printed = server.wait_for_output("the task has run", seconds=120)
    assert printed.split("\n")[:3] == [
        "waiting",
        "the client has gone",
        "the task has run",
    ]


@pytest.mark.parametrize("kind", ["def", "async"])
@pytest.mark.parametrize(
    ("command", "all_run"),
    [
        ("uvicorn --port {port} --app-dir {folder}", True),
        (
            "gunicorn --bind 127.0.0.1:{port} --chdir {folder} -k asgi "
            "--no-control-socket --asgi-disconnect-grace-period 1",
            False,
        ),
    ],
)
def test_gunicorns_own_worker_cancels_the_tasks_of_a_client_that_has_gone(
    program, tmp_path, command, all_run, kind
):
    """A thread cannot be canceled, so a `def` that is running goes on."""
    assert config.Config().asgi_disconnect_grace_period == 3
    (tmp_path / "mail.py").write_text("""
import asyncio
import time
from fastapi import BackgroundTasks, Depends, FastAPI

async def open_session():
    try:
        yield
    finally:
        print("session closed")

def in_thread() -> None:
    time.sleep(2)
    print("first task ends")

async def on_loop() -> None:
    await asyncio.sleep(2)
    print("first task ends")

app = FastAPI(dependencies=[Depends(open_session)])

@app.get("/{kind}")
async def place_order(kind: str, tasks: BackgroundTasks) -> None:
    tasks.add_task(in_thread if kind == "def" else on_loop)
    tasks.add_task(print, "second task")
""")
    words = command.replace("{folder}", str(tmp_path)).split()
    with program("trace.py").serve("-m", *words, "mail:app") as server:
        address = ("127.0.0.1", server.port)
        with socket.create_connection(address, 120) as client:
            client.sendall(f"GET /{kind} HTTP/1.1\r\nHost: test\r\n\r\n".encode())
            assert client.recv(4096).startswith(b"HTTP/1.1 200 OK")
        server.wait_for_output("session closed")
        if kind == "def":
            server.wait_for_output("first task ends")
        server.stop()
        printed = server.output
    assert ("first task ends" in printed) == (all_run or kind == "def")
    assert ("second task" in printed) == all_run


def test_a_killed_server_forgets_its_tasks(program, tmp_path):
    (tmp_path / "mail.py").write_text("""
import time
from fastapi import BackgroundTasks, FastAPI

app = FastAPI()

def send_mail() -> None:
    print("task begins")
    time.sleep(60)
    print("task ends")

@app.post("/", status_code=202)
def place_order(tasks: BackgroundTasks) -> None:
    tasks.add_task(send_mail)

@app.get("/")
def read() -> str:
    return "up again"
""")
    command = f"-m uvicorn mail:app --app-dir {tmp_path}"
    for first in (True, False):
        with program("trace.py").serve(*command.split(), "--port", "{port}") as server:
            if first:
                assert httpx2.post(server.url).status_code == 202
                server.wait_for_output("task begins")
                server.stop(signal.SIGKILL)
                assert "task ends" not in server.output
            else:
                assert httpx2.get(server.url).json() == "up again"
                assert "task begins" not in server.output


@pytest.mark.parametrize(("outcome", "answered"), [("fails", False), ("ends", True)])
def test_a_task_that_fails_cuts_off_the_next_request_of_its_connection(
    program, tmp_path, outcome, answered
):
    """Uvicorn serves it beside the task, and closes the connection under it."""
    (tmp_path / "cut.py").write_text("""
import asyncio
from fastapi import BackgroundTasks, FastAPI

app = FastAPI()
arrived = asyncio.Event()
over = asyncio.Event()

async def work(outcome: str) -> None:
    await arrived.wait()
    asyncio.get_running_loop().call_later(0.5, over.set)
    if outcome == "fails":
        raise ConnectionError("no mail server")

@app.get("/orders/{outcome}")
async def place_order(outcome: str, tasks: BackgroundTasks) -> str:
    tasks.add_task(work, outcome)
    return "accepted"

@app.get("/next")
async def read() -> str:
    arrived.set()
    await over.wait()
    return "next"
""")
    command = f"-m uvicorn cut:app --app-dir {tmp_path} --log-level error"
    with (
        program("trace.py").serve(*command.split(), "--port", "{port}") as server,
        socket.create_connection(("127.0.0.1", server.port), 120) as connection,
    ):
        head = "GET /{} HTTP/1.1\r\nHost: test\r\n{}\r\n"
        connection.sendall(head.format(f"orders/{outcome}", "").encode())
        received = connection.recv(4096)
        while b"accepted" not in received:
            received += connection.recv(4096)
        connection.sendall(head.format("next", "Connection: close\r\n").encode())
        rest = b""
        while some := connection.recv(4096):
            rest += some
    assert (b"next" in rest) == answered
    assert rest == b"" or answered
