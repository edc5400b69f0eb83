"""The same commit after `yield`, once before the response and once after it."""

import os
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from pydantic import StringConstraints
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel, create_engine

engine = create_engine(os.environ["DATABASE_URL"])  # 15 connections; has the table
app = FastAPI()
Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]{1,99}$")]  # no NUL


class Order(SQLModel, table=True):
    number: str = Field(primary_key=True)
    buyer: str


# region commit
def get_transaction() -> Iterator[Session]:
    with Session(engine) as session:
        try:
            yield session
            session.commit()  # point
        except IntegrityError as error:  # here, it can only be the key
            raise HTTPException(409, "this number is taken") from error


Early = Annotated[
    Session, Depends(get_transaction, scope="function", max_concurrency=15)  # point
]


@app.post("/early/{number}", status_code=201)
def add_early(number: Text, buyer: Text, session: Early) -> None:
    session.add(Order(number=number, buyer=buyer))


# endregion
# region late
@app.post("/late/{number}", status_code=201)
def add_late(
    number: Text, buyer: Text, session: Annotated[Session, Depends(get_transaction)]
) -> None:
    session.add(Order(number=number, buyer=buyer))  # point
    # endregion
