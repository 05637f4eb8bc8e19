"""Argon2 as Mainstay uses it, at the least it can cost: each person of a test has a password."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class CheapArgon2(Argon2PasswordHasher):
    """A hash in a tenth of a millisecond, where a real one takes a fifth of a second on purpose."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
