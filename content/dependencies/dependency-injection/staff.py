"""A tree of callables: session, role, and a guard on a whole router."""

from collections import Counter
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException, Query

calls: Counter[str] = Counter()


async def get_session() -> dict[str, str]:
    calls["get_session"] += 1
    return {"ada": "admin", "bob": "reader"}  # stands for a database session


# region tree
Session = Annotated[dict[str, str], Depends(get_session)]


async def get_role(session: Session, x_user: Annotated[str, Header()]) -> str:
    calls["get_role"] += 1
    return session.get(x_user, "nobody")  # X-User stands for a verified token


@dataclass(frozen=True)
class RequireRole:
    role: str

    async def __call__(self, role: Annotated[str, Depends(get_role)]) -> None:  # point
        if role != self.role:
            raise HTTPException(403, f"only for {self.role}s")


router = APIRouter(prefix="/staff", dependencies=[Depends(RequireRole("admin"))])


@router.get("")
async def list_staff(
    session: Session, limit: Annotated[int, Query(ge=1)] = 20
) -> list[str]:
    return sorted(session)[:limit]


# endregion
app = FastAPI()
app.include_router(router)
