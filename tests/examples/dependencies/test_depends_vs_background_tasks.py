import asyncio
import threading
from typing import Annotated

import httpx2
import pytest
from fastapi import BackgroundTasks, Depends, FastAPI, Request
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient
from harness.program import forget_tables
from sqlalchemy import StaticPool
from sqlalchemy.orm.exc import DetachedInstanceError
from sqlmodel import Field, Session, SQLModel, create_engine
from starlette.background import BackgroundTask


def test_tasks_run_between_the_response_and_the_last_exit(program):
    p = program("trace.py")
    module = p.load()
    client = TestClient(module.app)
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
    p.record_value("ordered", "POST /orders/dune, answered 200", module.steps)


def test_an_exception_runs_all_exits_first_and_loses_the_tasks(program):
    p = program("trace.py")
    module = p.load()
    client = TestClient(module.app)
    assert client.post("/orders/sold-out").status_code == 409
    assert module.steps == [
        "session: enter",
        "transaction: enter",
        "endpoint",
        "transaction: roll back",
        "session: exit",
        "response sent",
    ]
    p.record_value("refused", "POST /orders/sold-out, answered 409", module.steps)


def test_a_task_that_fails_takes_the_later_tasks_with_it_and_not_the_answer(program):
    p = program("failing.py")
    with p.serve() as server:
        accepted = httpx2.post(f"{server.url}/orders")
        assert accepted.status_code == 202
        error = "ConnectionError: no mail server"
        server.wait_for_output(error)
        p.record_http("accepted", accepted)
        p.record_output("log", server, error, note="from its log")
        seen = httpx2.get(f"{server.url}/seen")
        assert seen.json() == ["the session's exit got the task's error"]
        p.record_http("seen", seen)


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


def test_a_response_with_its_own_task_drops_the_injected_ones(program):
    p = program("dropped.py")
    module = p.load()
    assert TestClient(module.app).post("/orders").status_code == 202
    assert module.ran == ["own: audit"]
    p.record_value("ran", "Tasks that ran after POST /orders", module.ran)


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
