"""Below and at HTTP, without a database: what is decided by our own code."""

import pytest
from bookings import Bookings, SeatTaken
from fastapi import HTTPException
from fastapi.testclient import TestClient
from seats import app, book, price_of


class FakeBookings(Bookings):
    def __init__(self) -> None:
        self.rows: set[tuple[str, int]] = set()

    def add(self, play: str, seat: int) -> None:
        if (play, seat) in self.rows:
            raise SeatTaken
        self.rows.add((play, seat))


# region layers
def test_unit_the_front_rows_cost_more() -> None:
    assert (price_of(10), price_of(11)) == (30, 20)


def test_unit_a_path_function_is_a_function() -> None:
    bookings = FakeBookings()
    assert book("macbeth", 99, bookings) == {"price": 20}  # nothing validates 99
    with pytest.raises(HTTPException, match="409"):
        book("macbeth", 99, bookings)


@pytest.mark.parametrize(
    ("path", "status"),
    [("hamlet/seats/40", 409), ("hamlet/seats/41", 422), ("hamlet/seats/0", 422)],
)
def test_component_the_same_over_http(
    monkeypatch: pytest.MonkeyPatch, path: str, status: int
) -> None:
    bookings = FakeBookings()  # monkeypatch undoes the override
    monkeypatch.setitem(app.dependency_overrides, Bookings, lambda: bookings)
    client = TestClient(app)
    assert client.post("/plays/hamlet/seats/40").json() == {"price": 20}
    assert client.post(f"/plays/{path}").status_code == status
    assert bookings.rows == {("hamlet", 40)}


# endregion
