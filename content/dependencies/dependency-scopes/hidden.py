"""The same mistake with a plain function in between, which nobody refuses."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI

app = FastAPI()
steps: list[str] = []


def begin() -> Iterator[str]:
    steps.append("transaction begun")
    yield "transaction"
    steps.append("transaction ended")


# region hidden
def get_rows(transaction: Annotated[str, Depends(begin, scope="function")]) -> str:
    return f"rows of the {transaction}"


def open_report(rows: Annotated[str, Depends(get_rows)]) -> Iterator[str]:
    steps.append("report opened")
    yield rows
    steps.append("report closed, its transaction is gone")  # point


# endregion
@app.get("/report")
def read_report(report: Annotated[str, Depends(open_report)]) -> str:
    return report
