"""Readings of another service, kept in a table; a silent service is asked twice."""

from collections.abc import Iterator
from time import sleep
from typing import Annotated

import httpx2
from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import StaticPool, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase): ...


class Reading(Base):
    __tablename__ = "readings"
    id: Mapped[int] = mapped_column(primary_key=True)
    city: Mapped[str]
    degrees: Mapped[int]


threads = {"check_same_thread": False}
engine = create_engine("sqlite://", poolclass=StaticPool, connect_args=threads)
Base.metadata.create_all(engine)
app = FastAPI()


# region route
def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


def get_weather() -> Iterator[httpx2.Client]:
    # One for each request, to keep this short. A shared one keeps its connections.
    with httpx2.Client(base_url="https://weather.example", timeout=2) as client:
        yield client


@app.get("/degrees/{city}")
def read_degrees(
    city: str,
    session: Annotated[Session, Depends(get_session)],
    weather: Annotated[httpx2.Client, Depends(get_weather)],
) -> int:
    for pause in (0.5, 0):
        try:
            degrees = weather.get(f"/{city}").raise_for_status().json()["degrees"]
        except httpx2.TimeoutException:
            sleep(pause)
        else:
            session.add(Reading(city=city, degrees=degrees))
            session.commit()
            return degrees
    raise HTTPException(504, "The weather service does not answer")


# endregion
