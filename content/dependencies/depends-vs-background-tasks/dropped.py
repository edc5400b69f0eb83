"""A response with a background task of its own, and injected tasks beside it."""

from fastapi import BackgroundTasks, FastAPI
from fastapi.responses import JSONResponse
from starlette.background import BackgroundTask

app = FastAPI()
ran: list[str] = []


# region dropped
@app.post("/orders")
def place_order(tasks: BackgroundTasks) -> JSONResponse:
    tasks.add_task(ran.append, "injected: mail")
    own = BackgroundTask(ran.append, "own: audit")
    return JSONResponse("accepted", status_code=202, background=own)  # point


# endregion
