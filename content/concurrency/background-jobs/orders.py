"""Answers 202, then works: one task after another, in the process that answered."""

import logging
from collections.abc import Callable, Iterator
from functools import wraps
from typing import ParamSpec

from fastapi import BackgroundTasks, Depends, FastAPI

logging.basicConfig(format="%(levelname)s %(message)s", level=logging.INFO)
log = logging.getLogger("orders")
P = ParamSpec("P")
app = FastAPI()


def contained(task: Callable[P, None]) -> Callable[P, None]:
    """Log a failure instead of raising it: nobody is left who could answer it."""

    @wraps(task)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            task(*args, **kwargs)
        except Exception as error:
            log.exception("%s%r failed: %s", task.__name__, args, error)

    return run


def open_session() -> Iterator[None]:
    yield
    log.info("session committed")


@contained
def send_mail(order: int) -> None:
    if order == 13:
        raise ConnectionError("mail server is down")
    log.info("mail sent for order %d", order)


@contained
def count_order(order: int) -> None:
    log.info("order %d counted", order)


@app.post("/orders/{order}", status_code=202, dependencies=[Depends(open_session)])
def place_order(order: int, tasks: BackgroundTasks) -> None:
    log.info("order %d stored", order)
    tasks.add_task(send_mail, order)  # pass ids: a task opens its own session
    tasks.add_task(count_order, order)
