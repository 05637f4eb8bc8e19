"""The sentences of `mainstay check`, of tables a forecast is made from, and of the whole book in figures."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from mainstay.insight.calibration import ENOUGH
from mainstay.insight.phrases import STANDINGS
from mainstay.intake.phrases import sentence as intake_sentence
from mainstay.kernel import formatting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mainstay.insight.calibration import Calibration, Reliability
    from mainstay.kernel.problem import Problem, Reason
    from mainstay.scoring.rules.scores import CurrencyScores, Dependence

_MOVED: Final = 3
"""So many inputs of a rating are named that changed most."""
CELLS: Final = {
    "cell_empty": _("nothing stands here: enter it."),
    "day_expected": _("“%(value)s” is not a day: write it as 2026-03-31."),
    "amount_expected": _("“%(value)s” is not an amount: write it as 1234.56."),
    "id_repeated": _("“%(value)s” stands in line %(first)s already: each invoice has one line."),
}
"""Problem code -> what is wrong with a cell and how to mend it; what is not here, intake says."""


def table_sentence(file: str, problem: Problem) -> str:
    """Say where in a table something is wrong, and what."""
    if problem.code in CELLS:
        said = str(CELLS[problem.code]) % {"value": problem.value, **problem.params}
    else:
        said = intake_sentence(problem)
    values = {"file": file, "line": problem.params["line"], "column": problem.field, "said": said}
    if not problem.field:
        return _("%(file)s, line %(line)s: %(said)s") % values
    return _("%(file)s, line %(line)s, column %(column)s: %(said)s") % values


# -- the whole book in figures ---------------------------------------------------------------------------------------

STEPS: Final = {
    "reading": _("Reading the book"),
    "forecasting": _("Forecasting the payments"),
    "rating": _("Rating the clients"),
    "comparing": _("Comparing forecasts with what happened"),
    "storing": _("Saving the results"),
}
"""Step of scoring the book -> what is being done."""


def _language() -> str:
    return get_language() or "en"


def ahead_sentence(found: CurrencyScores) -> str:
    """Say what the next thirteen weeks will bring of what is open, as a range and in round figures."""
    ahead = found.ahead
    if ahead is None or not found.open_minor:
        return gettext("Nothing is open, so nothing is expected.")
    low, high = (
        formatting.about(minor, found.currency, _language())
        for minor in (ahead.within_low_minor, ahead.within_high_minor)
    )
    opened = formatting.money(found.open_minor, found.currency, _language())
    if low == high:
        return gettext("Of the %(open)s that is open, about %(high)s will probably come in within thirteen weeks.") % {
            "open": opened, "high": high
        }  # fmt: skip
    return gettext(
        "Of the %(open)s that is open, probably between %(low)s and %(high)s will come in within thirteen weeks."
    ) % {"open": opened, "low": low, "high": high}


def inactive_sentence(since: date) -> str:
    """Say that nothing was brought in for longer than is usual, and what follows from it."""
    return gettext(
        "Your last invoice is dated %(day)s. Import newer invoices to stay up to date; until then, clients are "
        "rated as of that date."
    ) % {"day": formatting.day(since, _language())}


def half_sentence(found: Dependence) -> str:
    """Say on how few clients half of the income rests."""
    if found.clients == 1:
        return gettext("All income of the last year came from one client.")
    return ngettext(
        "%(half)d client of %(clients)d brought half of the income of the last year.",
        "%(half)d clients of %(clients)d brought half of the income of the last year.",
        found.half,
    ) % {"half": found.half, "clients": found.clients}


def stops_sentence(found: Dependence, currency: str) -> str:
    """Say what the largest client's going would cost."""
    return gettext("Losing them would cost you about %(amount)s a year.") % {
        "amount": formatting.about(found.largest_minor, currency, _language())
    }


def pays_late_sentence(found: Dependence, currency: str) -> str:
    """Say what happens if the largest client pays later."""
    amounts = {
        "days": found.late_days,
        "tied": formatting.about(found.tied_up_minor, currency, _language()),
        "moved": formatting.about(found.moved_minor, currency, _language()),
        "due": formatting.about(found.due_minor, currency, _language()),
    }
    if not found.moved_minor:
        return gettext("If they pay %(days)d days later, you’d have about %(tied)s more tied up.") % amounts
    return (
        gettext(
            "If they pay %(days)d days later, you’d have about %(tied)s more tied up, and %(moved)s of the %(due)s "
            "expected from them in the next thirteen weeks would come later."
        )
        % amounts
    )


def earlier_months_sentence(found: Calibration) -> str:
    """Say which months were forecast again where they are not the last; "" where they are."""
    until = date.fromordinal(found.until)
    if (until.year, until.month) == (date.fromordinal(found.as_of).year, date.fromordinal(found.as_of).month):
        return ""
    return ngettext(
        "We re-ran the forecast of %(month)s, the last month with invoices, with what was known then, and compared "
        "it with what happened.",
        "We re-ran the forecasts of the %(count)d months to %(month)s, the last month with invoices, each with what "
        "was known then, and compared them with what happened.",
        found.months,
    ) % {"count": found.months, "month": formatting.month(until, _language())}


def few_sentence(found: Reliability) -> str:
    """Say why nothing is drawn: there are too few cases, or nearly all were forecast to go the same way."""
    if not found.cases:
        return gettext("No case has been decided yet, so nothing can be compared.")
    if found.cases < ENOUGH:
        return ngettext(
            "%(count)d case has been decided so far; from %(enough)d on it can be compared.",
            "%(count)d cases have been decided so far; from %(enough)d on they can be compared.",
            found.cases,
        ) % {"count": found.cases, "enough": ENOUGH}
    return gettext(
        "%(count)d cases have been decided, but nearly all had the same forecast: they can’t show how good it is."
    ) % {"count": found.cases}


def range_sentence(found: Calibration) -> str:
    """Say how many payments came within the range of which eight in ten should."""
    count = found.before + found.inside + found.after
    if not found.is_range_enough:
        return ngettext(
            "The range can be checked from %(enough)d payments on; so far there is %(count)d.",
            "The range can be checked from %(enough)d payments on; so far there are %(count)d.",
            count,
        ) % {"count": count, "enough": ENOUGH}
    inside, before, after = (
        formatting.percent(part / count, _language()) for part in (found.inside, found.before, found.after)
    )
    return gettext(
        "Of %(count)d payments %(inside)s came within the range, %(before)s before it and %(after)s after it; "
        "it should be about %(should)s, %(tail)s and %(tail)s."
    ) % {
        "count": count, "inside": inside, "before": before, "after": after,
        "should": formatting.percent(0.8, _language()), "tail": formatting.percent(0.1, _language()),
    }  # fmt: skip


def error_sentence(found: Calibration) -> str:
    """Say how far the middle day was off on average, beside a plain rule."""
    if not found.is_error_enough:
        return ngettext(
            "The error in days can be checked from %(enough)d invoices on; so far there is %(count)d.",
            "The error in days can be checked from %(enough)d invoices on; so far there are %(count)d.",
            found.errors,
        ) % {"count": found.errors, "enough": ENOUGH}
    ours, rule = (formatting.number(days, 1, _language()) for days in (found.error_days, found.rule_error_days))
    return gettext(
        "Our dates were %(ours)s days out on average; each client’s own average would be %(rule)s days out."
    ) % {"ours": ours, "rule": rule}


# -- ratings ---------------------------------------------------------------------------------------------------------


def moved_sentence(was: str, points: Sequence[tuple[str, int]]) -> str:
    """Say what a client was rated before and which points changed most since; "" for the first rating.

    `points`: label of each input that changed and by how much, the largest first.
    """
    if not was:
        return ""
    before = gettext("Before: %(rating)s.") % {"rating": STANDINGS[was]}
    moved = ", ".join(f"{label} {change:+d}" for label, change in points[:_MOVED]).replace("-", "−")
    return f"{before} " + gettext("Points changed since: %(moved)s.") % {"moved": moved} if moved else before


# -- whom to call ----------------------------------------------------------------------------------------------------


def call_sentence(reason: Reason) -> str:
    """Say why to call a client now (or why not yet), compared with what is usual for them."""
    figures = reason.params
    late = int(str(figures["days_late"]))
    how_late = ngettext("%(count)d day late", "%(count)d days late", late) % {"count": late}
    values = {"late": how_late, "usual": _usual(int(str(figures.get("usual", 0)))), "paid": figures.get("paid", 0)}
    match reason.code:
        case "never_paid":
            return gettext("The oldest invoice is %(late)s and they have never paid an invoice.") % values
        case "no_record":
            return gettext("The oldest invoice is %(late)s; there is no payment yet to compare it with.") % values
        case "short_record":
            return gettext("The oldest invoice is %(late)s; their few payments so far came about %(usual)s.") % values
        case "longest_ever":
            return (
                gettext("The oldest invoice is %(late)s, their longest delay so far; they usually pay %(usual)s.")
                % values
            )
        case "getting_slower":
            return (
                gettext("The oldest invoice is %(late)s; they usually pay %(usual)s and have been getting slower.")
                % values
            )
        case "later_than_usual":
            return gettext("The oldest invoice is %(late)s; they usually pay %(usual)s.") % values
        case _:
            return gettext("The oldest invoice is %(late)s, which is normal for them: they pay %(usual)s.") % values


def _usual(days: int) -> str:
    if days > 0:
        return ngettext("%(count)d day after the due date", "%(count)d days after the due date", days) % {"count": days}
    if days < 0:
        return ngettext("%(count)d day before the due date", "%(count)d days before the due date", -days) % {
            "count": -days
        }
    return gettext("on the due date")
