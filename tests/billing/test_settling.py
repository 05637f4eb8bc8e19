"""How allocations move what is open: the parts add up on every day, and nothing is used twice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mainstay.billing.rules.settling import Balance, Movement, Source, balance_of, fits_from

FIRST = date(2024, 2, 29)
DAYS = st.integers(0, 30).map(lambda n: FIRST + timedelta(days=n))
MOVEMENTS = st.lists(
    st.builds(Movement, st.sampled_from(Source), st.integers(1, 500), DAYS, st.booleans()), max_size=12
)


@given(MOVEMENTS, st.integers(0, 300), st.randoms())
def test_the_parts_add_up_in_any_order(movements, rest, random) -> None:
    assume(movements or rest)
    total = sum(m.minor for m in movements) + rest
    balance = balance_of(total, movements)
    parts = {source: sum(m.minor for m in movements if m.source is source) for source in Source}
    expected = Balance(
        total_minor=total,
        open_minor=rest,
        paid_minor=parts[Source.PAYMENT],
        credited_minor=parts[Source.CREDIT_NOTE],
        written_off_minor=parts[Source.WRITE_OFF],
        settled_on=max((m.allocated_on for m in movements), default=None) if not rest else None,
        has_reversals=False,
        is_settled_day_known=all(m.is_day_known for m in movements),
    )
    assert balance == expected
    random.shuffle(movements)
    assert balance_of(total, movements) == expected


@given(MOVEMENTS.filter(bool), st.data())
def test_taking_everything_back_leaves_it_open_as_before(movements, data) -> None:
    total = sum(m.minor for m in movements)
    backs = [
        Movement(m.source, -m.minor, m.allocated_on + timedelta(days=data.draw(st.integers(0, 9))), m.is_day_known)
        for m in movements
    ]
    assert balance_of(total, movements + backs) == Balance(total, total, has_reversals=True)


def test_what_is_allocated_and_taken_back_on_one_day_changes_nothing() -> None:
    paid = Movement(Source.PAYMENT, 100, FIRST)
    later = FIRST + timedelta(days=9)
    detour = [Movement(Source.PAYMENT, -100, later), Movement(Source.PAYMENT, 100, later)]
    assert balance_of(100, [paid, *detour]) == Balance(100, 0, 100, settled_on=FIRST, has_reversals=True)


@pytest.mark.parametrize("minors", [(101,), (60, 60), (50, -51)])
def test_more_than_there_is_is_an_error(minors) -> None:
    with pytest.raises(ValueError, match="more than there is"):
        balance_of(100, [Movement(Source.PAYMENT, minor, FIRST) for minor in minors])


USES = st.lists(st.tuples(st.integers(1, 60), DAYS, st.integers(0, 15), st.booleans()), max_size=8).map(
    lambda rows: [
        entry
        for minor, on, stay, is_back in rows
        for entry in [(on, minor), *([(on + timedelta(days=stay), -minor)] if is_back else [])]
    ]
)


@given(USES, st.integers(1, 100))
def test_it_fits_from_the_first_day_after_which_no_day_uses_more_than_there_is(uses, minor) -> None:
    by_end = sum(used for _, used in uses)
    total = by_end + minor + 7
    days = [FIRST + timedelta(days=n) for n in range(50)]

    def fits(on: date) -> bool:
        return all(sum(used for day, used in uses if day <= later) + minor <= total for later in days if later >= on)

    expected = next(day for day in days if fits(day))
    found = fits_from(total, uses, minor)
    assert (found or FIRST) == expected
    with pytest.raises(ValueError, match="does not fit"):
        fits_from(total, uses, minor + 8)


@given(st.lists(st.tuples(DAYS, st.integers(1, 50)), max_size=6), st.integers(1, 50))
def test_where_nothing_was_given_back_it_fits_on_any_day(uses, minor) -> None:
    assert fits_from(sum(used for _, used in uses) + minor, uses, minor) is None
