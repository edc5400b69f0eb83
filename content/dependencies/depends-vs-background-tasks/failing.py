"""Two tasks after a response; the first of them fails."""

from collections.abc import Iterator

from fastapi import BackgroundTasks, Depends, FastAPI

app = FastAPI()


# region fails
def open_session() -> Iterator[None]:
    try:
        yield
    except ConnectionError:
        print("the session rolls back what was answered with 202")
        raise


def send_mail() -> None:
    raise ConnectionError("no mail server")  # point


def update_stock() -> None:
    print("stock updated")


@app.post("/orders", status_code=202, dependencies=[Depends(open_session)])
def place_order(tasks: BackgroundTasks) -> None:
    tasks.add_task(send_mail)
    tasks.add_task(update_stock)


# endregion
