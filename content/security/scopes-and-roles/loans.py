"""Three questions: may this token, may this role, is it your own loan?"""

from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Security
from library_tokens import Caller, current_caller


class RequireRole:
    def __init__(self, role: str) -> None:
        self.role = role

    def __call__(self, caller: Annotated[Caller, Depends(current_caller)]) -> Caller:
        if caller.role != self.role:
            raise HTTPException(403, f"Only for a {self.role}")
        return caller


Reads = Annotated[Caller, Security(current_caller, scopes=["loans:read"])]
loans = {1: "ada", 2: "grace"}
router = APIRouter(dependencies=[Security(current_caller, scopes=["loans:read"])])


@router.get("/loans/{number}")
def show_loan(number: int, caller: Reads) -> dict[str, str]:
    # Ownership depends on the object: no scope can express it. 404 hides what exists.
    if loans.get(number) != caller.name:
        raise HTTPException(404, "No such loan")
    return {"reader": loans[number]}


@router.post("/loans", dependencies=[Security(current_caller, scopes=["loans:write"])])
def make_loan() -> dict[str, bool]:
    return {"lent": True}


@router.delete("/loans/{number}", dependencies=[Depends(RequireRole("librarian"))])
def end_loan(number: int) -> dict[str, bool]:
    return {"returned": loans.pop(number, None) is not None}


app = FastAPI()
app.include_router(router)
