"""Random lives for properties over whole books: acts drawn by Hypothesis, those that are refused left out."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from tests.builders import ACT, ISIK, OBRIEN, a_client, a_credit_note, a_payment, an_issued_invoice, day, in_instalments

from mainstay.billing.actions import invoices as on_invoices
from mainstay.billing.actions import payments as on_payments
from mainstay.billing.actions.expected_dates import remove_expected_date, set_expected_date
from mainstay.billing.models import Allocation, CreditNote, Invoice, Payment, WriteOff
from mainstay.billing.rules.drafts import ExpectedDateDraft
from mainstay.kernel.refusal import Refusal

KINDS = ("issue", "issue", "pay", "settle", "settle", "settle", "undated", "credit", "take back", "move", "write off",
         "void", "reverse", "refund", "recover", "dispute", "close", "expect",
         "expect no more")  # fmt: skip


def acts(first: int, last: int, size: int) -> st.SearchStrategy[list[tuple[Any, ...]]]:
    """Acts dated between two days."""
    one = st.tuples(
        st.sampled_from(KINDS), st.integers(0, 50), st.integers(0, 50), st.sampled_from([50, 100, 130]),
        st.integers(first, last),
    )  # fmt: skip
    return st.lists(one, min_size=size // 2, max_size=size)


def begin() -> None:
    """The two clients of every life."""
    for name in (ISIK, OBRIEN):
        a_client(name)


def play(life: list[tuple[Any, ...]]) -> None:
    """Do it all in order."""
    for act in life:
        try:
            _act(*act)
        except Refusal:
            continue


def _one(rows: Any, pick: int) -> Any:
    rows = list(rows.order_by("id"))
    return rows[pick % len(rows)] if rows else None


def _act(kind: str, pick: int, other: int, minor: int, on_day: int) -> None:  # noqa: C901, PLR0912 -- one line an act
    on = day(on_day)
    client = a_client((ISIK, OBRIEN)[pick % 2])
    invoice, payment = _one(Invoice.objects.all(), pick), _one(Payment.objects.filter(minor__gt=0), other)
    link, loss = _one(Allocation.objects.filter(minor__gt=0), pick), _one(WriteOff.objects.all(), pick)
    if kind == "issue":
        last = on_day + (0, 14, 30)[other % 3]
        issued = an_issued_invoice(client, minor, ("GBP", "JPY")[other % 5 == 0], on, day(last))
        if last > on_day and pick % 3 == 0:
            in_instalments(issued, (on, 30), (day(last - 7), 1), (day(last), minor - 31))
    elif kind == "pay":
        a_payment(client, minor, "GBP", on)
    elif kind == "credit":
        a_credit_note(client, minor, "GBP", on)
    elif kind == "refund" and CreditNote.objects.exists():
        on_payments.refund(origin_ref=_one(CreditNote.objects.all(), other).ref, minor=minor, on=on, note="", **ACT)
    elif invoice is None:
        return
    elif kind in {"settle", "undated"}:
        a_payment(invoice.client, minor, invoice.currency, on, (invoice,), is_day_known=kind == "settle")
    elif kind == "take back" and link:
        on_payments.take_back_allocation(allocation_id=link.pk, on=on, **ACT)
    elif kind == "move" and link:
        on_payments.move_allocation(allocation_id=link.pk, to_invoice_ref=invoice.ref, on=on, **ACT)
    elif kind == "write off":
        on_invoices.write_off_invoice(ref=invoice.ref, on=on, reason="gone", **ACT)
    elif kind == "void":
        on_invoices.void_invoice(ref=invoice.ref, on=on, reason="wrong", **ACT)
    elif kind == "reverse" and payment:
        on_payments.reverse_payment(ref=payment.ref, on=on, reason="bounced", **ACT)
    elif kind == "recover" and payment and loss:
        on_payments.recover(write_off_ref=loss.ref, payment_ref=payment.ref, minor=minor, on=on, **ACT)
    elif kind == "expect":
        draft = ExpectedDateDraft(day(on_day + other), "promised")
        set_expected_date(ref=invoice.ref, draft=draft, today=on, **ACT)
    elif kind == "expect no more":
        remove_expected_date(ref=invoice.ref, today=on, **ACT)
    elif kind == "dispute":
        on_invoices.dispute_invoice(ref=invoice.ref, on=on, reason="late", **ACT)
    elif kind == "close":
        on_invoices.close_dispute(ref=invoice.ref, on=on, outcome="agreed", **ACT)
