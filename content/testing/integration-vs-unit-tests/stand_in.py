"""Does a stand-in refuse what production refuses? Give it a database's URL."""

import sys

from fastapi.testclient import TestClient
from seats import Base, app, get_session
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

engine = create_engine(sys.argv[1])
Base.metadata.create_all(engine)
# region play
app.dependency_overrides[get_session] = lambda: Session(engine)
client = TestClient(app, raise_server_exceptions=False)
response = client.put("/plays/the-winters-tale/seats/7")  # the column: String(12)
print("a name of 16 characters:", response.status_code)

for_update = select(1).with_for_update().compile(dialect=engine.dialect)
print("select … for update:", " ".join(str(for_update).split()))
# endregion
