"""Whether an invoice is later than its client's record explains: what turns praise off beside money that is overdue."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mainstay.scoring.rules.calling import is_beyond_habit
from mainstay.scoring.rules.payment_habits import NO_HABITS

PAYS_A_WEEK_LATE = replace(NO_HABITS, invoices=10, paid=10, median=6.0, usual_latest=8.0, longest=20)


@pytest.mark.parametrize(("days_late", "is_beyond"), [(0, False), (8, False), (9, True), (91, True)])
def test_a_client_with_a_record_is_measured_by_it(days_late, is_beyond):
    assert is_beyond_habit(PAYS_A_WEEK_LATE, days_late) is is_beyond


def test_a_client_who_always_pays_very_late_is_beyond_every_habit_after_ninety_days():
    slow = replace(PAYS_A_WEEK_LATE, median=100.0, usual_latest=120.0)
    assert [is_beyond_habit(slow, days) for days in (90, 91)] == [False, True]


@pytest.mark.parametrize(("days_late", "is_beyond"), [(1, False), (7, False), (8, True)])
def test_without_enough_payments_a_week_is_given(days_late, is_beyond):
    assert is_beyond_habit(NO_HABITS, days_late) is is_beyond
    assert is_beyond_habit(replace(PAYS_A_WEEK_LATE, paid=2), days_late) is is_beyond
