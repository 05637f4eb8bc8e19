"""What can be done with custom fields, and who may."""

from __future__ import annotations

from typing import Final

from mainstay.firm.rules.permissions import OWNER_ALONE, WORKERS, Act

DEFINE_FIELDS: Final = Act("fields.define_fields", "Define custom fields", OWNER_ALONE)
FILL_FIELDS: Final = Act("fields.fill_fields", "Fill in custom fields of clients", WORKERS)

ACTS: Final = (DEFINE_FIELDS, FILL_FIELDS)
