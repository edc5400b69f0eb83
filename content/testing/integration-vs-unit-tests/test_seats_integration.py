"""The same rule with a real database; a missing URL is an error, not a skip."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from bookings import Base, Bookings, SeatTaken, get_engine
from fastapi.testclient import TestClient
from seats import app
from sqlalchemy import event
from test_seats import FakeBookings

URL = os.environ["TEST_DATABASE_URL"]
SEAT = "/plays/macbeth/seats/7"


@pytest.fixture(autouse=True)
def tables(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("DATABASE_URL", URL)  # never production's, whoever set it
    get_engine.cache_clear()  # one made before may be for another database
    Base.metadata.drop_all(get_engine())  # what a run that was killed has left
    Base.metadata.create_all(get_engine())
    yield
    Base.metadata.drop_all(get_engine())
    get_engine().dispose()  # or its connections stay open
    get_engine.cache_clear()  # a test's listeners go with its engine


# region both
@pytest.mark.parametrize("kind", ["fake", "database"])
def test_the_fake_agrees_with_the_database(kind: str) -> None:
    bookings = FakeBookings() if kind == "fake" else Bookings(get_engine())
    bookings.add("macbeth", 7)
    with pytest.raises(SeatTaken):
        bookings.add("macbeth", 7)
    bookings.add("macbeth", 8)
    bookings.add("hamlet", 7)


def test_of_two_at_once_one_gets_the_seat() -> None:
    both = Barrier(2, timeout=60)

    @event.listens_for(get_engine(), "before_cursor_execute")
    def meet(connection: object, cursor: object, sql: str, *rest: object) -> None:
        if sql.startswith("INSERT"):
            both.wait()  # until the other is about to insert as well  # point

    with TestClient(app) as client, ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(client.post, [SEAT, SEAT]))
    assert sorted(answer.status_code for answer in answers) == [201, 409]


# endregion
