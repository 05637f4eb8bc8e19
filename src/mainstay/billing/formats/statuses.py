"""Words by which other products say where an invoice stands and what a document is, in English and Turkish."""

from __future__ import annotations

import re
from typing import Final

from mainstay.kernel.text import fold

OWED: Final = "owed"
PAID: Final = "paid"
PARTLY: Final = "partly_paid"
WRITTEN_OFF: Final = "written_off"
DISPUTED: Final = "disputed"
UNKNOWN: Final = "unknown"
NOT_OWED: Final = "left_out"
CREDITED: Final = "credited"
LEFT_OUT: Final = frozenset({"draft", "void", "quote", CREDITED, NOT_OWED})
"""Not owed by anybody: left out and counted."""
ANSWERS: Final = (OWED, PAID, NOT_OWED, WRITTEN_OFF)
"""What a person can say of a word of state."""
OTHER_ACCOUNT: Final = "other_account"
NO_CUSTOMER: Final = "no_customer"

CREDIT_NOTE: Final = "credit_note"
REFUND: Final = "refund"
PAYMENT: Final = "payment"
NOT_AN_INVOICE: Final = "not_an_invoice"
INVOICE: Final = "invoice"
NEGATIVE: Final = "negative"
"""A document below zero of which no word says what it is: a credit note."""
KIND_ANSWERS: Final = (INVOICE, CREDIT_NOTE, REFUND, PAYMENT, NOT_OWED)
"""What a person can say of a word for a kind of document."""

_WORDS: Final = {
    "draft": (
        "draft|drafts|pending approval|awaiting approval|to approve|in progress|unsent|to send|saved|not approved|"
        "incomplete|proforma draft|taslak|onay bekliyor|onay bekleyen|onaya gonderildi|hazirlaniyor|onaylanmadi|"
        "entwurf|"
        "brouillon|bozza|borrador|concept"
    ),
    "void": (
        "void|voided|deleted|cancel|cancelled|canceled|reversed|rejected|declined|trashed|iptal|iptal edildi|"
        "iptal edilmis|iptal edilen|silindi|silinmis|reddedildi|red|red edildi|hatali|gecersiz|storniert|annule|"
        "annullata"
    ),
    "quote": "quote|quotation|estimate|proforma|pro forma|proposal|teklif|on fatura|proforma fatura|siparis",
    CREDITED: (
        "credited|fully credited|credited in full|credit note issued|refunded|fully refunded|iade edildi|iade edilmis|"
        "iade edilen|gutgeschrieben"
    ),
    PAID: (
        "paid|paid in full|fully paid|paid off|closed|settled|completed payment|in payment|payment received|collected|"
        "reconciled|paid manually|marked as paid|auto paid|autopaid|deposited|paid deposited|paid not deposited|odendi|"
        "odenmis|tahsil edildi|tahsil edilmis|tahsilati yapildi|kapali|kapandi|kapatildi|kapanmis|tamami odendi|"
        "tamamen odendi|bezahlt|paye|payee|pagata|pagato|pagada|betaald"
    ),
    PARTLY: (
        "partial|partially paid|partly paid|part paid|partial payment|partially settled|partially collected|"
        "paid partially|partially paid overdue|partly paid and discounted|overdue partially paid|kismi|kismi odendi|"
        "kismen odendi|kismi tahsil edildi|kismi tahsil|kismi odeme|kismi odenmis|kismen odenmis|kismi tahsilat|"
        "kismen tahsil edildi|teilbezahlt|"
        "teilweise bezahlt|partiellement payee|deels betaald|partially credited|partially refunded"
    ),
    OWED: (
        "sent|issued|invoiced|awaiting payment|waiting for payment|payment pending|pending payment|overdue|late|"
        "past due|"
        "unpaid|not paid|open|opened|due|due today|due later|due in|not due|not yet due|outstanding|posted|approved|"
        "authorised|authorized|viewed|seen|sent viewed|open sent|overdue sent|overdue viewed|open viewed|unviewed|"
        "delivered|emailed|printed|finalized|finalised|confirmed|validated|reminded|reminder sent|active|"
        "overdue and discounted|unpaid and discounted|payment due|receivable|acik|odenmedi|odenmemis|odeme bekliyor|"
        "odeme bekleniyor|tahsilat bekliyor|odenecek|gecikmis|gecikti|gecikmede|vadesi gecmis|vadesi gecti|"
        "vadesi gelmedi|"
        "vadesi gelmemis|gonderildi|iletildi|onaylandi|onayli|kesinlesti|kabul|kabul edildi|kabul edilmis|kesildi|"
        "duzenlendi|faturalandi|resmilestirildi|basarili|alici tarafindan kabul edildi|offen|uberfallig|versendet|"
        "gib e gonderildi|gib e iletildi|yanit bekliyor|yanit bekleniyor|cevap bekliyor|raporlandi|imzalandi|"
        "islem basarili|basariyla tamamlandi|sonuclandi|zarf basariyla islendi|aliciya ulasti|aliciya iletildi|"
        "verstuurd|wacht op betaling|wacht op betaling debiteur|niet vervallen|vervallen|openstaand|herinnerd|"
        "aangemaand|"
        "impayee|envoyee|non pagata|verzonden|vencida|pendiente"
    ),
    WRITTEN_OFF: (
        "written off|write off|writeoff|bad debt|uncollectible|uncollectable|irrecoverable|charged off|silinen alacak|"
        "degersiz alacak|tahsil edilemez|tahsil edilemeyen|zarar yazildi|abgeschrieben"
    ),
    DISPUTED: "disputed|in dispute|dispute|contested|itirazli|itiraz edildi|ihtilafli",
}
_STATUSES: Final = {word: state for state, words in _WORDS.items() for word in words.split("|")}
_KINDS: Final = {
    word: kind
    for kind, words in {
        INVOICE: (
            "toptan satis faturasi|perakende satis faturasi|verilen fiyat farki faturasi|"
            "verilen vade farki faturasi|vade farki|"
            "invoice|invoices|sales invoice|sale|sales|customer invoice|tax invoice|bill|out invoice|accrec|inv|"
            "si|ar invoice|"
            "service invoice|deposit invoice|final invoice|progress invoice|recurring invoice|finance charge|"
            "standard|salesinvoice|satis|satis faturasi|toptan satis faturasi|perakende satis faturasi|e fatura|"
            "e arsiv|e arsiv fatura|earsiv|efatura|earsivfatura|fatura|alinan hizmet|verilen hizmet faturasi|"
            "temel|temelfatura|ticari|ticarifatura|istisna|tevkifat|ihrac kayitli|ihracat|ozel matrah|kamu|rechnung|"
            "facture|fattura|factura|factuur|opening balance|opening|devir|acilis|rv|dr"
        ),
        CREDIT_NOTE: (
            "sc|satis iade faturalari|toptan satis iade faturasi|perakende satis iade faturasi|"
            "sales credit note|credit note|credit memo|credit|accreccredit|iade|iade faturasi|alacak dekontu|"
            "salescreditnote|satistan iade|satis iade|satis iade faturasi|iade fatura|customer credit note|"
            "credit notes|"
            "out refund|customer credit|crn|scr|sales credit|tevkifat iade|tevkifatiade|gider pusulasi|gutschrift|"
            "avoir|nota di credito|nota de credito|creditnota|adjustment note|rinv|return|sales return|"
            "credit invoice|cn|"
            "rechnungskorrektur|satis iadesi|dg"
        ),
        REFUND: (
            "refund|refunds|cash refund|customer refund|refund receipt|payment refund|ar refund|iade odemesi|"
            "para iadesi|"
            "musteri iadesi|odeme iadesi"
        ),
        PAYMENT: (
            "sr|sa|gelen havale/eft|kredi karti fisi|kredi karti ile tahsilat|virman|mahsup|cek girisi bordrosu|"
            "payment|payments|payment entry|customer payment|receipt|receipts|cash receipt|sales receipt payment|"
            "customer receipt|pmt|sr receipt|tahsilat|tahsilat makbuzu|gelen havale|havale|eft|gelen eft|"
            "nakit tahsilat|"
            "kredi karti tahsilati|cek|senet|cek girisi|senet girisi|alinan cek|alinan odeme|odeme|zahlung|paiement|"
            "pagamento|pago|betaling|payment received|bank payment|cek tahsilati|dz"
        ),
        NOT_AN_INVOICE: (
            "overpayment|prepayment|sales overpayment|sales prepayment|purchase|purchase invoice|vendor bill|"
            "accpay|alis|"
            "alis faturasi|gider|expense|estimate|quote|quotation|sales order|purchase order|siparis|teklif|proforma|"
            "delivery note|irsaliye"
        ),
    }.items()
    for word in words.split("|")
} | {"purchase bill": NOT_AN_INVOICE, "bill": NOT_AN_INVOICE}  # fmt: skip
_PAYMENT_STATUSES: Final = {
    word: state
    for state, words in {
        PAID: (
            "received|completed|complete|cleared|succeeded|successful|success|processed|posted|applied|matched|banked|"
            "captured|confirmed|approved|done|alindi|tamamlandi|basarili|gerceklesti|onaylandi|islendi|eslesti|"
            "bankaya yatirildi|erhalten|eingegangen|recu|ricevuto|recibido|ontvangen"
        ),
        "void": (
            "failed|bounced|returned|dishonoured|dishonored|unpaid|charged back|chargeback|expired|abandoned|"
            "basarisiz|karsiliksiz|iade|geri dondu|odenmedi|protestolu|fehlgeschlagen|echoue|fallito|mislukt"
        ),
    }.items()
    for word in words.split("|")
}
"""Where a payment stands: it came, or it did not; what may still come is asked about."""
_ASIDE: Final = re.compile(r"[0-9]+(?:\s*(?:days?|gun))?|[^\w\s]|_")


def word_key(text: str) -> str:
    """Reduce a word of state to what it is known by: "Overdue 12 days", "OVERDUE" and "overdue" are one word."""
    return " ".join(_ASIDE.sub(" ", fold(text)).split())


def status_of(text: str) -> str:
    """Read the status of an invoice: "owed", "paid", "draft", "written_off" and so on; "unknown" for any other word."""
    return _STATUSES.get(word_key(text), UNKNOWN) if text.strip() else OWED


def receipt_status_of(text: str) -> str:
    """Read the status of a payment in a list of payments: "paid", "void", "draft" and so on; "unknown" is asked."""
    state = _PAYMENT_STATUSES.get(word_key(text)) or status_of(text)
    return UNKNOWN if state in {OWED, PARTLY, DISPUTED, WRITTEN_OFF} else state


def payment_status_of(text: str) -> str:
    """Read a column that says whether an invoice is paid: words of state, and yes or no."""
    state = status_of(text)
    if state == UNKNOWN:
        return {"yes": PAID, "y": PAID, "true": PAID, "1": PAID, "x": PAID, "evet": PAID, "no": OWED, "n": OWED,
                "false": OWED, "0": OWED, "hayir": OWED, "none": OWED}.get(fold(text), UNKNOWN)  # fmt: skip
    return state


def kind_of(text: str) -> str:
    """Say what a document is: "invoice", "credit_note", "refund", "payment", "not_an_invoice"; "unknown" for others."""
    return _KINDS.get(word_key(text), UNKNOWN) if text.strip() else INVOICE


def is_state_word(text: str) -> bool:
    """Say whether a cell of a column that is not read says that something is paid, part paid or unpaid."""
    folded = word_key(text)
    return _STATUSES.get(folded) in {PAID, PARTLY, CREDITED, WRITTEN_OFF} or folded in {
        "unpaid",
        "not paid",
        "odenmedi",
    }


def is_flag(text: str) -> bool:
    """Say whether a cell of a column of payments says yes or no, or a word of state, instead of an amount."""
    return payment_status_of(text) != UNKNOWN
