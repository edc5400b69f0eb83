"""Pydantic alone, without an application"""

from datetime import date

from pydantic import BaseModel, ValidationError


class Loan(BaseModel):
    book: int
    due: date


print(Loan.model_validate({"book": "7", "due": "2026-12-24"}))
try:
    Loan.model_validate({"book": "seven"})
except ValidationError as error:
    print(error)
