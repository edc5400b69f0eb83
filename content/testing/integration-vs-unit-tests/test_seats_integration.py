"""The same rule with a real database; a missing URL is an error, not a skip."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from seats import Base, Bookings, SeatTaken, app, get_engine
from sqlalchemy.orm import Session
from test_seats import FakeBookings

os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]  # never production's


@pytest.fixture(autouse=True)
def tables() -> Iterator[None]:
    Base.metadata.create_all(get_engine())
    yield
    Base.metadata.drop_all(get_engine())


@pytest.mark.parametrize("kind", ["fake", "database"])
def test_the_fake_agrees_with_the_database(kind: str) -> None:
    with Session(get_engine()) as session:
        bookings = FakeBookings() if kind == "fake" else Bookings(session)
        bookings.add("macbeth", 7)
        with pytest.raises(SeatTaken):
            bookings.add("macbeth", 7)
        bookings.add("macbeth", 8)


def test_of_two_at_once_one_gets_the_seat() -> None:
    with TestClient(app) as client, ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(client.put, ["/plays/macbeth/seats/7"] * 2))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
