"""Words by which other products say where an invoice stands and what a document is, in English and Turkish."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

from mainstay.intake.layout_files import read_words
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

_FILES: Final = Path(__file__).with_name("words")
_WORDS_OF_FLAGS: Final = {
    "yes": PAID, "y": PAID, "true": PAID, "1": PAID, "x": PAID, "evet": PAID, "no": OWED, "n": OWED, "false": OWED,
    "0": OWED, "hayir": OWED, "none": OWED,
}  # fmt: skip
_ASIDE: Final = re.compile(r"[0-9]+(?:\s*(?:days?|gun))?|[^\w\s]|_")


def word_key(text: str) -> str:
    """Reduce a word of state to what it is known by: "Overdue 12 days", "OVERDUE" and "overdue" are one word."""
    return " ".join(_ASIDE.sub(" ", fold(text)).split())


@cache
def words_of_states() -> dict[str, str]:
    """The words of state and what each means."""
    return read_words(_FILES / "states.toml", word_key)


@cache
def words_of_kinds() -> dict[str, str]:
    """The words for kinds of documents and what each means."""
    return read_words(_FILES / "kinds.toml", word_key)


@cache
def words_of_payment_states() -> dict[str, str]:
    """Where a payment stands: it came, or it did not; what may still come is asked about."""
    return read_words(_FILES / "payment_states.toml", word_key)


def status_of(text: str) -> str:
    """Read the status of an invoice: "owed", "paid", "draft", "written_off" and so on; "unknown" for any other word."""
    return words_of_states().get(word_key(text), UNKNOWN) if text.strip() else OWED


def receipt_status_of(text: str) -> str:
    """Read the status of a payment in a list of payments: "paid", "void", "draft" and so on; "unknown" is asked."""
    state = words_of_payment_states().get(word_key(text)) or status_of(text)
    return UNKNOWN if state in {OWED, PARTLY, DISPUTED, WRITTEN_OFF} else state


def payment_status_of(text: str) -> str:
    """Read a column that says whether an invoice is paid: words of state, and yes or no."""
    state = status_of(text)
    if state == UNKNOWN:
        return _WORDS_OF_FLAGS.get(fold(text), UNKNOWN)
    return state


def kind_of(text: str) -> str:
    """Say what a document is: "invoice", "credit_note", "refund", "payment", "not_an_invoice"; "unknown" for others."""
    return words_of_kinds().get(word_key(text), UNKNOWN) if text.strip() else INVOICE


def is_state_word(text: str) -> bool:
    """Say whether a cell of a column that is not read says that something is paid, part paid or unpaid."""
    folded = word_key(text)
    return words_of_states().get(folded) in {PAID, PARTLY, CREDITED, WRITTEN_OFF} or folded in {
        "unpaid",
        "not paid",
        "odenmedi",
    }


def is_flag(text: str) -> bool:
    """Say whether a cell of a column of payments says yes or no, or a word of state, instead of an amount."""
    return payment_status_of(text) != UNKNOWN
