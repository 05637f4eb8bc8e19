"""The sentences of `mainstay check`, of tables a forecast is made from, and of the whole book in figures."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from mainstay.insight.calibration import WEEKS_ENOUGH
from mainstay.insight.phrases import STANDINGS
from mainstay.insight.reliability import ENOUGH
from mainstay.intake.phrases import sentence as intake_sentence
from mainstay.kernel import formatting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mainstay.billing.queries.expected_dates import OwnDatesRecord
    from mainstay.insight.calibration import Calibration
    from mainstay.insight.reliability import Reliability
    from mainstay.kernel.problem import Problem, Reason
    from mainstay.scoring.rules.scores import CurrencyScores, Dependence

_HARDLY: Final = 200
"""Below one in so many of what is owed, what is at risk is next to nothing."""
_SAME: Final = 10
"""Figures that differ by less than one in so many are said to be much the same."""
_WEEKS_BEFORE: Final = 3
_MOVED: Final = 3
"""So many inputs of a rating are named that changed most."""
CELLS: Final = {
    "cell_empty": _("this cell is empty: enter a value."),
    "day_expected": _("“%(value)s” is not a day: write it as 2026-03-31."),
    "amount_expected": _("“%(value)s” is not an amount: write it as 1234.56."),
    "id_repeated": _("“%(value)s” is already in line %(first)s: each invoice has one line."),
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
    "storing": _("Saving the results"),
}
"""Step of scoring the book -> what is being done."""


def _language() -> str:
    return get_language() or "en"


def risk_answer(found: CurrencyScores) -> str:
    """Answer how much might not be collected: about so much of what is owed."""
    if not found.open_minor:
        return gettext("Nothing is owed.")
    values = {
        "risk": formatting.about(found.at_risk_minor, found.currency, _language()),
        "open": formatting.money(found.open_minor, found.currency, _language()),
    }
    if found.at_risk_minor * _HARDLY < found.open_minor:
        return gettext("Next to nothing of the %(open)s owed") % values
    return gettext("About %(risk)s of the %(open)s owed") % values


def risk_change(trend: Sequence[tuple[date, int]], currency: str) -> str:
    """Say how the money at risk stands beside that of the last day scored at least three weeks before; "" for none.

    `trend` are days with what was at risk then in minor units, oldest first.
    """
    today, now = trend[-1]
    earlier = [(day, minor) for day, minor in trend if (today - day).days >= _WEEKS_BEFORE * 7]
    if not earlier:
        return ""
    on, then = earlier[-1]
    values = {"then": formatting.about(then, currency, _language()), "day": formatting.day(on, _language())}
    if abs(now - then) * _SAME <= max(now, then):
        return gettext("Much the same as on %(day)s.") % values
    if now > then:
        return gettext("Up from about %(then)s on %(day)s.") % values
    return gettext("Down from about %(then)s on %(day)s.") % values


def riskiest_sentence(found: CurrencyScores, *, name: str, minor: int) -> str:
    """Say with whom most of the money at risk is."""
    values = {"name": name, "amount": formatting.about(minor, found.currency, _language())}
    if 2 * minor > found.at_risk_minor:
        return gettext("Most of it, about %(amount)s, is with %(name)s.") % values
    return gettext("The most, about %(amount)s, is with %(name)s.") % values


def cash_answer(found: CurrencyScores) -> str:
    """Answer how much will come in: by the end of the first week, and of the last."""
    ahead = found.ahead
    if ahead is None or not found.open_minor:
        return gettext("Nothing is owed, so nothing is expected.")
    first, last = ahead.weeks[0], ahead.weeks[-1]
    return gettext("About %(week)s by %(day)s, %(all)s by %(end)s") % {
        "week": formatting.about(first.expected_minor, found.currency, _language()),
        "day": formatting.short_day(first.starts_on + timedelta(days=6), _language()),
        "all": formatting.about(ahead.within_minor, found.currency, _language()),
        "end": formatting.short_day(last.starts_on + timedelta(days=6), _language()),
    }


def cash_range(found: CurrencyScores) -> str:
    """Say between what the thirteen weeks will likely bring; "" where nothing is expected."""
    ahead = found.ahead
    if ahead is None or not ahead.within_high_minor:
        return ""
    low, high = (
        formatting.about(minor, found.currency, _language())
        for minor in (ahead.within_low_minor, ahead.within_high_minor)
    )
    if low == high:
        return ""
    return gettext("Likely range for the thirteen weeks: %(low)s to %(high)s.") % {"low": low, "high": high}


def half_answer(found: Dependence) -> str:
    """Answer on whom the firm depends: how many clients are half of what was invoiced in a year."""
    if found.clients == 1:
        return gettext("All you invoiced in 12 months went to one client")
    return ngettext(
        "%(half)d of %(clients)d clients is half of what you invoice",
        "%(half)d of %(clients)d clients are half of what you invoice",
        found.half,
    ) % {"half": found.half, "clients": found.clients}


def quiet_answer(count: int) -> str:
    """Answer who is drifting away."""
    if not count:
        return gettext("No one has gone quiet")
    return ngettext("%(count)d client has gone quiet", "%(count)d clients have gone quiet", count) % {"count": count}


def trust_sentence(found: Calibration) -> str:
    """How good the forecast is, in one sentence for who does not want the comparison."""
    ranged = found.before + found.inside + found.after
    if not found.is_error_enough or not found.is_range_enough:
        return gettext("Too few payments so far to say how good the forecast is.")
    return gettext(
        "Over the last 12 months the dates were %(days)s days out on average, and %(inside)s of payments came within "
        "the likely range."
    ) % {
        "days": formatting.number(found.error_days, 1, _language()),
        "inside": formatting.percent(found.inside / ranged, _language()),
    }


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
        return gettext("All you invoiced in the last 12 months went to one client.")
    return ngettext(
        "%(half)d client of %(clients)d accounts for half of what you invoiced in the last 12 months.",
        "%(half)d clients of %(clients)d account for half of what you invoiced in the last 12 months.",
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


def cash_error_sentence(found: Calibration) -> str:
    """Say how far the cash of a week was off on average, beside the rule that everything is paid on its due date."""
    if found.weeks < WEEKS_ENOUGH:
        return ""
    ours, rule = (
        formatting.percent(ratio, _language()) for ratio in (found.cash_error_ratio, found.rule_cash_error_ratio)
    )
    values = {"weeks": found.weeks, "ours": ours, "rule": rule}
    if found.cash_error_ratio <= found.rule_cash_error_ratio:
        said = gettext(
            "Cash by the week: over %(weeks)d weeks the forecast was out by %(ours)s of what came in. Counting on "
            "every due date, you would have been out by %(rule)s."
        )
    else:
        said = gettext(
            "Cash by the week: over %(weeks)d weeks the forecast was out by %(ours)s of what came in. The due dates "
            "were closer, out by %(rule)s: plan by them for now."
        )
    return said % values


UNRELIABLE: Final = {
    "late": _(
        "The forecast is not reliable for your firm yet: it expected %(seen)s of invoices to be late, and "
        "%(came)s were."
    ),
    "late30": _(
        "The forecast is not reliable for your firm yet: it expected %(seen)s of invoices to be more than 30 days "
        "late, and %(came)s were."
    ),
    "range": _(
        "The expected dates are not reliable for your firm yet: %(seen)s of payments should come within the range, and "
        "%(came)s did."
    ),
}
"""What forecast and happened differ in by more than ten points -> what is said of it."""


def unreliable_sentences(found: Calibration) -> tuple[str, ...]:
    """Say plainly what of the forecast cannot be relied on for this firm yet."""
    ranged = max(found.before + found.inside + found.after, 1)
    shares = {
        "late": (found.late.predicted, found.late.happened),
        "late30": (found.late30.predicted, found.late30.happened),
        "range": (0.8, found.inside / ranged),
    }
    said = []
    for name in found.unreliable:
        seen, came = (formatting.percent(share, _language()) for share in shares[name])
        said.append(str(UNRELIABLE[name]) % {"seen": seen, "came": came})
    return tuple(said)


# -- the day that somebody expects ------------------------------------------------------------------------------------


def own_date_sentence(on: date, reason: str, *, has_passed: bool = False) -> str:
    """Say on which day somebody expects an invoice to be paid, and why."""
    values = {"day": formatting.day(on, _language()), "reason": reason.rstrip(" .")}
    if has_passed:
        return gettext("You expected it on %(day)s: %(reason)s. That date has passed.") % values
    return gettext("You expect it on %(day)s: %(reason)s.") % values


def forecast_beside_sentence(on: date, *, is_doubtful: bool) -> str:
    """Say what the forecast says of an invoice, beside the day that somebody expects it on."""
    if is_doubtful:
        return gettext("The forecast says it is unlikely to be paid.")
    return gettext("The forecast says about %(day)s.") % {"day": formatting.day(on, _language())}


def own_record_sentence(found: OwnDatesRecord) -> str:
    """Say how often somebody's own date was nearer to the payment than the forecast's."""
    if not found.compared:
        return gettext(
            "When you set an expected date for an invoice, this shows after payment whether your date or the "
            "forecast’s was closer."
        )
    return ngettext(
        "You set %(count)d date of your own that can be compared: yours was closer %(own)d times, the forecast’s "
        "%(forecast)d times, and both were equally close %(equal)d times.",
        "You set %(count)d dates of your own that can be compared: yours was closer %(own)d times, the forecast’s "
        "%(forecast)d times, and both were equally close %(equal)d times.",
        found.compared,
    ) % {"count": found.compared, **found._asdict()}


def unscored_sentence(count: int) -> str:
    """Say how many open invoices came after the forecast, so that nothing of them is provided for."""
    return ngettext(
        "%(count)d open invoice has no forecast yet, so nothing is provided for it.",
        "%(count)d open invoices have no forecast yet, so nothing is provided for them.",
        count,
    ) % {"count": count}


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
