"""Doubles that do not stand where they seem to, or agree to everything."""

import time
from unittest.mock import AsyncMock, MagicMock, create_autospec

import httpx2
import pytest
from fastapi.testclient import TestClient
from pytest_mock import MockerFixture
from test_weather import answer_with, silent, sunny
from weather import app, get_weather


# region as-override
def test_a_mock_as_override() -> None:
    app.dependency_overrides[get_weather] = MagicMock(spec=httpx2.Client)
    response = TestClient(app).get("/degrees/oslo")
    assert response.status_code == 200, response.json()["detail"][0]["loc"]


def test_an_object_as_override() -> None:
    app.dependency_overrides[get_weather] = httpx2.Client()  # pyright: ignore[reportArgumentType]
    TestClient(app).get("/degrees/oslo")


# endregion
# region wrong-module
def test_the_pause_is_patched(mocker: MockerFixture) -> None:
    pause = mocker.patch.object(time, "sleep")
    answer_with(silent, sunny)
    TestClient(app).get("/degrees/oslo")
    pause.assert_called_once_with(0.5)


# endregion
# region agrees
@pytest.mark.anyio
async def test_a_plain_mock_is_awaited() -> None:
    client = MagicMock()
    await client.get("/oslo")


@pytest.mark.anyio
@pytest.mark.parametrize(
    "client",
    [AsyncMock(), create_autospec(httpx2.AsyncClient, instance=True)],
    ids=["bare", "autospec"],
)
async def test_a_misspelt_argument(client: AsyncMock) -> None:
    await client.get("/oslo", timeot=2)


# endregion
