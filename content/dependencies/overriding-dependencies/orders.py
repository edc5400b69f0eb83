"""An application with two seams for tests: its session and its current user."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import StaticPool
from sqlmodel import Field, Session, SQLModel, create_engine, select


class Order(SQLModel, table=True):
    number: str = Field(primary_key=True)
    buyer: str


engine = create_engine(
    "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
)
SQLModel.metadata.create_all(engine)


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


def get_current_user(
    credentials: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())],
) -> str:
    return credentials.credentials  # stands for a call to the identity provider


SessionDep = Annotated[Session, Depends(get_session)]
UserDep = Annotated[str, Depends(get_current_user)]
app = FastAPI()


@app.post("/orders/{number}", status_code=201)
def add_order(number: str, user: UserDep, session: SessionDep) -> dict[str, str]:
    session.add(Order(number=number, buyer=user))
    session.commit()
    return {"number": number, "buyer": user}


@app.get("/orders")
def list_orders(user: UserDep, session: SessionDep) -> list[str]:
    return list(session.exec(select(Order.number).where(Order.buyer == user)))
