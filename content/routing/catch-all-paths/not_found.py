from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

app = FastAPI()


@app.exception_handler(404)  # point
async def lost(request: Request, error: HTTPException) -> JSONResponse:
    # The router's own 404 is Starlette's exception, and FastAPI's derives from it.
    body = {"lost": request.url.path, "detail": error.detail}
    return JSONResponse(body, 404, error.headers)


@app.get("/orders")
async def list_orders() -> list[str]:
    return []
