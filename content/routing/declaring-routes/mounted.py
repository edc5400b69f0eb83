from fastapi import APIRouter, Depends, FastAPI, HTTPException


def require_login() -> None:
    raise HTTPException(401, "Log in first", {"WWW-Authenticate": "Bearer"})


# region mount
app = FastAPI(dependencies=[Depends(require_login)])  # point
invoices = APIRouter(prefix="/invoices")
reports = FastAPI()


@invoices.get("/daily")
@reports.get("/daily")
async def read_totals() -> list[int]:
    return [1200, 340]


app.include_router(invoices)
app.mount("/reports", reports)  # point
# endregion
