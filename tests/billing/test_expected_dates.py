"""The day on which somebody expects an invoice to be paid: set, changed, removed, refused; which stands when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.builders import ACT, START, a_client, a_paid_invoice, a_payment, an_issued_invoice, day, refused, timeline

from mainstay.billing.actions.expected_dates import remove_expected_date, set_expected_date
from mainstay.billing.actions.invoices import write_off_invoice
from mainstay.billing.actions.refusals import DraftRefused, NoExpectedDate, NothingOpen
from mainstay.billing.models import ExpectedDate, InvoiceOutlook
from mainstay.billing.queries.expected_dates import expected_days, own_date_of, own_dates_record
from mainstay.billing.rules.drafts import ExpectedDateDraft

if TYPE_CHECKING:
    from datetime import date

    from mainstay.billing.models import Invoice


def expect(invoice: Invoice, on: date, today: date = START, reason: str = "promised by phone") -> ExpectedDate:
    return set_expected_date(ref=invoice.ref, draft=ExpectedDateDraft(on, reason), today=today, **ACT)


def forecast(as_of: date = START) -> Invoice:
    """An invoice that the forecast expects on day 30."""
    invoice = an_issued_invoice()
    days = {"early_on": day(20), "expected_on": day(30), "late_on": day(50)}
    chances = {"late_ppm": 0, "late30_ppm": 0, "never_ppm": 0}
    InvoiceOutlook.objects.create(invoice=invoice, as_of=as_of, version=1, reason={"code": "x"}, **days, **chances)
    return invoice


def stood() -> list[tuple[date, date, date | None]]:
    return list(ExpectedDate.objects.order_by("id").values_list("expected_on", "set_on", "ended_on"))


def test_a_date_is_set_changed_and_removed_and_each_stays_as_it_was(book):
    invoice = an_issued_invoice(number="A-1")
    expect(invoice, day(10), day(1))
    assert expect(invoice, day(10), day(2)).set_on == day(1)  # the same again
    expect(invoice, day(12), day(3), "now the week after")
    remove_expected_date(ref="A-1", today=day(5), **ACT)
    assert stood() == [(day(10), day(1), day(3)), (day(12), day(3), day(5))]
    assert [entry[0] for entry in timeline()[-3:]] == [
        "invoice.expected_date_set", "invoice.expected_date_changed", "invoice.expected_date_removed",
    ]  # fmt: skip


def test_which_date_stands_on_a_day_is_known_of_every_day(book):
    invoice = an_issued_invoice()
    expect(invoice, day(10), day(1))
    expect(invoice, day(12), day(3))
    remove_expected_date(ref=invoice.ref, today=day(5), **ACT)
    found = [expected_days(as_of=day(number)).get(invoice.pk) for number in range(7)]
    assert found == [None, day(10), day(10), day(12), day(12), None, None]


def test_a_date_that_has_passed_is_shown_but_no_longer_counts(book):
    invoice = an_issued_invoice()
    expect(invoice, day(10), day(1))
    assert expected_days(as_of=day(10)) == {invoice.pk: day(10)}
    assert expected_days(as_of=day(11)) == {}
    assert own_date_of(invoice_id=invoice.pk, as_of=day(11)) == (day(10), "promised by phone", "Özge Çağlar")
    expect(invoice, day(20), day(11))
    assert timeline()[-1][0] == "invoice.expected_date_set"  # nothing stood that could be changed


def test_changed_twice_on_one_day_the_last_stands(book):
    invoice = an_issued_invoice()
    for number in (10, 12, 14):
        expect(invoice, day(number), day(1))
    assert expected_days(as_of=day(1)) == {invoice.pk: day(14)}


def test_what_the_forecast_said_is_kept_beside_it(book):
    invoice = forecast(day(2))
    assert expect(invoice, day(10), day(1)).forecast_on is None  # forecast after that day
    assert expect(invoice, day(11), day(2)).forecast_on == day(30)


@pytest.mark.parametrize(
    ("on", "reason", "field"),
    [
        (day(1), "promised", "on"), (day(4_000), "promised", "on"), (day(9), " ", "reason"),
        (day(9), "x" * 301, "reason"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_beside_its_field(book, on, reason, field):
    invoice = an_issued_invoice()
    draft = ExpectedDateDraft(on, reason)
    assert [problem.field for problem in draft.problems(day(2))] == [field]
    with refused(DraftRefused):
        expect(invoice, on, day(2), reason)


def test_today_may_be_expected(book):
    assert expect(an_issued_invoice(), day(2), day(2)).expected_on == day(2)


def test_an_invoice_that_is_paid_has_no_expected_date(book):
    paid = a_paid_invoice(a_client())
    with refused(NothingOpen):
        expect(paid, day(90), day(80))
    with refused(NoExpectedDate):
        remove_expected_date(ref=paid.ref, today=day(80), **ACT)


def pay(invoice: Invoice, on: date) -> None:
    a_payment(invoice.client, on=on, settles=(invoice,))


def test_once_paid_it_is_told_which_date_was_closer(book):
    for expected, paid in ((10, 12), (10, 29), (20, 25)):
        invoice = forecast()
        expect(invoice, day(expected), day(1))
        pay(invoice, day(paid))
    assert own_dates_record(as_of=day(40)) == (1, 1, 1)
    assert own_dates_record(as_of=day(12)) == (1, 0, 0)
    assert own_dates_record(as_of=day(11)) == (0, 0, 0)


def test_a_date_that_passed_unpaid_counts_and_one_changed_in_time_does_not(book):
    passed, changed, removed = forecast(), forecast(), forecast()
    expect(passed, day(10), day(1))
    expect(passed, day(29), day(11))
    expect(changed, day(10), day(1))
    expect(changed, day(12), day(9))
    expect(removed, day(10), day(1))
    remove_expected_date(ref=removed.ref, today=day(10), **ACT)
    for invoice in (passed, changed, removed):
        pay(invoice, day(28))
    # Of the first 10 was 18 days off and 29 one, of the second 12 was 16 days off; the forecast each time two.
    assert own_dates_record(as_of=day(40)) == (1, 2, 0)


def test_what_shows_nobody_right_is_left_out(book):
    lost, undated, before, unforecast = forecast(), forecast(), forecast(), an_issued_invoice()
    for invoice in (lost, undated, before, unforecast):
        expect(invoice, day(20), day(10))
    write_off_invoice(ref=lost.ref, on=day(15), reason="gone", **ACT)
    a_payment(undated.client, on=day(15), settles=(undated,), is_day_known=False)
    pay(before, day(9))  # had been paid when the date was set
    pay(unforecast, day(15))
    assert own_dates_record(as_of=day(40)).compared == 0
