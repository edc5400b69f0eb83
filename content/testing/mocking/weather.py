"""Degrees in a city: asked of another service, then kept in a table."""

from typing import Annotated

import httpx2
from fastapi import Depends, FastAPI, HTTPException, Path
from pydantic import ValidationError
from readings import Reading, get_session
from sqlalchemy.orm import Session
from weather_client import Weather, lifespan

app = FastAPI(lifespan=lifespan)


# region route
@app.get("/degrees/{city}")
def read_degrees(
    city: Annotated[str, Path(pattern="^[a-z-]{1,40}$")],
    session: Annotated[Session, Depends(get_session)],
    weather: Annotated[Weather, Depends()],
) -> int:
    try:
        degrees = weather.degrees(city)
    except httpx2.TimeoutException:
        raise HTTPException(504, "The weather service does not answer") from None
    except (httpx2.HTTPError, ValidationError):
        raise HTTPException(502, "The weather service has failed") from None
    session.add(Reading(city=city, degrees=degrees))
    session.commit()
    return degrees


# endregion
