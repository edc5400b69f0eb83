"""A client of the weather service; one timeout is forgiven."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from time import sleep
from typing import Annotated

import httpx2
from fastapi import Depends, FastAPI, Request
from pydantic import BaseModel, Field


class Forecast(BaseModel):
    degrees: int = Field(strict=True, ge=-99, le=99)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[dict[str, httpx2.BaseTransport]]:
    with httpx2.HTTPTransport() as transport:
        yield {"transport": transport}


# region seam
def get_transport(request: Request) -> httpx2.BaseTransport:
    return request.state.transport  # the pool of connections, made by lifespan  # point


class Weather:
    def __init__(
        self, transport: Annotated[httpx2.BaseTransport, Depends(get_transport)]
    ) -> None:
        self.client = httpx2.Client(
            transport=transport, base_url="https://weather.example", timeout=2
        )

    def degrees(self, city: str) -> int:
        try:
            response = self.client.get(f"/{city}")
        except httpx2.TimeoutException:
            sleep(0.5)
            response = self.client.get(f"/{city}")
        return Forecast.model_validate_json(response.raise_for_status().content).degrees


# endregion
