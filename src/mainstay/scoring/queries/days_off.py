"""The next days on which nobody pays: weekends left out, the holidays of the firm's country and its closed days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from mainstay.firm.queries.firms import this_firm
from mainstay.firm.rules.closed_days import closed_days
from mainstay.scoring.rules.days_off import days_off

_MOST: Final = 12
_AHEAD: Final = timedelta(days=366)


def next_days_off(today: date) -> tuple[date, ...]:
    """At most twelve days off of the firm in the coming year, the first of them first, weekends left out."""
    firm = this_firm()
    off = days_off(firm.country, firm.region, (today.year, today.year + 1), closed_days(firm.closed_days) or ())
    days = (date.fromordinal(day) for day in sorted(set(off.days)))
    coming = [day for day in days if today <= day < today + _AHEAD and day.weekday() not in off.weekend]
    return tuple(coming[:_MOST])
