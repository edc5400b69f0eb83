import asyncio
import gc
import inspect
import threading
import time
from collections import Counter
from contextlib import contextmanager
from typing import Annotated

import anyio.to_thread
import httpx2
import pytest
from fastapi import BackgroundTasks, Depends, FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import QueuePool, StaticPool, create_engine, text
from sqlalchemy.exc import InvalidRequestError, StatementError, TimeoutError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Session, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession


def send(method: str, server, path: str):
    """Use a connection of its own: Uvicorn closes one on which the app has failed."""
    return httpx2.request(method, f"{server.url}{path}")


def test_endpoints_and_dependencies_of_a_request_share_one_session(program):
    p = program("books.py")
    module = p.load()
    client = TestClient(module.app)
    p.record_http("added", client.post("/books", json={"isbn": "1", "title": "Dune"}))
    listed = client.get("/books")
    with Session(module.engine) as session:
        assert session.exec(select(module.Book)).one().purchase_price == 0
    assert listed.json() == [{"isbn": "1", "title": "Dune"}]
    p.record_http("listed", listed)
    # SQLAlchemy refuses to delete an object that belongs to another session.
    deleted = client.delete("/books/1")
    assert deleted.status_code == 204
    p.record_http("deleted", deleted)
    again = client.delete("/books/1")
    assert again.status_code == 404
    assert client.get("/books").json() == []
    p.record_http("missing", again)


def test_an_object_cannot_be_deleted_in_a_second_session(program):
    module = program("books.py").load()
    with Session(module.engine) as first, Session(module.engine) as second:
        first.add(module.Book(isbn="1", title="Dune"))
        first.commit()
        book = first.get(module.Book, "1")
        with pytest.raises(InvalidRequestError, match="already attached"):
            second.delete(book)


def test_a_commit_after_the_response_fails_unseen(program):
    p = program("commit.py")
    with p.serve() as server:
        first = send("POST", server, "/early/A1")
        assert first.status_code == 200
        p.record_http("first", first)
        early = send("POST", server, "/early/A1")
        assert early.status_code == 409
        p.record_http("early", early)
        late = send("POST", server, "/late/A1")
        assert (late.status_code, late.json()) == (200, {"stored": "A1"})
        p.record_http("late", late)
        listed = send("GET", server, "/orders")
        assert listed.json() == [{"number": "A1", "buyer": "early"}]
        p.record_http("lost", listed)
        error = "RuntimeError: Caught handled exception, but response already started."
        log = server.wait_for_output(error)
    assert "sqlalchemy.exc.IntegrityError" in log
    assert log.count(error) == 1
    p.record_output("log", server, error, note="from its log")


def test_without_the_handler_the_early_commit_is_a_500(program):
    module = program("commit.py").load()

    def get_transaction():
        with Session(module.engine) as session:
            yield session
            session.commit()

    module.app.dependency_overrides[module.get_transaction] = get_transaction
    client = TestClient(module.app, raise_server_exceptions=False)
    assert client.post("/early/A1").status_code == 200
    assert client.post("/early/A1").status_code == 500
    assert client.post("/late/A1").status_code == 200


def test_a_response_that_does_not_validate_rolls_the_early_commit_back(program):
    module = program("commit.py").load()

    early = Depends(module.get_transaction, scope="function")

    @module.app.post("/invalid/{number}", response_model=dict[str, int])
    def add_invalid(number: str, session: Annotated[Session, early]) -> dict[str, str]:
        session.add(module.Order(number=number, buyer="invalid"))
        return {"stored": number}

    client = TestClient(module.app, raise_server_exceptions=False)
    assert client.post("/invalid/A1").status_code == 500
    assert client.get("/orders").json() == []


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

        for _ in range(1000):
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
        answers = await asyncio.wait_for(asyncio.gather(*tasks), timeout=20)
        return stuck, [one.status_code for one in answers]


def test_a_pool_smaller_than_the_threadpool_starves_the_endpoints(program):
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


def test_a_session_that_connects_in_the_endpoint_starves_it_too(program):
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
            await asyncio.wait([second], timeout=0.5)
            found = len(seen)
            release.set()
            await asyncio.gather(first, second)
            return found

    assert asyncio.run(send_two()) == entered
    assert len(seen) == 2


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
            meeting.wait(timeout=0.5 if kind == "async def" else 20)
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


@pytest.mark.filterwarnings("ignore:coroutine")
@pytest.mark.parametrize("expire", [True, False])
def test_an_async_session_must_not_expire_what_is_read_after_the_commit(
    program, expire
):
    book = program("books.py").load().Book

    async def add_book() -> str:
        engine = create_async_engine("sqlite+aiosqlite://", poolclass=StaticPool)
        async with engine.begin() as connection:
            await connection.run_sync(SQLModel.metadata.create_all)
        try:
            async with AsyncSession(engine, expire_on_commit=expire) as session:
                row = book(isbn="1", title="Dune")
                session.add(row)
                await session.commit()
                return row.title
        finally:
            await engine.dispose()

    if expire:
        with pytest.raises(StatementError):
            asyncio.run(add_book())
        gc.collect()  # the coroutine that nobody awaited, while its warning is ignored
    else:
        assert asyncio.run(add_book()) == "Dune"
