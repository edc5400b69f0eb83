"""Does a substitute refuse what production refuses? Give it a database's URL."""

import sys

from bookings import Base, Bookings
from sqlalchemy import create_engine, select
from sqlalchemy.exc import DataError

engine = create_engine(sys.argv[1])
Base.metadata.create_all(engine)
# region play
try:
    Bookings(engine).add("the-winters-tale", 7)  # the column is a String(12)
    print("a name of 16 characters: stored")
except DataError as error:
    print("a name of 16 characters:", type(error.orig).__name__)

for_update = select(1).with_for_update().compile(dialect=engine.dialect)
print("select … for update:", " ".join(str(for_update).split()))
# endregion
