"""Three questions: may this token, may this role, is it your own loan?"""

from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Security
from library_tokens import Caller, current_caller


class RequireRole:
    def __init__(self, role: str) -> None:
        self.role = role

    def __call__(self, caller: Annotated[Caller, Depends(current_caller)]) -> None:
        if caller.role != self.role:
            raise HTTPException(403, f"Only for a {self.role}")


# region endpoints
reads = Security(current_caller, scopes=["loans:read"])
writes = Security(current_caller, scopes=["loans:write"])
by_librarian = Depends(RequireRole("librarian"))
loans = {1: "ada", 2: "grace"}
router = APIRouter(dependencies=[reads])


@router.get("/loans/{number}")
def show_loan(number: int, caller: Annotated[Caller, reads]) -> dict[str, str]:
    reader = loans.get(number)
    if reader != caller.sub:  # ownership: no scope can express it  # point
        raise HTTPException(404, "No such loan")  # whether there is one or not
    return {"reader": caller.sub}


@router.post("/loans", dependencies=[writes])
def make_loan() -> dict[str, bool]:
    return {"lent": True}


@router.delete("/loans/{number}", dependencies=[writes, by_librarian])  # point
def end_loan(number: int) -> dict[str, bool]:
    return {"returned": loans.pop(number, None) is not None}


# endregion
app = FastAPI()
app.include_router(router)
