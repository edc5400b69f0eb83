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
            # A task of its own: one that holds a thread may not ask for another.
            asked = asyncio.create_task(client.get(path))
            return await asyncio.wait_for(asked, seconds)

    return asyncio.run(ask())
