"""An outlook in words, as a page shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language

from mainstay.insight.outlook_phrases import change_sentence, late_words, never_words, outlook_sentence, outlook_steps
from mainstay.insight.phrases import standing_change_sentence
from mainstay.kernel import formatting
from mainstay.scoring.phrases import forecast_beside_sentence, own_date_sentence
from mainstay.web.shown import unbroken

if TYPE_CHECKING:
    from datetime import date

    from mainstay.insight.what_if import StandingChange, StandingChanges
    from mainstay.overview.queries.invoice import InvoicePage
    from mainstay.scoring.queries.forecasts import WhatIf, WhatWouldChange
    from mainstay.scoring.queries.outlooks import StoredOutlook
    from mainstay.scoring.queries.panels import OpenInvoiceLine


def how_late(seen: StoredOutlook, days_late: int) -> str:
    """How likely it is late, in words."""
    return late_words(seen.late_ppm, days_late)


def how_lost(seen: StoredOutlook) -> str:
    """How many of such invoices are never paid, in words."""
    return never_words(seen.never_ppm)


def own_date_words(on: date, reason: str, has_passed: bool = False) -> str:  # noqa: FBT002 -- of a template
    """The day that somebody set, and why."""
    return own_date_sentence(on, reason, has_passed=has_passed)


def own_date_forecast(seen: StoredOutlook) -> str:
    """What the forecast says, beside the day that somebody set."""
    return forecast_beside_sentence(seen.expected_on, is_doubtful=seen.is_doubtful)


def outlook_why(invoice: InvoicePage | OpenInvoiceLine, seen: StoredOutlook) -> str:
    """The reason, as a person would say it."""
    terms = (invoice.due_on - invoice.issued_on).days
    return outlook_sentence(seen.reason, terms_days=terms, days_late=invoice.days_late)


def outlook_arithmetic(seen: StoredOutlook) -> list[tuple[str, str]]:
    """How the expected day was worked out, step by step."""
    return outlook_steps(seen.reason)


def turn_words(changed: StandingChange, now: StandingChanges) -> str:
    """What one other fact would make of a standing, as a sentence."""
    return standing_change_sentence(changed, now)


def what_if(change: WhatIf, now: WhatWouldChange) -> str:
    """What one other fact would make of the outlook, as a sentence."""
    language = get_language() or "en"
    return change_sentence(
        change.code,
        change.count,
        expected=(now.expected_on, change.expected_on),
        never=(now.never_ratio, change.never_ratio),
        day=lambda on: unbroken(formatting.day(on, language)),
        percent=lambda share: formatting.percent(share, language),
    )
