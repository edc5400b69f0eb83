from uuid import uuid4

from fastapi import FastAPI, Request, Response
from starlette.middleware.base import RequestResponseEndpoint

app = FastAPI()


# region lost
@app.middleware("http")
async def add_id(request: Request, call_next: RequestResponseEndpoint) -> Response:
    request_id = request.headers.get("X-Request-ID", uuid4().hex)
    response = await call_next(request)  # an unhandled error passes through here
    response.headers["X-Request-ID"] = request_id
    return response


# endregion


@app.get("/share/{people}")
async def share(people: int) -> int:
    return 100 // people
