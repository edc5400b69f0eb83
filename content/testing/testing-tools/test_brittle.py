"""Three tests that fail for the wrong reason, or never touch what they mean to."""

from datetime import date

from catalogue import app, get_today
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pytest_mock import MockerFixture

client = TestClient(app)
ISBN = "9780132350884"


# region patched-name
def test_the_date_is_asked_for(mocker: MockerFixture) -> None:
    today = mocker.patch("catalogue.get_today")
    assert client.post("/loans", json={"isbn": ISBN}).status_code == 201
    today.assert_called_once_with()


# endregion
# region missed-override
def test_the_date_is_chosen() -> None:
    site = FastAPI()
    site.mount("/library", app)
    site.dependency_overrides[get_today] = lambda: date(2028, 2, 15)
    response = TestClient(site).post("/library/loans", json={"isbn": ISBN})
    assert response.json()["due"] == "2028-02-29"


# endregion
# region message
def test_nine_weeks_are_too_many() -> None:
    response = client.post("/loans", json={"isbn": ISBN, "weeks": 9})
    message = response.json()["detail"][0]["msg"]
    assert message == "Input should be less than or equal to 8"


# endregion
