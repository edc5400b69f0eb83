"""Three configurations that do not mean what they seem to mean."""

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

# region wildcard
only_gets = FastAPI()
only_gets.add_middleware(CORSMiddleware, allow_origins=["*"])
# endregion

# region credentials
everybody = FastAPI()
everybody.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True)
# endregion

# region pattern
neighbors = FastAPI()
neighbors.add_middleware(
    CORSMiddleware,
    allow_origin_regex="https://.*.shop.example",  # point
)
# endregion


@only_gets.get("/account")
@everybody.get("/account")
@neighbors.get("/account")
def show_account() -> dict[str, str]:
    return {"owner": "ada"}
