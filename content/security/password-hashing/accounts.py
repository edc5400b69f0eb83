"""Register, log in, and move old bcrypt hashes to Argon2 on the way."""

import secrets
from functools import partial

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI, HTTPException
from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher
from pwdlib.hashers.bcrypt import BcryptHasher
from pydantic import BaseModel, Field, SecretStr


class OldBcryptHasher(BcryptHasher):
    """Reads hashes of the days when bcrypt cut passwords at 72 bytes in silence."""

    def verify(self, password: str | bytes, hash: str | bytes) -> bool:
        raw = password.encode() if isinstance(password, str) else password
        return super().verify(raw[:72], hash)


# The first one hashes, the others only verify.
passwords = PasswordHash((Argon2Hasher(), OldBcryptHasher()))
NOBODY = passwords.hash(secrets.token_urlsafe())
# One hash takes 64 MiB: no more than four at a time, whatever the threadpool allows.
hashing = CapacityLimiter(4)
stored: dict[str, str] = {}
app = FastAPI()


class Credentials(BaseModel):
    name: str
    password: SecretStr = Field(min_length=8, max_length=256)


def check(name: str, password: str) -> bool:
    try:
        ok, better = passwords.verify_and_update(password, stored.get(name, NOBODY))
    except UnknownHashError:  # locked or foreign accounts: "!", "pbkdf2_sha256$…"
        return False
    if better:
        stored[name] = better
    return ok and name in stored


@app.post("/accounts", status_code=201)
async def register(new: Credentials) -> None:
    work = partial(passwords.hash, new.password.get_secret_value())
    stored[new.name] = await to_thread.run_sync(work, limiter=hashing)


@app.post("/sessions")
async def log_in(given: Credentials) -> str:
    work = partial(check, given.name, given.password.get_secret_value())
    if not await to_thread.run_sync(work, limiter=hashing):
        raise HTTPException(401, "Wrong name or password")
    return "welcome"
