"""The snippet that many tutorials show, with one more task and a session."""

from collections.abc import Iterator

from fastapi import BackgroundTasks, Depends, FastAPI

app = FastAPI()


# region tasks
def open_session() -> Iterator[None]:
    try:
        yield
        print("session committed")
    except Exception:
        print("session rolled back")
        raise


def log_task(message: str) -> None:
    log.info(message)  # noqa: F821  # pyright: ignore[reportUndefinedVariable]  # point


def count_item() -> None:
    print("item counted")


@app.post("/items", dependencies=[Depends(open_session)])
async def create_item(background_tasks: BackgroundTasks) -> dict[str, str]:
    background_tasks.add_task(log_task, "Item created")
    background_tasks.add_task(count_item)
    return {"status": "ok"}


# endregion
