"""The same context variable, set in a `def` and in an `async def` dependency."""

from contextvars import ContextVar
from typing import Annotated

from fastapi import Depends, FastAPI, Header

app = FastAPI()
tenant: ContextVar[str] = ContextVar("tenant", default="nobody")


# region both
def set_tenant_in_thread(x_tenant: Annotated[str, Header()]) -> None:
    tenant.set(x_tenant)  # changes the worker thread's copy of the context  # point


async def set_tenant(x_tenant: Annotated[str, Header()]) -> None:
    tenant.set(x_tenant)  # stands for a verified one


@app.get("/def", dependencies=[Depends(set_tenant_in_thread)])
@app.get("/async-def", dependencies=[Depends(set_tenant)])
async def read_tenant() -> str:
    return tenant.get()


# endregion
