"""Hashes with Argon2, still reads old bcrypt hashes, and says when to replace one."""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError, VerifyMismatchError
from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher
from pwdlib.hashers.bcrypt import BcryptHasher


# region hashers
class WholeArgon2Hasher(Argon2Hasher):
    def verify(self, password: str | bytes, hash: str | bytes) -> bool:
        try:  # Argon2Hasher says False to an unreadable hash too, at once  # point
            return PasswordHasher().verify(hash, password)
        except VerifyMismatchError:
            return False


class OldBcryptHasher(BcryptHasher):
    """Cuts at 72 bytes, as bcrypt did. What follows is moved without a check."""

    def verify(self, password: str | bytes, hash: str | bytes) -> bool:
        raw = password.encode() if isinstance(password, str) else password
        return super().verify(raw[:72], hash)


# endregion


# region hashing
# The first one hashes, the others only verify.
passwords = PasswordHash((WholeArgon2Hasher(), OldBcryptHasher()))
# Nobody has this password: what an unknown name is verified against.
NOBODY = passwords.hash(secrets.token_urlsafe())


def check(password: str, stored: str | None) -> tuple[bool, str | None]:
    """Is it right, and if the hash was not made as today: what should replace it?"""
    try:
        return passwords.verify_and_update(password, stored or NOBODY)  # point
    except (UnknownHashError, ValueError, VerificationError):  # locked: "!", "$2b$99$…"
        passwords.verify(password, NOBODY)  # else a fast 401 tells it exists  # point
        return False, None


# endregion
