"""What a page says of when an invoice will be paid: what was kept of it, beside what is open now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import (
    ACT,
    ISIK,
    OBRIEN,
    OWNER,
    OZGE,
    a_client,
    a_paid_invoice,
    a_payment,
    an_issued_invoice,
    day,
    questions,
    refused,
    whole_book,
)

from mainstay.billing.actions.invoices import close_dispute, dispute_invoice, write_off_invoice
from mainstay.billing.actions.payments import allocate
from mainstay.billing.models import InvoiceOutlook
from mainstay.billing.queries.fetching import InvoiceNotFound, invoice_ref
from mainstay.billing.rules.invoice_filter import InvoiceFilter
from mainstay.insight import priors
from mainstay.kernel.money import Money
from mainstay.kernel.offers import panel_of
from mainstay.kernel.problem import Reason
from mainstay.overview.queries.clients import client_page
from mainstay.overview.queries.invoice import invoice_page
from mainstay.overview.queries.invoices import invoices_page
from mainstay.scoring.actions.scoring import score_book
from mainstay.scoring.queries.forecasts import (
    OutlookOfInvoice,
    live_book_outlook,
    stored_book_outlook,
    what_would_change,
)
from mainstay.scoring.queries.outlooks import StoredOutlook
from mainstay.scoring.queries.panels import OpenInvoicesPanel
from mainstay.scoring.rules.scores import figures_from

NOW = datetime(2024, 12, 1, 3, 0, tzinfo=UTC)
CURRENCIES = ("AUD", "CAD", "CHF", "EUR", "GBP", "JPY", "KWD", "SEK", "TRY", "USD")


def scored(on):
    return score_book(as_of=on, by=OWNER, now=NOW)


def page_of(invoice, on):
    return invoice_page(ref=invoice.ref, as_of=on, by=OWNER).outlook


def on_the_client_page(invoice, on):
    return {one.ref: one.outlook for one in owed(invoice, on).invoices}[invoice.ref]


def owed(invoice, on):
    return panel_of(client_page(wanted=invoice.client.ref, as_of=on, by=OWNER).panels, OpenInvoicesPanel)


def days_of(seen, invoice):
    return [(on - invoice.issued_on).days for on in (seen.early_on, seen.expected_on, seen.late_on)]


def test_a_firm_with_one_invoice_is_told_what_is_usual_elsewhere(book):
    invoice = an_issued_invoice(total="100.00")
    scored(day(1))
    seen = page_of(invoice, day(1))
    stored = InvoiceOutlook.objects.get()
    assert seen == StoredOutlook(
        as_of=day(1), version=priors.VERSION, early_on=day(9), expected_on=day(32), late_on=day(73),
        late_ppm=stored.late_ppm, late30_ppm=stored.late30_ppm, never_ppm=stored.never_ppm, open_minor=10_000,
        reason=Reason("shipped_prior", {
            "firm_days": 31, "invoice_days": 0, "record_days": 0, "open_days": 0, "due_days": 1, "waited_days": 0,
            "middle_days": 32, "payments": 0, "counts_ratio": 0.0, "learnt_from": 0, "is_disputed": False,
        }),
    )  # fmt: skip
    assert seen.at_risk_minor == round(10_000 * stored.never_ppm / 1e6) == 308
    assert on_the_client_page(invoice, day(1)) == seen


def test_who_pays_always_on_day_45_is_expected_on_it(book):
    for month in range(12):
        a_paid_invoice(a_client(ISIK), on=day(30 * month), paid_on=day(30 * month + 45))
    invoice = an_issued_invoice(a_client(ISIK), on=day(400))
    scored(day(402))
    seen = page_of(invoice, day(402))
    early, expected, late = days_of(seen, invoice)
    assert not seen.is_doubtful
    assert abs(expected - 45) <= 2  # days after the due day are learnt by bins of some days
    assert 30 <= early < expected < late <= 61
    assert seen.late_ppm > 880_000


def test_who_never_paid_anything_is_doubted_more_the_longer_it_waits(book):
    for number in range(6):
        a_paid_invoice(a_client(OBRIEN), on=day(30 * number), paid_on=day(30 * number + 30))
    waiting = [an_issued_invoice(a_client(ISIK), on=day(30 * number)) for number in range(4)]
    scored(day(121))
    soon = page_of(waiting[0], day(121)).never_ppm
    scored(day(300))
    seen = page_of(waiting[0], day(300))
    assert (soon < 700_000, seen.never_ppm > 950_000) == (True, True)
    assert seen.is_doubtful
    assert (seen.reason.params["payments"], seen.reason.code) == (0, "firm_habit")


def test_a_payment_on_the_day_of_issue_is_evidence_of_a_quick_client(book):
    for number in range(3):
        a_paid_invoice(a_client(ISIK), on=day(number), paid_on=day(number))
        a_paid_invoice(a_client(OZGE), on=day(number), paid_on=day(number + 40))
    quick, unknown = (an_issued_invoice(a_client(name), on=day(60)) for name in (ISIK, OBRIEN))
    scored(day(60))
    assert days_of(page_of(quick, day(60)), quick)[1] <= 7
    assert days_of(page_of(unknown, day(60)), unknown)[1] >= 14


def test_money_that_came_before_the_invoice_settles_it_and_nothing_is_predicted(book):
    ahead = a_payment(a_client(ISIK), on=day(10))
    invoice = an_issued_invoice(a_client(ISIK), on=day(20))
    scored(day(20))
    assert page_of(invoice, day(20)) is not None
    allocate(origin_ref=ahead.ref, invoice_ref=invoice.ref, minor=10_000, on=day(20), left_minor=10_000, **ACT)
    assert page_of(invoice, day(20)) is None
    scored(day(20))
    assert InvoiceOutlook.objects.count() == 0


def test_a_dispute_withdrawn_makes_a_loss_less_likely_and_the_delay_it_cost_stays(book):
    for number in range(3):
        a_paid_invoice(a_client(ISIK), on=day(30 * number), paid_on=day(30 * number + 35))
    invoice = an_issued_invoice(a_client(ISIK), on=day(120))
    scored(day(125))
    before = page_of(invoice, day(125))
    dispute_invoice(ref=invoice.ref, on=day(124), reason="hours", **ACT)
    scored(day(125))
    disputed = page_of(invoice, day(125))
    assert disputed.reason.params["is_disputed"]
    assert (disputed.expected_on > before.expected_on, disputed.never_ppm > before.never_ppm) == (True, True)
    close_dispute(ref=invoice.ref, on=day(125), outcome="withdrawn", **ACT)
    scored(day(125))
    after = page_of(invoice, day(125))
    assert not after.reason.params["is_disputed"]
    assert after.never_ppm < disputed.never_ppm
    assert before.expected_on < after.expected_on <= disputed.expected_on


def test_what_is_at_risk_is_of_what_is_open_now_and_a_paid_invoice_shows_none(book):
    invoice = an_issued_invoice(total="100.00")
    scored(day(12))
    stored = InvoiceOutlook.objects.get()
    a_payment(invoice.client, "60.00", on=day(13), settles=(invoice,))
    seen = page_of(invoice, day(13))
    assert (seen.open_minor, seen.at_risk_minor) == (4000, round(4000 * stored.never_ppm / 1e6))
    assert on_the_client_page(invoice, day(13)) == seen
    assert owed(invoice, day(13)).at_risk_minor == {"GBP": seen.at_risk_minor}
    a_payment(invoice.client, "40.00", on=day(14), settles=(invoice,))
    assert page_of(invoice, day(14)) is None
    assert owed(invoice, day(14)).at_risk_minor == {}
    assert stored_book_outlook(as_of=day(14), by=OWNER).invoices == ()


def test_nothing_is_shown_on_a_day_before_it_was_predicted(book):
    invoice = an_issued_invoice()
    scored(day(12))
    for on, is_shown in ((day(11), False), (day(12), True), (day(20), True)):
        assert [page_of(invoice, on) is not None, on_the_client_page(invoice, on) is not None] == [is_shown] * 2
        (row,) = invoices_page(wanted=InvoiceFilter(), as_of=on, number=1, by=OWNER).invoices
        assert (row.outlook is not None) == is_shown
    page = owed(invoice, day(11))
    assert (page.at_risk_minor, page.invoices[0].outlook) == ({}, None)


def test_ten_currencies_are_never_added(book):
    """The firm's own currency first, the others by their code."""
    for currency in CURRENCIES:
        an_issued_invoice(a_client(ISIK), 1_000_000, currency)
        an_issued_invoice(a_client(OBRIEN), 3_000_000, currency)
    scored(day(5))
    page = stored_book_outlook(as_of=day(5), by=OWNER)
    assert (page.as_of, page.unscored) == (day(5), 0)
    others = sorted(set(CURRENCIES) - {"TRY"})
    assert [one.currency for one in page.invoices] == [code for code in ("TRY", *others) for _ in range(2)]
    assert page.open_minor == dict.fromkeys(CURRENCIES, 4_000_000)
    by_hand = {
        currency: sum(one.outlook.at_risk_minor for one in page.invoices if one.currency == currency)
        for currency in CURRENCIES
    }
    assert page.at_risk_minor == by_hand
    listed = invoices_page(wanted=InvoiceFilter(state="risk"), as_of=day(5), number=1, by=OWNER)
    assert listed.at_risk_minor == by_hand
    assert [row.ref for row in listed.invoices] == [one.ref for one in page.invoices]
    assert [row.client_name for row in listed.invoices] == [OBRIEN, ISIK] * 10


def test_the_list_by_risk_sums_in_the_database_as_the_page_does(book):
    for minor in (1, 49, 50, 12_345, 9_223_372_036_854_775_807 // 1_000_000 * 3, 999_999_999_999_999):
        an_issued_invoice(a_client(ISIK), minor)
    scored(day(40))
    unscored = an_issued_invoice(a_client(OZGE), "1.00", on=day(40))
    page = invoices_page(wanted=InvoiceFilter(state="risk"), as_of=day(40), number=1, by=OWNER)
    risks = [row.outlook.at_risk_minor for row in page.invoices if row.outlook]
    assert (len(risks), page.invoices[-1].ref) == (6, unscored.ref)
    assert risks == sorted(risks, reverse=True)
    assert page.at_risk_minor == {"GBP": sum(risks)}
    assert stored_book_outlook(as_of=day(40), by=OWNER).unscored == 1
    for state in ("open", "overdue", "settled", "all"):
        assert invoices_page(wanted=InvoiceFilter(state), as_of=day(40), number=1, by=OWNER).at_risk_minor == {}


def test_every_sum_of_money_at_risk_is_that_of_the_invoices(book):
    """Rounded apart, the whole book, the cash ahead and the list differed by a penny or two."""
    for number, minor in enumerate((35_100, 40_380, 76_801, 27_933, 50_887, 33_011, 36_667, 101, 57)):
        an_issued_invoice(a_client(f"{number % 4} {ISIK}"), minor, on=day(3 * number))
    (stored,) = figures_from(scored(day(60)).figures)
    page = invoices_page(wanted=InvoiceFilter(state="risk"), as_of=day(60), number=1, by=OWNER)
    assert {"GBP": stored.at_risk_minor} == {"GBP": stored.ahead.never_minor} == page.at_risk_minor
    assert sum(row.outlook.at_risk_minor for row in page.invoices) == stored.at_risk_minor


@given(st.integers(1, 10**15), st.integers(0, 1_000_000))
def test_money_at_risk_is_rounded_as_money_is(open_minor, never_ppm):
    seen = StoredOutlook(day(0), 1, day(1), day(2), day(3), 0, 0, never_ppm, open_minor, Reason("shipped_prior"))
    assert seen.at_risk_minor == Money(open_minor, "GBP").times(Decimal(never_ppm).scaleb(-6)).minor


def test_a_day_worked_out_is_what_was_kept_on_it_and_writes_nothing(book):
    for number in range(3):
        a_paid_invoice(a_client(ISIK), on=day(30 * number), paid_on=day(30 * number + 35))
    mine = an_issued_invoice(a_client(ISIK), on=day(120), number="A-1")
    lost = an_issued_invoice(a_client(OBRIEN), on=day(100))
    scored(day(125))
    stored = stored_book_outlook(as_of=day(125), by=OWNER)
    assert OutlookOfInvoice(
        mine.ref, "A-1", mine.client.ref, ISIK, "GBP", day(120), day(150), page_of(mine, day(125))
    ) in stored.invoices  # fmt: skip
    assert len(stored.invoices) == 2
    a_payment(mine.client, on=day(130), settles=(mine,))
    write_off_invoice(ref=lost.ref, on=day(131), reason="gone", **ACT)
    before = whole_book()
    assert live_book_outlook(as_of=day(125), by=OWNER) == stored
    assert live_book_outlook(as_of=day(131), by=OWNER).invoices == ()
    assert whole_book() == before


def test_a_book_never_scored_says_so(book):
    an_issued_invoice()
    assert stored_book_outlook(as_of=day(1), by=OWNER).as_of is None
    scored(day(3))
    assert stored_book_outlook(as_of=day(2), by=OWNER).as_of is None


def test_what_would_change_it(book):
    for number in range(6):
        a_paid_invoice(a_client(ISIK), on=day(30 * number), paid_on=day(30 * number + 35))
    invoice, other = (an_issued_invoice(a_client(ISIK), on=day(on)) for on in (200, 210))
    dispute_invoice(ref=invoice.ref, on=day(260), reason="hours", **ACT)
    today = day(280)
    scored(today)
    before = whole_book()
    found = what_would_change(invoice_ref=invoice.ref, as_of=today, by=OWNER)
    assert whole_book() == before
    stored = page_of(invoice, today)
    assert (found.as_of, found.expected_on) == (today, stored.expected_on)
    assert round(found.never_ratio * 1e6) == stored.never_ppm
    assert [(one.code, one.count) for one in found.changes] == [
        ("part_paid", 0), ("dispute_settled", 0), ("others_paid", 1),
    ]  # fmt: skip
    close_dispute(ref=invoice.ref, on=today, outcome="agreed", **ACT)
    settled = what_would_change(invoice_ref=invoice.ref, as_of=today, by=OWNER)
    outlook = found.changes[1]
    assert (settled.expected_on, settled.never_ratio) == (outlook.expected_on, pytest.approx(outlook.never_ratio))
    assert settled.never_ratio < found.never_ratio
    assert "dispute_settled" not in [one.code for one in settled.changes]
    a_payment(other.client, on=today, settles=(other,))
    assert "others_paid" not in [
        one.code for one in what_would_change(invoice_ref=invoice.ref, as_of=today, by=OWNER).changes
    ]
    a_payment(invoice.client, on=today, settles=(invoice,))
    assert what_would_change(invoice_ref=invoice.ref, as_of=today, by=OWNER) is None
    with refused(InvoiceNotFound):
        what_would_change(invoice_ref="nothing", as_of=today, by=OWNER)


def test_an_invoice_is_named_by_reference_or_number(book):
    first = an_issued_invoice(number="A-1")
    assert (invoice_ref(wanted="A-1", by=OWNER), invoice_ref(wanted=first.ref, by=OWNER)) == (first.ref, first.ref)
    with refused(InvoiceNotFound):
        invoice_ref(wanted="A-2", by=OWNER)


def test_the_same_questions_for_one_and_for_many(book):
    def counts():
        today = day(40)
        scored(today)
        asks = (
            lambda: client_page(wanted=a_client(ISIK).ref, as_of=today, by=OWNER),
            lambda: invoices_page(wanted=InvoiceFilter(state="risk"), as_of=today, number=1, by=OWNER),
            lambda: stored_book_outlook(as_of=today, by=OWNER),
            lambda: live_book_outlook(as_of=today, by=OWNER),
        )
        found = []
        for ask in asks:
            with questions() as asked:
                ask()
            found.append(len(asked))
        return found

    an_issued_invoice(a_client(ISIK))
    for_one = counts()
    for number in range(3):
        an_issued_invoice(a_client(ISIK), on=day(number))
        an_issued_invoice(a_client(OBRIEN), on=day(number))
    assert counts() == for_one
    begins = connection.vendor == "sqlite"  # there the beginning of a moment is a statement, too
    assert for_one[1:] == [3, 2, 10 + begins]


def test_the_day_of_a_part_payment_counts(book):
    """Who paid a part lately is there: never is less likely than with silence since the due day."""
    idle, partly = (an_issued_invoice(a_client(name)) for name in (ISIK, OBRIEN))
    a_payment(partly.client, "10.00", on=day(95), settles=(partly,))
    scored(day(100))
    assert page_of(partly, day(100)).never_ppm < page_of(idle, day(100)).never_ppm
    assert page_of(partly, day(100)).open_minor == 9000
    assert page_of(idle, day(100)).expected_on >= day(100) + timedelta(days=1)
