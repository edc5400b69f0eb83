"""The second test needs what the first one has left."""

from bookings import Bookings
from fastapi.testclient import TestClient
from seats import app
from test_seats import FakeBookings

# region order
shared = FakeBookings()
app.dependency_overrides[Bookings] = lambda: shared
client = TestClient(app)


def test_a_seat_is_booked() -> None:
    assert client.post("/plays/macbeth/seats/7").status_code == 201


def test_a_booked_seat_is_rejected() -> None:
    assert client.post("/plays/macbeth/seats/7").status_code == 409


# endregion
