"""Words by which other products say where an invoice stands, in English and Turkish."""

from __future__ import annotations

from typing import Final

from mainstay.kernel.text import fold

PAID: Final = "paid"
LEFT_OUT: Final = frozenset({"draft", "void", "quote"})
"""Not owed by anybody: left out and counted."""
OTHER_ACCOUNT: Final = "other_account"
NO_CUSTOMER: Final = "no_customer"

_WORDS: Final = {
    "draft": "draft|pending approval|awaiting approval|submitted|in progress|unsent|taslak|onay bekliyor|hazirlaniyor",
    "void": (
        "void|voided|deleted|cancelled|canceled|reversed|archived|rejected|iptal|iptal edildi|iptal edilmis|silindi"
    ),
    "quote": "quote|estimate|proforma|pro forma|proposal|teklif|on fatura",
    PAID: "paid|paid in full|fully paid|closed|settled|odendi|tahsil edildi|kapali|kapandi|kapatildi",
}
_STATUSES: Final = {word: state for state, words in _WORDS.items() for word in words.split("|")}
_CREDITS: Final = frozenset(
    "sales credit note|credit note|credit memo|credit|accreccredit|refund|iade|iade faturasi|alacak dekontu|"
    "salescreditnote|satistan iade".split("|"),
)
_OTHER: Final = frozenset("overpayment|prepayment|sales overpayment|sales prepayment|purchase|bill|alis".split("|"))


def status_of(text: str) -> str:
    """Read the status of an invoice: "draft", "void", "quote", "paid", or "" for one that is simply owed."""
    return _STATUSES.get(fold(text), "")


def kind_of(text: str) -> str:
    """Say why a kind of document is not taken in as an invoice; "" when it is one."""
    word = fold(text)
    if word in _CREDITS:
        return "is_credit_note"
    return "not_an_invoice" if word in _OTHER else ""
