"""What can be done with promises, and who may."""

from __future__ import annotations

from typing import Final

from mainstay.firm.rules.permissions import WORKERS, Act

RECORD_PROMISE: Final = Act("promises.record", "Record promises to pay", WORKERS)

ACTS: Final = (RECORD_PROMISE,)
