"""The synchronous client: one test for each thing that can come back."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from orders import app, outbox


# region tests
@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(app) as client:  # start-up runs here  # point
        yield client
    outbox.clear()


@pytest.mark.parametrize("quantity", [1, 99])
def test_an_order_is_priced_and_mailed(client: TestClient, quantity: int) -> None:
    response = client.post("/orders/tea", params={"quantity": quantity})
    assert (response.status_code, response.json()) == (201, {"total": 4 * quantity})
    assert outbox == [f"{quantity} × tea"]  # the background task has already run


@pytest.mark.parametrize("quantity", [0, 100])
def test_a_quantity_out_of_range_is_a_422(client: TestClient, quantity: int) -> None:
    assert client.post(f"/orders/tea?quantity={quantity}").status_code == 422
    assert outbox == []


def test_an_unknown_item_is_a_404(client: TestClient) -> None:
    assert client.post("/orders/coal").status_code == 404
    assert outbox == []


# endregion
def test_a_crash_is_raised_in_the_test(client: TestClient) -> None:
    with pytest.raises(ZeroDivisionError):
        client.get("/mails-per-order?orders=0")


def test_a_caller_sees_only_the_500() -> None:
    with TestClient(app, raise_server_exceptions=False) as client:
        response = client.get("/mails-per-order?orders=0")
    assert (response.status_code, response.text) == (500, "Internal Server Error")
