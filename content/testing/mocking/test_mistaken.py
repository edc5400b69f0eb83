"""Doubles that are not functions, that cannot be late, or that agree to everything."""

import time
from unittest.mock import AsyncMock, MagicMock, create_autospec

import httpx2
import pytest
from fastapi.testclient import TestClient
from readings import get_session
from weather import app
from weather_client import get_transport

app.dependency_overrides[get_session] = lambda: MagicMock()
client = TestClient(app)


# region as-override
def test_a_mock_as_override() -> None:
    app.dependency_overrides[get_transport] = MagicMock(spec=httpx2.BaseTransport)
    response = client.get("/degrees/oslo")
    assert response.is_success, response.json()["detail"][0]["loc"]


def test_an_object_as_override() -> None:
    fake = httpx2.MockTransport(lambda request: httpx2.Response(200))
    app.dependency_overrides[get_transport] = fake  # pyright: ignore[reportArgumentType]
    client.get("/degrees/oslo")


# endregion
# region slow-fake
def answer_late(request: httpx2.Request) -> httpx2.Response:
    time.sleep(0.2)
    return httpx2.Response(200)


def test_a_slow_service_is_given_up() -> None:
    transport = httpx2.MockTransport(answer_late)
    weather = httpx2.Client(transport=transport, timeout=0.05)
    with pytest.raises(httpx2.ReadTimeout):
        pytest.fail(f"no timeout, but {weather.get('https://weather.example/oslo')}")


# endregion
# region agrees
@pytest.mark.anyio
async def test_a_plain_mock_is_awaited() -> None:
    weather = MagicMock()
    await weather.get("/oslo")


@pytest.mark.anyio
@pytest.mark.parametrize(
    "weather",
    [AsyncMock(), create_autospec(httpx2.AsyncClient, instance=True)],
    ids=["bare", "autospec"],
)
async def test_a_misspelled_argument(weather: AsyncMock) -> None:
    await weather.get("/oslo", timeout=2)
    await weather.get("/oslo", timeot=2)


# endregion
