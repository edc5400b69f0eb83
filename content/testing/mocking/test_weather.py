"""A fake service behind the real client, and a database that forgets each test."""

from collections.abc import Iterator

import httpx2
import pytest
from fastapi.testclient import TestClient
from pytest_mock import MockerFixture
from readings import Base, Reading, get_session
from sqlalchemy import StaticPool, create_engine, select
from sqlalchemy.orm import Session
from weather import app
from weather_client import get_transport

threads = {"check_same_thread": False}
engine = create_engine("sqlite://", poolclass=StaticPool, connect_args=threads)
Base.metadata.create_all(engine)


# region doubles
def answer_with(*answers: httpx2.Response | Exception) -> list[httpx2.Request]:
    """Let the service give these answers; return the requests that it will get."""
    coming, requests = iter(answers), list[httpx2.Request]()

    def handle(request: httpx2.Request) -> httpx2.Response:
        requests.append(request)
        if isinstance(answer := next(coming), Exception):
            raise answer
        return answer

    app.dependency_overrides[get_transport] = lambda: httpx2.MockTransport(handle)
    return requests


@pytest.fixture
def session() -> Iterator[Session]:
    with engine.connect() as connection, connection.begin() as transaction:
        connection.exec_driver_sql("BEGIN")  # SQLite: before the first savepoint
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            yield session
        transaction.rollback()  # point


# endregion
SILENCE = httpx2.ReadTimeout("no answer")
FAILURES = [
    pytest.param(SILENCE, 504, id="silent twice"),
    pytest.param(httpx2.ConnectError("refused"), 502, id="unreachable"),
    pytest.param(httpx2.Response(500, json={"degrees": 21}), 502, id="status 500"),
    pytest.param(httpx2.Response(200, text="<html>"), 502, id="no JSON"),
    pytest.param(httpx2.Response(200, json={"degrees": 1000}), 502, id="absurd"),
    pytest.param(httpx2.Response(200, json={"degrees": True}), 502, id="no number"),
]


@pytest.fixture
def client(session: Session) -> Iterator[TestClient]:
    app.dependency_overrides[get_session] = lambda: session
    with TestClient(app) as client:
        yield client
    app.dependency_overrides.clear()


# region tests
def test_a_reading_is_passed_on_and_kept(client: TestClient, session: Session) -> None:
    requests = answer_with(httpx2.Response(200, json={"degrees": 21}))
    assert client.get("/degrees/oslo").json() == 21
    assert [str(sent.url) for sent in requests] == ["https://weather.example/oslo"]
    assert set(requests[0].extensions["timeout"].values()) == {2}  # point
    session.rollback()  # a row that the application forgot to commit goes
    kept = session.execute(select(Reading.city, Reading.degrees)).all()
    assert kept == [("oslo", 21)]


def test_one_timeout_is_forgiven(client: TestClient, mocker: MockerFixture) -> None:
    pause = mocker.patch("weather_client.sleep")
    requests = answer_with(SILENCE, httpx2.Response(200, json={"degrees": 21}))
    assert client.get("/degrees/oslo").json() == 21
    first, second = requests
    assert (second.url, second.extensions) == (first.url, first.extensions)
    pause.assert_called_once_with(0.5)


# endregion
@pytest.mark.parametrize(("answer", "status"), FAILURES)
def test_a_failure_keeps_nothing(
    client: TestClient,
    session: Session,
    mocker: MockerFixture,
    answer: httpx2.Response | Exception,
    status: int,
) -> None:
    mocker.patch("weather_client.sleep")
    requests = answer_with(answer, answer)
    assert client.get("/degrees/oslo").status_code == status
    assert len(requests) == (2 if answer is SILENCE else 1)
    assert session.scalars(select(Reading)).all() == []
