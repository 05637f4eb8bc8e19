"""Labels and sentences for what billing decides and refuses."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from mainstay.billing.rules.import_tally import FileSum, SumOf
from mainstay.billing.rules.numbers import Numbering
from mainstay.billing.rules.payers import EXACT, NUMBER, OWES
from mainstay.billing.rules.source_changes import (
    DUE_ON,
    NOT_OWED,
    OTHER_NAME,
    RENAMED,
    VOID,
    VOIDED,
    SourceChange,
)
from mainstay.firm.phrases import written
from mainstay.intake.phrases import LEFT_OUT
from mainstay.intake.phrases import sentence as intake_sentence
from mainstay.kernel import formatting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mainstay.billing.rules.control_total import ControlResult
    from mainstay.billing.rules.unbooked import UnbookedRow, UnbookedSum
    from mainstay.kernel.problem import Problem, Reason


PROBLEMS: Final = {
    "zero_amount": _("The amount is zero: enter what is owed or leave the row out."),
    "negative_amount": _("The amount is negative: what you owe back to a client is a credit note, not an invoice."),
    "negative_payment": _("The amount is negative: money you gave back is a refund, not a payment."),
    "negative_credit": _("The amount is negative: enter what the credit note takes back as a positive amount."),
    "too_large": _("%(value)s is more than the largest amount allowed: correct it."),
    "due_before_issued": _(
        "It is due on %(value)s, before it was issued on %(issued_on)s: correct one of the two days."
    ),
    "tax_outside_total": _("The tax %(value)s does not fit into the total: correct one of the two."),
    "too_long": _("“%(value)s” is longer than %(limit)s characters: shorten it."),
    "day_has_passed": _("%(value)s has passed: choose today or a later day."),
    "day_is_far_off": _("%(value)s is more than ten years ahead: correct the year."),
    "reason_missing": _("Give a reason: it is kept with the record."),
    "too_many_lines": _("%(value)s lines are too many for one invoice: keep to %(limit)s."),
    "line_without_words": _("Line %(line)s has no description: say what it is for."),
    "line_quantity": _("The quantity in line %(line)s is %(value)s: enter one above zero, at most a million."),
    "line_price": _("The price in line %(line)s is too large: correct it."),
    "line_too_long": _("“%(value)s” in line %(line)s is longer than %(limit)s characters: shorten it."),
    "lines_too_long": _("The lines are too long together: shorten the descriptions."),
    "one_instalment": _("One instalment isn’t enough: enter at least two, or leave them empty and enter the due date."),
    "too_many_instalments": _("There are %(value)s instalments, %(limit)s at most are kept: enter fewer."),
    "instalments_on_one_day": _("Two instalments are due on %(value)s: enter one, with their sum."),
    "instalments_too_little": _("The instalments are %(rest)s short of the total of %(value)s: add it."),
    "instalments_too_much": _("The instalments are %(rest)s above the total of %(value)s: take it off."),
    "lines_differ": _("The lines add up to %(sum)s, but the amount is %(value)s: correct one of the two."),
}
"""Problem code -> what is wrong and what to do, in one sentence."""

IMPORT_PROBLEMS: Final = {
    "client_ambiguous": _("%(count)s clients are called “%(value)s”: give the client’s own number in the file, too."),
    "client_unknown": _("There is no client “%(value)s” in the book: import the clients or their invoices first."),
    "number_repeated": _(
        "Invoice %(value)s is in the file several times with different details (lines %(lines)s), so none of its rows "
        "came in: keep the right ones."
    ),
    "document_incomplete": _(
        "Line %(line)s of invoice %(value)s can’t be imported, so none of its rows were: fix that line."
    ),
    "payments_alike": _(
        "Invoice %(value)s has two equal payments (lines %(lines)s), so none of its rows came in: delete the row that "
        "is there twice, or export the payments’ ids, too."
    ),
    "payments_above_total": _(
        "The payments of invoice %(value)s (lines %(lines)s) come to more than its total, so none of its rows came in: "
        "export what of each payment goes to the invoice."
    ),
    "instalments_unclear": _(
        "The instalments of invoice %(value)s (lines %(lines)s) can’t be told apart: give each a due date of its own, "
        "and check that no more is paid than invoiced. None of its rows came in."
    ),
    "external_id_repeated": _("The id %(value)s is in the file for two invoices: keep the right one."),
    "number_of_another_client": _(
        "Invoice %(value)s is already recorded for another client: correct the number or the client. Where each "
        "client has numbers of its own, import with --numbers client."
    ),
    "credit_note_differs": _(
        "Credit note %(value)s is already recorded with another date or amount: correct one of the two."
    ),
    "credit_note_refused": _("Credit note %(value)s can’t be imported: %(why)s"),
    "nothing_to_refund": _(
        "This is a refund to %(client)s, but there was no such amount on their account: enter the payment or credit "
        "note that was refunded, then import this row again."
    ),
    "invoices_in_several_currencies": _(
        "The invoices %(value)s are in several currencies: enter one payment for each."
    ),
    "discount_above_open": _(
        "Payment and discount together are more than is open on %(value)s: correct one of the two."
    ),
    "differs_in_client_name": _(
        "Invoice %(value)s is already recorded for another client: correct the number or the client."
    ),
    "differs_in_currency": _(
        "Invoice %(value)s is already recorded in another currency: correct the number or the currency."
    ),
    "differs_in_issued_on": _(
        "Invoice %(value)s is already recorded with another date: correct the number or the date."
    ),
    "differs_in_total": _(
        "Invoice %(value)s is already recorded with another amount: correct the number or the amount."
    ),
    "book_has_more": _("More was paid on invoice %(value)s in the book than the file says: see which is right."),
    "settled_otherwise": _("Invoice %(value)s was credited or written off in the book; the payment does not fit."),
    "invoice_unknown": _("There is no invoice %(value)s in the book: import the invoices first, then this file again."),
    "more_than_open_here": _("Less is open on invoice %(value)s here: check its payments, then import again."),
    "more_than_lost_here": _("Less was written off invoice %(value)s here: check it, then import again."),
    "write_off_unknown": _("The write-off it was set against (%(value)s) isn’t here: bring the write-offs back first."),
    "reversed_payment_missing": _("It reverses payment %(value)s, which isn’t in the file: export again."),
    "payment_parts_differ": _("What became of payment %(value)s doesn’t add up to its amount: export again."),
    "settled_too_early": _("It settles %(value)s before the day it could: correct the day, or export again."),
    "payment_not_as_exported": _("Payment %(value)s isn’t as an export writes it: export again."),
    "row_not_as_exported": _("It isn’t as an export writes it: export again."),
    "disputes_overlap": _("Another dispute of invoice %(value)s stands in its way here: settle that one first."),
    "before_it_was_set": _("%(value)s is before the day it was set (%(set_on)s): correct one of the two."),
    "expected_reason_missing": _("The reason for the expected date is missing: enter it."),
    "expected_dates_overlap": _("Another expected date (%(other)s) stood on %(value)s: leave out one of the two."),
    "payment_of_other_client": _("Invoice %(number)s is not the invoice of “%(value)s”: correct one of the two."),
    "payment_in_other_currency": _("The invoice is in %(currency)s, the payment in %(value)s: correct one of the two."),
}
"""Problem code -> why a row of a file does not come into this book, and what to do."""

AGES: Final = {
    "current": _("not yet due"),
    "1-30": _("1-30 days"),
    "31-60": _("31-60 days"),
    "61-90": _("61-90 days"),
    "90+": _("over 90 days"),
}
"""Bucket of the ageing (rules/due.py) -> its name, in order."""
_SUMS: Final = {
    SumOf.INVOICED: _("Invoices less credit notes: %(in_file)s in the file; %(in_book)s in the book."),
    SumOf.RECEIVED: _("Payments less refunds: %(in_file)s in the file; %(in_book)s in the book."),
}
_SUMS_TO_COME: Final = {
    SumOf.INVOICED: _("Invoices less credit notes: %(in_file)s in the file; %(in_book)s to import."),
    SumOf.RECEIVED: _("Payments less refunds: %(in_file)s in the file; %(in_book)s to import."),
}
_REST_OF_SUM: Final = _("Left out: %(left_out)s. Rejected: %(rejected)s.")
_NUMBERING_LABELS: Final = {
    Numbering.BOOK: _("one series for all clients"),
    Numbering.YEAR: _("starting again each year"),
    Numbering.CLIENT: _("a series for each client"),
}
_NUMBERINGS: Final = {
    Numbering.CLIENT: _("Several clients have the number %(number)s: each client’s invoices are numbered separately."),
    Numbering.YEAR: _("The number %(number)s occurs in several years: numbering starts again each year."),
}
_CHANGES_AT_SOURCE: Final = {
    VOIDED: _("Invoice %(subject)s is void in the file and was open in the book (%(open)s): voided here, too."),
    VOID: _(
        "Invoice %(subject)s is void in the file and open in the book (%(open)s). To void it here, too: "
        "mainstay record void %(ref)s"
    ),
    NOT_OWED: _(
        "Invoice %(subject)s is open in the book (%(open)s); the file has it among the rows that nobody owes: "
        "%(theirs)s. To void it here: mainstay record void %(ref)s"
    ),
    RENAMED: _("“%(ours)s” is called “%(theirs)s” in the file: it is one client, now called so here, too."),
    OTHER_NAME: _("“%(ours)s” is called “%(theirs)s” in the file: it is one client, which keeps its name here."),
    DUE_ON: _("Invoice %(subject)s is due on %(theirs)s in the file and on %(ours)s in the book, which stays."),
}

_UNBOOKED: Final = {
    "credit_note": _("credit note %(number)s of %(client)s, %(amount)s (%(file)s, line %(line)s)"),
    "refund": _("refund %(number)s to %(client)s, %(amount)s (%(file)s, line %(line)s)"),
    "payment": _("payment by %(client)s, %(amount)s (%(file)s, line %(line)s)"),
}
_UNBOOKED_ACTS: Final = {
    "credit_note": _("enter it with “mainstay record credit-note”"),
    "refund": _("enter what was refunded, then “mainstay record refund”"),
    "payment": _("enter it with “mainstay record payment”"),
}

_NAMED: Final = 3
"""So many invoices does a reason name; of more it says how many."""

HAPPENINGS: Final = {
    "invoice.issued": _("Invoice %(number)s issued: %(total)s"),
    "invoice.voided": _("Invoice %(number)s voided by credit note %(credit_note)s"),
    "invoice.written_off": _("%(amount)s written off on invoice %(number)s: %(reason)s"),
    "invoice.disputed": _("Invoice %(number)s disputed: %(reason)s"),
    "invoice.dispute_closed": _("Dispute about invoice %(number)s closed: %(outcome)s"),
    "invoice.expected_date_set": _("Invoice %(number)s expected on %(on)s: %(reason)s"),
    "invoice.expected_date_changed": _("Invoice %(number)s expected on %(on)s instead of %(was_on)s: %(reason)s"),
    "invoice.expected_date_removed": _("Expected date of invoice %(number)s removed (%(was_on)s)"),
    "invoice.write_off_undone": _("Write-off of %(amount)s on invoice %(number)s undone"),
    "credit_note.undone": _("Credit note %(number)s undone: %(total)s"),
    "credit_note.issued": _("Credit note %(number)s issued: %(total)s"),
    "payment.received": _("Payment received: %(amount)s"),
    "payment.reversed": _("Payment of %(amount)s reversed: %(reason)s"),
    "payment.refunded": _("Refund paid: %(amount)s"),
    "payment.refund_undone": _("Refund undone: %(amount)s"),
    "payment.recovery_undone": _("Recovery on invoice %(number)s undone: %(amount)s"),
    "payment.recovered": _("%(amount)s recovered of what was written off on invoice %(number)s"),
    "allocation.made": _("%(amount)s allocated to invoice %(number)s"),
    "allocation.taken_back": _("Allocation of %(amount)s to invoice %(number)s undone"),
    "book.imported": _("Imported from %(file)s: invoices %(invoices)s, payments %(payments)s"),
    "import.taken_back": _("Import of %(file)s undone: invoices %(invoices)s, payments %(payments)s"),
}
"""Kind of event -> its sentence."""


CHANGES: Final = {
    "issued": (_("invoice %(number)s issued"), _("Invoice %(number)s issued to %(name)s: %(amount)s.")),
    "paid": (_("paid"), _("%(name)s paid %(amount)s.")),
    "overdue": (
        _("invoice %(number)s became overdue"), _("Invoice %(number)s of %(name)s became overdue: %(amount)s.")
    ),
    "written_off": (
        _("invoice %(number)s written off"), _("%(amount)s written off on invoice %(number)s of %(name)s.")
    ),
    "disputed": (_("invoice %(number)s disputed"), _("%(name)s disputes invoice %(number)s (%(amount)s).")),
}  # fmt: skip
"""What changed since yesterday -> the words beside client and amount, and a sentence by itself."""

CHANGE_TITLES: Final = {
    "issued": _("Invoices issued"),
    "paid": _("Payments received"),
    "overdue": _("Became overdue"),
    "written_off": _("Written off"),
    "disputed": _("Disputed"),
}
"""The heading above several changes of a kind."""

INVOICES_FOUND: Final = _("Invoices")
CREDIT_NOTES_MOVED: Final = _("Credit notes")
"""What goes along when two clients become one."""
PAYMENTS_FOUND: Final = _("Payments")
"""What a search finds: the heading."""


def dispute_call_sentence(reason: Reason) -> str:
    """Say why to call a client who disputes what is overdue."""
    late = int(str(reason.params["days_late"]))
    how_late = ngettext("%(count)d day late", "%(count)d days late", late) % {"count": late}
    said = gettext("What is overdue (%(late)s) is disputed: resolve that before chasing.")
    return said % {"late": how_late}


def happening_facts(facts: Mapping[str, object]) -> dict[str, object]:
    """What an event of ours keeps, with days as a person reads them."""
    days = {name: _day(str(facts[name])) for name in ("on", "was_on") if name in facts}
    return {**facts, **days}


def _day(text: str) -> str:
    return formatting.day(date.fromisoformat(text), get_language() or "en")


def payer_sentence(reason: Reason, currency: str) -> str:
    """Why a client may have paid an amount of this currency."""
    figures = dict(reason.params)
    if reason.code == OWES:
        open_minor = int(str(figures["open_minor"]))
        return gettext("owes %(amount)s") % {"amount": formatting.money(open_minor, currency, get_language() or "en")}
    numbers: list[str] = list(figures["numbers"])  # type: ignore[call-overload]  # what the rule puts there
    values = {"number": numbers[0], "numbers": ", ".join(numbers[:_NAMED]), "count": len(numbers)}
    if reason.code == NUMBER:
        return gettext("the note names invoice %(number)s") % values
    if reason.code == EXACT:
        return gettext("exactly what is open on invoice %(number)s") % values
    if figures["all"]:
        return ngettext(
            "exactly all they owe: %(count)s invoice", "exactly all they owe: %(count)s invoices", len(numbers)
        ) % values  # fmt: skip
    if len(numbers) > _NAMED:
        return ngettext(
            "exactly their oldest %(count)s invoice together",
            "exactly their oldest %(count)s invoices together",
            len(numbers),
        ) % values  # fmt: skip
    return gettext("exactly invoices %(numbers)s together") % values


def problem_sentence(problem: Problem) -> str:
    """Tell a person what is wrong with a draft, in the language active now."""
    return str(PROBLEMS[problem.code]) % written({"value": problem.value, **problem.params})


def _amount(minor: int, currency: str) -> str:
    """An amount as it is written in the language active now."""
    return formatting.money(minor, currency, get_language() or "en")


def import_sentence(problem: Problem) -> str:
    """Tell a person why a row of a file does not come in, in the language active now."""
    if problem.code in IMPORT_PROBLEMS:
        return str(IMPORT_PROBLEMS[problem.code]) % {"value": problem.value, **problem.params}
    return intake_sentence(problem)


def sum_sentence(one: FileSum, *, is_preview: bool = False) -> str:
    """Say what the file sums up to and how much of it is in the book or would be, in the language active now."""
    figures = {
        name: _amount(minor, one.currency)
        for name, minor in (
            ("in_file", one.in_file_minor),
            ("in_book", one.in_book_minor),
            ("left_out", one.left_out_minor),
            ("rejected", one.rejected_minor),
        )
    }
    said = str((_SUMS_TO_COME if is_preview else _SUMS)[one.of]) % figures
    if one.in_file_minor == one.in_book_minor:
        return said
    return f"{said} {str(_REST_OF_SUM) % figures}"


def numbering_label(numbering: Numbering) -> str:
    """Name a way in which numbers run."""
    return str(_NUMBERING_LABELS[numbering])


def doubt_sentence(number: str) -> str:
    """Say which number makes it doubtful how numbers run."""
    return gettext("Invoice %(number)s is already recorded for another client.") % {"number": number}


def numbering_sentence(numbering: Numbering, number: str) -> str:
    """Say how the numbers of a file run, as it shows."""
    return str(_NUMBERINGS[numbering]) % {"number": number}


def change_sentence(change: SourceChange) -> str:
    """Say what is otherwise at the source by now, and which act follows."""
    shown = _amount(change.minor, change.currency) if change.currency else ""
    theirs = left_out_sentence(change.theirs) if change.kind in {VOID, VOIDED, NOT_OWED} else change.theirs
    return str(_CHANGES_AT_SOURCE[change.kind]) % {
        "subject": change.subject, "ref": change.ref, "ours": change.ours, "theirs": theirs, "open": shown
    }  # fmt: skip


def left_out_sentence(reason: str) -> str:
    """Name a reason for which rows were left out, in the plural."""
    return str(LEFT_OUT.get(reason, reason))


def unbooked_sentence(one: UnbookedSum) -> str:
    """Say how much of imported files is not in the book, of one kind and currency."""
    values = {"count": one.documents, "amount": _amount(one.minor, one.currency)}
    if one.kind == "credit_note":
        return (
            ngettext(
                "Not in the book: %(amount)s of %(count)d credit note.",
                "Not in the book: %(amount)s of %(count)d credit notes.",
                one.documents,
            )
            % values
        )
    if one.kind == "refund":
        return (
            ngettext(
                "Not in the book: %(amount)s of %(count)d refund.",
                "Not in the book: %(amount)s of %(count)d refunds.",
                one.documents,
            )
            % values
        )
    return (
        ngettext(
            "Not in the book: %(amount)s of %(count)d payment.",
            "Not in the book: %(amount)s of %(count)d payments.",
            one.documents,
        )
        % values
    )


def unbooked_words(row: UnbookedRow) -> str:
    """Say what one document is that is not in the book."""
    return str(_UNBOOKED[row.kind]) % {
        "number": row.number or "–",
        "client": row.client_name or "–",
        "amount": _amount(row.minor, row.currency),
        "file": row.file_name,
        "line": row.line,
    }


def unbooked_advice(row: UnbookedRow) -> str:
    """Say what one document is that is not in the book, and the command that deals with it."""
    return f"{unbooked_words(row)}: {_UNBOOKED_ACTS[row.kind]}"


def control_sentence(one: ControlResult) -> str:
    """Say whether the debtors of the firm's own ledger agree with the book."""
    values = {
        "day": formatting.day(one.on, get_language() or "en"),
        "ledger": _amount(one.control_minor, one.currency),
        "book": _amount(one.book_minor, one.currency),
        "open": _amount(one.open_minor, one.currency),
        "on_account": _amount(one.on_account_minor, one.currency),
        "difference": _amount(one.difference_minor, one.currency),
    }
    if not one.difference_minor:
        return gettext("Debtors per your ledger at %(day)s: %(ledger)s. The book agrees.") % values
    said = gettext(
        "Debtors per your ledger at %(day)s: %(ledger)s. In the book: %(book)s (open %(open)s less %(on_account)s on "
        "account). Difference: %(difference)s."
    )
    return said % values


def taken_back_sentence(file_name: str, invoices: int, credit_notes: int, payments: int) -> str:
    """Say what taking an import back undoes."""
    return gettext(
        "Import of %(file)s: invoices to void %(invoices)s, credit notes to set off %(credit_notes)s, payments to "
        "reverse %(payments)s."
    ) % {"file": file_name, "invoices": invoices, "credit_notes": credit_notes, "payments": payments}
