import shutil
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Annotated
from unittest.mock import MagicMock

import httpx2
import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from harness.program import Program
from sqlalchemy import Connection
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Session
from sqlalchemy.orm.session import JoinTransactionMode

Open = Callable[[str], Program]
ADDRESS = {" at 0x[0-9a-f]+": ""}


def test_the_fake_service_and_the_forgetful_database_work(program: Open) -> None:
    program("weather.py")
    p = program("test_weather.py")
    p.record_pytest("passed", "-q", "-rp", "test_weather.py", passed=3)


def test_a_forgotten_commit_is_noticed(program: Open, tmp_path: Path) -> None:
    p = program("test_weather.py")
    source = program("weather.py").path.read_text()
    assert "            session.commit()\n" in source
    (tmp_path / "weather.py").write_text(
        source.replace("            session.commit()\n", "")
    )
    shutil.copy(p.path, tmp_path)
    copy = Program(tmp_path / p.path.name)
    (name,) = copy.failures(p.path.name)
    assert name == "test_a_reading_is_passed_on_and_kept"


def test_what_a_caller_sees_and_what_the_table_keeps(
    program: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same doubles as test_weather.py, over the application of this process."""
    p = program("weather.py")
    module = p.load()
    monkeypatch.setattr(module, "sleep", lambda seconds: None)
    answers: list[int | None] = [21, None, None]

    def answer(request: httpx2.Request) -> httpx2.Response:
        degrees = answers.pop(0)
        if degrees is None:
            raise httpx2.ReadTimeout("no answer", request=request)
        return httpx2.Response(200, json={"degrees": degrees})

    service = httpx2.Client(
        transport=httpx2.MockTransport(answer), base_url="https://weather.example"
    )
    rows = {}

    def count(session: Session) -> int:
        return session.query(module.Reading).count()

    with module.engine.connect() as connection, connection.begin() as transaction:
        connection.exec_driver_sql("BEGIN")
        session = Session(connection, join_transaction_mode="create_savepoint")
        module.app.dependency_overrides |= {
            module.get_weather: lambda: service,
            module.get_session: lambda: session,
        }
        client = TestClient(module.app)
        fake = client.get("/degrees/oslo")
        assert (fake.status_code, fake.json()) == (200, 21)
        silence = client.get("/degrees/oslo")
        assert silence.status_code == 504
        assert answers == []
        rows["committed by the application"] = count(session)
        transaction.rollback()
    with Session(module.engine) as after:
        rows["after the rollback"] = count(after)
    assert list(rows.values()) == [1, 0]
    p.record_http("fake", fake)
    p.record_http("silent", silence)
    p.record_value("rows", "Rows in readings", rows)


@pytest.mark.parametrize(
    ("mode", "begin", "after_rollback", "left"),
    [
        ("conditional_savepoint", False, None, 0),
        ("create_savepoint", True, 1, 0),
        ("create_savepoint", False, 1, 1),
    ],
)
def test_what_a_transaction_around_a_session_holds(
    program: Open,
    mode: JoinTransactionMode, begin: bool, after_rollback: int | None, left: int,
) -> None:  # fmt: skip
    """The first mode is the default: it survives a commit, but no rollback."""
    module = program("weather.py").load()
    reading, engine = module.Reading, module.engine

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


def test_mistaken_doubles_fail(program: Open) -> None:
    p = program("test_mistaken.py")
    failed = p.failures("test_mistaken.py")
    steps = {
        "as-override": {
            "test_a_mock_as_override": "AssertionError: ['query', 'args']",
            "test_an_object_as_override": "is not a callable object",
        },
        "wrong-module": {"test_the_pause_is_patched": "Called 0 times"},
        "agrees": {
            "test_a_plain_mock_is_awaited": "can't be used in 'await' expression",
            "test_a_misspelt_argument": "unexpected keyword argument 'timeot'",
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
            step, "pytest test_mistaken.py: failed", of_step,
            mask=ADDRESS if step == "as-override" else None,
        )  # fmt: skip
        found += of_step
    assert found == list(failed)
    assert len(found) == 5


def test_a_cached_setting_outlives_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import os

    @lru_cache
    def get_city() -> str:
        return os.environ["CITY"]

    app = FastAPI()

    @app.get("/")
    async def read_city(city: Annotated[str, Depends(get_city)]) -> str:
        return city

    client = TestClient(app)
    monkeypatch.setenv("CITY", "oslo")
    assert client.get("/").json() == "oslo"
    monkeypatch.setenv("CITY", "rome")
    assert client.get("/").json() == "oslo"
    get_city.cache_clear()
    assert client.get("/").json() == "rome"
    app.dependency_overrides[get_city] = lambda: "lima"
    assert client.get("/").json() == "lima"


def test_a_patched_dependency_is_still_the_old_function(
    program: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = program("weather.py").load()
    mock = MagicMock()
    monkeypatch.setattr(module, "get_weather", mock)
    monkeypatch.setattr(module, "sleep", lambda seconds: None)

    def refuse(*args, **kwargs):
        raise httpx2.ConnectTimeout("no network in tests")

    monkeypatch.setattr(httpx2.Client, "get", refuse)
    client = TestClient(module.app)
    assert client.request("GET", "/degrees/oslo").status_code == 504
    assert mock.call_count == 0
