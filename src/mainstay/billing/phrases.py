"""Labels and sentences for what billing decides and refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from mainstay.intake.phrases import sentence as intake_sentence
from mainstay.kernel import formatting

if TYPE_CHECKING:
    from datetime import date

    from mainstay.kernel.problem import Problem

PROBLEMS: Final = {
    "zero_amount": _("The amount is zero: enter what is owed or leave the row out."),
    "negative_amount": _("The amount is negative: what you owe back to a client is a credit note, not an invoice."),
    "negative_payment": _("The amount is negative: money you gave back is a refund, not a payment."),
    "negative_credit": _("The amount is negative: enter what the credit note takes back as a positive amount."),
    "too_large": _("%(value)s is more than a book can hold: correct the amount."),
    "due_before_issued": _(
        "It is due on %(value)s, before it was issued on %(issued_on)s: correct one of the two days."
    ),
    "tax_outside_total": _("The tax %(value)s does not fit into the total: correct one of the two."),
    "too_long": _("“%(value)s” is longer than %(limit)s characters: shorten it."),
}
"""Problem code -> what is wrong and what to do, in one sentence."""

IMPORT_PROBLEMS: Final = {
    "client_ambiguous": _("%(count)s clients are called “%(value)s”: give the client’s own number in the file, too."),
    "client_unknown": _("There is no client “%(value)s” in the book: import the clients or their invoices first."),
    "number_repeated": _(
        "Invoice %(value)s is in the file twice (also in line %(line)s) with different details: keep the right one."
    ),
    "differs_in_client_name": _(
        "Invoice %(value)s is in the book already, for another client: correct the number or the client."
    ),
    "differs_in_currency": _(
        "Invoice %(value)s is in the book already, in another currency: correct the number or the currency."
    ),
    "differs_in_issued_on": _(
        "Invoice %(value)s is in the book already, issued on another day: correct the number or the day."
    ),
    "differs_in_total": _(
        "Invoice %(value)s is in the book already, over another amount: correct the number or the amount."
    ),
    "differs_in_due_on": _(
        "Invoice %(value)s is in the book already, due on %(ours)s: what was issued is not changed."
    ),
    "book_has_more": _("More was paid on invoice %(value)s in the book than the file says: see which is right."),
    "settled_otherwise": _("Invoice %(value)s was credited or written off in the book; the payment does not fit."),
    "invoice_unknown": _("There is no invoice %(value)s in the book: import the invoices first, then this file again."),
    "payment_of_other_client": _("Invoice %(number)s is not the invoice of “%(value)s”: correct one of the two."),
    "payment_in_other_currency": _("The invoice is in %(currency)s, the payment in %(value)s: correct one of the two."),
}
"""Problem code -> why a row of a file does not come into this book, and what to do."""

HAPPENINGS: Final = {
    "invoice.issued": _("Invoice %(number)s issued: %(total)s"),
    "invoice.voided": _("Invoice %(number)s voided by credit note %(credit_note)s"),
    "invoice.written_off": _("%(amount)s written off on invoice %(number)s: %(reason)s"),
    "invoice.disputed": _("Invoice %(number)s disputed: %(reason)s"),
    "invoice.dispute_closed": _("Dispute about invoice %(number)s closed: %(outcome)s"),
    "credit_note.issued": _("Credit note %(number)s issued: %(total)s"),
    "payment.received": _("Payment received: %(amount)s"),
    "payment.reversed": _("Payment of %(amount)s taken back: %(reason)s"),
    "payment.refunded": _("Refund paid: %(amount)s"),
    "payment.recovered": _("%(amount)s recovered of what was written off on invoice %(number)s"),
    "allocation.made": _("%(amount)s allocated to invoice %(number)s"),
    "allocation.taken_back": _("%(amount)s taken back from invoice %(number)s"),
    "book.imported": _("Imported from %(file)s: invoices %(invoices)s, payments %(payments)s"),
    "client.added": _("Client added"),
    "client.changed": _("Client details changed: %(changes)s"),
    "contact.added": _("Contact added: %(name)s"),
    "contact.changed": _("Contact %(name)s changed: %(changes)s"),
    "contact.removed": _("Contact removed: %(listed)s"),
    "next_contact.set": _("Next contact: %(way)s on %(on)s, about %(about)s"),
    "next_contact.moved": _(
        "Next contact moved: %(way)s on %(on)s, about %(about)s "
        "(before: %(was_way)s on %(was_on)s, about %(was_about)s)"
    ),
    "next_contact.done": _("%(way)s of %(on)s about %(about)s done: %(outcome)s"),
    "next_contact.dropped": _("%(way)s of %(on)s about %(about)s dropped: %(outcome)s"),
    "standing.changed": "%(became)s",
    "standing.overridden": _("Standing set by hand: %(standing)s, because: %(reason)s"),
    "standing.lifted": _("Standing set by hand was lifted: %(standing)s, because: %(reason)s"),
    "proposal.accepted": _("Accepted: %(proposed)s"),
    "proposal.declined": _("Proposed and not now: %(proposed)s (%(answer)s)"),
    "note.added": _("Note: %(text)s"),
    "mapping.saved": _("Columns of a file kept as the mapping “%(name)s”"),
    "words.erased": _("Personal text erased; entries concerned: %(entries)s"),
}
"""Timeline kind -> its sentence; tests/house/test_happenings.py sees to it that every kind recorded has one."""


def problem_sentence(problem: Problem) -> str:
    """Tell a person what is wrong with a draft, in the language active now."""
    return str(PROBLEMS[problem.code]) % {"value": problem.value, **problem.params}


def import_sentence(problem: Problem) -> str:
    """Tell a person why a row of a file does not come in, in the language active now."""
    if problem.code in IMPORT_PROBLEMS:
        return str(IMPORT_PROBLEMS[problem.code]) % {"value": problem.value, **problem.params}
    return intake_sentence(problem)


def erased(on: date) -> str:
    """Say that words stood here and when they were erased: "[erased on 3 Mar 2026]"."""
    return gettext("[erased on %(day)s]") % {"day": formatting.day(on, get_language() or "en")}
