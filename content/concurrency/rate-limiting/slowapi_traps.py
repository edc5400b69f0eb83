"""SlowAPI twice: two limits that look right and stop nobody."""

from fastapi import APIRouter, FastAPI, Request
from slowapi import Limiter
from slowapi.middleware import SlowAPIMiddleware
from slowapi.util import get_remote_address

# region traps
limiter = Limiter(key_func=get_remote_address, default_limits=["2/minute"])
router = APIRouter()


def claimed_address(request: Request) -> str:
    return request.headers.get("X-Forwarded-For", "unknown")  # point


@router.get("/invoices")  # left to the default limit
async def read_invoices() -> str:
    return "invoices"


@router.get("/login")
@limiter.limit("2/minute", key_func=claimed_address)
async def log_in(request: Request) -> str:
    return "welcome"


app = FastAPI()
app.state.limiter = limiter
app.add_middleware(SlowAPIMiddleware)  # applies default_limits  # point
app.include_router(router)

# endregion
