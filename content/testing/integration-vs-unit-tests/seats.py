"""Seats of a theatre: a rule for the price, and a path operation that sells one."""

from typing import Annotated

from bookings import Bookings, SeatTaken
from fastapi import Depends, FastAPI, HTTPException, Path

app = FastAPI()


# region core
def price_of(seat: int) -> int:
    return 30 if seat <= 10 else 20


@app.post("/plays/{play}/seats/{seat}", status_code=201)
def book(
    play: Annotated[str, Path(pattern="^[a-z-]{1,12}$")],
    seat: Annotated[int, Path(ge=1, le=40)],
    bookings: Annotated[Bookings, Depends()],
) -> dict[str, int]:
    try:
        bookings.add(play, seat)
    except SeatTaken:
        raise HTTPException(409, "This seat is taken") from None
    return {"price": price_of(seat)}


# endregion
