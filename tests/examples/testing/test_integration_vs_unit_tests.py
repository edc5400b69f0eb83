import contextlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import httpx2
import pytest
from fastapi import FastAPI, Query
from harness.program import Program
from sqlalchemy import create_engine, inspect, make_url, text
from sqlalchemy.exc import DataError
from sqlalchemy.orm import Session
from testing.postgresql import postgresql_server

Open = Callable[[str], Program]
SHOWN = {"sqlite": "sqlite:///seats.db", "postgresql": "postgresql+psycopg://…"}


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL server of our own, which is gone afterwards."""
    with postgresql_server() as url:
        yield url


def test_below_the_database(program: Open) -> None:
    p = program("test_seats.py")
    p.record_pytest("passed", "-q", "-rp", "test_seats.py", passed=3)


def test_the_same_rule_on_two_real_databases(
    program: Open, postgresql: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    p = program("test_seats_integration.py")
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    (error,) = p.failures("test_seats_integration.py").values()
    assert "collection failure" in error
    urls = {"sqlite": f"sqlite:///{tmp_path}/seats.db", "postgresql": postgresql}
    for name, url in urls.items():
        monkeypatch.setenv("TEST_DATABASE_URL", url)
        p.mask = {re.escape(url): SHOWN[name]}
        p.record_pytest(name, "-q", "test_seats_integration.py", passed=3)


def test_one_run_as_in_production(program: Open, postgresql: str) -> None:
    p = program("seats.py")
    module = p.load()
    engine = create_engine(postgresql)
    module.Base.metadata.create_all(engine)
    try:
        with p.serve(env={"DATABASE_URL": postgresql}) as server:
            url = f"{server.url}/plays/macbeth/seats/7"
            sold, taken = httpx2.put(url), httpx2.put(url)
    finally:
        module.Base.metadata.drop_all(engine)
        engine.dispose()
    assert (sold.status_code, sold.json()) == (201, {"price": 30})
    assert taken.status_code == 409
    p.record_http("sold", sold)
    p.record_http("taken", taken, note="Uvicorn in front, PostgreSQL behind.")


def test_a_stand_in_accepts_what_production_refuses(
    program: Open, postgresql: str, tmp_path: Path
) -> None:
    p = program("stand_in.py")
    module = program("seats.py").load()
    urls = {"sqlite": f"sqlite:///{tmp_path}/seats.db", "postgresql": postgresql}
    ran = {name: p.run(url) for name, url in urls.items()}
    printed = {name: one.stdout for name, one in ran.items()}
    engine = create_engine(postgresql)
    with Session(engine) as session, pytest.raises(DataError):
        module.Bookings(session).add("the-winters-tale", 7)
    module.Base.metadata.drop_all(engine)
    engine.dispose()
    assert "characters: 201" in printed["sqlite"]
    assert "characters: 500" in printed["postgresql"]
    assert "FOR UPDATE" not in printed["sqlite"]
    assert "FOR UPDATE" in printed["postgresql"]
    for name, url in urls.items():
        p.record_output(name, ran[name], mask={re.escape(url): SHOWN[name]})


def test_an_order_that_only_the_whole_file_has(program: Open) -> None:
    p = program("test_in_order.py")
    assert "2 passed" in p.run_pytest("-q", "test_in_order.py").stdout
    alone = "test_in_order.py::test_a_booked_seat_is_refused"
    failed = p.failures(alone)
    assert failed == {
        "test_a_booked_seat_is_refused": "AssertionError: assert 201 == 409"
    }
    p.record_value(
        "alone", f"pytest {alone}: failed", failed,
        note="pytest test_in_order.py: 2 passed.",
    )  # fmt: skip


def test_a_template_gives_each_test_a_database_of_its_own(
    program: Open, postgresql: str
) -> None:
    module = program("seats.py").load()
    server = create_engine(postgresql, isolation_level="AUTOCOMMIT")
    databases = ("seats_template", "seats_1")

    def engine_of(database: str):
        return create_engine(make_url(postgresql).set(database=database))

    with contextlib.closing(server.connect()) as connection:
        connection.execute(text("CREATE DATABASE seats_template"))
        template = engine_of("seats_template")
        module.Base.metadata.create_all(template)
        template.dispose()
        connection.execute(text("CREATE DATABASE seats_1 TEMPLATE seats_template"))
        copy = engine_of("seats_1")
        assert inspect(copy).get_table_names() == ["bookings"]
        copy.dispose()
        for database in databases:
            connection.execute(text(f"DROP DATABASE {database}"))
    server.dispose()


def test_a_default_in_the_old_style_is_no_value_when_called_directly() -> None:
    app = FastAPI()

    @app.get("/old")
    def old(limit: int = Query(10)) -> int:
        return limit

    @app.get("/annotated")
    def annotated(limit: Annotated[int, Query()] = 10) -> int:
        return limit

    assert annotated() == 10
    assert type(old()).__name__ == "Query"
