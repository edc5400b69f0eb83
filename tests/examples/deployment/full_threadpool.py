"""Asks an application whose threadpool has no thread left."""

import asyncio

import httpx2
from anyio import to_thread
from fastapi import FastAPI


def answered_meanwhile(app: FastAPI, path: str, seconds: float = 20) -> httpx2.Response:
    """The response, which a `def` endpoint would not give before the time is over."""

    async def ask() -> httpx2.Response:
        pool = to_thread.current_default_thread_limiter()
        pool.total_tokens = 1
        async with (
            pool,
            httpx2.AsyncClient(
                transport=httpx2.ASGITransport(app), base_url="http://test"
            ) as client,
        ):
            return await asyncio.wait_for(client.get(path), seconds)

    return asyncio.run(ask())
