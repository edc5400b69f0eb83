"""Two ways to check a password that turn the right one away."""

from pwdlib import PasswordHash

passwords = PasswordHash.recommended()


# region equals
def compare_hashes(password: str, stored: str) -> bool:
    return passwords.hash(password) == stored  # point


# endregion


# region swapped
def verify_swapped(password: str, stored: str) -> bool:
    return passwords.verify(stored, password)  # point


# endregion
