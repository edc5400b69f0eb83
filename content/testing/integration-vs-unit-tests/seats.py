"""Seats of a theatre: a rule, a table behind a small class, a path operation."""

import os
from collections.abc import Iterator
from functools import lru_cache
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Path
from sqlalchemy import Engine, String, UniqueConstraint, create_engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase): ...


class Booking(Base):
    __tablename__ = "bookings"
    __table_args__ = (UniqueConstraint("play", "seat"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    play: Mapped[str] = mapped_column(String(12))
    seat: Mapped[int]


@lru_cache
def get_engine() -> Engine:
    return create_engine(os.environ["DATABASE_URL"])


def get_session() -> Iterator[Session]:
    with Session(get_engine()) as session:
        yield session


app = FastAPI()


class SeatTaken(Exception): ...


# region core
class Bookings:
    def __init__(self, session: Annotated[Session, Depends(get_session)]) -> None:
        self.session = session

    def add(self, play: str, seat: int) -> None:
        self.session.add(Booking(play=play, seat=seat))
        try:
            self.session.commit()
        except IntegrityError:
            self.session.rollback()
            raise SeatTaken from None


def price_of(seat: int) -> int:
    return 30 if seat <= 10 else 20


@app.put("/plays/{play}/seats/{seat}", status_code=201)
def book(
    play: str,
    seat: Annotated[int, Path(ge=1, le=40)],
    bookings: Annotated[Bookings, Depends()],
) -> dict[str, int]:
    try:
        bookings.add(play, seat)
    except SeatTaken:
        raise HTTPException(409, "This seat is taken") from None
    return {"price": price_of(seat)}


# endregion
