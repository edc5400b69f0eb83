"""Shows the pool behind `def`: how many tokens are held, how many calls wait."""

import threading

import anyio.to_thread
from fastapi import FastAPI

app = FastAPI()
printer_is_ready = threading.Event()


# region pool
@app.get("/report")
def read_report() -> str:
    printer_is_ready.wait()  # a slow call that holds its thread
    return "printed"


@app.get("/health")
def read_health() -> str:  # quick, but `def`: it needs a token too
    return "well"


@app.get("/pool")
async def read_pool() -> dict[str, int]:  # on the event loop: needs none
    pool = anyio.to_thread.current_default_thread_limiter().statistics()
    return {
        "tokens": int(pool.total_tokens),
        "in_use": pool.borrowed_tokens,
        "waiting": pool.tasks_waiting,  # point
    }


# endregion


@app.post("/printer")
async def start_printer() -> None:
    printer_is_ready.set()
