"""API keys: the scheme extracts the key, the dependency verifies it."""

import hashlib
import secrets
from typing import Annotated

from fastapi import APIRouter, FastAPI, Security
from fastapi.security import APIKeyHeader

api_key = APIKeyHeader(name="X-API-Key")
# The table of keys: an id, and the SHA-256 of a secret that only the client has.
# Delete a row to revoke a key; two rows for one client overlap while it rotates.
KEYS = {
    "acme-2026": b"c377fb625779068d791a547fc8d53a06d693115cb6e007a6ffed3d53f5cac138",
    "acme-2027": b"bf17eb0c1145625cb6b23baf6d6bd5d26517f6b3e7db389e61c94557fb87f4dc",
}


# region verify
def digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).hexdigest().encode()


def verify_key(key: Annotated[str, Security(api_key)]) -> str:
    key_id, _, secret = key.partition(".")
    # Bytes of one length, whatever was sent. No digest equals 64 zero bytes.
    if not secrets.compare_digest(digest(secret), KEYS.get(key_id, bytes(64))):  # point
        raise api_key.make_not_authenticated_error()
    return key_id


router = APIRouter(dependencies=[Security(verify_key)])  # point
# endregion


@router.get("/reports")
def list_reports() -> list[str]:
    return ["2026-10", "2026-11"]


@router.get("/reports/usage")
def show_usage(key_id: Annotated[str, Security(verify_key)]) -> dict[str, str]:
    return {"key": key_id}


app = FastAPI()
app.include_router(router)
