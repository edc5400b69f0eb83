"""The same rule with a real database; a missing URL is an error, not a skip."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from seats import Base, Bookings, SeatTaken, app, get_session
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker
from test_seats import FakeBookings

URL = os.environ["TEST_DATABASE_URL"]


@pytest.fixture
def sessions() -> Iterator[sessionmaker[Session]]:
    engine = create_engine(URL)
    Base.metadata.create_all(engine)
    yield sessionmaker(engine)
    Base.metadata.drop_all(engine)
    engine.dispose()


@pytest.mark.parametrize("kind", ["fake", "database"])
def test_the_fake_agrees_with_the_database(
    sessions: sessionmaker[Session], kind: str
) -> None:
    with sessions() as session:
        bookings = FakeBookings() if kind == "fake" else Bookings(session)
        bookings.add("macbeth", 7)
        with pytest.raises(SeatTaken):
            bookings.add("macbeth", 7)
        bookings.add("macbeth", 8)


def test_of_two_at_once_one_gets_the_seat(sessions: sessionmaker[Session]) -> None:
    def get_test_session() -> Iterator[Session]:
        with sessions() as session:
            yield session

    app.dependency_overrides[get_session] = get_test_session
    with TestClient(app) as client, ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(client.put, ["/plays/macbeth/seats/7"] * 2))
    app.dependency_overrides.clear()
    assert sorted(answer.status_code for answer in answers) == [201, 409]
