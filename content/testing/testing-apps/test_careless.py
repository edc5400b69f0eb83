"""Four tests that look right and fail."""

import asyncio
from typing import Annotated

import orders
import pytest
from fastapi import Cookie, FastAPI, Response
from fastapi.testclient import TestClient

# region no-lifespan
client = TestClient(orders.app)


def test_an_order_without_start_up() -> None:
    client.post("/orders/tea")


# endregion
# region async-def
async def test_nobody_awaits_this() -> None:
    assert client.post("/orders/coal").status_code == 404


@pytest.mark.anyio
async def test_the_loop_goes_on() -> None:
    heard = asyncio.Event()
    asyncio.get_running_loop().call_soon(heard.set)
    with TestClient(orders.app) as client:
        client.post("/orders/tea")
    assert heard.is_set()


# endregion
# region shared-client
shop = FastAPI()


@shop.post("/login")
async def log_in(response: Response) -> None:
    response.set_cookie("user", "ada")


@shop.get("/me")
async def read_me(user: Annotated[str, Cookie()] = "stranger") -> str:
    return user


shop_client = TestClient(shop)


def test_login() -> None:
    assert shop_client.post("/login").status_code == 200


def test_a_stranger() -> None:
    assert shop_client.get("/me").json() == "stranger"


# endregion
