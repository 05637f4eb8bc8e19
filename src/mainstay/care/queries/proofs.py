"""What must hold of calls: a promise is noted in a currency in use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mainstay.firm.queries.proofs import first_of, listed
from mainstay.kernel.currencies import is_currency
from mainstay.kernel.problem import Fault
from mainstay.store import bulk

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONG: Final = """
    SELECT k.ref AS subject, LENGTH(k.note) AS length FROM care_call k WHERE LENGTH(k.note) > 1000
"""


def prove_calls() -> list[Fault]:
    """Prove the currencies and the notes of calls."""
    return [*first_of("call_currency_unknown", _unknown_currencies()), *listed("call_note_too_long", _LONG)]


def _unknown_currencies() -> Iterator[Fault]:
    for ref, currency in bulk.select_rows("SELECT ref, currency FROM care_call WHERE currency <> '' ORDER BY id"):
        if not is_currency(str(currency)):
            yield Fault("call_currency_unknown", str(ref), {"unknown": str(currency)})
