"""Secrets of second steps are sealed before they are kept: a copy of the book alone gives none away.

The key is derived from the home's secret. After that was changed, the former ones (SECRET_KEY_FALLBACKS) still open
what they sealed; without them a second step is as good as forgotten, and never a page that breaks.
"""

from __future__ import annotations

import logging
from base64 import b32encode, urlsafe_b64encode
from secrets import token_bytes
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_log = logging.getLogger("mainstay.web")
_MARK: Final = "sealed-1:"
_SECRET_BYTES: Final = 20


def sealed(text: str) -> str:
    """The text as the book keeps it."""
    return _MARK + _keys().encrypt(text.encode()).decode("ascii")


def opened(stored: str) -> str:
    """What was sealed; what was kept before there was a seal comes as it is.

    What no key opens becomes a secret nobody knows: no code fits it, and the person uses a passkey or asks for help.
    """
    if not stored.startswith(_MARK):
        return stored
    try:
        return _keys().decrypt(stored.removeprefix(_MARK)).decode()
    except InvalidToken:
        _log.exception(
            "a second step was sealed with another secret: put the former one into secret.before, or remove the step "
            "by “mainstay people reset EMAIL --second-step”"
        )
        return b32encode(token_bytes(_SECRET_BYTES)).decode("ascii")


def _keys() -> MultiFernet:
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(_key_from(secret)) for secret in secrets])


def _key_from(secret: str) -> bytes:
    derived = HKDF(SHA256(), 32, salt=None, info=b"mainstay second steps 1").derive(secret.encode())
    return urlsafe_b64encode(derived)
