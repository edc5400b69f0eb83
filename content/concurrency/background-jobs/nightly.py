"""A scheduler in the lifespan: every worker process starts one."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from fastapi import FastAPI


def send_invoices() -> None:
    print("invoices sent to all customers")


# region lifespan
@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
    scheduler = AsyncIOScheduler()
    first = datetime.now(UTC)  # so that we need not wait for three o'clock
    scheduler.add_job(send_invoices, "cron", hour=3, next_run_time=first)
    scheduler.start()  # point
    yield
    scheduler.shutdown()


# endregion


app = FastAPI(lifespan=lifespan)
