import asyncio
import gc
import inspect
import re
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext, suppress
from importlib.metadata import requires
from typing import Annotated, Any

import anyio
import anyio.to_thread
import httpx2
import psycopg
import pytest
from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException, WebSocket
from fastapi.responses import FileResponse, JSONResponse, StreamingResponse
from fastapi.testclient import TestClient
from harness.program import forget_tables
from psycopg.adapt import Transformer
from sqlalchemy import (
    ForeignKey,
    QueuePool,
    StaticPool,
    create_engine,
    event,
    insert,
    text,
)
from sqlalchemy.exc import (
    IntegrityError,
    InvalidRequestError,
    OperationalError,
    PendingRollbackError,
    StatementError,
    TimeoutError,
)
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    mapped_column,
    relationship,
    selectinload,
)
from sqlmodel import Field, Session, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession
from testing.postgresql import postgresql_server


@pytest.fixture
def url(tmp_path, monkeypatch) -> str:
    """A database of its own, in a file: SQLAlchemy then keeps a pool of connections."""
    url = f"sqlite:///{tmp_path}/shop.db"
    monkeypatch.setenv("DATABASE_URL", url)
    return url


def send(method: str, server, path: str):
    """Use a connection of its own: Uvicorn closes one on which the app has failed."""
    return httpx2.request(method, f"{server.url}{path}")


async def entered_of_three(dependencies: list[Any]) -> int:
    """Count which of three requests at once get past the dependencies and wait."""
    app = FastAPI()
    inside = []
    release = asyncio.Event()

    @app.get("/", dependencies=dependencies)
    async def wait() -> None:
        inside.append("request")
        await release.wait()

    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(
        transport=transport, base_url="http://test"
    ) as client:
        tasks = [asyncio.create_task(client.get("/")) for _ in range(3)]
        await anyio.wait_all_tasks_blocked()
        entered = len(inside)
        release.set()
        await asyncio.gather(*tasks)
        return entered


class NotedSession(Session):
    """Notes when a session is opened and when it is closed."""

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        STEPS.append("opened")

    def close(self) -> None:
        STEPS.append("closed")
        super().close()


STEPS: list[str] = []


def shop(program, monkeypatch):
    """Load books.py with Dune in stock; note its sessions in STEPS."""
    module = program("books.py").load()
    SQLModel.metadata.create_all(module.engine)
    with Session(module.engine) as session:
        book = module.Book(title="Dune", purchase_price=4)
        session.add(book)
        session.commit()
    STEPS.clear()
    monkeypatch.setattr(module, "Session", NotedSession)
    return module


def test_endpoints_and_dependencies_of_a_request_share_one_session(
    program, url, monkeypatch
):
    module = shop(program, monkeypatch)
    p = program("books.py")
    client = TestClient(module.app)
    listed = client.get("/books")
    assert listed.json() == [{"title": "Dune"}]
    p.record_http("listed", listed)
    # SQLAlchemy refuses to delete an object that belongs to another session.
    deleted = client.delete("/books/Dune")
    assert deleted.status_code == 204
    p.record_http("deleted", deleted)
    again = client.delete("/books/Dune")
    assert again.status_code == 404
    assert client.get("/books").json() == []
    p.record_http("missing", again)
    assert STEPS == ["opened", "closed"] * 4


def test_a_crowd_at_once_finds_a_connection_for_each_session(program, url, monkeypatch):
    """More requests than the 15 connections and 40 threads together."""
    module = shop(program, monkeypatch)
    monkeypatch.setattr(module.engine.pool, "_timeout", 0)  # to wait is an error

    async def list_at_once() -> Counter[int]:
        transport = httpx2.ASGITransport(module.app, raise_app_exceptions=False)
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://test"
        ) as client:
            listed = await asyncio.gather(*(client.get("/books") for _ in range(100)))
        return Counter(one.status_code for one in listed)

    assert asyncio.run(list_at_once()) == {200: 100}
    assert module.engine.pool.size() + module.engine.pool._max_overflow == 15


def test_the_session_is_closed_after_a_response_and_after_an_error(
    program, url, monkeypatch
):
    module = shop(program, monkeypatch)

    @module.app.get("/broken")
    def fail(session: Annotated[Session, Depends(module.get_session)]) -> None:
        session.add(module.Book(title="Emma", purchase_price=3))
        session.flush()
        raise LookupError

    client = TestClient(module.app, raise_server_exceptions=False)
    for path, status in (("/books", 200), ("/broken", 500)):
        STEPS.clear()
        assert client.get(path).status_code == status
        assert STEPS == ["opened", "closed"]
        assert module.engine.pool.checkedout() == 0
    STEPS.clear()
    assert client.delete("/books/x").status_code == 404
    assert STEPS == ["opened", "closed"]
    # What was flushed and not committed has been rolled back.
    assert client.get("/books").json() == [{"title": "Dune"}]


def test_what_no_endpoint_has_committed_is_rolled_back(program, url, monkeypatch):
    module = shop(program, monkeypatch)

    @module.app.post("/forgotten")
    def forget(session: Annotated[Session, Depends(module.get_session)]) -> None:
        session.add(module.Book(title="Emma", purchase_price=3))
        session.flush()

    client = TestClient(module.app)
    assert client.post("/forgotten").status_code == 200
    assert len(client.get("/books").json()) == 1


def test_a_response_model_keeps_the_purchase_price_inside(program, url, monkeypatch):
    module = shop(program, monkeypatch)

    def list_rows(session: Annotated[Session, Depends(module.get_session)]):
        return list(session.exec(select(module.Book)))

    module.app.get("/raw")(list_rows)
    module.app.get("/table", response_model=list[module.Book])(list_rows)
    client = TestClient(module.app)
    whole = [{"title": "Dune", "purchase_price": 4}]
    assert client.get("/raw").json() == client.get("/table").json() == whole
    assert client.get("/books").json() == [{"title": "Dune"}]


def test_a_row_that_has_just_been_committed_goes_out_empty(program, url, monkeypatch):
    module = shop(program, monkeypatch)

    def add(
        title: str,
        refresh: bool,
        session: Annotated[Session, Depends(module.get_session)],
    ):
        book = module.Book(title=title, purchase_price=3)
        session.add(book)
        session.commit()
        if refresh:
            session.refresh(book)
        return book

    class BookApart(SQLModel):
        title: str

    models = {"raw": None, "parent": module.BookPublic, "apart": BookApart}
    for path, model in models.items():
        module.app.post(f"/{path}", response_model=model)(add)
    client = TestClient(module.app)
    found = {
        (path, refresh): client.post(f"/{path}?title={path}{refresh}&refresh={refresh}")
        for path in models
        for refresh in (0, 1)
    }
    assert {key: one.json() for key, one in found.items()} == {
        ("raw", 0): {},
        ("raw", 1): {"title": "raw1", "purchase_price": 3},
        ("parent", 0): {},
        ("parent", 1): {"title": "parent1"},
        ("apart", 0): {"title": "apart0"},
        ("apart", 1): {"title": "apart1"},
    }


@pytest.mark.parametrize(
    "title", ["x" * 5000, "%00", "%C3%A9", "%ED%A0%80", "%27%20OR"]
)
def test_an_unknown_title_of_any_form_is_a_404(program, url, monkeypatch, title):
    client = TestClient(shop(program, monkeypatch).app)
    assert client.delete(f"/books/{title}").status_code == 404
    assert len(client.get("/books").json()) == 1


def test_two_requests_at_once_have_a_session_each(program, url, monkeypatch):
    module = shop(program, monkeypatch)
    meeting = threading.Barrier(2)
    seen = []

    @module.app.get("/meet")
    def meet(session: Annotated[Session, Depends(module.get_session)]) -> None:
        seen.append(session)
        meeting.wait(timeout=60)

    async def send_two() -> None:
        transport = httpx2.ASGITransport(app=module.app)
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://test"
        ) as client:
            await asyncio.gather(client.get("/meet"), client.get("/meet"))

    asyncio.run(send_two())
    assert seen[0] is not seen[1]


def test_a_def_endpoint_and_its_dependency_may_run_in_two_threads(
    program, url, monkeypatch
):
    """So SQLite's own check has to be off; for a file SQLAlchemy sees to that."""
    threads = []
    go = threading.Event()
    app = FastAPI()

    def note() -> None:
        threads.append(threading.get_ident())

    async def another_request() -> None:
        held, loop = asyncio.Event(), asyncio.get_running_loop()

        def hold() -> None:
            loop.call_soon_threadsafe(held.set)
            go.wait(60)

        app.state.task = asyncio.create_task(anyio.to_thread.run_sync(hold))
        await held.wait()

    @app.get("/", dependencies=[Depends(note), Depends(another_request)])
    def read_root() -> None:
        note()
        go.set()

    with TestClient(app) as client:
        assert client.get("/").status_code == 200
    assert len(set(threads)) == 2

    module = shop(program, monkeypatch)
    read = {}

    def query(name: str, session: Session) -> None:
        read[name] = len(session.exec(select(module.Book)).all())

    with Session(module.engine) as session:
        query("first thread", session)
        other = threading.Thread(target=query, args=("second thread", session))
        other.start()
        other.join()
    assert read == {"first thread": 1, "second thread": 1}

    refused = []
    plain = sqlite3.connect(url.removeprefix("sqlite:///"))

    def use() -> None:
        try:
            plain.execute("SELECT 1")
        except sqlite3.ProgrammingError as error:
            refused.append(str(error))

    other = threading.Thread(target=use)
    other.start()
    other.join()
    plain.close()
    assert refused
    assert "can only be used in that same thread" in refused[0]


@pytest.mark.parametrize("cancels", ["asyncio", "AnyIO"])
def test_an_exit_does_not_wait_for_a_query_when_asyncio_cancels_the_request(cancels):
    """The thread of a `def` endpoint goes on; AnyIO's cancel scopes wait for it."""
    app = FastAPI()
    steps = []
    started, closed, ended = (threading.Event() for _ in range(3))

    def get_session():
        try:
            yield
        finally:
            steps.append("session closed")
            closed.set()

    @app.get("/", dependencies=[Depends(get_session)])
    def query() -> None:
        started.set()
        closed.wait(timeout=60 if cancels == "asyncio" else 1)
        steps.append("query ends")
        ended.set()

    async def send() -> None:
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://test"
        ) as client:
            if cancels == "asyncio":
                sending = asyncio.create_task(client.get("/"))
                await anyio.to_thread.run_sync(started.wait, 60)
                sending.cancel()
                with suppress(asyncio.CancelledError):
                    await sending
            else:
                async with anyio.create_task_group() as group:
                    group.start_soon(client.get, "/")
                    await anyio.to_thread.run_sync(started.wait, 60)
                    group.cancel_scope.cancel()
        await anyio.to_thread.run_sync(ended.wait, 60)

    asyncio.run(send())
    order = ["session closed", "query ends"]
    assert steps == (order if cancels == "asyncio" else order[::-1])


def test_with_static_pool_a_rollback_undoes_the_work_of_another_session():
    forget_tables()

    class Loan(SQLModel, table=True):
        number: int = Field(primary_key=True)

    engine = create_engine(
        "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
    )
    SQLModel.metadata.create_all(engine)
    with Session(engine) as mine, Session(engine) as other:
        mine.add(Loan(number=1))
        mine.flush()
        other.exec(select(Loan)).all()
        other.rollback()
        mine.commit()
    with Session(engine) as session:
        assert session.exec(select(Loan)).all() == []


def test_an_object_cannot_be_deleted_in_a_second_session(program, url, monkeypatch):
    module = shop(program, monkeypatch)
    with Session(module.engine) as first, Session(module.engine) as second:
        book = first.get(module.Book, "Dune")
        with pytest.raises(InvalidRequestError, match="already attached"):
            second.delete(book)


def rows(module) -> list[tuple[str, str]]:
    with Session(module.engine) as session:
        found = session.exec(select(module.Order.number, module.Order.buyer))
        return [tuple(one) for one in found]


def test_a_commit_after_the_response_fails_unseen(program, url):
    p = program("commit.py")
    module = p.load()
    SQLModel.metadata.create_all(module.engine)
    with p.serve() as server:
        first = send("POST", server, "/early/A1?buyer=ada")
        assert first.status_code == 201
        p.record_http("first", first)
        early = send("POST", server, "/early/A1?buyer=bob")
        assert early.status_code == 409
        p.record_http("early", early)
        late = send("POST", server, "/late/A1?buyer=eve")
        assert late.status_code == 201
        p.record_http("late", late)
        error = "RuntimeError: Caught handled exception, but response already started."
        log = server.wait_for_output(error)
    assert "sqlalchemy.exc.IntegrityError" in log
    assert log.count(error) == 1
    shown = {re.escape(url): "sqlite:///shop.db"}
    p.record_output("log", server, error, note="from its log", mask=shown)
    stored = rows(module)
    assert stored == [("A1", "ada")]
    p.record_value("stored", "Rows of the table afterwards: number, buyer", stored)


def test_middleware_sees_a_late_commit_that_fails(program, url):
    module = program("commit.py").load()
    SQLModel.metadata.create_all(module.engine)
    seen = []

    class Watch:
        def __init__(self, app) -> None:
            self.app = app

        async def __call__(self, scope, receive, send) -> None:
            try:
                await self.app(scope, receive, send)
            except RuntimeError as error:
                seen.append(str(error))
                raise

    module.app.add_middleware(Watch)
    client = TestClient(module.app, raise_server_exceptions=False)
    codes = [client.post("/late/A1?buyer=eve").status_code for _ in range(2)]
    assert codes == [201, 201]
    assert seen == ["Caught handled exception, but response already started."]


@pytest.mark.parametrize("path", ["early", "late"])
def test_a_transaction_is_closed_whether_or_not_it_is_committed(
    program, url, monkeypatch, path
):
    module = program("commit.py").load()
    SQLModel.metadata.create_all(module.engine)
    monkeypatch.setattr(module, "Session", NotedSession)
    client = TestClient(module.app, raise_server_exceptions=False)
    codes = []
    for _ in range(2):
        STEPS.clear()
        codes.append(client.post(f"/{path}/A1?buyer=ada").status_code)
        assert STEPS == ["opened", "closed"]
    assert codes == {"early": [201, 409], "late": [201, 201]}[path]


def test_a_nul_in_the_url_does_not_reach_the_database(program, monkeypatch):
    """psycopg rejects it by itself, and uncaught that is a 500."""
    with pytest.raises(psycopg.DataError, match="NUL"):
        Transformer().as_literal("a\0b")
    nothing_listens = "postgresql+psycopg://127.0.0.1:9/shop"
    monkeypatch.setenv("DATABASE_URL", nothing_listens)
    for file, method, path, status in (
        ("books.py", "DELETE", "/books/%s", 404),
        ("commit.py", "POST", "/early/%s?buyer=ada", 422),
        ("commit.py", "POST", "/early/A1?buyer=%s", 422),
        ("commit.py", "POST", "/late/%s?buyer=ada", 422),
        ("commit.py", "POST", "/late/A1?buyer=%s", 422),
    ):
        client = TestClient(program(file).load().app)
        for nul in ("%00", "A%00", "%00A", "A%0A%00"):
            assert client.request(method, path % nul).status_code == status
        with pytest.raises(OperationalError, match="connection failed"):
            client.request(method, path % ("A" * 99))
        if file == "commit.py":  # a key has to fit an index
            assert client.request(method, path % ("A" * 100)).status_code == 422


def test_a_late_commit_that_succeeds_is_stored(program, url):
    module = program("commit.py").load()
    SQLModel.metadata.create_all(module.engine)
    client = TestClient(module.app)
    assert client.post("/late/B2?buyer=ada").status_code == 201
    assert client.post("/early/B3?buyer=bob").status_code == 201
    assert rows(module) == [("B2", "ada"), ("B3", "bob")]


def test_a_commit_in_the_endpoint_that_fails_is_the_clients_error(program, url):
    module = program("commit.py").load()
    SQLModel.metadata.create_all(module.engine)

    @module.app.post("/inside/{number}")
    def add(number: str) -> None:
        with Session(module.engine) as session:
            session.add(module.Order(number=number, buyer="ada"))
            session.commit()

    client = TestClient(module.app, raise_server_exceptions=False)
    codes = [client.post("/inside/A1").status_code for _ in range(2)]
    assert codes == [200, 500]


def test_without_the_handler_the_early_commit_is_a_500(program, url):
    module = program("commit.py").load()
    SQLModel.metadata.create_all(module.engine)

    def get_transaction():
        with Session(module.engine) as session:
            yield session
            session.commit()

    module.app.dependency_overrides[module.get_transaction] = get_transaction
    client = TestClient(module.app, raise_server_exceptions=False)
    assert client.post("/early/A1?buyer=ada").status_code == 201
    assert client.post("/early/A1?buyer=bob").status_code == 500
    assert client.post("/late/A1?buyer=bob").status_code == 201


@pytest.mark.parametrize(
    ("commits", "codes", "stored"), [(False, [201, 201], 0), (True, [201, 500], 1)]
)
def test_an_override_of_the_transaction_has_to_commit_itself(
    program, url, commits, codes, stored
):
    """What is after its `yield` is replaced too; without a commit nothing is stored."""
    module = program("commit.py").load()
    SQLModel.metadata.create_all(module.engine)
    with module.engine.connect() as connection:
        connection.begin()
        connection.exec_driver_sql("BEGIN")
        mode: Any = "create_savepoint"

        def get_test_transaction() -> Iterator[Session]:
            with Session(connection, join_transaction_mode=mode) as session:
                yield session
                if commits:
                    session.commit()

        overrides = module.app.dependency_overrides
        overrides[module.get_transaction] = get_test_transaction
        client = TestClient(module.app, raise_server_exceptions=False)
        path = "/early/A1?buyer=ada"
        assert [client.post(path).status_code for _ in range(2)] == codes
        with Session(connection, join_transaction_mode=mode) as session:
            assert len(session.exec(select(module.Order)).all()) == stored
    assert rows(module) == []


@pytest.mark.parametrize("limited", [True, False])
def test_without_a_limit_more_commits_wait_than_there_are_connections_and_threads(
    program, url, monkeypatch, limited
):
    """An exit takes no place among the 40, so a crowd has as many threads as heads."""
    monkeypatch.setenv("DATABASE_URL", f"{url}?timeout=120")  # SQLite's one writer
    p = program("commit.py")
    limit = ", max_concurrency=15"
    module = p.load() if limited else p.load_changed(limit, "")
    SQLModel.metadata.create_all(module.engine)
    pool = module.engine.pool
    monkeypatch.setattr(pool, "_timeout", 0)  # to wait is an error
    if limited:
        (declared,) = module.Early.__metadata__
        assert declared.max_concurrency == pool.size() + pool._max_overflow == 15
    together = threading.Barrier(1 if limited else 60)

    class Meeting(Session):
        def commit(self) -> None:
            together.wait(120)
            super().commit()

    monkeypatch.setattr(module, "Session", Meeting)
    go = threading.Event()
    if limited:
        go.set()
    else:  # those that have a connection keep it until all others have asked

        @event.listens_for(module.engine, "before_cursor_execute")
        def hold(*_: object) -> None:
            go.wait(120)

    async def post_at_once() -> Counter[int]:
        codes = Counter[int]()
        transport = httpx2.ASGITransport(module.app, raise_app_exceptions=False)
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://test"
        ) as client:

            async def post(number: int) -> None:
                response = await client.post(f"/early/{number}?buyer=ada")
                codes[response.status_code] += 1
                if codes[500] == 60 - 15:
                    go.set()

            await asyncio.gather(*(post(number) for number in range(60)))
        return codes

    assert asyncio.run(post_at_once()) == ({201: 60} if limited else {201: 15, 500: 45})
    assert len(rows(module)) == (60 if limited else 15)


def test_a_response_that_does_not_validate_rolls_the_early_commit_back(program, url):
    module = program("commit.py").load()
    SQLModel.metadata.create_all(module.engine)

    @module.app.post("/invalid/{number}", response_model=dict[str, int])
    def add_invalid(
        number: str,
        session: Annotated[Session, Depends(module.get_transaction, scope="function")],
    ) -> dict[str, str]:
        session.add(module.Order(number=number, buyer="invalid"))
        return {"stored": number}

    client = TestClient(module.app, raise_server_exceptions=False)
    assert client.post("/invalid/A1").status_code == 500
    assert rows(module) == []


@pytest.mark.parametrize("flush", [True, False])
def test_an_early_commit_comes_too_late_for_an_id_in_the_response(tmp_path, flush):
    forget_tables()

    class Loan(SQLModel, table=True):
        number: int | None = Field(default=None, primary_key=True)

    engine = create_engine(f"sqlite:///{tmp_path}/loans.db")
    SQLModel.metadata.create_all(engine)
    app = FastAPI()

    def get_transaction():
        with Session(engine) as session:
            yield session
            session.commit()

    @app.post("/")
    def lend(
        session: Annotated[Session, Depends(get_transaction, scope="function")],
    ) -> Loan:
        loan = Loan()
        session.add(loan)
        if flush:
            session.flush()
        return loan

    assert TestClient(app).post("/").json() == {"number": 1 if flush else None}
    with Session(engine) as session:
        assert session.exec(select(Loan.number)).all() == [1]
    engine.dispose()


def test_an_exception_while_the_response_is_sent_comes_after_the_early_commit(
    program, url, tmp_path
):
    """Whether there is a file is found out when it is sent."""
    module = program("commit.py").load()
    SQLModel.metadata.create_all(module.engine)

    def send(number: str, session: Session) -> FileResponse:
        session.add(module.Order(number=number, buyer="ada"))
        return FileResponse(tmp_path / "missing.txt")

    send.__annotations__["session"] = module.Early
    module.app.post("/file/{number}")(send)
    client = TestClient(module.app, raise_server_exceptions=False)
    assert client.post("/file/A1").status_code == 500
    assert rows(module) == [("A1", "ada")]


def test_what_an_endpoint_with_yield_writes_misses_the_early_commit(program, url):
    module = program("commit.py").load()
    SQLModel.metadata.create_all(module.engine)

    @module.app.post("/stream/{number}")
    def add(
        number: str,
        commit: bool,
        session: module.Early,  # pyright: ignore[reportInvalidTypeForm]
    ) -> Iterable[str]:
        session.add(module.Order(number=number, buyer="ada"))
        session.flush()
        if commit:
            session.commit()
        yield number

    client = TestClient(module.app)
    for number, commit in (("A1", False), ("A2", True)):
        response = client.post(f"/stream/{number}?commit={commit}")
        assert (response.status_code, response.json()) == (200, number)
        gc.collect()  # nobody else ends the transaction that was begun too late
    assert rows(module) == [("A2", "ada")]


def test_a_commit_of_an_endpoint_with_yield_fails_after_the_response_has_started(
    program, url
):
    module = program("commit.py").load()
    SQLModel.metadata.create_all(module.engine)

    @module.app.post("/stream/{number}")
    def add(number: str) -> Iterable[str]:
        with Session(module.engine) as session:
            session.add(module.Order(number=number, buyer="ada"))
            session.commit()
        yield number

    client = TestClient(module.app, raise_server_exceptions=False)
    answers = [client.post("/stream/A1") for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 200]
    assert [one.text for one in answers] == ['"A1"\n', ""]


def test_an_error_response_that_is_returned_is_committed(program, url):
    module = program("commit.py").load()
    SQLModel.metadata.create_all(module.engine)

    def refuse(
        number: str,
        session: Annotated[Session, Depends(module.get_transaction, scope="function")],
        how: str,
    ) -> JSONResponse:
        session.add(module.Order(number=number, buyer=how))
        if how == "raise":
            raise HTTPException(402, "no money")
        return JSONResponse("no money", status_code=402)

    module.app.post("/refused/{number}")(refuse)
    client = TestClient(module.app)
    for number, how in (("A1", "raise"), ("A2", "return")):
        assert client.post(f"/refused/{number}?how={how}").status_code == 402
    assert rows(module) == [("A2", "return")]


async def send_six(module, path: str) -> tuple[dict, list[int]]:
    """Give what is busy when nothing moves any more, then let all finish."""
    limiter = anyio.to_thread.current_default_thread_limiter()
    transport = httpx2.ASGITransport(app=module.app)
    async with (
        module.app.router.lifespan_context(module.app),
        httpx2.AsyncClient(transport=transport, base_url="http://test") as client,
    ):
        tasks = [asyncio.create_task(client.get(path)) for _ in range(6)]

        def busy() -> dict[str, int]:
            return {
                "busy worker threads": limiter.borrowed_tokens,
                "connections in use": module.engine.pool.checkedout(),
                "answered": sum(t.done() for t in tasks),
            }

        for _ in range(12_000):
            if all(one.done() for one in tasks):
                break
            # Two hold a connection and wait for a thread; four threads wait for them.
            waiting = limiter.statistics().tasks_waiting
            if waiting == 2 and tuple(busy().values()) == (4, 2, 0):
                break
            await asyncio.sleep(0.01)
        await asyncio.wait(tasks, timeout=0.5)
        stuck = busy()
        limiter.total_tokens = 40
        answers = await asyncio.wait_for(asyncio.gather(*tasks), timeout=120)
        return stuck, [one.status_code for one in answers]


def test_a_pool_smaller_than_the_threadpool_starves_the_endpoints(program, url):
    p = program("pool.py")
    module = p.load()
    stuck, codes = asyncio.run(send_six(module, "/unlimited"))
    assert codes == [200] * 6
    assert stuck == {
        "busy worker threads": 4,
        "connections in use": 2,
        "answered": 0,
    }
    p.record_value("starved", "Six requests for /unlimited: what is busy", stuck)
    stuck, codes = asyncio.run(send_six(module, "/limited"))
    assert codes == [200] * 6
    assert stuck == {"busy worker threads": 0, "connections in use": 0, "answered": 6}
    p.record_value("limited", "Six requests for /limited: what is busy", stuck)


def test_the_limit_lets_no_thread_wait_for_a_connection(program, url, monkeypatch):
    module = program("pool.py").load()
    go = threading.Event()
    connect = module.engine.connect

    def held_connect():
        go.wait(timeout=60)
        return connect()

    monkeypatch.setattr(module.engine, "connect", held_connect)

    async def send_six_at_once(path: str) -> int:
        go.clear()
        transport = httpx2.ASGITransport(app=module.app)
        async with (
            module.app.router.lifespan_context(module.app),
            httpx2.AsyncClient(transport=transport, base_url="http://test") as client,
        ):
            tasks = [asyncio.create_task(client.get(path)) for _ in range(6)]
            await anyio.wait_all_tasks_blocked()
            limiter = anyio.to_thread.current_default_thread_limiter()
            threads = limiter.borrowed_tokens
            limiter.total_tokens = 40
            go.set()
            answers = await asyncio.gather(*tasks)
            assert [one.status_code for one in answers] == [200] * 6
            return int(threads)

    assert asyncio.run(send_six_at_once("/limited")) == 2
    assert asyncio.run(send_six_at_once("/unlimited")) == 4


def test_each_depends_object_has_a_limit_of_its_own():
    app = FastAPI()
    inside = []

    async def get_seat():
        inside.append("seat")
        yield

    one, two = (Depends(get_seat, max_concurrency=1) for _ in range(2))

    async def send_three() -> int:
        release = asyncio.Event()

        async def wait() -> None:
            await release.wait()

        app.get("/one", dependencies=[one])(wait)
        app.get("/two", dependencies=[two])(wait)
        app.get("/one-again", dependencies=[one])(wait)
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://test"
        ) as client:
            paths = ("/one", "/two", "/one-again")
            tasks = [asyncio.create_task(client.get(path)) for path in paths]
            await anyio.wait_all_tasks_blocked()
            entered = len(inside)
            release.set()
            await asyncio.gather(*tasks)
            return entered

    assert asyncio.run(send_three()) == 2
    assert len(inside) == 3


@pytest.mark.parametrize("one_loop", [True, False])
def test_each_event_loop_has_a_limit_of_its_own(one_loop):
    """TestClient starts a loop for each request unless it is entered."""
    app = FastAPI()
    meeting = threading.Barrier(2)

    async def get_seat():
        yield

    @app.get("/", dependencies=[Depends(get_seat, max_concurrency=1)])
    def meet() -> bool:
        try:
            meeting.wait(timeout=1 if one_loop else 60)
        except threading.BrokenBarrierError:
            return False
        return True

    client = TestClient(app)
    with (
        client if one_loop else nullcontext(),
        ThreadPoolExecutor(2) as pool,
    ):
        met = [one.json() for one in pool.map(client.get, ["/", "/"])]
    assert met == [not one_loop] * 2


@pytest.mark.parametrize(("first", "at_once"), [("limited", 1), ("unlimited", 3)])
def test_a_value_from_the_cache_takes_no_place(first, at_once):

    async def get_seat():
        yield

    limited = Depends(get_seat, max_concurrency=1)
    both = [limited, Depends(get_seat)]

    ordered = both if first == "limited" else both[::-1]
    assert asyncio.run(entered_of_three(ordered)) == at_once


def test_depends_has_no_time_limit_for_those_who_wait():
    assert set(inspect.signature(Depends).parameters) == {
        "dependency",
        "use_cache",
        "scope",
        "max_concurrency",
    }


@pytest.mark.parametrize(("kind", "at_once"), [("return", 3), ("yield", 1)])
def test_a_limit_without_yield_ends_with_the_call(kind, at_once):
    async def get_seat() -> None: ...

    async def keep_seat():
        yield

    seat = Depends(get_seat if kind == "return" else keep_seat, max_concurrency=1)

    assert asyncio.run(entered_of_three([seat])) == at_once


def test_an_exit_of_a_def_dependency_takes_no_place_of_the_threadpool():
    app = FastAPI()
    ended = threading.Event()

    def open_session():
        yield
        ended.set()

    @app.get("/", dependencies=[Depends(open_session)])
    async def fill() -> None:
        limiter = anyio.to_thread.current_default_thread_limiter()
        limiter.total_tokens = 1
        await limiter.acquire_on_behalf_of(ended)

    async def send_one() -> bool:
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://test"
        ) as client:
            await client.get("/")
        limiter = anyio.to_thread.current_default_thread_limiter()
        assert limiter.available_tokens == 0
        return ended.is_set()

    assert asyncio.run(send_one())


def test_a_request_that_takes_two_places_of_one_waits_for_itself():
    app = FastAPI()

    async def get_seat():
        yield

    seat = Depends(get_seat, max_concurrency=1, use_cache=False)

    @app.get("/")
    async def read(
        one: Annotated[None, seat], other: Annotated[None, seat]
    ) -> None: ...

    async def send_one() -> bool:
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://test"
        ) as client:
            task = asyncio.create_task(client.get("/"))
            # Nobody else holds a place and nothing else is running.
            await anyio.wait_all_tasks_blocked()
            done = task.done()
            task.cancel()
            await asyncio.wait([task])
            return done

    assert asyncio.run(send_one()) is False


def test_a_request_that_finds_two_free_places_of_one_limit_does_not_wait():
    async def get_seat():
        yield

    seat = Depends(get_seat, max_concurrency=2, use_cache=False)
    app = FastAPI()

    @app.get("/")
    async def read(
        one: Annotated[None, seat], other: Annotated[None, seat]
    ) -> None: ...

    async def send_one() -> int:
        transport = httpx2.ASGITransport(app=app)
        async with (
            asyncio.timeout(60),
            httpx2.AsyncClient(transport=transport, base_url="http://test") as client,
        ):
            return (await client.get("/")).status_code

    assert asyncio.run(send_one()) == 200


def crossing(places: int) -> httpx2.AsyncClient:
    """A client of two paths that take two limits in opposite order and meet between."""
    app, both = FastAPI(), asyncio.Barrier(2)

    async def open_left():
        yield

    async def open_right():
        yield

    async def meet() -> None:
        await both.wait()

    left = Depends(open_left, max_concurrency=places)
    right = Depends(open_right, max_concurrency=places)
    app.get("/a", dependencies=[left, Depends(meet), right])(lambda: None)
    app.get("/b", dependencies=[right, Depends(meet), left])(lambda: None)
    transport = httpx2.ASGITransport(app=app)
    return httpx2.AsyncClient(transport=transport, base_url="http://test")


def test_two_requests_in_opposite_order_go_on_while_both_limits_have_room():
    async def send() -> list[int]:
        async with asyncio.timeout(60), crossing(2) as client:
            answers = await asyncio.gather(client.get("/a"), client.get("/b"))
        return [one.status_code for one in answers]

    assert asyncio.run(send()) == [200, 200]


def test_two_requests_that_take_two_limits_in_opposite_order_stop_each_other():
    async def send() -> list[bool]:
        async with crossing(1) as client:
            tasks = [asyncio.create_task(client.get(path)) for path in ("/a", "/b")]
            await anyio.wait_all_tasks_blocked()
            done = [one.done() for one in tasks]
            for one in tasks:
                one.cancel()
            await asyncio.wait(tasks)
            return done

    assert asyncio.run(send()) == [False, False]


def test_a_session_keeps_its_connection_from_the_first_query_until_its_end(
    program, url, monkeypatch
):
    module = shop(program, monkeypatch)
    pool = module.engine.pool
    with Session(module.engine) as session:
        assert pool.checkedout() == 0
        session.exec(select(module.Book)).all()
        assert pool.checkedout() == 1
        session.commit()
        assert pool.checkedout() == 0
        session.exec(select(module.Book)).all()
        session.rollback()
        assert pool.checkedout() == 0
        session.exec(select(module.Book)).all()
    assert pool.checkedout() == 0


def test_a_stream_holds_the_connection_of_the_default_scope(program, url, monkeypatch):
    module = shop(program, monkeypatch)
    held = []

    def stream(session) -> StreamingResponse:
        session.exec(select(module.Book)).all()

        def chunks():
            held.append(module.engine.pool.checkedout())
            yield "chunk"

        return StreamingResponse(chunks())

    early = Depends(module.get_session, scope="function")

    @module.app.get("/late")
    def stream_late(session: Annotated[Session, Depends(module.get_session)]):
        return stream(session)

    @module.app.get("/early")
    def stream_early(session: Annotated[Session, early]):
        return stream(session)

    client = TestClient(module.app)
    assert client.get("/late").text == client.get("/early").text == "chunk"
    assert held == [1, 0]


def test_a_task_holds_the_connection_of_a_session_that_has_read(
    program, url, monkeypatch
):
    """One that has committed since has given its connection back."""
    module = shop(program, monkeypatch)
    held = []

    @module.app.post("/{action}")
    def use(
        action: str,
        tasks: BackgroundTasks,
        session: Annotated[Session, Depends(module.get_session)],
    ) -> None:
        session.exec(select(module.Book)).all()
        if action == "commit":
            session.commit()
        tasks.add_task(lambda: held.append(module.engine.pool.checkedout()))

    client = TestClient(module.app)
    assert client.post("/read").status_code == client.post("/commit").status_code == 200
    assert held == [1, 0]


@pytest.mark.parametrize(("connections", "outcome"), [(1, "timed out"), (2, "read")])
def test_a_task_with_a_session_of_its_own_needs_a_second_connection(
    url, connections, outcome
):
    """The request that has read keeps the first one until its tasks have run."""
    options = {"pool_size": connections, "max_overflow": 0, "pool_timeout": 0.1}
    engine = create_engine(url, **options)
    app = FastAPI()
    outcomes: list[str] = []

    def get_session():
        with Session(engine) as session:
            yield session

    def read_again() -> None:
        try:
            with Session(engine) as session:
                session.connection().scalar(text("SELECT 1"))
            outcomes.append("read")
        except TimeoutError:
            outcomes.append("timed out")

    @app.get("/")
    def read(
        tasks: BackgroundTasks,
        session: Annotated[Session, Depends(get_session, max_concurrency=1)],
    ) -> None:
        session.connection().scalar(text("SELECT 1"))
        tasks.add_task(read_again)

    assert TestClient(app).get("/").status_code == 200
    assert outcomes == [outcome]
    engine.dispose()


def test_a_session_that_connects_in_the_endpoint_starves_it_too(program, url):
    """The response is checked in a thread, while the session holds a connection."""
    module = program("pool.py").load()
    all_have_arrived = threading.Event()
    limiters = []

    async def get_session():
        limiters.append(anyio.to_thread.current_default_thread_limiter())
        with Session(module.engine) as session:
            yield session

    @module.app.get("/session")
    def read_session(session: Annotated[Session, Depends(get_session)]) -> int:
        # Four are here and two wait for a thread, before any query.
        while not all_have_arrived.is_set():
            if limiters[0].statistics().tasks_waiting == 2:
                all_have_arrived.set()
            time.sleep(0.01)
        return session.connection().scalar(text("SELECT 1")) or 0

    stuck, codes = asyncio.run(send_six(module, "/session"))
    assert codes == [200] * 6
    assert stuck == {"busy worker threads": 4, "connections in use": 2, "answered": 0}


@pytest.mark.parametrize(("scope", "entered"), [("request", 1), ("function", 2)])
def test_a_background_task_keeps_the_slot_of_a_default_scope_dependency(scope, entered):
    app = FastAPI()
    seen = []

    async def open_slot():
        seen.append("entered")
        yield

    slot = Depends(open_slot, scope=scope, max_concurrency=1)

    async def send_two() -> int:
        started, release = asyncio.Event(), asyncio.Event()

        async def work() -> None:
            started.set()
            await release.wait()

        @app.get("/", dependencies=[slot])
        async def read(tasks: BackgroundTasks) -> None:
            tasks.add_task(work)

        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://test"
        ) as client:
            first = asyncio.create_task(client.get("/"))
            await started.wait()
            second = asyncio.create_task(client.get("/"))
            await anyio.wait_all_tasks_blocked()
            found = len(seen)
            release.set()
            await asyncio.gather(first, second)
            return found

    assert asyncio.run(send_two()) == entered
    assert len(seen) == 2


@pytest.mark.parametrize("scope", ["request", "function"])
def test_a_websocket_keeps_the_slot_of_a_dependency_until_it_closes(scope):
    app, entered = FastAPI(), []

    async def open_slot():
        entered.append("slot")
        yield

    slot = Depends(open_slot, scope=scope, max_concurrency=1)
    app.get("/", dependencies=[slot])(lambda: None)

    @app.websocket("/", dependencies=[slot])
    async def watch(socket: WebSocket) -> None:
        await socket.accept()
        await socket.receive()

    async def send_two() -> int:
        messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        messages.put_nowait({"type": "websocket.connect"})

        async def send(message: Any) -> None: ...

        scope = {"type": "websocket", "path": "/", "headers": [], "query_string": b""}
        watching = asyncio.create_task(app(scope, messages.get, send))
        await anyio.wait_all_tasks_blocked()
        assert not watching.done()
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://test"
        ) as client:
            asking = asyncio.create_task(client.get("/"))
            await anyio.wait_all_tasks_blocked()
            found = len(entered)
            messages.put_nowait({"type": "websocket.disconnect", "code": 1000})
            assert (await asking).status_code == 200
            await watching
            return found

    assert asyncio.run(send_two()) == 1
    assert len(entered) == 2


def test_an_exception_that_is_swallowed_turns_a_404_into_a_500(program):
    p = program("swallowed.py")
    with p.serve() as server:
        response = httpx2.get(f"{server.url}/books/7")
        error = "fastapi.exceptions.FastAPIError: Response not awaited."
        log = server.wait_for_output(error)
    assert response.status_code == 500
    p.record_http("swallowed", response)
    assert "rolled back" in log
    assert "no book 7" not in log
    p.record_output("log", server, error, note="from its log")


def test_swallowed_in_function_scope_it_is_an_unbound_local_error(program):
    old = "Depends(get_session)"
    new = 'Depends(get_session, scope="function")'
    app = program("swallowed.py").load_changed(old, new).app
    with pytest.raises(UnboundLocalError, match="'response'"):
        TestClient(app).get("/books/7")
    client = TestClient(app, raise_server_exceptions=False)
    assert client.get("/books/7").status_code == 500


def test_an_exception_that_is_raised_again_stays_a_404(program, capsys):
    old = 'print("rolled back")'
    module = program("swallowed.py").load_changed(old, f"{old}; raise")
    response = TestClient(module.app).get("/books/7")
    assert (response.status_code, response.json()) == (404, {"detail": "no book 7"})
    assert capsys.readouterr().out == "rolled back\n"
    assert next(module.get_session()) == "session"


@pytest.mark.parametrize(("kind", "together"), [("def", 2), ("async def", 1)])
def test_a_blocking_session_in_async_def_lets_one_request_run_at_a_time(kind, together):
    app = FastAPI()
    meeting = threading.Barrier(2)
    inside = Counter()

    @contextmanager
    def query():
        inside["now"] += 1
        inside["most"] = max(inside["most"], inside["now"])
        try:
            meeting.wait(timeout=0.5 if kind == "async def" else 120)
        except threading.BrokenBarrierError:
            pass
        finally:
            inside["now"] -= 1
        yield

    def in_thread() -> None:
        with query():
            pass

    async def on_loop() -> None:
        with query():
            pass

    app.get("/")(in_thread if kind == "def" else on_loop)

    async def send_two() -> None:
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://test"
        ) as client:
            await asyncio.gather(client.get("/"), client.get("/"))

    asyncio.run(send_two())
    assert inside["most"] == together


def test_a_process_has_40_worker_threads():
    async def count() -> float:
        return anyio.to_thread.current_default_thread_limiter().total_tokens

    assert anyio.run(count) == 40


def test_the_pool_of_sqlalchemy_has_15_connections_and_waits_30_seconds():
    defaults = inspect.signature(QueuePool).parameters
    sizes = [defaults[name].default for name in ("pool_size", "max_overflow")]
    assert sizes == [5, 10]
    assert defaults["timeout"].default == 30
    assert isinstance(create_engine("sqlite:///books.db").pool, QueuePool)
    options = {"pool_size": 1, "max_overflow": 0, "pool_timeout": 0}
    engine = create_engine("sqlite://", poolclass=QueuePool, **options)
    with engine.connect(), pytest.raises(TimeoutError, match="QueuePool limit"):
        engine.connect()


def test_sqlalchemy_without_its_extra_has_no_async_session(program):
    needed = [one for one in requires("sqlalchemy") or [] if "greenlet" in one]
    assert needed
    assert all("extra ==" in one for one in needed)
    code = "import sys; sys.modules['greenlet'] = None; import sqlalchemy.ext.asyncio"
    ran = program("books.py").run_command("python", "-c", code)
    assert "pip install sqlalchemy[asyncio]" in ran.stderr


@pytest.mark.filterwarnings("ignore:coroutine")
@pytest.mark.parametrize("expire", [True, False])
def test_an_async_session_must_not_expire_what_is_read_after_the_commit(
    program, url, expire
):
    book = program("books.py").load().Book

    async def add_book() -> str:
        engine = create_async_engine("sqlite+aiosqlite://", poolclass=StaticPool)
        async with engine.begin() as connection:
            await connection.run_sync(SQLModel.metadata.create_all)
        try:
            async with AsyncSession(engine, expire_on_commit=expire) as session:
                row = book(title="Dune", purchase_price=4)
                session.add(row)
                await session.commit()
                return row.title
        finally:
            await engine.dispose()

    if expire:
        with pytest.raises(StatementError, match="MissingGreenlet"):
            asyncio.run(add_book())
        gc.collect()  # the coroutine that nobody awaited, while its warning is ignored
    else:
        assert asyncio.run(add_book()) == "Dune"

    # A relationship is loaded implicitly too, whatever the option says.
    class Base(DeclarativeBase): ...

    class Novel(Base):
        __tablename__ = "novel"
        title: Mapped[str] = mapped_column(primary_key=True)
        shelf: Mapped[int] = mapped_column(ForeignKey("shelf.number"))

    class Shelf(Base):
        __tablename__ = "shelf"
        number: Mapped[int] = mapped_column(primary_key=True)
        novels: Mapped[list[Novel]] = relationship()

    async def read_titles(*options: Any) -> list[str]:
        engine = create_async_engine("sqlite+aiosqlite://", poolclass=StaticPool)
        async with engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
            await connection.execute(insert(Shelf).values(number=1))
            await connection.execute(insert(Novel).values(title="Dune", shelf=1))
        try:
            async with AsyncSession(engine, expire_on_commit=expire) as session:
                shelf = (await session.exec(select(Shelf).options(*options))).one()
                return [novel.title for novel in shelf.novels]
        finally:
            await engine.dispose()

    with pytest.raises(StatementError, match="MissingGreenlet"):
        asyncio.run(read_titles())
    gc.collect()
    assert asyncio.run(read_titles(selectinload(Shelf.novels))) == ["Dune"]


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL server of our own, which is gone afterwards."""
    with postgresql_server() as url:
        yield url


@pytest.mark.parametrize("pre_ping", [True, False])
def test_a_pre_ping_replaces_a_connection_that_has_died_in_the_pool(
    postgresql, pre_ping
):
    engine = create_engine(postgresql, pool_pre_ping=pre_ping)
    own = text("SELECT pg_backend_pid()")
    with Session(engine) as session:
        pid = session.connection().scalar(own)
    with psycopg.connect(postgresql.replace("+psycopg", "")) as other:
        other.execute("SELECT pg_terminate_backend(%s, 60000)", [pid])
    with Session(engine) as session:
        if pre_ping:
            assert session.connection().scalar(own) != pid
        else:
            with pytest.raises(OperationalError, match="connection"):
                session.connection().scalar(own)
    engine.dispose()


def test_a_generator_that_is_called_by_hand_is_no_session(program, url, monkeypatch):
    module = shop(program, monkeypatch)
    with pytest.raises(AttributeError, match="'generator' object has no attribute"):
        module.get_session().execute(text("SELECT 1"))
    session = next(module.get_session())
    gc.collect()
    assert STEPS == ["opened", "closed"]
    session.connection().scalar(text("SELECT 1"))
    assert module.engine.pool.checkedout() == 1
    session.close()


@pytest.mark.parametrize("action", ["commit", "flush"])
def test_after_a_failed_commit_a_session_needs_a_rollback(
    program, url, monkeypatch, action
):
    module = shop(program, monkeypatch)
    with Session(module.engine) as session:
        session.add(module.Book(title="Dune", purchase_price=3))
        with pytest.raises(IntegrityError):
            getattr(session, action)()
        with pytest.raises(PendingRollbackError):
            session.exec(select(module.Book)).all()
        session.rollback()
        assert len(session.exec(select(module.Book)).all()) == 1


@pytest.mark.parametrize("first", ["rolled back", "writing"])
def test_a_second_writer_waits_five_seconds_for_sqlite(
    program, url, monkeypatch, first
):
    module = shop(program, monkeypatch)
    with Session(module.engine) as one, Session(module.engine) as two:
        one.add(module.Book(title="Emma", purchase_price=3))
        one.flush()
        assert two.connection().scalar(text("PRAGMA busy_timeout")) == 5000
        if first == "rolled back":
            one.rollback()
        two.add(module.Book(title="Ulysses", purchase_price=3))
        begin = time.monotonic()
        if first == "rolled back":
            two.commit()
        else:
            with pytest.raises(OperationalError, match="database is locked"):
                two.commit()
            assert time.monotonic() - begin > 4.5
