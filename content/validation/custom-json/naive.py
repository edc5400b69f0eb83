"""For timestamp(), a datetime without offset is in the server's zone."""

import os
import time
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, PlainSerializer

UnixTime = Annotated[datetime, PlainSerializer(datetime.timestamp)]  # point


class Reading(BaseModel):
    taken: UnixTime


for zone in ("UTC", "Asia/Tokyo"):
    os.environ["TZ"] = zone
    time.tzset()
    reading = Reading.model_validate({"taken": "2026-03-01T12:30:00"})
    print(zone, reading.model_dump_json())
