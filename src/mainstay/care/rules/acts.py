"""What can be done about calls, and who may."""

from __future__ import annotations

from typing import Final

from mainstay.firm.rules.permissions import WORKERS, Act

LOG_CALL: Final = Act("care.log_call", "Log calls and put them off", WORKERS)

ACTS: Final = (LOG_CALL,)
