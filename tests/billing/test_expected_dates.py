"""The day on which somebody expects an invoice to be paid: set, changed, removed, refused; which stands when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.builders import ACT, START, a_client, a_paid_invoice, an_issued_invoice, day, refused, timeline

from mainstay.billing.actions.expected_dates import remove_expected_date, set_expected_date
from mainstay.billing.actions.refusals import DraftRefused, NoExpectedDate, NothingOpen
from mainstay.billing.models import ExpectedDate, InvoiceOutlook
from mainstay.billing.queries.expected_dates import expected_days, own_date_of
from mainstay.billing.rules.drafts import ExpectedDateDraft

if TYPE_CHECKING:
    from datetime import date

    from mainstay.billing.models import Invoice


def expect(invoice: Invoice, on: date, today: date = START, reason: str = "promised by phone") -> ExpectedDate:
    return set_expected_date(ref=invoice.ref, draft=ExpectedDateDraft(on, reason), today=today, **ACT)


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
    invoice = an_issued_invoice()
    days = {"early_on": day(20), "expected_on": day(30), "late_on": day(50)}
    chances = {"late_ppm": 0, "late30_ppm": 0, "never_ppm": 0}
    InvoiceOutlook.objects.create(invoice=invoice, as_of=day(2), version=1, reason={"code": "x"}, **days, **chances)
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
