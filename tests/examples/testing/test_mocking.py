import asyncio
import inspect
import os
import shutil
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Annotated
from unittest.mock import AsyncMock, MagicMock, create_autospec

import httpx2
import pytest
from fastapi import Depends, FastAPI, Request
from fastapi.testclient import TestClient
from harness.program import Program
from harness.server import free_port
from sqlalchemy import Connection, StaticPool, create_engine, func, select, text
from sqlalchemy.exc import InvalidRequestError, OperationalError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session
from sqlalchemy.orm.session import JoinTransactionMode
from sqlalchemy.pool import Pool

Open = Callable[[str], Program]
ADDRESS = {" at 0x[0-9a-f]+": ""}
SIBLINGS = ("readings", "weather_client")


@pytest.fixture
def load(program: Open) -> Iterator[Callable[[], tuple[ModuleType, ...]]]:
    """Give a function that loads weather.py and the two files beside it afresh."""

    def load_all() -> tuple[ModuleType, ...]:
        for name in SIBLINGS:
            sys.modules.pop(name, None)
        weather = program("weather.py").load()
        return weather, *(sys.modules[name] for name in SIBLINGS)

    yield load_all
    for name in SIBLINGS:
        sys.modules.pop(name, None)


def test_the_fake_service_and_the_forgetful_database_work(program: Open) -> None:
    for name in ("weather.py", "readings.py", "weather_client.py"):
        program(name)
    p = program("test_weather.py")
    p.record_pytest("passed", "-q", "-rp", "test_weather.py", passed=8)


def failures_after(
    p: Program, folder: Path, *changes: tuple[str, str, str]
) -> dict[str, str]:
    """What test_weather.py says of a copy of its folder in which each ``change`` (file,
    old text, new text) was made."""
    shutil.copytree(p.path.parent, folder, dirs_exist_ok=True)
    for file, old, new in changes:
        source = (folder / file).read_text()
        assert source.count(old) >= 1, f"{file} has no {old!r}"
        (folder / file).write_text(source.replace(old, new))
    return Program(folder / p.path.name).failures(p.path.name)


KEPT = "test_a_reading_is_passed_on_and_kept"
FORGIVEN = "test_one_timeout_is_forgiven"
FAILED = "test_a_failure_keeps_nothing"
AGAIN = 'sleep(0.5)\n            response = self.client.get(f"/{city}"'


@pytest.mark.parametrize(
    ("file", "old", "new", "noticed"),
    [
        ("weather_client.py", "https://weather", "https://wether", KEPT),
        ("weather_client.py", "timeout=2", "timeout=None", KEPT),
        (
            "weather_client.py", "timeout=2", "timeout=httpx2.Timeout(2, connect=9)",
            KEPT,
        ),
        ("weather_client.py", 'f"/{city}"', '"/"', KEPT),
        (
            "weather_client.py", "response.raise_for_status()", "response",
            f"{FAILED}[status 500]",
        ),
        ("weather_client.py", "sleep(0.5)", "raise", FORGIVEN),
        ("weather_client.py", AGAIN, AGAIN.replace("/{city}", "/"), FORGIVEN),
        ("weather_client.py", AGAIN, f"{AGAIN}, timeout=9", FORGIVEN),
        (
            "weather_client.py", "httpx2.TimeoutException", "httpx2.HTTPError",
            f"{FAILED}[unreachable]",
        ),
        ("weather_client.py", ", ge=-99, le=99", "", f"{FAILED}[absurd]"),
        ("weather_client.py", "strict=True, ", "", f"{FAILED}[no number]"),
        ("weather.py", "httpx2.HTTPError, ", "", f"{FAILED}[unreachable]"),
        ("weather.py", ", ValidationError", "", f"{FAILED}[no JSON]"),
        ("weather.py", "504", "503", f"{FAILED}[silent twice]"),
    ],
)  # fmt: skip
def test_the_fake_transport_sees_what_production_sends(
    program: Open, tmp_path: Path, file: str, old: str, new: str, noticed: str
) -> None:
    failed = failures_after(program("test_weather.py"), tmp_path, (file, old, new))
    assert noticed in failed


def test_another_reading_in_the_table_is_noticed(program: Open, tmp_path: Path) -> None:
    p = program("test_weather.py")
    degrees = ("weather.py", "degrees=degrees", "degrees=degrees + 1")
    city = ("weather.py", "city=city", "city=city.title()")
    assert list(failures_after(p, tmp_path / "one", degrees)) == [KEPT]
    assert list(failures_after(p, tmp_path / "two", city)) == [KEPT]


def test_a_forgotten_commit_is_noticed_after_a_rollback(
    program: Open, tmp_path: Path
) -> None:
    p = program("test_weather.py")
    commit = ("weather.py", "    session.commit()\n", "")
    rollback = ("test_weather.py", "    session.rollback()", "    session.expire_all()")
    assert list(failures_after(p, tmp_path / "one", commit)) == [KEPT]
    assert failures_after(p, tmp_path / "two", commit, rollback) == {}


def test_without_the_rollback_a_row_stays_for_the_next_test(
    program: Open, tmp_path: Path
) -> None:
    p = program("test_weather.py")
    rollback = ("test_weather.py", "transaction.rollback()", "transaction.commit()")
    failed = failures_after(p, tmp_path, rollback)
    assert set(failed) > {"test_a_failure_keeps_nothing[silent twice]"}


def test_what_a_caller_sees_and_what_the_table_keeps(
    load: Callable[[], tuple[ModuleType, ...]],
    program: Open,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same doubles as test_weather.py, over the application of this process."""
    weather, readings, weather_client = load()
    p = program("weather.py")
    monkeypatch.setattr(weather_client, "sleep", lambda seconds: None)
    answers: list[int | None] = [21, None, None]

    def answer(request: httpx2.Request) -> httpx2.Response:
        degrees = answers.pop(0)
        if degrees is None:
            raise httpx2.ReadTimeout("no answer", request=request)
        return httpx2.Response(200, json={"degrees": degrees})

    engine = in_memory_engine(readings)
    rows = {}

    def count(session: Session) -> int:
        return session.query(readings.Reading).count()

    with engine.connect() as connection, connection.begin() as transaction:
        connection.exec_driver_sql("BEGIN")
        session = Session(connection, join_transaction_mode="create_savepoint")
        weather.app.dependency_overrides |= {
            weather_client.get_transport: lambda: httpx2.MockTransport(answer),
            readings.get_session: lambda: session,
        }
        client = TestClient(weather.app)
        fake = client.get("/degrees/oslo")
        assert (fake.status_code, fake.json()) == (200, 21)
        silence = client.get("/degrees/oslo")
        assert silence.status_code == 504
        assert answers == []
        session.rollback()  # what was not committed goes
        rows["committed by the application"] = count(session)
        transaction.rollback()
    with Session(engine) as after:
        rows["after the rollback"] = count(after)
    assert list(rows.values()) == [1, 0]
    p.record_http("fake", fake)
    p.record_http("silent", silence)
    p.record_value("rows", "Rows in readings", rows)


def test_the_session_of_production_is_closed_and_its_engine_is_shared(
    load: Callable[[], tuple[ModuleType, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, readings, _ = load()
    monkeypatch.setenv("DATABASE_URL", "sqlite://")
    engine = readings.get_engine()
    assert str(engine.url) == "sqlite://"
    closed: list[object] = []
    monkeypatch.setattr(readings.Session, "close", lambda self: closed.append(self))
    dependency = readings.get_session()
    session = next(dependency)
    assert session.bind is engine is readings.get_engine()
    assert closed == []
    assert next(dependency, None) is None
    assert closed == [session]


def in_memory_engine(readings: ModuleType):
    engine = create_engine(
        "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
    )
    readings.Base.metadata.create_all(engine)
    return engine


@pytest.mark.parametrize(
    "city", ["oslo%3Fkey=1", "..%2Fadmin", "%00", "o" * 41, "Oslo", "%D0%BE", "o%0A"]
)
def test_a_city_cannot_change_the_url(
    load: Callable[[], tuple[ModuleType, ...]], city: str
) -> None:
    weather, readings, weather_client = load()

    def fail(request: httpx2.Request) -> httpx2.Response:
        raise AssertionError(request.url)

    weather.app.dependency_overrides |= {
        weather_client.get_transport: lambda: httpx2.MockTransport(fail),
        readings.get_session: lambda: None,
    }
    response = TestClient(weather.app).get(f"/degrees/{city}")
    assert response.status_code in {404, 422}


@contextmanager
def redirected(weather: ModuleType, readings: ModuleType, get_transport, port: int):
    """The application with its own transport, whose requests go to a local port."""

    class Local(httpx2.BaseTransport):
        def __init__(self, real: httpx2.BaseTransport) -> None:
            self.real = real

        def handle_request(self, request: httpx2.Request) -> httpx2.Response:
            request.url = request.url.copy_with(
                scheme="http", host="127.0.0.1", port=port
            )
            return self.real.handle_request(request)

    def get_local(request: Request) -> httpx2.BaseTransport:
        return Local(get_transport(request))

    engine = in_memory_engine(readings)

    def get_session() -> Iterator[Session]:
        with Session(engine) as session:
            yield session

    weather.app.dependency_overrides |= {
        get_transport: get_local, readings.get_session: get_session,
    }  # fmt: skip
    with TestClient(weather.app) as client:
        yield client


def test_a_socket_that_stays_silent_shows_that_the_timeout_works(
    load: Callable[[], tuple[ModuleType, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    weather, readings, weather_client = load()
    pauses: list[float] = []
    monkeypatch.setattr(weather_client, "sleep", pauses.append)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        hang_up = threading.Timer(30, silent.close)  # a client without a timeout: 502
        hang_up.start()
        args = (weather, readings, weather_client.get_transport, port)
        with redirected(*args) as client:
            assert client.get("/degrees/oslo").status_code == 504
        hang_up.cancel()
    assert pauses == [0.5]


def test_the_requests_share_connections_that_shutdown_closes(
    load: Callable[[], tuple[ModuleType, ...]],
) -> None:
    weather, readings, weather_client = load()
    connections: list[object] = []
    ended = threading.Event()

    class Degrees(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            connections.append(self.client_address)
            super().setup()

        def finish(self) -> None:
            super().finish()
            ended.set()

        def do_GET(self) -> None:
            body = b'{"degrees": 21}'
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Degrees) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        args = (weather, readings, weather_client.get_transport, port)
        with redirected(*args) as client:
            answers = [client.get("/degrees/oslo") for _ in range(3)]
            assert not ended.is_set()
        assert ended.wait(60)  # shutdown has closed the transport
        server.shutdown()
    assert [answer.json() for answer in answers] == [21] * 3
    assert len(connections) == 1


@pytest.mark.anyio
async def test_a_fake_transport_is_never_too_late() -> None:
    def answer_late(request: httpx2.Request) -> httpx2.Response:
        time.sleep(0.3)
        return httpx2.Response(200)

    transport = httpx2.MockTransport(answer_late)
    url = "https://weather.example"
    with httpx2.Client(transport=transport, timeout=0.01) as client:
        assert client.get(url).status_code == 200
    async with httpx2.AsyncClient(transport=transport, timeout=0.01) as client:
        assert (await client.get(url)).status_code == 200


def test_a_mocked_get_agrees_to_any_url_and_any_status(
    load: Callable[[], tuple[ModuleType, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, _, weather_client = load()
    mock = MagicMock()
    mock.return_value.raise_for_status.return_value.content = b'{"degrees": 21}'
    weather = weather_client.Weather(httpx2.BaseTransport())
    weather.client = httpx2.Client(base_url="https://wether.example", timeout=None)
    monkeypatch.setattr(weather.client, "get", mock)
    assert weather.degrees("oslo") == 21
    sent = httpx2.Request("GET", "https://weather.example/oslo")
    mock.return_value = httpx2.Response(500, request=sent)
    with pytest.raises(httpx2.HTTPStatusError):  # a real response has its status
        weather.degrees("oslo")


@pytest.mark.parametrize(
    ("mode", "begin", "after_rollback", "left"),
    [
        ("conditional_savepoint", False, None, 0),
        ("create_savepoint", True, 1, 0),
        ("create_savepoint", False, 1, 1),
    ],
)
def test_what_a_transaction_around_a_session_holds(
    load: Callable[[], tuple[ModuleType, ...]],
    mode: JoinTransactionMode, begin: bool, after_rollback: int | None, left: int,
) -> None:  # fmt: skip
    """The first mode is the default: it survives a commit, but no rollback."""
    _, readings, _ = load()
    reading, engine = readings.Reading, in_memory_engine(readings)

    def commit_one(connection: Connection) -> Session:
        if begin:
            connection.exec_driver_sql("BEGIN")
        session = Session(connection, join_transaction_mode=mode)
        session.add(reading(city="oslo", degrees=21))
        session.commit()
        assert session.query(reading).count() == 1
        return session

    with engine.connect() as connection, connection.begin() as transaction:
        commit_one(connection).close()
        transaction.rollback()
    with Session(engine) as after, after.begin():
        assert after.query(reading).count() == left
        after.query(reading).delete()

    with engine.connect() as connection, connection.begin():
        session = commit_one(connection)
        session.rollback()
        if after_rollback is None:
            with pytest.raises(InvalidRequestError, match="closed transaction"):
                session.query(reading).count()
        else:
            assert session.query(reading).count() == after_rollback
        session.close()


@pytest.mark.anyio
async def test_an_async_session_is_rolled_back_in_the_same_way(
    load: Callable[[], tuple[ModuleType, ...]],
) -> None:
    _, readings, _ = load()
    engine = create_async_engine("sqlite+aiosqlite://", poolclass=StaticPool)
    count = select(func.count()).select_from(readings.Reading)
    app, loops = FastAPI(), set[asyncio.AbstractEventLoop]()

    def get_session() -> AsyncSession:
        raise NotImplementedError  # the database of production

    @app.post("/{city}")
    async def add(
        city: str, session: Annotated[AsyncSession, Depends(get_session)]
    ) -> int:
        loops.add(asyncio.get_running_loop())
        session.add(readings.Reading(city=city, degrees=21))
        await (session.rollback() if city == "atlantis" else session.commit())
        return (await session.scalars(count)).one()

    async with engine.begin() as connection:
        await connection.run_sync(readings.Base.metadata.create_all)
    async with engine.connect() as connection, connection.begin() as transaction:
        await connection.exec_driver_sql("BEGIN")
        mode: JoinTransactionMode = "create_savepoint"
        async with AsyncSession(connection, join_transaction_mode=mode) as session:
            app.dependency_overrides[get_session] = lambda: session
            transport = httpx2.ASGITransport(app=app)
            async with httpx2.AsyncClient(
                transport=transport, base_url="http://test"
            ) as client:
                cities = ("oslo", "atlantis", "turku")
                found = [(await client.post(f"/{city}")).json() for city in cities]
            await session.rollback()
            assert (await session.scalars(count)).one() == 2
        await transaction.rollback()
    assert found == [1, 1, 2]
    assert loops == {asyncio.get_running_loop()}
    async with engine.connect() as connection:
        assert await connection.scalar(count) == 0
    await engine.dispose()


@pytest.mark.anyio
async def test_two_requests_at_once_cannot_share_a_session(
    load: Callable[[], tuple[ModuleType, ...]],
) -> None:
    _, readings, _ = load()
    engine = create_async_engine("sqlite+aiosqlite://", poolclass=StaticPool)
    app, sessions, both = FastAPI(), list[AsyncSession](), asyncio.Barrier(2)

    @app.post("/{city}")
    async def add(city: str) -> None:
        session = sessions.pop()
        session.add(readings.Reading(city=city, degrees=21))
        async with asyncio.timeout(60):
            await both.wait()
        await session.commit()

    transport = httpx2.ASGITransport(app=app)
    async with (
        engine.connect() as connection,
        AsyncSession(connection, join_transaction_mode="create_savepoint") as session,
        httpx2.AsyncClient(transport=transport, base_url="http://test") as client,
    ):
        await connection.run_sync(readings.Base.metadata.create_all)
        sessions += [session, session]
        ended = await asyncio.gather(
            client.post("/oslo"), client.post("/turku"), return_exceptions=True
        )
    assert any(isinstance(one, InvalidRequestError) for one in ended)
    await engine.dispose()


def test_mistaken_doubles(program: Open) -> None:
    p = program("test_mistaken.py")
    failed = p.failures("test_mistaken.py")
    steps = {
        "as-override": {
            "test_a_mock_as_override": "AssertionError: ['query', 'args']",
            "test_an_object_as_override": "is not a callable object",
        },
        "slow-fake": {
            "test_a_slow_service_is_given_up": "no timeout, but <Response [200 OK]>",
        },
        "agrees": {
            "test_a_plain_mock_is_awaited": "can't be used in 'await' expression",
            "test_a_misspelled_argument": "unexpected keyword argument 'timeot'",
        },
    }
    found = []
    for step, wanted in steps.items():
        of_step = {
            name: message
            for name, message in failed.items()
            if name.partition("[")[0] in wanted
        }
        for name, message in of_step.items():
            assert wanted[name.partition("[")[0]] in message
        p.record_value(
            step, "{command}: failed", of_step, ran=failed,
            mask=ADDRESS if step == "as-override" else None,
        )  # fmt: skip
        found += of_step
    assert found == list(failed)
    assert len(found) == 5


def test_a_mock_or_an_object_is_no_override() -> None:
    app = FastAPI()

    def get_city() -> str:
        return "oslo"

    @app.get("/")
    async def read_city(city: Annotated[str, Depends(get_city)]) -> str:
        return city

    client = TestClient(app, raise_server_exceptions=False)
    app.dependency_overrides[get_city] = MagicMock(return_value="rome")
    response = client.get("/")
    assert response.status_code == 422
    missing = [error["loc"] for error in response.json()["detail"]]
    assert missing == [["query", "args"], ["query", "kwargs"]]
    assert client.get("/?args=1&kwargs=2").json() == "rome"
    app.dependency_overrides[get_city] = "rome"  # pyright: ignore[reportArgumentType]
    assert client.get("/").status_code == 500
    app.dependency_overrides[get_city] = create_autospec(get_city, return_value="lima")
    assert client.get("/").json() == "lima"  # a function, with its signature
    app.dependency_overrides[get_city] = lambda: "rome"
    assert client.get("/").json() == "rome"
    assert TestClient(app).get("/").json() == "rome"  # it stays until it is cleared
    app.dependency_overrides.clear()
    assert client.get("/").json() == "oslo"


def test_the_parameters_of_what_is_overridden_are_not_validated() -> None:
    asked: list[str] = []

    def get_country() -> None:
        asked.append("the country")

    def get_city(
        number: int, country: Annotated[None, Depends(get_country)]
    ) -> str | int:
        return number

    app = FastAPI()

    @app.get("/")
    async def read_city(
        city: Annotated[str | int, Depends(get_city)], page: int = 1
    ) -> str | int:
        return city

    client = TestClient(app)
    assert client.get("/?number=oslo").status_code == 422
    assert client.get("/?number=7").json() == 7
    asked.clear()
    app.dependency_overrides[get_city] = lambda: "rome"
    assert client.get("/?number=oslo").json() == "rome"
    assert asked == []
    assert client.get("/?page=oslo").status_code == 422


def test_a_patch_where_a_function_is_defined_is_not_called(
    load: Callable[[], tuple[ModuleType, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, _, weather_client = load()

    def time_out(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ReadTimeout("no answer")

    def pauses_of(module: ModuleType) -> int:
        with monkeypatch.context() as patches:
            patches.setattr(module, "sleep", pause := MagicMock())
            weather = weather_client.Weather(httpx2.MockTransport(time_out))
            with pytest.raises(httpx2.ReadTimeout):
                weather.degrees("oslo")
        return pause.call_count

    assert pauses_of(time) == 0
    assert pauses_of(weather_client) == 1


def test_a_patch_of_a_module_reaches_who_looks_into_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(time, "sleep", pause := MagicMock())
    time.sleep(60)  # as after `import time`
    pause.assert_called_once_with(60)


def test_a_bare_mock_agrees_to_all_but_what_looks_like_an_assertion() -> None:
    bare = MagicMock()
    bare.gett("/oslo", timeot=2)
    for name in ("assert_sent", "asert_called_once"):
        with pytest.raises(AttributeError, match="not a valid assertion"):
            getattr(bare, name)


def test_autospec_refuses_what_the_real_function_would_refuse() -> None:
    bare, spec = MagicMock(), create_autospec(httpx2.Client, instance=True)
    bare.gett("/oslo", timeot=2)
    with pytest.raises(AttributeError):
        spec.gett("/oslo")
    with pytest.raises(TypeError, match="timeot"):
        spec.get("/oslo", timeot=2)
    names_alone = MagicMock(spec=httpx2.Client)  # `spec` is not autospec
    with pytest.raises(AttributeError):
        names_alone.gett("/oslo")
    names_alone.get("/oslo", timeot=2)


def test_autospec_checks_names_not_types_and_misses_attributes_of_init() -> None:
    class Station:
        def __init__(self) -> None:
            self.city = "oslo"

        def degrees_after(self, hours: int) -> int:
            return hours + 1

    with pytest.raises(TypeError):
        Station().degrees_after("two")  # pyright: ignore[reportArgumentType]
    spec = create_autospec(Station, instance=True)
    assert spec.degrees_after("two").misspelled() is not None
    made = create_autospec(Station)()  # what a class makes is checked, a result is not
    with pytest.raises(AttributeError, match="misspelled"):
        made.misspelled()
    assert made.degrees_after("two").misspelled() is not None
    with pytest.raises(AttributeError, match="city"):
        _ = spec.city
    assert Station().city == "oslo"
    assert create_autospec(Station()).city is not None  # of an object, it has them

    both: list[Callable[..., object]] = [time.sleep, dict.get]
    for builtin in both:  # the second has a signature
        with pytest.raises(TypeError):
            builtin({}, often=True)
        create_autospec(builtin)({}, often=True)


@pytest.mark.anyio
async def test_a_response_of_autospec_is_a_mock_whose_methods_are_async() -> None:
    spec = create_autospec(httpx2.AsyncClient, instance=True)
    assert isinstance(spec.get, AsyncMock)
    answer = await spec.get("/oslo")
    never_awaited = answer.json()
    assert inspect.iscoroutine(never_awaited)
    never_awaited.close()
    spec.get.return_value = httpx2.Response(200, json=21)
    assert (await spec.get("/oslo")).json() == 21


def test_a_response_without_its_request_cannot_raise_for_status() -> None:
    with pytest.raises(RuntimeError, match="request instance has not been set"):
        httpx2.Response(200).raise_for_status()
    request = httpx2.Request("GET", "https://weather.example")
    assert httpx2.Response(200, request=request).raise_for_status().is_success


def test_a_proxy_or_a_mount_goes_past_the_fake_transport() -> None:
    fake = httpx2.MockTransport(lambda request: httpx2.Response(200))
    other = httpx2.MockTransport(lambda request: httpx2.Response(418))
    url, nobody = "http://weather.example", f"http://127.0.0.1:{free_port()}"
    with httpx2.Client(transport=fake) as client:
        assert client.get(url).status_code == 200
    with httpx2.Client(transport=fake, mounts={"http://": other}) as client:
        assert client.get(url).status_code == 418
    for mounts in ({"https://": other}, {"http://": None}):  # no match, no transport
        with httpx2.Client(transport=fake, mounts=mounts) as client:
            assert client.get(url).status_code == 200
    with (
        httpx2.Client(transport=fake, proxy=nobody) as client,
        pytest.raises(httpx2.ConnectError),
    ):
        client.get(url)


def test_a_given_transport_ignores_proxies_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Proxy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(418)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None: ...

    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    nobody = f"http://127.0.0.1:{free_port()}"
    with ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as proxy:
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.server_address[1]}")
        with httpx2.Client() as client:
            assert client.get(nobody).status_code == 418
        with (
            httpx2.Client(transport=httpx2.HTTPTransport()) as client,
            pytest.raises(httpx2.ConnectError),
        ):
            client.get(nobody)
        proxy.shutdown()


def test_retries_of_the_transport_are_replaced_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried: list[object] = []

    def refuse(*args: object, **options: object) -> socket.socket:
        tried.append(args)
        raise ConnectionRefusedError

    def fail(request: httpx2.Request) -> httpx2.Response:
        tried.append(request)
        raise httpx2.ConnectError("refused")

    monkeypatch.setattr(socket, "create_connection", refuse)
    for transport, tries in (
        (httpx2.HTTPTransport(retries=1), 2),
        (httpx2.MockTransport(fail), 1),
    ):
        tried.clear()
        with (
            httpx2.Client(transport=transport) as client,
            pytest.raises(httpx2.ConnectError),
        ):
            client.get("http://weather.example")
        assert len(tried) == tries


def test_a_port_that_opens_late_shows_that_the_transport_retries() -> None:
    class Degrees(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None: ...

    def serve_once() -> None:
        with ThreadingHTTPServer(("127.0.0.1", port), Degrees) as server:
            server.handle_request()

    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with httpx2.Client() as client, pytest.raises(httpx2.ConnectError):
        client.get(url)
    late = threading.Timer(0.2, serve_once)
    late.daemon = True
    with httpx2.Client(transport=httpx2.HTTPTransport(retries=5)) as client:
        late.start()
        assert client.get(url).status_code == 204
    late.join(60)


def test_a_timeout_limits_each_read_not_the_whole_call() -> None:
    """Ten bytes, with a pause before each that is a fraction of the timeout."""

    def drip(server: socket.socket) -> None:
        connection, _ = server.accept()
        with connection:
            connection.recv(4096)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n")
            for _ in range(10):
                time.sleep(0.4)
                connection.sendall(b"x")

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=drip, args=[server])
        thread.start()
        started = time.monotonic()
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        response = httpx2.get(url, timeout=3)
        assert time.monotonic() - started > 3
        thread.join(60)
    assert response.text == "x" * 10


def test_an_override_does_not_reach_lifespan() -> None:
    def get_city() -> str:
        return "oslo"

    def build(get_city: Callable[[], str] = get_city) -> FastAPI:
        @asynccontextmanager
        async def lifespan(app: FastAPI):
            app.state.city = get_city()
            yield

        return FastAPI(lifespan=lifespan)

    app = build()
    app.dependency_overrides[get_city] = lambda: "rome"
    with TestClient(app):
        assert app.state.city == "oslo"
    app = build(lambda: "rome")
    with TestClient(app):
        assert app.state.city == "rome"


@pytest.mark.parametrize(
    ("pool", "check", "error"),
    [
        (None, True, (OperationalError, "no such table")),
        (StaticPool, True, (ProgrammingError, "same thread")),
        (StaticPool, False, None),
    ],
)
def test_an_in_memory_database_belongs_to_its_connection(
    load: Callable[[], tuple[ModuleType, ...]],
    pool: type[Pool] | None,
    check: bool,
    error: tuple[type[Exception], str] | None,
) -> None:
    _, readings, _ = load()
    engine = create_engine(
        "sqlite://", poolclass=pool, connect_args={"check_same_thread": check}
    )
    readings.Base.metadata.create_all(engine)
    app = FastAPI()

    @app.get("/")
    def count() -> int:  # in a thread of the threadpool
        with Session(engine) as session:
            return session.execute(text("SELECT count(*) FROM readings")).scalar_one()

    client = TestClient(app)
    if error is None:
        assert client.get("/").json() == 0
    else:
        with pytest.raises(error[0], match=error[1]):
            client.get("/")


def test_a_cached_setting_outlives_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    @lru_cache
    def get_city() -> str:
        return os.environ["CITY"]

    app = FastAPI()

    @app.get("/")
    async def read_city(city: Annotated[str, Depends(get_city)]) -> str:
        return city

    client = TestClient(app)
    monkeypatch.setenv("CITY", "paris")
    monkeypatch.setenv("CITY", "oslo")  # nobody has called it yet
    assert client.get("/").json() == "oslo"
    monkeypatch.setenv("CITY", "rome")
    assert client.get("/").json() == "oslo"
    get_city.cache_clear()
    assert client.get("/").json() == "rome"
    app.dependency_overrides[get_city] = lambda: "lima"
    assert client.get("/").json() == "lima"


def test_a_patched_dependency_is_still_the_old_function(
    load: Callable[[], tuple[ModuleType, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    weather, readings, weather_client = load()
    mock = MagicMock()
    monkeypatch.setattr(weather_client, "get_transport", mock)
    used: list[object] = []

    class Noted(httpx2.HTTPTransport):
        def handle_request(self, request: httpx2.Request) -> httpx2.Response:
            used.append(request)
            raise httpx2.ConnectError("no network in tests")

    monkeypatch.setattr(httpx2, "HTTPTransport", Noted)
    weather.app.dependency_overrides[readings.get_session] = lambda: None
    with TestClient(weather.app) as client:
        assert client.get("/degrees/oslo").status_code == 502
    assert used
    assert mock.call_count == 0


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
