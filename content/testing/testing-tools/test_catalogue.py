"""One table of cases, one chosen date, one asynchronous test, one contract."""

from collections.abc import Iterator
from datetime import date

import pytest
from catalogue import app, get_today
from fastapi.testclient import TestClient
from httpx2 import ASGITransport, AsyncClient

ISBN = "9780132350884"


@pytest.fixture
def client() -> Iterator[TestClient]:
    app.dependency_overrides[get_today] = lambda: date(2028, 2, 15)
    with TestClient(app) as client:
        yield client
    app.dependency_overrides.clear()


def test_a_loan_may_end_on_a_leap_day(client: TestClient) -> None:
    response = client.post("/loans", json={"isbn": ISBN, "weeks": 2})
    assert response.json() == {"isbn": ISBN, "due": "2028-02-29"}


@pytest.mark.parametrize(
    ("body", "field", "kind"),
    [
        ({"isbn": "978", "weeks": 2}, "isbn", "string_pattern_mismatch"),
        ({"isbn": ISBN, "weeks": 0}, "weeks", "greater_than_equal"),
        ({"isbn": ISBN, "weeks": 9}, "weeks", "less_than_equal"),
        ({"weeks": 2}, "isbn", "missing"),
    ],
)
def test_a_bad_request_is_refused(
    client: TestClient, body: dict[str, object], field: str, kind: str
) -> None:
    response = client.post("/loans", json=body)
    assert response.status_code == 422
    (error,) = response.json()["detail"]
    assert (error["loc"], error["type"]) == (["body", field], kind)


@pytest.mark.anyio
async def test_the_same_over_the_async_client() -> None:
    transport = ASGITransport(app=app)
    async with AsyncClient(transport=transport, base_url="http://test") as async_client:
        response = await async_client.post("/loans", json={"isbn": ISBN, "weeks": 1})
    assert response.status_code == 201


def test_the_contract_is_unchanged() -> None:
    schemas = app.openapi()["components"]["schemas"]
    assert schemas["LoanRequest"] == {
        "title": "LoanRequest",
        "type": "object",
        "properties": {
            "isbn": {"title": "Isbn", "type": "string", "pattern": r"^\d{13}$"},
            "weeks": {
                "title": "Weeks",
                "type": "integer",
                "default": 2,
                "minimum": 1,
                "maximum": 8,
            },
        },
        "required": ["isbn"],
    }
