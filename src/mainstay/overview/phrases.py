"""The sentences of `mainstay check` and of the timeline, whoever recorded the row."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from mainstay.billing.phrases import HAPPENINGS, erased
from mainstay.clients.phrases import happening_facts
from mainstay.kernel.money import Money
from mainstay.timeline.rules.merging import ERASED_ON

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mainstay.firm.queries.proofs import Fault


FAULTS: Final = {
    "and_more": _("There are %(count)s more faults of the kind before this line; they are not listed."),
    # The file and what every book has.
    "file_damaged": _("The file of “%(subject)s” is damaged (%(said)s): restore a backup."),
    "rule_broken": _("The file of “%(subject)s” holds a row that its own rules forbid: %(said)s."),
    "not_one_firm": _("The book of “%(subject)s” has %(count)s firms in it; it should have one."),
    "firm_currency_unknown": _("The firm %(subject)s has the currency “%(currency)s”, which is not one in use."),
    "guard_missing": _("The guard %(subject)s is missing or altered: run “mainstay upgrade” to put it back."),
    "row_vanished": _("%(subject)s points at %(missing)s, which is not there."),
    # Clients and the timeline.
    "client_key": _("%(subject)s (%(ref)s) is kept under the %(key)s “%(is_now)s”; it should be “%(should_be)s”."),
    "client_currency_unknown": _("The client %(subject)s has the currency “%(currency)s”, which is not one in use."),
    "entry_without_client": _(
        "Entry %(entry)s of the timeline (%(subject)s) tells of client %(missing)s, who is not there."
    ),
    # Invoices.
    "invoice_balance": _(
        "Invoice %(subject)s says open %(open)s, paid %(paid)s, credited %(credited)s, written off %(written_off)s; "
        "its allocations make open %(sum_open)s, paid %(sum_paid)s, credited %(sum_credited)s, "
        "written off %(sum_written_off)s."
    ),
    "invoice_overspent": _("Invoice %(subject)s is over %(there)s, but %(used)s is allocated to it."),
    "invoice_overspent_on_a_day": _("On %(day)s more was allocated to invoice %(subject)s than its total."),
    "invoice_settled_on": _("Invoice %(subject)s says settled on %(is_now)s; its allocations say %(should_be)s."),
    "invoice_is_rewound": _(
        "Of invoice %(subject)s an allocation was taken back, but the invoice is not marked so; it should be."
    ),
    "invoice_is_not_rewound": _(
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
    "number_missing": _("Number %(subject)s was taken from its series, but no document bears it."),
    "horizon": _("Billing is noted as dated up to %(is_now)s, but something in it is dated %(latest)s."),
}
"""Fault code -> what is wrong, where, and what it should be."""


def fault_sentence(fault: Fault) -> str:
    """Tell a person about a fault, in the language active now."""
    return str(FAULTS[fault.code]) % {"subject": fault.subject, **fault.params}


UNKNOWN: Final = _("Something that this version of Mainstay does not know")


def happening_sentence(kind: str, facts: Mapping[str, object], shown: Callable[[Money], str] = str) -> str:
    """Tell a person what happened, in the language active now.

    What a newer version wrote down and this one has no phrase for is told as that; where words were erased the
    sentence says so.

    `shown` writes the amounts as the surface does.
    """
    if kind not in HAPPENINGS:
        return str(UNKNOWN)
    template = str(HAPPENINGS[kind])
    known = happening_facts(facts)
    values = {key: known.get(key, "") for key in _names(template)}
    if ERASED_ON in facts:
        gone = erased(date.fromisoformat(str(facts[ERASED_ON])))
        values = {key: gone if value == "" else value for key, value in values.items()}
        values |= {"changes": f"{values['changes']} {gone}"} if "changes" in values else {}
    values |= {key: shown(Money.from_text(str(values[key]))) for key in ("amount", "total") if values.get(key)}
    return template % values


def _names(template: str) -> list[str]:
    return [piece.split(")s")[0] for piece in template.split("%(")[1:]]
