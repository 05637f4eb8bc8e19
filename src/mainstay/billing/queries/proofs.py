"""What must hold of documents and money: each kept figure is the sum of its entries, and nothing crosses over.

One statement a rule, over the whole book. What `billing.rules.settling.balance_of` decides for one invoice is said
here in SQL; the few invoices whose allocations were taken back are asked of that rule itself.
"""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Final

from mainstay.billing.queries import _proof_statements as sql
from mainstay.billing.rules.settling import Movement, Source, balance_of
from mainstay.firm import bulk
from mainstay.firm.queries.proofs import Fault, amount, first_of, listed
from mainstay.kernel.currencies import is_currency

if TYPE_CHECKING:
    from collections.abc import Iterator

_STEP: Final = 5_000


def prove_billing() -> list[Fault]:
    """Prove all of billing; a fault that only follows from another is not told twice."""
    return [
        *listed("invoice_balance", sql.INVOICE_BALANCE, _balance),
        *listed("invoice_overspent", sql.INVOICE_OVERSPENT, _overspent("invoice_overspent")),
        *listed("invoice_settled_on", sql.INVOICE_SETTLED_ON, _settled_on),
        *listed("invoice_rewound", sql.INVOICE_REWOUND, _flag("invoice_rewound")),
        *listed("invoice_day_known", sql.INVOICE_DAY_KNOWN, _flag("invoice_day_known")),
        *first_of("invoice_settled_on", _rewound()),
        *listed("payment_left", sql.PAYMENT_LEFT, _left("payment_left")),
        *listed("payment_overspent", sql.PAYMENT_OVERSPENT, _overspent("payment_overspent")),
        *listed("payment_overspent_on", sql.PAYMENT_OVERSPENT_ON_A_DAY, _on_a_day),
        *listed("reversed_payment_in_use", sql.REVERSED_PAYMENT_IN_USE, _used),
        *listed("payment_reversal", sql.PAYMENT_REVERSAL, _other("payment_reversal", "reversed")),
        *listed("credit_note_left", sql.CREDIT_NOTE_LEFT, _left("credit_note_left")),
        *listed("credit_note_overspent", sql.CREDIT_NOTE_OVERSPENT, _overspent("credit_note_overspent")),
        *listed("void_differs", sql.VOID_DIFFERS, _other("void_differs", "note")),
        *listed("void_repeated", sql.VOID_REPEATED),
        *listed("other_client", sql.OTHER_CLIENT, _other("other_client", "origin")),
        *listed("other_currency", sql.OTHER_CURRENCY, _other("other_currency", "origin")),
        *listed("other_invoice", sql.OTHER_INVOICE, _other("other_invoice", "origin")),
        *listed("too_early", sql.TOO_EARLY, _early),
        *listed("reversal_differs", sql.REVERSAL_DIFFERS, _other("reversal_differs", "number")),
        *listed("write_off_allocated", sql.WRITE_OFF_ALLOCATED, _allocated),
        *listed("recovery_over", sql.RECOVERY_OVER, _overspent("recovery_over")),
        *listed("recovery_crosses", sql.RECOVERY_CROSSES, _other("recovery_crosses", "number")),
        *listed("disputes_overlap", sql.DISPUTES_OVERLAP),
        *listed("dispute_too_early", sql.DISPUTE_TOO_EARLY, _early),
        *listed("number_missing", sql.NUMBERS_MISSING, _numbers),
        *_horizon(),
        *_currencies(),
    ]


def _balance(number: str, currency: str, *minor: int) -> Fault:
    names = ("open", "paid", "credited", "written_off", "sum_open", "sum_paid", "sum_credited", "sum_written_off")
    params = {name: amount(value, currency) for name, value in zip(names, minor, strict=True)}
    return Fault("invoice_balance", number, dict(params))


def _overspent(code: str) -> object:
    def fault(subject: str, currency: str, used: int, there: int) -> Fault:
        return Fault(code, subject, {"used": amount(used, currency), "there": amount(there, currency)})

    return fault
