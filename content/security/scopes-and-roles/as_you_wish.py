"""A token endpoint that grants the scopes that the client asks for.

Both versions leave out the check of the password and the token itself.
"""

from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.security import OAuth2PasswordRequestForm

ALLOWED = {"ada": {"loans:read"}}
app = FastAPI()
Form = Annotated[OAuth2PasswordRequestForm, Depends()]


# region grant
@app.post("/generous")
def grant_what_is_asked(form: Form) -> dict[str, str]:
    return {"scope": " ".join(form.scopes)}  # point


@app.post("/careful")
def grant_what_is_allowed(form: Form) -> dict[str, str]:
    granted = ALLOWED.get(form.username, set()) & set(form.scopes)  # point
    return {"scope": " ".join(sorted(granted))}


# endregion
