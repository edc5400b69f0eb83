"""A fake service behind the real client, and a database that forgets each test."""

from collections.abc import Callable, Iterator

import httpx2
import pytest
from fastapi.testclient import TestClient
from pytest_mock import MockerFixture
from sqlalchemy import select
from sqlalchemy.orm import Session
from weather import Reading, app, engine, get_session, get_weather

Answer = Callable[[httpx2.Request], httpx2.Response]


def sunny(request: httpx2.Request) -> httpx2.Response:
    assert request.url == "https://weather.example/oslo"
    return httpx2.Response(200, json={"degrees": 21})


def silent(request: httpx2.Request) -> httpx2.Response:
    raise httpx2.ReadTimeout("no answer", request=request)


def answer_with(*answers: Answer) -> None:
    """Let the service give these answers, one for each request."""
    coming = iter(answers)
    transport = httpx2.MockTransport(lambda request: next(coming)(request))
    client = httpx2.Client(transport=transport, base_url="https://weather.example")
    app.dependency_overrides[get_weather] = lambda: client


@pytest.fixture
def session() -> Iterator[Session]:
    with engine.connect() as connection, connection.begin() as transaction:
        connection.exec_driver_sql("BEGIN")  # SQLite: before the first savepoint
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            yield session
        transaction.rollback()


@pytest.fixture
def client(session: Session) -> Iterator[TestClient]:
    app.dependency_overrides[get_session] = lambda: session
    with TestClient(app) as client:
        yield client
    app.dependency_overrides.clear()


def test_a_reading_is_passed_on_and_kept(client: TestClient, session: Session) -> None:
    answer_with(sunny)
    assert client.get("/degrees/oslo").json() == 21
    session.rollback()  # a row that the application forgot to commit goes
    assert session.scalars(select(Reading.city)).all() == ["oslo"]


def test_one_silence_is_forgiven(client: TestClient, mocker: MockerFixture) -> None:
    pause = mocker.patch("weather.sleep", autospec=True)
    answer_with(silent, sunny)
    assert client.get("/degrees/oslo").json() == 21
    pause.assert_called_once_with(0.5)


def test_two_are_a_504_and_keep_nothing(
    client: TestClient, session: Session, mocker: MockerFixture
) -> None:
    mocker.patch("weather.sleep", autospec=True)
    answer_with(silent, silent)
    assert client.get("/degrees/oslo").status_code == 504
    assert session.scalars(select(Reading)).all() == []
