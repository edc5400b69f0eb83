import warnings

from fastapi import FastAPI
from fastapi.responses import ORJSONResponse
from fastapi.testclient import TestClient

# region habit
app = FastAPI(default_response_class=ORJSONResponse)


@app.get("/stock")
async def stock() -> dict[str, int]:
    return {"Emma": 3}


# endregion


with warnings.catch_warnings(record=True, action="always") as caught:
    print(TestClient(app).get("/stock").text)
print(caught[0].category.__name__, str(caught[0].message).split(",")[0])
