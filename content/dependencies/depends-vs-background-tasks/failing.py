"""Two tasks after a response; the first of them fails."""

from collections.abc import Iterator

from fastapi import BackgroundTasks, Depends, FastAPI

app = FastAPI()
seen: list[str] = []


# region fails
def open_session() -> Iterator[None]:
    try:
        yield
    except ConnectionError:
        seen.append("the session's exit got the task's error")
        raise


def send_mail() -> None:
    raise ConnectionError("no mail server")


def update_stock() -> None:
    seen.append("stock updated")


@app.post("/orders", status_code=202, dependencies=[Depends(open_session)])
def place_order(tasks: BackgroundTasks) -> str:
    tasks.add_task(send_mail)
    tasks.add_task(update_stock)
    return "accepted"


# endregion


@app.get("/seen")
def read_seen() -> list[str]:
    return seen
