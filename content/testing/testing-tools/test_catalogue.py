"""One chosen date, one table of cases, one asynchronous test, one contract."""

from collections.abc import Iterator
from datetime import date

import pytest
from catalogue import app, get_today
from fastapi.testclient import TestClient
from httpx2 import ASGITransport, AsyncClient

ISBN = "9780132350884"


# region override
@pytest.fixture
def client() -> Iterator[TestClient]:
    app.dependency_overrides[get_today] = lambda: date(2028, 2, 8)  # point
    with TestClient(app) as client:
        yield client
    app.dependency_overrides.clear()


def test_a_loan_may_end_on_a_leap_day(client: TestClient) -> None:
    response = client.post("/loans", json={"isbn": ISBN, "weeks": 3})
    assert response.status_code == 201
    assert response.json() == {"isbn": ISBN, "due": "2028-02-29"}


# endregion
INVALID = [
    ({"isbn": "978", "weeks": 2}, "isbn", "string_pattern_mismatch"),
    ({"isbn": "٣" * 13, "weeks": 2}, "isbn", "string_pattern_mismatch"),
    ({"isbn": ISBN, "weeks": 0}, "weeks", "greater_than_equal"),
    ({"isbn": ISBN, "weeks": 9}, "weeks", "less_than_equal"),
    ({"weeks": 2}, "isbn", "missing"),
]


# region table
@pytest.mark.parametrize(("body", "field", "kind"), INVALID)
def test_an_invalid_loan_is_a_422(
    client: TestClient, body: dict[str, object], field: str, kind: str
) -> None:
    response = client.post("/loans", json=body)
    assert response.status_code == 422
    (error,) = response.json()["detail"]
    assert (error["loc"], error["type"]) == (["body", field], kind)  # no text


def test_the_contract_is_unchanged() -> None:
    isbn = {"title": "Isbn", "type": "string", "pattern": "^[0-9]{13}$"}
    weeks = {"default": 2, "maximum": 8, "minimum": 1}
    weeks |= {"title": "Weeks", "type": "integer"}
    assert app.openapi()["components"]["schemas"]["LoanRequest"] == {
        "title": "LoanRequest",
        "type": "object",
        "properties": {"isbn": isbn, "weeks": weeks},
        "required": ["isbn"],  # point
    }


# endregion
@pytest.mark.anyio
async def test_a_loan_over_the_async_client() -> None:
    transport = ASGITransport(app=app)
    async with AsyncClient(transport=transport, base_url="http://test") as async_client:
        response = await async_client.post("/loans", json={"isbn": ISBN, "weeks": 1})
    assert response.status_code == 201
