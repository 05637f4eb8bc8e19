"""Labels and sentences of exchange rates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from mainstay.kernel import formatting
from mainstay.rates.rules.drafts import rate_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mainstay.kernel.problem import Problem
    from mainstay.rates.rules.converting import RateRow, TotalAtRates

FIELDS: Final = {
    "one": pgettext_lazy("exchange rate", "One unit of"),
    "rate": pgettext_lazy("exchange rate", "Is worth"),
    "other": pgettext_lazy("exchange rate", "In"),
    "on": pgettext_lazy("exchange rate", "On"),
}
"""What is known of an exchange rate -> its label."""

PROBLEMS: Final = {
    "unknown_currency": _("“%(value)s” is not a currency in use: write its three letters, such as GBP or TRY."),
    "same_currency": _("Choose two different currencies."),
    "own_currency_missing": _("One of the two has to be your own currency, %(value)s: change one of them."),
    "rate_missing": _("Enter the rate."),
    "no_rate": _("“%(value)s” isn’t a rate: write it as %(example)s."),
    "rate_out_of_range": _("“%(value)s” can’t be a rate: correct it."),
    "too_many_decimals": _("“%(value)s” has more than %(most)s decimals: shorten it."),
}
"""Problem code of an exchange rate -> what is wrong and what to do."""

HAPPENINGS: Final = {
    "rate.set": _("Exchange rate of %(on)s: %(rate)s"),
    "rate.corrected": _("Exchange rate of %(on)s corrected: %(rate)s (was %(former)s)"),
    "rate.removed": _("Exchange rate of %(on)s removed: %(rate)s"),
}
"""Kind of event -> its sentence."""

FAULTS: Final = {
    "rate_pair_wrong": _(
        "The exchange rate %(subject)s isn’t filed under its two currencies: remove and add it again."
    ),
}
"""Code of a fault -> what is wrong, where, and what it should be."""


def number_shown(text: str) -> str:
    """A plain number as the language writes it: 0.8712; 0,8712."""
    exact = Decimal(text)
    return formatting.decimal(exact, max(-int(exact.as_tuple().exponent), 0), get_language() or "en")


def equation(one: str, rate: str, other: str) -> str:
    """A rate as nobody can read it the wrong way round: 1 EUR = 0.8712 GBP."""
    return f"1 {one} = {number_shown(rate)} {other}"


def rate_words(row: RateRow) -> str:
    """The same of a rate that is there."""
    return equation(row.one, rate_text(row.billionths), row.other)


def turned_words(row: RateRow) -> str:
    """The rate the other way round, rounded: 1 GBP = 1.14784 EUR."""
    return equation(row.other, f"{row.turned():f}", row.one)


def happening_facts(facts: Mapping[str, object]) -> Mapping[str, object]:
    """The facts of an event as its sentence shows them."""
    one, other = str(facts.get("one", "")), str(facts.get("other", ""))
    shown = {
        "on": formatting.day(date.fromisoformat(str(facts["on"])), get_language() or "en"),
        "rate": equation(one, str(facts["rate"]), other),
    }
    if "former_rate" in facts:
        shown["former"] = number_shown(str(facts["former_rate"]))
    return {**facts, **shown}


def total_sentence(total: TotalAtRates) -> str:
    """A total that was converted, marked as such: About £12,340 at your rates (EUR of 3 Nov)."""
    language = get_language() or "en"
    if total.missing:
        return gettext("Enter an exchange rate for %(currencies)s to see a total in %(own)s.") % {
            "currencies": ", ".join(total.missing),
            "own": total.currency,
        }
    days = {on: formatting.short_day(on, language) for _code, on in total.used if on.year == total.as_of.year}
    used = (
        gettext("%(currency)s of %(day)s") % {"currency": code, "day": days.get(on) or formatting.day(on, language)}
        for code, on in total.used
    )
    return gettext("About %(amount)s at your rates (%(used)s)") % {
        "amount": formatting.whole(total.minor, total.currency, language),
        "used": ", ".join(used),
    }


def problem_sentence(problem: Problem) -> str:
    """Tell a person what is wrong with a rate, in the language active now."""
    values = {"value": problem.value, "example": number_shown("0.8712"), **problem.params}
    return str(PROBLEMS[problem.code]) % values
