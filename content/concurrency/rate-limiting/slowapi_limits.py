"""SlowAPI in full: one limit that works, two that look right and stop nobody."""

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse
from slowapi import Limiter
from slowapi.errors import RateLimitExceeded
from slowapi.middleware import SlowAPIMiddleware
from slowapi.util import get_remote_address

# In memory, so per process. For several workers: storage_uri="redis://…".
limiter = Limiter(key_func=get_remote_address, default_limits=["2/minute"])
router = APIRouter()


def claimed_address(request: Request) -> str:
    return request.headers.get("X-Forwarded-For", "unknown")  # anyone may write that


@router.get("/orders")
@limiter.limit("2/minute")  # below the route, or the route calls the bare function
async def read_orders(request: Request) -> str:
    return "orders"


@router.get("/invoices")  # left to the default limit
async def read_invoices() -> str:
    return "invoices"


@router.get("/login")
@limiter.limit("2/minute", key_func=claimed_address)
async def log_in(request: Request) -> str:
    return "welcome"


app = FastAPI()
app.state.limiter = limiter
app.add_middleware(SlowAPIMiddleware)  # applies default_limits
app.include_router(router)


@app.exception_handler(RateLimitExceeded)
async def refuse(request: Request, error: RateLimitExceeded) -> JSONResponse:
    headers = {"Retry-After": "60"}  # the window is over by then, at the latest
    return JSONResponse({"detail": error.detail}, 429, headers)
