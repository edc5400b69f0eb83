"""The same commit after `yield`, once after the response and once before it."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import StaticPool
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel, create_engine, select


class Order(SQLModel, table=True):
    number: str = Field(primary_key=True)
    buyer: str


engine = create_engine(
    "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
)
SQLModel.metadata.create_all(engine)
app = FastAPI()


# region commit
def get_transaction() -> Iterator[Session]:
    with Session(engine) as session:
        try:
            yield session
            session.commit()
        except IntegrityError as error:
            raise HTTPException(409, "this number is taken") from error


Early = Annotated[Session, Depends(get_transaction, scope="function")]


@app.post("/early/{number}")
def add_early(number: str, session: Early) -> dict[str, str]:
    session.add(Order(number=number, buyer="early"))
    return {"stored": number}


# endregion
# region late
Late = Annotated[Session, Depends(get_transaction)]


@app.post("/late/{number}")
def add_late(number: str, session: Late) -> dict[str, str]:
    session.add(Order(number=number, buyer="late"))
    return {"stored": number}


# endregion


@app.get("/orders")
def list_orders(session: Early) -> list[Order]:
    return list(session.exec(select(Order)))
