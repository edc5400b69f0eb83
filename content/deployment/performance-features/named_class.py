from fastapi import FastAPI
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient


class WatchedJSON(JSONResponse):
    def render(self, content: object) -> bytes:
        print("render was given", content)
        return super().render(content)


# region named
async def stock() -> dict[str, int]:
    return {"Emma": 3}


direct = FastAPI()
named = FastAPI(default_response_class=WatchedJSON)  # or JSONResponse, or any other
# endregion
for title, app in (("direct", direct), ("named", named)):
    app.get("/stock")(stock)
    print(title, TestClient(app).get("/stock").text)
