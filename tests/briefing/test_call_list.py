"""Whom to speak to today: later than is usual for them, most at stake first, with a reason a person would give."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import ISIK, OBRIEN, OWNER, OZGE

from mainstay.briefing.phrases import why_now
from mainstay.briefing.rules.call_list import CallListEntry, Debtor
from mainstay.briefing.rules.call_list import call_list as ordered
from mainstay.kernel.offers import CallAdvice, CallReason
from mainstay.kernel.problem import Reason
from mainstay.overview import gathered
from mainstay.scoring.rules.calling import LONG_LATE_DAYS, PATIENCE_DAYS
from mainstay.scoring.rules.payment_habits import NO_HABITS, Habits

TODAY = date(2024, 2, 29)


@pytest.fixture(autouse=True)
def _reasons_that_read_no_facts(monkeypatch: pytest.MonkeyPatch) -> None:
    """What billing and scoring say; a package above them that reads facts has tests of its own."""
    monkeypatch.setattr(gathered, "_BY_ORDER", [reason for reason in gathered._BY_ORDER if reason.facts is None])


def whom_to_speak_to(debtors) -> list[CallListEntry]:
    return ordered(debtors, gathered.call_advice(today=TODAY, by=OWNER))


def habits(**fields) -> Habits:
    return Habits(**{**asdict(NO_HABITS), **fields})


USUAL = habits(invoices=20, paid=12, median=5.0, mean=6.0, usual_latest=9.0, longest=14, trend=1.0, open=1, overdue=1)


def debtor(**fields) -> Debtor:
    return Debtor(**{
        "ref": "c-1", "name": ISIK, "sort_key": fields.get("name", ISIK), "currency": "TRY", "open_minor": 10_000,
        "overdue_minor": 10_000, "invoices": 1,
        "overdue_invoices": 1, "days_late": 12, "disputed_minor": 0, "typical_minor": 5_000, "habits": USUAL, **fields,
    })  # fmt: skip


def said(**fields) -> tuple[bool, str, str]:
    (word,) = whom_to_speak_to([debtor(**fields)])
    with override("en"):
        return word.is_due, word.reason.code, why_now(word)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"days_late": 9}, (False, "as_usual",
         "The oldest invoice is 9 days late, which is normal for them: they pay 5 days after the due date.")),
        ({"days_late": 10}, (True, "later_than_usual",
         "The oldest invoice is 10 days late; they usually pay 5 days after the due date.")),
        ({"days_late": 15}, (True, "longest_ever",
         ("The oldest invoice is 15 days late, their longest delay so far; "
          "they usually pay 5 days after the due date."))),
        ({"habits": habits(**{**asdict(USUAL), "trend": 4.0})}, (True, "getting_slower",
         ("The oldest invoice is 12 days late; they usually pay 5 days after the due date "
          "and have been getting slower."))),
        ({"habits": habits(**{**asdict(USUAL), "usual_latest": 300.0, "longest": 300}), "days_late": 91},
         (True, "later_than_usual", "The oldest invoice is 91 days late; they usually pay 5 days after the due date.")),
        ({"habits": habits(**{**asdict(USUAL), "median": -1.0, "usual_latest": -1.0, "longest": 3}), "days_late": 1},
         (True, "later_than_usual", "The oldest invoice is 1 day late; they usually pay 1 day before the due date.")),
        ({"habits": habits(**{**asdict(USUAL), "median": 0.0}), "days_late": 12},
         (True, "later_than_usual", "The oldest invoice is 12 days late; they usually pay on the due date.")),
        ({"habits": habits(**{**asdict(USUAL), "paid": 2}), "days_late": 8}, (True, "short_record",
         "The oldest invoice is 8 days late; their few payments so far came about 5 days after the due date.")),
        ({"habits": habits(**{**asdict(USUAL), "paid": 2}), "days_late": 7}, (False, "short_record",
         "The oldest invoice is 7 days late; their few payments so far came about 5 days after the due date.")),
        ({"habits": habits(invoices=1, open=1, overdue=1), "days_late": 7}, (False, "no_record",
         "The oldest invoice is 7 days late; there is no payment yet to compare it with.")),
        ({"habits": habits(invoices=1, open=1, overdue=1), "days_late": 8}, (True, "no_record",
         "The oldest invoice is 8 days late; there is no payment yet to compare it with.")),
        ({"habits": habits(invoices=3), "days_late": 8}, (True, "never_paid",
         "The oldest invoice is 8 days late and they have never paid an invoice.")),
        ({"disputed_minor": 10_000, "days_late": 1}, (True, "disputed",
         "What is overdue (1 day late) is disputed: resolve that before chasing.")),
        ({"disputed_minor": 9_999}, (True, "later_than_usual",
         "The oldest invoice is 12 days late; they usually pay 5 days after the due date.")),
    ],
)  # fmt: skip
def test_when_and_why(fields, expected) -> None:
    assert said(**fields) == expected


def test_what_is_not_overdue_is_nobody_s_matter() -> None:
    assert whom_to_speak_to([debtor(overdue_minor=0)]) == []
    assert whom_to_speak_to([]) == []


def test_most_at_stake_first_counted_in_typical_invoices_so_that_currencies_stand_side_by_side() -> None:
    words = whom_to_speak_to([
        debtor(name=OZGE, overdue_minor=10_000, typical_minor=10_000),
        debtor(name=OBRIEN, currency="JPY", overdue_minor=600, typical_minor=100),
        debtor(name=ISIK, overdue_minor=30_000, typical_minor=10_000),
        debtor(name="Patient", overdue_minor=900_000, days_late=1),
        debtor(name="Older", overdue_minor=30_000, typical_minor=10_000, days_late=13),
    ])  # fmt: skip
    assert [(word.debtor.name, word.is_due, word.stake) for word in words] == [
        (OBRIEN, True, 6.0), ("Older", True, 3.0), (ISIK, True, 3.0), (OZGE, True, 1.0), ("Patient", False, 180.0),
    ]  # fmt: skip


HABITS = st.builds(
    lambda paid, median, spread, extra, trend: habits(
        invoices=paid + 1, paid=paid, median=float(median), usual_latest=float(median + spread),
        longest=median + spread + extra, trend=trend,
    ),
    st.integers(1, 30), st.integers(-10, 60), st.integers(0, 30), st.integers(0, 30),
    st.none() | st.floats(-20, 20, allow_nan=False),
)  # fmt: skip


@given(HABITS, st.integers(1, 400), st.integers(0, 200))
def test_waiting_longer_is_never_milder(how, late, longer) -> None:
    (now,) = whom_to_speak_to([debtor(habits=how, days_late=late)])
    (then,) = whom_to_speak_to([debtor(habits=how, days_late=late + longer)])
    assert now.is_due <= then.is_due
    assert now.is_due or late <= max(LONG_LATE_DAYS, PATIENCE_DAYS)


@given(HABITS, st.integers(1, 400), st.sampled_from(["en", "tr"]))
def test_every_reason_has_a_whole_sentence(how, late, language) -> None:
    with override(language):
        (word,) = whom_to_speak_to([debtor(habits=how, days_late=late)])
        assert str(late) in why_now(word)
        assert "%" not in why_now(word)


def test_a_package_adds_a_reason_with_facts_of_its_own(monkeypatch) -> None:
    def broken(debtor, promised) -> CallAdvice | None:
        return None if promised is None else CallAdvice(is_due=True, reason=Reason("promise_broken", promised))

    reason = CallReason(
        50, ("promise_broken",), broken, lambda said: f"Promised by {said.params['by']}.",
        facts=lambda today, _by: {"c-1": {"by": str(today)}},
    )  # fmt: skip
    monkeypatch.setattr(gathered, "_BY_ORDER", [reason, *gathered._BY_ORDER])
    monkeypatch.setitem(gathered.CALL_REASONS, "promise_broken", reason)
    words = whom_to_speak_to([debtor(days_late=1), debtor(ref="c-2", days_late=1)])
    assert [(word.debtor.ref, word.reason.code, why_now(word)) for word in words] == [
        ("c-1", "promise_broken", "Promised by 2024-02-29."),
        (
            "c-2",
            "as_usual",
            "The oldest invoice is 1 day late, which is normal for them: they pay 5 days after the due date.",
        ),
    ]
