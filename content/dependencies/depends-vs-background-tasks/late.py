"""An exit that tries to refuse what has already been answered."""

from collections.abc import AsyncIterator

from fastapi import Depends, FastAPI, HTTPException

app = FastAPI()
quota = {"left": 0}


# region late
async def count_quota() -> AsyncIterator[None]:
    yield
    if quota["left"] < 1:
        raise HTTPException(429, "quota used up")  # point
    quota["left"] -= 1


@app.get("/late", dependencies=[Depends(count_quota)])
@app.get("/early", dependencies=[Depends(count_quota, scope="function")])
def read_report() -> str:
    return "report"


# endregion
