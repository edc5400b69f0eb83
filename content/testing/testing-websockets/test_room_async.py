"""The same room in the test's own event loop; here `receive` can time out."""

import pytest
from httpx2 import AsyncClient
from httpx2.websockets import ASGIWebSocketTransport
from room import app

URL = "ws://test/room?nick=ada"


@pytest.mark.anyio
async def test_nothing_comes_unasked() -> None:
    transport = ASGIWebSocketTransport(app, initial_receive_timeout=10)
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=transport) as client,
        client.websocket(URL, headers={"Authorization": "Bearer t"}) as ada,
    ):
        assert await ada.receive_text(timeout=10) == "ada is here"
        with pytest.raises(TimeoutError):
            await ada.receive_text(timeout=0.1)
