"""What the book keeps of a secret link."""

from __future__ import annotations

import hashlib


def hash_of(token: str) -> str:
    """The SHA-256 of a token; 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()
