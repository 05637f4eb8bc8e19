"""What every way to set an exchange rate asks first, and what it tells afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from mainstay.firm.queries.own_currency import own_currency
from mainstay.kernel.refusal import Refusal
from mainstay.rates.phrases import problem_sentence
from mainstay.rates.rules.drafts import rate_text

if TYPE_CHECKING:
    from datetime import datetime

    from mainstay.rates.models import ExchangeRate
    from mainstay.rates.rules.drafts import RateDraft


class RateRefused(Refusal):
    """The rate has problems; the sentence lists them, `fields` has one for each field of the form."""

    code = "rate_refused"
    sentence = "%(problems)s"


class RateNotYet(Refusal):
    """The day of the rate has not come."""

    code = "rate_not_yet"
    sentence = _("That day hasn’t come yet: enter the rate of today or of an earlier day.")


def refuse_unsound(draft: RateDraft, now: datetime) -> None:
    """Refuse what is wrong with a rate, and one of a day that has come nowhere on Earth."""
    problems = [*draft.problems(), *draft.mismatches(own_currency())]
    if problems:
        sentences = {problem.field: problem_sentence(problem) for problem in problems}
        raise RateRefused(problems=" ".join(sentences.values()), fields=sentences)
    if draft.on > now.date() + timedelta(days=1):
        raise RateNotYet


def facts_of_rate(rate: ExchangeRate) -> dict[str, object]:
    """A rate as an event holds it."""
    return {
        "one": rate.one,
        "rate": rate_text(rate.billionths),
        "other": rate.other,
        "on": rate.valid_on.isoformat(),
    }
