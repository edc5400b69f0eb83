"""The endpoint's own requirement, checked against itself."""

from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Security
from fastapi.security import OAuth2PasswordBearer, SecurityScopes

oauth2_scheme = OAuth2PasswordBearer(tokenUrl="token")
app = FastAPI()


# region check
async def require_admin(
    security_scopes: SecurityScopes, token: Annotated[str, Depends(oauth2_scheme)]
) -> None:
    if "admin" not in security_scopes.scopes:  # point
        raise HTTPException(403, "Insufficient permissions")


@app.get("/security", dependencies=[Security(require_admin, scopes=["admin"])])
@app.get("/depends", dependencies=[Depends(require_admin)])
# endregion
def show_secrets() -> str:
    return "secret"
