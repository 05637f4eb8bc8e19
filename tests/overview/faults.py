"""A book in which everything has happened once, and what `mainstay check` says of it."""

from __future__ import annotations

from typing import Any

from tests.builders import (
    ACT,
    OBRIEN,
    a_client,
    a_credit_note,
    a_paid_invoice,
    a_payment,
    an_issued_invoice,
    day,
    in_instalments,
)

from mainstay.billing.actions.expected_dates import set_expected_date
from mainstay.billing.actions.invoices import close_dispute, dispute_invoice, void_invoice, write_off_invoice
from mainstay.billing.actions.payments import recover, refund, reverse_payment
from mainstay.billing.models import Payment
from mainstay.billing.rules.drafts import ExpectedDateDraft
from mainstay.billing.rules.lines import DocumentLine
from mainstay.overview.phrases import fault_sentence
from mainstay.overview.queries.checks import prove_book
from mainstay.timeline.models import Entry


def a_living_book() -> dict[str, Any]:
    """Everything has happened once, and nothing is wrong."""
    ours, theirs = a_client(), a_client(OBRIEN, email="pat@obrien.example", city="Cork")
    paid = a_paid_invoice(ours)
    lines = (DocumentLine("Support", 2_000_000, 10_000, "months"), DocumentLine("Fitting", 500_000, 10_000))
    half = in_instalments(an_issued_invoice(ours, "250.00", lines=lines), (day(10), 10_000), (day(30), 15_000))
    a_payment(ours, "80.00", settles=(half,), on=day(40))
    lost = an_issued_invoice(theirs, "1000", "JPY")
    loss = write_off_invoice(ref=lost.ref, on=day(50), reason="insolvent", **ACT)
    late = a_payment(theirs, "400", "JPY", on=day(60))
    recover(write_off_ref=loss.ref, payment_ref=late.ref, minor=300, on=day(61), **ACT)
    refund(origin_ref=late.ref, minor=50, on=day(62), note="", **ACT)
    voided = a_paid_invoice(theirs, total="70.00")
    void_invoice(ref=voided.ref, on=day(63), reason="wrong client", **ACT)
    bounced = a_payment(ours, "20.00", settles=(half,), on=day(41))
    reverse_payment(ref=bounced.ref, on=day(44), reason="bounced", **ACT)
    a_credit_note(ours, "15.00", settles=(half,), on=day(45))
    dispute_invoice(ref=half.ref, on=day(46), reason="late", **ACT)
    close_dispute(ref=half.ref, on=day(47), outcome="agreed", **ACT)
    for number in (48, 49):
        expected = ExpectedDateDraft(day(number + 20), "promised by phone")
        set_expected_date(ref=half.ref, draft=expected, today=day(number), **ACT)
    return {"paid": paid, "half": half, "lost": lost, "late": late, "voided": voided, "bounced": bounced}


def told() -> list[tuple[str, str]]:
    """What `mainstay check` finds, as code and sentence; every sentence is whole."""
    found = [(fault.code, fault_sentence(fault)) for fault in prove_book()]
    assert not any("%(" in sentence for _, sentence in found)
    return found


def run(cursor, *statements):
    for statement in statements:
        cursor.execute(statement)


def names_of(living) -> dict[str, str]:
    return {
        **{name: row.ref for name, row in living.items()},
        "eighty": Payment.objects.get(minor=8000).ref,
        "reversal": Payment.objects.get(minor=-2000).ref,
        "ours": a_client().ref,
        "theirs": a_client(OBRIEN).ref,
        "theirs_id": str(a_client(OBRIEN).pk),
        "entry": str(Entry.objects.get(kind="invoice.written_off").pk),
    }
