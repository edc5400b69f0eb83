"""A report of the default scope asks for a transaction that ends before it."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI

app = FastAPI()


def begin() -> Iterator[str]:
    yield "transaction"


# region refused
Transaction = Annotated[str, Depends(begin, scope="function")]  # point


def open_report(transaction: Transaction) -> Iterator[str]:
    yield "report"


@app.get("/report")
def read_report(report: Annotated[str, Depends(open_report)]) -> str:
    return report


# endregion
