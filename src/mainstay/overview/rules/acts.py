"""What can be done with the whole book, and who may."""

from __future__ import annotations

from typing import Final

from mainstay.firm.rules.permissions import OWNER_ALONE, Act

EXPORT_ALL: Final = Act("overview.export_all", "Export everything", OWNER_ALONE)
BRING_BACK: Final = Act("overview.bring_back", "Bring an export back", OWNER_ALONE)

ACTS: Final = (EXPORT_ALL, BRING_BACK)
