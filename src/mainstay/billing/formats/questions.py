"""What a file of invoices leaves to a person: words of state, kinds and terms nobody knows, prices without tax."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from mainstay.billing.formats.statuses import (
    ANSWERS,
    INVOICE,
    KIND_ANSWERS,
    NOT_OWED,
    OWED,
    PAID,
    PARTLY,
    UNKNOWN,
    kind_of,
    payment_status_of,
    receipt_status_of,
    status_of,
)
from mainstay.intake.cells import BLANKS
from mainstay.intake.headers import header_key
from mainstay.intake.profiling import Evidence, Question
from mainstay.intake.report_rows import TOTAL_ROW, is_total
from mainstay.intake.terms import read_terms
from mainstay.kernel.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mainstay.intake.mapping import Layout
    from mainstay.intake.profiling import Choices, Tally

WITH_TAX: Final = "with_tax"
WITHOUT_TAX: Final = "without_tax"
IS_CLIENT: Final = "client"
TAX_FIELDS: Final = ("line_tax", "line_tax_rate")
_NO_TAX: Final = re.compile(r"\b(?:no (?:vat|tax|gst)|exempt|muaf|istisna|none|out of scope|tax free|kdv'?siz)\b")
_NOT_ZERO: Final = re.compile(r"[1-9]")
_MOST_ASKED: Final = 20
_OF_INVOICES: Final = ("invoice", "fatura", "einvoice", "efatura")


def more_questions(layout: Layout, tally: Tally, choices: Choices) -> tuple[Question, ...]:
    """Put the questions that the words of this file raise, those that are known answered by themselves."""
    return (
        *_about_states(layout, tally, choices),
        *_about_kinds(layout, tally, choices),
        *_about_terms(tally, choices),
        *_about_names(tally, choices),
        *_about_tax(layout, tally, choices),
    )


def is_taxed(text: str) -> bool:
    """Say whether a cell of a column of tax names any: not "0.00", "0%" or "No VAT"."""
    return text.strip() not in BLANKS and not _NO_TAX.search(fold(text)) and bool(_NOT_ZERO.search(text))


def says_what_is_open(layout: Layout) -> bool:
    """Say whether the amounts of a file tell what is open, so that a word such as "part paid" need not."""
    return "paid" in layout.columns or "balance" in layout.columns


def _about_states(layout: Layout, tally: Tally, choices: Choices) -> Iterator[Question]:
    is_of_payments = layout.kind == "payments"
    answers = (PAID, NOT_OWED) if is_of_payments else ANSWERS
    of_document = receipt_status_of if is_of_payments else status_of
    for field, read in (("status", of_document), ("payment_status", payment_status_of)):
        for word, rows in _words(tally, field):
            state = read(word)
            known: str | None = state
            if state == UNKNOWN or (state == PARTLY and not says_what_is_open(layout)):
                known = None
            elif state == PARTLY:
                known = OWED
            said = choices.answer(f"{field}:{word}")
            yield Question(f"{field}:{word}", answers, said if said in answers else known, rows=rows)


def _about_kinds(layout: Layout, tally: Tally, choices: Choices) -> Iterator[Question]:
    # A "Fatura Tipi" names kinds of invoices, whatever they are; a "Transaction Type" may name anything.
    is_of_invoices = header_key(layout.columns.get("kind", "")).startswith(_OF_INVOICES)
    for word, rows in _words(tally, "kind"):
        kind = kind_of(word)
        known = kind if kind != UNKNOWN else INVOICE if is_of_invoices else None
        said = choices.answer(f"kind:{word}")
        yield Question(f"kind:{word}", KIND_ANSWERS, said if said in KIND_ANSWERS else known, rows=rows)


def _about_terms(tally: Tally, choices: Choices) -> Iterator[Question]:
    for word, rows in _words(tally, "terms"):
        if read_terms(word) is not None:
            continue
        said = choices.answer(f"terms:{word}")
        is_readable = said is not None and read_terms(said) is not None
        yield Question(f"terms:{word}", (), said if is_readable else None, rows=rows)


def _about_names(tally: Tally, choices: Choices) -> Iterator[Question]:
    for word, rows in _words(tally, "client_name"):
        if is_total(word):
            continue
        said = choices.answer(f"client_name:{word}")
        options = (IS_CLIENT, TOTAL_ROW)
        yield Question(f"client_name:{word}", options, said if said in options else None, rows=rows)


def _about_tax(layout: Layout, tally: Tally, choices: Choices) -> Iterator[Question]:
    at = layout.positions(tally.header)
    taxes = [name for name in TAX_FIELDS if name in at and any(is_taxed(word) for word in tally.words.get(name, ()))]
    if layout.grouping != "lines" or "total" in at or not taxes:
        return
    options = (WITH_TAX, WITHOUT_TAX)
    said = choices.answer("prices")
    evidence = Evidence(layout.columns[taxes[0]], ())
    yield Question("prices", options, said if said in options else None, (evidence,))


def _words(tally: Tally, field: str) -> Iterator[tuple[str, int]]:
    """The words of a column with their rows, each spelling of a word once."""
    seen: dict[str, tuple[str, int]] = {}
    for text, rows in tally.words.get(field, {}).items():
        if text.strip() in BLANKS:
            continue
        key = fold(text)
        word, before = seen.get(key, (" ".join(text.split()), 0))
        seen[key] = (word, before + rows)
    yield from list(seen.values())[:_MOST_ASKED]
