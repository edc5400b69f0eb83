"""Below and at HTTP, without a database: what is decided by our own code."""

import pytest
from fastapi import HTTPException
from fastapi.testclient import TestClient
from seats import Bookings, SeatTaken, app, book, price_of


class FakeBookings(Bookings):
    def __init__(self) -> None:
        self.rows: set[tuple[str, int]] = set()

    def add(self, play: str, seat: int) -> None:
        if (play, seat) in self.rows:
            raise SeatTaken
        self.rows.add((play, seat))


def test_unit_the_front_rows_are_dearer() -> None:
    assert (price_of(10), price_of(11)) == (30, 20)


def test_unit_a_path_function_is_a_function() -> None:
    bookings = FakeBookings()
    assert book("macbeth", 99, bookings) == {"price": 20}  # nothing validates 99
    with pytest.raises(HTTPException, match="409"):
        book("macbeth", 99, bookings)


def test_component_the_same_over_http(monkeypatch: pytest.MonkeyPatch) -> None:
    bookings = FakeBookings()  # monkeypatch undoes the override
    monkeypatch.setitem(app.dependency_overrides, Bookings, lambda: bookings)
    client = TestClient(app)
    answers = [client.put(f"/plays/macbeth/seats/{seat}") for seat in (7, 7, 99)]
    assert [answer.status_code for answer in answers] == [201, 409, 422]
