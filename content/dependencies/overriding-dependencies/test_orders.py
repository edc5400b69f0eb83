"""Overrides at the boundary, taken back after each test, with all that was stored."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from orders import app, engine, get_current_user, get_session
from sqlmodel import Session


@pytest.fixture
def client() -> Iterator[TestClient]:
    with engine.connect() as connection:
        transaction = connection.begin()
        # SQLite only: its driver would begin at the first INSERT, too late to hold
        # the savepoints below.
        connection.exec_driver_sql("BEGIN")

        def get_test_session() -> Iterator[Session]:
            # The application's commit() ends a savepoint, not the transaction.
            mode = "create_savepoint"
            with Session(connection, join_transaction_mode=mode) as session:
                yield session

        app.dependency_overrides[get_session] = get_test_session
        app.dependency_overrides[get_current_user] = lambda: "ada"
        yield TestClient(app)
        app.dependency_overrides.clear()
        transaction.rollback()


def test_an_order_belongs_to_the_current_user(client: TestClient) -> None:
    assert client.post("/orders/A1").json() == {"number": "A1", "buyer": "ada"}
    assert client.get("/orders").json() == ["A1"]


def test_the_order_of_another_test_is_gone(client: TestClient) -> None:
    assert client.get("/orders").json() == []


def test_without_overrides_a_token_is_required() -> None:
    assert TestClient(app).get("/orders").status_code == 401
