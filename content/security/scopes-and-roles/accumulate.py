"""Which scopes does a dependency see, and how often does it run?"""

from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Security
from fastapi.security import OAuth2PasswordBearer, SecurityScopes

scheme = OAuth2PasswordBearer(tokenUrl="token")
Token = Annotated[str, Depends(scheme)]
seen: list[list[str]] = []


def check(required: SecurityScopes, token: Token) -> None:
    seen.append(required.scopes)


# region tree
def inner(_: Annotated[None, Security(check, scopes=["write"])]) -> None: ...


router = APIRouter(dependencies=[Security(check, scopes=["read"])])


@router.get("/same", dependencies=[Security(check, scopes=["read"])])
@router.get("/siblings", dependencies=[Security(check, scopes=["write"])])
@router.get("/chain", dependencies=[Security(inner, scopes=["read"])])
# endregion
def visit() -> list[list[str]]:
    return seen


app = FastAPI()
app.include_router(router)
