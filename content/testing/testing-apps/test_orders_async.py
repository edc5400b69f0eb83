"""The asynchronous client: the test and the application share one event loop."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from httpx2 import ASGITransport, AsyncClient
from orders import app, outbox

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"  # else each test runs on Trio too, where that is installed


# region tests
@pytest.fixture
async def client() -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),  # the transport would not run it  # point
        AsyncClient(transport=transport, base_url="http://test") as client,
    ):
        yield client
    outbox.clear()


async def test_two_orders_at_once(client: AsyncClient) -> None:
    first, second = await asyncio.gather(
        client.post("/orders/tea"), client.post("/orders/tea?quantity=3")
    )
    assert (first.json(), second.json()) == ({"total": 4}, {"total": 12})
    assert sorted(outbox) == ["1 × tea", "3 × tea"]


# endregion
