"""What `mainstay check` says of a fault in billing."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

FAULTS: Final = {
    # Invoices.
    "invoice_balance": _(
        "Invoice %(subject)s says open %(open)s, paid %(paid)s, credited %(credited)s, written off %(written_off)s; "
        "its allocations make open %(sum_open)s, paid %(sum_paid)s, credited %(sum_credited)s, "
        "written off %(sum_written_off)s."
    ),
    "invoice_overspent": _("Invoice %(subject)s is over %(there)s, but %(used)s is allocated to it."),
    "invoice_overspent_on_a_day": _("On %(day)s more was allocated to invoice %(subject)s than its total."),
    "invoice_settled_on": _("Invoice %(subject)s says settled on %(is_now)s; its allocations say %(should_be)s."),
    "lines_total": _("The lines of invoice %(subject)s add up to %(sum)s, but it is over %(there)s."),
    "line_amount": _("A line of invoice %(subject)s says %(is)s; its quantity and price come to %(left)s."),
    "instalments_total": _("The instalments of invoice %(subject)s add up to %(sum)s, but it is over %(there)s."),
    "instalments_due_on": _(
        "The last instalment of invoice %(subject)s is due on %(is_now)s, but the invoice on %(should_be)s."
    ),
    "instalment_due_before_issue": _(
        "An instalment of invoice %(subject)s is due on %(day)s, before it was issued on %(earliest)s."
    ),
    "instalment_later": _(
        "After the instalment of invoice %(subject)s due on %(day)s, %(left)s falls due, but it says %(is)s."
    ),
    "invoice_has_reversals": _(
        "Of invoice %(subject)s an allocation was taken back, but the invoice is not marked so; it should be."
    ),
    "invoice_has_no_reversals": _(
        "Invoice %(subject)s is marked as if an allocation had been taken back, but none was; it should not be."
    ),
    "invoice_day_is_known": _(
        "Invoice %(subject)s is marked as paid on an unknown day, but the days of its payments are known."
    ),
    "invoice_day_is_not_known": _(
        "Invoice %(subject)s was paid by a payment of unknown day, but is not marked so; it should be."
    ),
    "invoice_currency_unknown": _(
        "Invoice %(subject)s is in the currency “%(currency)s”, which is not one in use (invoices: %(count)s)."
    ),
    # Payments and credit notes.
    "payment_left": _(
        "Payment %(subject)s of %(there)s says %(unallocated)s is left; its allocations and refunds leave %(left)s."
    ),
    "payment_overspent": _(
        "Payment %(subject)s is %(there)s, but %(used)s of it was allocated, refunded or recovered."
    ),
    "payment_overspent_on_a_day": _("On %(day)s more of payment %(subject)s was used than its %(there)s."),
    "reversed_payment_in_use": _("Payment %(subject)s was taken back, but %(used)s of it is still in use."),
    "payment_reversal_differs": _(
        "Payment %(reversal)s takes back payment %(subject)s; "
        "it should be of the same client, currency and amount, and not be dated before it."
    ),
    "payment_currency_unknown": _(
        "Payment %(subject)s is in the currency “%(currency)s”, which is not one in use (payments: %(count)s)."
    ),
    "credit_note_left": _(
        "Credit note %(subject)s over %(there)s says %(unallocated)s is left; "
        "its allocations and refunds leave %(left)s."
    ),
    "credit_note_overspent": _(
        "Credit note %(subject)s is over %(there)s, but %(used)s of it was allocated or refunded."
    ),
    "credit_note_overspent_on_a_day": _("On %(day)s more of credit note %(subject)s was used than its %(there)s."),
    "credit_note_currency_unknown": _(
        "Credit note %(subject)s is in the currency “%(currency)s”, which is not one in use (credit notes: %(count)s)."
    ),
    "void_differs": _(
        "Credit note %(note)s voids invoice %(subject)s; "
        "it should be of the same client, currency and amount, and not be dated before it."
    ),
    "void_repeated": _("Invoice %(subject)s was voided %(times)s times; once is all."),
    # What settles what.
    "other_client": _("%(origin)s is allocated to invoice %(subject)s of another client."),
    "other_currency": _(
        "%(origin)s in %(origin_currency)s is allocated to invoice %(subject)s in %(currency)s; "
        "two currencies never meet."
    ),
    "other_invoice": _("The write-off %(origin)s is allocated to invoice %(subject)s, but was of another invoice."),
    "allocated_too_early": _(
        "%(origin)s is allocated to invoice %(subject)s on %(is_now)s; it should be %(earliest)s or later."
    ),
    "reversal_differs": _(
        "What was taken back of the %(there)s allocated to invoice %(subject)s on %(day)s should mirror it: "
        "same invoice, same origin, same amount, not before it."
    ),
    "refunded_too_early": _("A refund out of %(subject)s is dated %(is_now)s; it should be %(earliest)s or later."),
    "write_off_allocated": _(
        "%(there)s of invoice %(subject)s was written off, but %(used)s is allocated; they should be equal."
    ),
    "recovered_too_much": _("%(used)s of invoice %(subject)s was recovered, but only %(there)s was written off."),
    "recovered_from_another": _(
        "Payment %(origin)s recovers a loss on invoice %(subject)s; it should be of the same client and currency."
    ),
    "recovered_too_early": _(
        "A recovery on invoice %(subject)s is dated %(is_now)s; it should be %(earliest)s or later."
    ),
    "disputes_overlap": _(
        "Two disputes about invoice %(subject)s overlap; the second should begin after the first ended."
    ),
    "disputed_too_early": _(
        "Invoice %(subject)s was disputed on %(is_now)s; it should be %(earliest)s, the day of issue, or later."
    ),
    "expected_dates_overlap": _(
        "Invoice %(subject)s has two expected dates at one time; the second should begin when the first ended."
    ),
    "number_missing": _("Number %(subject)s was taken from its series, but no document bears it."),
    "latest_business_date": _("Billing is noted as dated up to %(is_now)s, but something in it is dated %(latest)s."),
    # The search.
    "search_text": _("A search does not find %(subject)s by all that is written on it."),
}
"""Code of a fault -> what is wrong, where, and what it should be."""
