"""SlowAPI without its middleware: two calls a minute for each address."""

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse
from slowapi import Limiter
from slowapi.errors import RateLimitExceeded
from slowapi.util import get_remote_address

# region slowapi
# In memory, so per process. For several workers: storage_uri="redis://…".
limiter = Limiter(key_func=get_remote_address)
router = APIRouter()


@router.get("/orders")
@limiter.limit("2/minute")  # below the route, which takes what stands below it  # point
def read_orders(request: Request) -> str:  # `def`: a call to Redis would block
    return "orders"


app = FastAPI()
app.include_router(router)


@app.exception_handler(RateLimitExceeded)
async def refuse(request: Request, error: RateLimitExceeded) -> JSONResponse:
    headers = {"Retry-After": "60"}  # the window is over by then, at the latest
    return JSONResponse({"detail": error.detail}, 429, headers)


# endregion
