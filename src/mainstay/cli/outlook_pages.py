"""Outlooks as a person reads them in a terminal: of a client's invoices, of all that is open, of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.cli.show import Column, amounts, console, day, figure, fitting, money, percent, table
from mainstay.cli.words import _, ngettext
from mainstay.insight.outlook_phrases import change_sentence, late_words, never_words, outlook_sentence
from mainstay.scoring.phrases import ahead_sentence, forecast_beside_sentence, own_date_sentence

if TYPE_CHECKING:
    from datetime import date

    from mainstay.overview.queries.invoice import InvoicePage
    from mainstay.scoring.queries.forecasts import BookOutlook, WhatWouldChange
    from mainstay.scoring.queries.outlooks import StoredOutlook
    from mainstay.scoring.rules.scores import CurrencyScores


def expected_on(seen: StoredOutlook | None) -> str:
    """The day for a column; a dash where nothing is forecast, and no day where the money is not likely to come."""
    if seen is None:
        return "-"
    if seen.own_on is not None:
        return day(seen.own_on)
    return _("probably never") if seen.is_doubtful else day(seen.expected_on)


def not_stored(as_of: date) -> str:
    """That no outlook is kept for the day, and how to get one."""
    return _(
        "There is no forecast for that day yet: it runs overnight, or run “mainstay score” now; “mainstay outlook "
        "--as-of %(day)s” works it out."
    ) % {"day": as_of}


def outlook_words(seen: StoredOutlook, days_late: int) -> str:
    """An outlook in words: the expected day, the range, how likely late and never."""
    days = {"day": day(seen.expected_on), "early": day(seen.early_on), "late": day(seen.late_on)}
    if seen.own_on is not None:
        said = own_date_sentence(seen.own_on, seen.own_reason)
        expected = f"{said} {forecast_beside_sentence(seen.expected_on, is_doubtful=seen.is_doubtful)}"
    elif seen.is_doubtful:
        expected = _("If it is paid at all, %(day)s, between %(early)s and %(late)s.") % days
    else:
        expected = _("Expected %(day)s, between %(early)s and %(late)s.") % days
    return f"{expected} {late_words(seen.late_ppm, days_late)} {never_words(seen.never_ppm)}"


def print_outlook(page: BookOutlook) -> None:
    """Print what is forecast of all open invoices: a table for each currency, the most money at risk first."""
    out = console()
    if page.as_of is not None:
        out.print(_("Payment forecast, as of %(day)s") % {"day": day(page.as_of)}, style="bold")
    headings = [
        Column(_("invoice")),
        Column(_("client"), words=18),
        *(Column(n, is_figure=True) for n in (_("open"), _("at risk"), _("never"), _("late"))),
        *(Column(n, is_figure=True) for n in (_("due"), _("expected"), _("range"))),
    ]
    rows = [
        [
            one.number,
            one.client_name,
            money(one.outlook.open_minor, one.currency),
            money(one.outlook.at_risk_minor, one.currency),
            percent(min(max(one.outlook.never_ppm / 1_000_000, 0.01), 0.99)),
            percent(one.outlook.late_ppm / 1_000_000),
            day(one.due_on),
            expected_on(one.outlook),
            f"{day(one.outlook.early_on)} – {day(one.outlook.late_on)}",
        ]
        for one in page.invoices
    ]
    if rows:
        fitted = fitting(headings, rows, spare=[8, 6, 5, 2])
        out.print(table([headings[p] for p in fitted], [[row[p] for p in fitted] for row in rows]))
        said = ngettext("%(count)d open invoice", "%(count)d open invoices", len(rows)) % {"count": len(rows)}
        for text, sums in ((_("%(amounts)s open"), page.open_minor), (_("%(amounts)s at risk"), page.at_risk_minor)):
            if shown := amounts(sums):
                said += " · " + text % {"amounts": shown}
        out.print(said, style="dim")
    elif not page.unscored:
        out.print(_("Nothing is open."))
    if page.unscored:
        out.print(
            ngettext(
                "%(count)d open invoice was added since the last update: “mainstay score” includes it.",
                "%(count)d open invoices were added since the last update: “mainstay score” includes them.",
                page.unscored,
            )
            % {"count": page.unscored},
            style="dim",
        )


def print_ahead(now: CurrencyScores) -> None:
    """Print what the open invoices of a currency will bring in, week by week, beside what falls due."""
    out, code = console(), now.currency
    out.print(ahead_sentence(now))
    if now.ahead is None:
        return
    columns = [
        Column(_("Week from")),
        *(Column(name, is_figure=True) for name in (_("Falls due"), _("Expected"), _("At least"), _("At most"))),
    ]
    rows = [
        [
            day(week.starts_on),
            *(figure(m, code) for m in (week.due_minor, week.expected_minor, week.low_minor, week.high_minor)),
        ]
        for week in now.ahead.weeks
    ]
    out.print(table(columns, rows))


def print_changing(page: InvoicePage, changing: WhatWouldChange | None) -> None:
    """Print the outlook of one invoice, why, and what would change it."""
    out = console()
    head = (page.number, page.client_name, money(page.open_minor, page.currency))
    out.print(" · ".join(head), style="bold")
    if page.instalments:
        headings = [Column(_("instalment")), *(Column(n, is_figure=True) for n in (_("due"), _("total"), _("open")))]
        rows = [
            [str(place), day(part.due_on), money(part.minor, page.currency), money(part.open_minor, page.currency)]
            for place, part in enumerate(page.instalments, 1)
        ]
        out.print(table(headings, rows))
    if not page.open_minor:
        out.print(_("It is settled: there is nothing to forecast."))
        return
    if page.outlook is None:
        if page.own_date is not None:
            own, has_passed = page.own_date, page.own_date.expected_on < page.as_of
            out.print(own_date_sentence(own.expected_on, own.reason, has_passed=has_passed))
        out.print(not_stored(page.as_of))
    else:
        out.print(outlook_words(page.outlook, page.days_late))
        terms = (page.due_on - page.issued_on).days
        out.print(outlook_sentence(page.outlook.reason, terms_days=terms, days_late=page.days_late), style="dim")
    if changing is None:
        return
    out.print()
    out.print(_("What could change this"), style="bold")
    if not changing.changes:
        out.print(_("Nothing we know of."))
    for one in changing.changes:
        sentence = change_sentence(
            one.code,
            one.count,
            expected=(changing.expected_on, one.expected_on),
            never=(changing.never_ratio, one.never_ratio),
            day=day,
            percent=percent,
        )
        out.print(f"· {sentence}")
