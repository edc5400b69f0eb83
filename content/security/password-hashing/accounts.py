"""Register and log in: hashing runs in threads, four at a time."""

from anyio import CapacityLimiter, to_thread
from credentials import Credentials, NewAccount, hide_input
from fastapi import FastAPI, HTTPException
from fastapi.exceptions import RequestValidationError
from hashing import check, passwords

# One hash takes 64 MiB: in each worker's event loop, no more than four at a time.
limiter = CapacityLimiter(4)
stored: dict[str, str] = {}
app = FastAPI(
    max_body_size=10_000, exception_handlers={RequestValidationError: hide_input}
)


# region endpoints
@app.post("/accounts", status_code=201)
async def register(new: NewAccount) -> None:
    password = new.password.get_secret_value()
    hash = await to_thread.run_sync(passwords.hash, password, limiter=limiter)
    if stored.setdefault(new.name, hash) is not hash:
        raise HTTPException(409, "This name is taken")


@app.post("/sessions")
async def log_in(given: Credentials) -> str:
    password, old = given.password.get_secret_value(), stored.get(given.name)
    ok, better = await to_thread.run_sync(check, password, old, limiter=limiter)
    if not ok:
        challenge = {"WWW-Authenticate": "Bearer"}
        raise HTTPException(401, "Wrong name or password", challenge)
    # Meanwhile the password may have been changed: then the newer hash stays.
    if better and stored.get(given.name) == old:
        stored[given.name] = better  # point
    return "welcome"


# endregion
