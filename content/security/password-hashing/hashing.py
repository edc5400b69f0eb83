"""Hashes with Argon2, still reads old bcrypt hashes, and says when to replace one."""

import secrets

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher
from pwdlib.hashers.bcrypt import BcryptHasher


class OldBcryptHasher(BcryptHasher):
    """Reads hashes of the days when bcrypt cut passwords at 72 bytes in silence."""

    def verify(self, password: str | bytes, hash: str | bytes) -> bool:
        raw = password.encode() if isinstance(password, str) else password
        return super().verify(raw[:72], hash)


# The first one hashes, the others only verify.
passwords = PasswordHash((Argon2Hasher(), OldBcryptHasher()))
# What nobody knows: an unknown name costs the same work as a wrong password.
NOBODY = passwords.hash(secrets.token_urlsafe())


def check(password: str, stored: str | None) -> tuple[bool, str | None]:
    """Is it right, and if the stored hash is outdated: what should replace it?"""
    try:
        return passwords.verify_and_update(password, stored or NOBODY)
    except UnknownHashError:  # locked or foreign accounts: "!", "pbkdf2_sha256$…"
        return False, None
