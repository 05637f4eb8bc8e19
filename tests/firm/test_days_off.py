"""A firm says in which region of its country it is, and on which days it is closed."""

from __future__ import annotations

import pytest
from tests.builders import ACT

from mainstay.firm.actions.firms import BadFirmDetails
from mainstay.firm.queries.firms import this_firm
from mainstay.firm.rules.closed_days import closed_days
from mainstay.timeline.actions.describing import describe_firm


def described(**changes: str) -> tuple[str, str, str]:
    describe_firm(changes=changes, **ACT)
    firm = this_firm()
    return firm.country, firm.region, firm.closed_days


def test_a_firm_has_a_region_and_closed_days(book: str) -> None:
    assert described(country="GB", region="SCT") == ("GB", "SCT", "")
    assert described(closed_days="2026-12-24..2026-12-31") == ("GB", "SCT", "2026-12-24..2026-12-31")


def test_a_region_goes_with_its_country(book: str) -> None:
    described(country="GB", region="SCT")
    assert described(country="TR") == ("TR", "", "")


@pytest.mark.parametrize(
    "changes", [{"region": "SCT"}, {"country": "GB", "region": "BY"}, {"closed_days": "Christmas"}, {"region": "../x"}]
)
def test_what_is_no_region_or_day_is_refused(book: str, changes: dict[str, str]) -> None:
    with pytest.raises(BadFirmDetails):
        described(**changes)
    assert described() == ("TR", "", "")


def test_days_are_read_as_people_write_them() -> None:
    one = 739_758  # 22 May 2026
    assert closed_days("") == ()
    assert closed_days("2026-05-22") == (one,)
    assert closed_days("2026-05-22..2026-05-24, 2026-05-22\n2026-05-26;") == (one, one + 1, one + 2, one + 4)


@pytest.mark.parametrize("text", ["22.5.2026", "2026-05-24..2026-05-22", "2026-01-01..2036-01-01", "2026-13-01", ".."])
def test_what_is_no_day_is_not_guessed(text: str) -> None:
    assert closed_days(text) is None
