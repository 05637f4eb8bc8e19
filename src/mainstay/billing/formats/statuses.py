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
INVOICE, CREDIT_NOTE, REFUND, PAYMENT = "invoice", "credit_note", "refund", "payment"
NOT_AN_INVOICE: Final = "not_an_invoice"
_KIND_WORDS: Final = {
    CREDIT_NOTE: (
        "sales credit note|credit note|credit memo|credit|accreccredit|iade|iade faturasi|alacak dekontu|"
        "salescreditnote|satistan iade|satis iade|satis iade faturasi|return|sales return|credit invoice|cn|"
        "gutschrift|rechnungskorrektur|avoir|nota de credito|creditnota|out_refund|customer credit note|"
        "iade fatura|satis iadesi"
    ),
    REFUND: (
        "refund|refunds|customer refund|refund receipt|cash refund|para iadesi|iade odemesi|musteri iadesi|odeme iadesi"
    ),
    PAYMENT: (
        "payment|customer payment|receipt|payment entry|payment received|tahsilat|odeme|havale|eft|nakit tahsilat|"
        "cek tahsilati|bank payment|cash receipt"
    ),
    NOT_AN_INVOICE: "overpayment|prepayment|sales overpayment|sales prepayment|purchase|bill|alis|alis faturasi",
}
_KINDS: Final = {word: kind for kind, words in _KIND_WORDS.items() for word in words.split("|")}


def status_of(text: str) -> str:
    """Read the status of an invoice: "draft", "void", "quote", "paid", or "" for one that is simply owed."""
    return _STATUSES.get(fold(text), "")


def kind_of(text: str) -> str:
    """Read which kind of document a row is: a credit note, a refund, a payment, NOT_AN_INVOICE, or an invoice."""
    return _KINDS.get(fold(text), INVOICE)
