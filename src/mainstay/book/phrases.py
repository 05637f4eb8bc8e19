"""The sentences of `mainstay check`, of tables a forecast is made from, and of the whole book in figures."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from mainstay.firm import writing
from mainstay.insight.calibration import ENOUGH
from mainstay.intake.phrases import sentence as intake_sentence

if TYPE_CHECKING:
    from mainstay.book.rules.opinion import CurrencyOpinion, Dependence
    from mainstay.firm.queries.proofs import Fault
    from mainstay.insight.calibration import Calibration, Reliability
    from mainstay.kernel.problem import Problem

CELLS: Final = {
    "cell_empty": _("nothing stands here: enter it."),
    "day_expected": _("“%(value)s” is not a day: write it as 2026-03-31."),
    "amount_expected": _("“%(value)s” is not an amount: write it as 1234.56."),
    "id_repeated": _("“%(value)s” stands in line %(first)s already: each invoice has one line."),
}
"""Problem code -> what is wrong with a cell and how to mend it; what is not here, intake says."""

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


def table_sentence(file: str, problem: Problem) -> str:
    """Say where in a table something is wrong, and what."""
    if problem.code in CELLS:
        said = str(CELLS[problem.code]) % {"value": problem.value, **problem.params}
    else:
        said = intake_sentence(problem)
    values = {"file": file, "line": problem.params["line"], "column": problem.field, "said": said}
    if not problem.field:
        return _("%(file)s, line %(line)s: %(said)s") % values
    return _("%(file)s, line %(line)s, column %(column)s: %(said)s") % values


# -- the whole book in figures ---------------------------------------------------------------------------------------

STEPS: Final = {
    "reading": _("Reading the book"),
    "foreseeing": _("Foreseeing the payments"),
    "judging": _("Judging the clients"),
    "comparing": _("Comparing what was foreseen with what happened"),
    "keeping": _("Keeping what was found"),
}
"""Step of judging the book -> what is being done."""


def _language() -> str:
    return get_language() or "en"


def ahead_sentence(found: CurrencyOpinion) -> str:
    """Say what the next thirteen weeks will bring of what is open, as a range and in round figures."""
    ahead = found.ahead
    if ahead is None or not found.open_minor:
        return gettext("Nothing is open, so nothing is expected.")
    low, high = (
        writing.about(minor, found.currency, _language()) for minor in (ahead.within_low_minor, ahead.within_high_minor)
    )
    opened = writing.money(found.open_minor, found.currency, _language())
    if low == high:
        return gettext("Of the %(open)s that is open, about %(high)s will probably come in within thirteen weeks.") % {
            "open": opened, "high": high
        }  # fmt: skip
    return gettext(
        "Of the %(open)s that is open, probably between %(low)s and %(high)s will come in within thirteen weeks."
    ) % {"open": opened, "low": low, "high": high}


def asleep_sentence(since: date) -> str:
    """Say that nothing was brought in for longer than is usual, and what follows from it."""
    return gettext(
        "The last invoice in this book is dated %(day)s, longer ago than is usual here. So nobody is called leaving "
        "for being silent since: who may be leaving is told as of that day, until the newer invoices are brought in."
    ) % {"day": writing.day(since, _language())}


def half_sentence(found: Dependence) -> str:
    """Say on how few clients half of the income rests."""
    if found.clients == 1:
        return gettext("All income of the last year came from one client.")
    return ngettext(
        "%(half)d client of %(clients)d brought half of the income of the last year.",
        "%(half)d clients of %(clients)d brought half of the income of the last year.",
        found.half,
    ) % {"half": found.half, "clients": found.clients}


def stops_sentence(found: Dependence, currency: str) -> str:
    """Say what the largest client's going would cost."""
    return gettext("If it stops, about %(amount)s a year is missing.") % {
        "amount": writing.about(found.largest_minor, currency, _language())
    }


def pays_late_sentence(found: Dependence, currency: str) -> str:
    """Say what happens if the largest client pays later."""
    amounts = {
        "days": found.late_days,
        "tied": writing.about(found.tied_up_minor, currency, _language()),
        "moved": writing.about(found.moved_minor, currency, _language()),
        "due": writing.about(found.due_minor, currency, _language()),
    }
    if not found.moved_minor:
        return gettext("If it pays %(days)d days later, about %(tied)s more is outstanding at any time.") % amounts
    return (
        gettext(
            "If it pays %(days)d days later, about %(tied)s more is outstanding at any time, and %(moved)s of the "
            "%(due)s expected of it in the next thirteen weeks comes after them."
        )
        % amounts
    )


def earlier_months_sentence(found: Calibration) -> str:
    """Say which months were foreseen again where they are not the last; "" where they are."""
    until = date.fromordinal(found.until)
    if (until.year, until.month) == (date.fromordinal(found.as_of).year, date.fromordinal(found.as_of).month):
        return ""
    return ngettext(
        "%(month)s, the last month in which an invoice was issued, was foreseen again with what was known then, and "
        "compared with what happened.",
        "The %(count)d months to %(month)s, the last in which an invoice was issued, were foreseen again, each with "
        "what was known then, and compared with what happened.",
        found.months,
    ) % {"count": found.months, "month": writing.month(until, _language())}


def few_sentence(found: Reliability) -> str:
    """Say why nothing is drawn: there are too few cases, or nearly all were foreseen to go the same way."""
    if not found.cases:
        return gettext("No case has been decided yet, so nothing can be compared.")
    if found.cases < ENOUGH:
        return ngettext(
            "%(count)d case has been decided so far; from %(enough)d on it can be compared.",
            "%(count)d cases have been decided so far; from %(enough)d on they can be compared.",
            found.cases,
        ) % {"count": found.cases, "enough": ENOUGH}
    return gettext(
        "%(count)d cases have been decided, but nearly all were foreseen to go the same way: nothing can be learnt "
        "from them."
    ) % {"count": found.cases}


def range_sentence(found: Calibration) -> str:
    """Say how many payments came within the range of which eight in ten should."""
    count = found.before + found.inside + found.after
    if not found.is_range_enough:
        return ngettext(
            "The range can be judged from %(enough)d payments on; so far there is %(count)d.",
            "The range can be judged from %(enough)d payments on; so far there are %(count)d.",
            count,
        ) % {"count": count, "enough": ENOUGH}
    inside, before, after = (
        writing.percent(part / count, _language()) for part in (found.inside, found.before, found.after)
    )
    return gettext(
        "Of %(count)d payments %(inside)s came within the range, %(before)s before it and %(after)s after it; "
        "it should be about %(should)s, %(tail)s and %(tail)s."
    ) % {
        "count": count, "inside": inside, "before": before, "after": after,
        "should": writing.percent(0.8, _language()), "tail": writing.percent(0.1, _language()),
    }  # fmt: skip


def error_sentence(found: Calibration) -> str:
    """Say how far the middle day was off on average, beside a plain rule."""
    if not found.is_error_enough:
        return ngettext(
            "The error in days can be judged from %(enough)d invoices on; so far there is %(count)d.",
            "The error in days can be judged from %(enough)d invoices on; so far there are %(count)d.",
            found.errors,
        ) % {"count": found.errors, "enough": ENOUGH}
    ours, rule = (writing.number(days, 1, _language()) for days in (found.error_days, found.rule_error_days))
    return gettext(
        "The middle day was off by %(ours)s days on average; whoever takes the client’s average so far is off by "
        "%(rule)s days."
    ) % {"ours": ours, "rule": rule}
