"""Answers 202, then works: one task after another, in the process that answered."""

import logging
from collections.abc import Callable, Iterator

from fastapi import BackgroundTasks, Depends, FastAPI

logging.basicConfig(format="%(levelname)s %(message)s", level=logging.INFO)
log = logging.getLogger("orders")
app = FastAPI()


def open_session() -> Iterator[None]:
    try:
        yield
    finally:
        log.info("session closed")


def send_mail(order: int) -> None:
    if order == 13:
        raise ConnectionError("mail server is down")
    log.info("mail sent for order %d", order)


def count_order(order: int) -> None:
    log.info("order %d counted", order)


# region tasks
def contain(task: Callable[[int], None], order: int) -> None:
    try:
        task(order)
    except Exception:  # the client has its 202 already, so the log is all that is left
        log.exception("%s failed for order %d", task.__name__, order)  # point


@app.post("/orders/{order}", status_code=202, dependencies=[Depends(open_session)])
def place_order(order: int, tasks: BackgroundTasks) -> None:
    log.info("order %d committed", order)  # first, or a task does not find it
    tasks.add_task(contain, send_mail, order)  # an id: a task opens its own session
    tasks.add_task(contain, count_order, order)


# endregion
