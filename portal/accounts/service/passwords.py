"""Hashing of passwords. It takes the same time whether or not there is an account to compare with."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's parameters for argon2id: about 45 ms and 19 MiB a log-in.
MEMORY_KIB = 19456
PASSES = 2
LANES = 1


class Passwords:
    """Makes and compares hashes. Tests and demo data give a cheaper hasher."""

    def __init__(self, hasher: PasswordHasher) -> None:
        self.hasher = hasher
        self._nobodys: dict[PasswordHasher, str] = {}

    def hash(self, password: str) -> str:
        """Make the hash that is stored."""
        return self.hasher.hash(password)

    def fits(self, stored: str | None, password: str) -> bool:
        """Whether the password is the one behind the hash. Without a hash: no, after as much work."""
        try:
            return self.hasher.verify(stored or self._nobodys_hash(), password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False

    def is_outdated(self, stored: str) -> bool:
        """Whether the hash was made with other parameters and should be made anew."""
        return self.hasher.check_needs_rehash(stored)

    def _nobodys_hash(self) -> str:
        if self.hasher not in self._nobodys:
            self._nobodys[self.hasher] = self.hasher.hash("the password of nobody")
        return self._nobodys[self.hasher]


passwords = Passwords(PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES))
