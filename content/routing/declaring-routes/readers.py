"""Another resource. It needs the app at request time, and does not import it."""

from fastapi import APIRouter, Request

router = APIRouter(prefix="/readers", tags=["readers"])


@router.get("/limits")
async def read_limits(request: Request) -> dict[str, int]:
    return {"loans": request.app.state.loans}  # point
