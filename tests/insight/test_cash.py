from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.insight.books import FIRST, ROWS, book, lived_on, paid_by
from tests.insight.whole_ledgers import cash_ahead, receivable

from mainstay.insight import cash
from mainstay.insight.cash import WEEKS, CashAhead, paid_within, simulated
from mainstay.insight.fitting import fit
from mainstay.insight.outlook import outlook
from mainstay.insight.predicting import predict

DAY = st.integers(0, 900)


def ahead(rows, day) -> tuple[CashAhead, ...]:
    ledger = book(*rows)
    return cash_ahead(fit(ledger, FIRST + day), ledger, FIRST + day)


def draws(rows, day):
    """The first currency's receipts by week and draw, and what is expected of each week."""
    ledger = book(*rows)
    firm = fit(ledger, FIRST + day)
    places = receivable(ledger, FIRST + day)
    seen = predict(firm, ledger, FIRST + day, ledger.rows(places), places)
    return simulated(firm, seen, paid_within(seen, FIRST + day))[0], ahead(rows, day)[0]


def every_week(client: int, weeks: int, waited: int, **more: int):
    return [{"client": client, "issued": 7 * week, "days": waited, **more} for week in range(weeks)]


# -- what holds for every book ---------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(ROWS, DAY)
def test_all_that_is_open_is_expected_in_some_week_or_later_or_never(rows, day):
    for seen in ahead(rows, day):
        assert seen.expected_minor.sum() == seen.within_minor
        assert seen.within_minor + seen.later_minor + seen.never_minor == seen.open_minor
        assert seen.overdue_minor + seen.due_minor.sum() + seen.due_later_minor == seen.open_minor
        assert seen.starts.tolist() == [FIRST + day + 1 + 7 * week for week in range(WEEKS)]
        assert np.all((seen.expected_minor >= 0) & (seen.low_minor >= 0) & (seen.low_minor <= seen.high_minor))
        assert min(seen.later_minor, seen.never_minor, seen.within_low_minor) >= 0
        assert seen.within_low_minor <= seen.within_high_minor <= seen.open_minor


@settings(max_examples=40)
@given(ROWS, ROWS, DAY, st.data())
def test_nothing_after_the_day_is_looked_at(rows, others, day, data):
    before, after = lived_on(data.draw, rows, others, day)
    assert repr(ahead(after, day)) == repr(ahead(before, day))


# -- it agrees with the outlook ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("week", [1, 2, 4, 13])
def test_an_invoice_is_paid_by_the_end_of_a_week_as_likely_as_the_outlook_says(week):
    day = 400
    due = {"issued": day - 10, "terms": 10 + 7 * week, "amount": 1_000_000_00}
    rows = [*paid_by(0, 35, 40, 50, 31), *paid_by(1, *[20] * 9), due]
    ledger = book(*rows)
    late = outlook(fit(ledger, FIRST + day), ledger, FIRST + day, ledger.only([len(rows) - 1]), [len(rows) - 1]).late
    (seen,) = ahead(rows, day)
    assert seen.expected_minor[:week].sum() == round(float(1 - late[0]) * 1_000_000_00)


def test_the_simulation_scatters_around_what_is_expected():
    rows = [*every_week(0, 50, 33), *every_week(1, 50, 12)]
    rows += [{"client": place % 5, "issued": 300 + 2 * place, "amount": 100_00 + place} for place in range(50)]
    sums, seen = draws(rows, 400)
    error = sums.std(axis=1) / np.sqrt(sums.shape[1])
    assert np.all(np.abs(sums.mean(axis=1) - seen.expected_minor) <= 4 * error + 1)
    assert abs(sums.sum(axis=0).mean() - seen.within_minor) <= 4 * sums.sum(axis=0).std() / np.sqrt(sums.shape[1])


def test_the_same_facts_give_the_same_band():
    rows = [*every_week(0, 20, 40), {"client": 1, "issued": 130}]
    assert repr(ahead(rows, 150)) == repr(ahead(rows, 150))


# -- the parts know of one another -------------------------------------------------------------------------------------


def spread(rows, day):
    sums, seen = draws(rows, day)
    upto = sums[:4].sum(axis=0)
    return float(upto.std()) / seen.open_minor


def known_firm(clients: int):
    """Some clients who pay each in their own way, so that one not yet known may pay in any."""
    return [row for client in range(clients) for row in paid_by(100 + client, *[10 + 7 * client] * 6)]


def test_invoices_of_one_client_come_together_or_not():
    together = [{"client": 0, "issued": 300} for _ in range(40)]
    apart = [{"client": place, "issued": 300} for place in range(40)]
    assert spread([*known_firm(8), *together], 300) > 2 * spread([*known_firm(8), *apart], 300)


def test_what_is_unsure_of_a_young_firm_all_invoices_have_in_common():
    apart = [{"client": place, "issued": 300} for place in range(40)]
    assert spread(apart, 300) > 1.3 * spread([*known_firm(8), *apart], 300)


def test_losses_come_in_clients():
    # All are quick, so whoever pays at all does so within thirteen weeks, and the totals scatter by who never does.
    quick = [row for client in range(30) for row in paid_by(100 + client, *[10] * 10, terms=10)]

    def scatter(clients: int) -> float:
        rows = [*quick, *({"client": place % clients, "issued": 300, "terms": 10} for place in range(60))]
        return float(draws(rows, 300)[0].sum(axis=0).std())

    assert scatter(1) > 1.5 * scatter(60)


def test_a_client_who_stands_in_two_blocks_keeps_its_effect(monkeypatch):
    rows = [*known_firm(8), *({"client": 0, "issued": 300} for _ in range(40))]
    whole = spread(rows, 300)
    monkeypatch.setattr(cash, "_BLOCK", 1)
    assert spread(rows, 300) == pytest.approx(whole, rel=0.1)


# -- edges -------------------------------------------------------------------------------------------------------------


def test_nothing_open_brings_nothing():
    assert ahead([], 0) == ()
    assert ahead(paid_by(0, 10, 20), 400) == ()
    assert ahead([{"issued": 10}], 9) == ()
    assert ahead([{"issued": 0, "written_off": 5}], 5) == ()


def test_one_invoice_comes_whole_or_not_at_all():
    (seen,) = ahead([{"issued": 0, "terms": 30, "amount": 100_00}], 0)
    assert set(seen.low_minor.tolist()) | set(seen.high_minor.tolist()) <= {0, 100_00}
    assert seen.due_minor.tolist() == [0, 0, 0, 0, 100_00, *[0] * 8]
    assert (seen.currency, seen.invoices, seen.open_minor, seen.overdue_minor, seen.due_later_minor) == (
        0, 1, 100_00, 0, 0,
    )  # fmt: skip
    assert (seen.within_minor, seen.later_minor, seen.never_minor) == (91_96, 5_04, 3_00)
    assert (seen.within_low_minor, seen.within_high_minor) == (100_00, 100_00)


def test_what_is_due_stands_in_the_week_of_its_due_date():
    due = {"a day ago": -1, "today": 0, "tomorrow": 1, "in a week": 7, "after it": 8, "last day": 91, "later": 92}
    rows = [{"issued": 0, "terms": 100 + days, "amount": 10**place} for place, days in enumerate(due.values())]
    (seen,) = ahead(rows, 100)
    assert seen.overdue_minor == 11
    assert seen.due_minor.tolist() == [1100, 10_000, *[0] * 10, 100_000]
    assert seen.due_later_minor == 1_000_000


def test_what_is_a_year_past_due_is_never_expected():
    (seen,) = ahead([{"client": place, "issued": 0, "amount": 50_00} for place in range(4)], 30 + 366)
    assert (seen.within_minor, seen.later_minor, seen.never_minor) == (0, 0, 200_00)
    assert seen.high_minor.tolist() == [0] * 13
    assert (seen.within_low_minor, seen.within_high_minor) == (0, 0)


def test_each_currency_stands_for_itself():
    rows = [{"client": place, "issued": 0, "amount": 10**place, "currency": 9 - place} for place in range(10)]
    seen = ahead(rows, 5)
    assert [(one.currency, one.open_minor) for one in seen] == [(code, 10 ** (9 - code)) for code in range(10)]
    assert all(one.within_high_minor == one.open_minor for one in seen)


def test_a_credit_note_brings_nothing_and_takes_nothing():
    credited = [{"client": 0, "issued": 0, "amount": -70_00}, {"client": 0, "issued": 0, "amount": 0}]
    (seen,) = ahead([{"client": 1, "issued": 0, "amount": 100_00}, *credited], 3)
    assert (seen.invoices, seen.open_minor, seen.due_minor.sum()) == (1, 100_00, 100_00)
    assert ahead(credited, 3) == ()


def test_only_what_is_left_to_pay_counts():
    rows = [{"issued": 0, "amount": 100_00, "part_paid": 20}, {"client": 1, "issued": 0, "amount": 100_00}]
    ledger = replace(book(*rows), open_minor=np.array([40_00, 100_00]))
    (seen,) = cash_ahead(fit(ledger, FIRST + 30), ledger, FIRST + 30)
    assert (seen.open_minor, seen.overdue_minor) == (140_00, 140_00)
    assert seen.within_high_minor == 140_00


def test_a_dispute_puts_receipts_off():
    calm = [*paid_by(0, 20, 30, 25, 28), {"issued": 200, "amount": 1_000_00}]
    disputed = [*calm[:-1], {**calm[-1], "disputed": 215}]
    (seen,), (other,) = ahead(calm, 220), ahead(disputed, 220)
    assert other.expected_minor[:3].sum() < seen.expected_minor[:3].sum()
    assert other.never_minor > seen.never_minor
