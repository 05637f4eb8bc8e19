"""The instalments of an invoice that is to be issued: what is wrong with them, and a total split evenly. Pure."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from mainstay.kernel.money import Money
from mainstay.kernel.problem import Problem, problem_with

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

MOST_INSTALMENTS: Final = 60
_LEAST: Final = 2
_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class DraftInstalment:
    """What of the invoice falls due on a day, in minor units."""

    due: date
    amount_minor: int


def instalment_problems(instalments: Sequence[DraftInstalment], issued_on: date, total: Money) -> list[Problem]:
    """What keeps an invoice from being due in these parts: they are at least two, each later, and come to the total."""
    if not instalments:
        return []
    if len(instalments) < _LEAST:
        return [Problem("instalments", "one_instalment")]
    if len(instalments) > MOST_INSTALMENTS:
        return [Problem("instalments", "too_many_instalments", str(len(instalments)), {"limit": MOST_INSTALMENTS})]
    if not all(one.amount_minor > 0 for one in instalments):
        return [Problem("instalments", "zero_amount")]
    first = instalments[0].due
    if first < issued_on:
        return [problem_with("instalments", "due_before_issued", first, issued_on=issued_on)]
    for before, after in pairwise(instalments):
        if before.due >= after.due:
            return [problem_with("instalments", "instalments_on_one_day", after.due)]
    whole = sum(one.amount_minor for one in instalments)
    if whole != total.minor:
        rest = Money(abs(total.minor - whole), total.currency)
        code = "instalments_too_little" if whole < total.minor else "instalments_too_much"
        return [problem_with("instalments", code, total, rest=rest)]
    return []


def split_evenly(minor: int, parts: int, first: date) -> tuple[DraftInstalment, ...]:
    """A total in so many equal parts, one each month from the first day; the last takes what does not divide."""
    each = minor // parts
    amounts = [each] * (parts - 1) + [minor - each * (parts - 1)]
    return tuple(DraftInstalment(_months_after(first, place), amount) for place, amount in enumerate(amounts))


def _months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month."""
    year, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    return day.replace(year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1]))
