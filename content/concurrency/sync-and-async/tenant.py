"""Two dependencies set the same context variable; one of them does so in a thread."""

from contextvars import ContextVar
from typing import Annotated

from fastapi import Depends, FastAPI, Header

# region tenant
tenant: ContextVar[str] = ContextVar("tenant", default="nobody")
app = FastAPI()


def set_in_thread(x_tenant: Annotated[str, Header()]) -> None:
    tenant.set(x_tenant)  # changes the thread's copy of the context  # point


async def set_on_loop(x_tenant: Annotated[str, Header()]) -> None:
    tenant.set(x_tenant)  # stands for a verified one


@app.get("/invoices", dependencies=[Depends(set_in_thread)])
async def read_invoices() -> str:
    return f"invoices of {tenant.get()}"


@app.get("/orders", dependencies=[Depends(set_on_loop)])
def read_orders() -> str:  # a thread starts with a copy, so it sees the value
    return f"orders of {tenant.get()}"


# endregion
