"""Amounts and days as terminals and programs write them; what people type is read by forms (firm/forms/fields.py)."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_PLAIN: Final = re.compile(r"[0-9]{1,15}(\.[0-9]{1,4})?")


def plain_day(text: str) -> date:
    """A day as terminals and programs write it, 2026-03-31; ValueError for anything else."""
    return date.fromisoformat(text)


def is_plain_amount(text: str) -> bool:
    """Say whether this is an amount as terminals and programs write it: 1234.50, in whatever currency."""
    return _PLAIN.fullmatch(text) is not None
