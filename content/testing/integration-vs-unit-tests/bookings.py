"""The table of bookings and the one class that writes to it."""

import os
from functools import lru_cache
from typing import Annotated

from fastapi import Depends
from sqlalchemy import Engine, String, UniqueConstraint, create_engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase): ...


class SeatTaken(Exception): ...


# region table
class Booking(Base):
    __tablename__ = "bookings"
    __table_args__ = (UniqueConstraint("play", "seat"),)  # point
    id: Mapped[int] = mapped_column(primary_key=True)
    play: Mapped[str] = mapped_column(String(12))
    seat: Mapped[int]


@lru_cache  # if two are made at once, one is kept
def get_engine() -> Engine:
    return create_engine(os.environ["DATABASE_URL"])


class Bookings:
    def __init__(self, engine: Annotated[Engine, Depends(get_engine)]) -> None:
        self.engine = engine

    def add(self, play: str, seat: int) -> None:
        try:
            with Session(self.engine) as session, session.begin():
                session.add(Booking(play=play, seat=seat))
        except IntegrityError as error:
            with Session(self.engine) as session:
                taken = session.scalar(select(Booking).filter_by(play=play, seat=seat))
            raise (SeatTaken if taken else error) from error.orig  # point


# endregion
