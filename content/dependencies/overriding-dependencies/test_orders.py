"""Overrides at the boundary, removed after each test with all that it stored."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from orders import app, engine, get_current_user, get_session
from sqlalchemy import Connection, event
from sqlmodel import Session


@event.listens_for(engine, "begin")
def begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")  # SQLite only: its driver begins too late


# region fixture
@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(app) as client, engine.connect() as connection:
        connection.begin()  # leaving the block rolls back

        def get_test_session() -> Iterator[Session]:
            mode = "create_savepoint"  # the application's commit() ends a savepoint
            with Session(connection, join_transaction_mode=mode) as session:
                yield session

        app.dependency_overrides[get_session] = get_test_session  # point
        app.dependency_overrides[get_current_user] = lambda: "ada"  # point
        yield client
        app.dependency_overrides.clear()  # point


def test_an_order_belongs_to_the_current_user(client: TestClient) -> None:
    assert client.post("/orders/dune").status_code == 201
    assert client.get("/orders").json() == ["dune"]
    app.dependency_overrides[get_current_user] = lambda: "bob"
    assert client.get("/orders").json() == []  # not his


# endregion
def test_the_order_of_another_test_is_gone(client: TestClient) -> None:
    assert client.get("/orders").json() == []


def test_without_overrides_a_token_is_required() -> None:
    assert TestClient(app).get("/orders").status_code == 401
