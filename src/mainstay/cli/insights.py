"""The whole book in figures, in a terminal and as JSON: read from what was kept when it was scored."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

import click
from rich.padding import Padding

from mainstay.cli.opening import Asked, opened
from mainstay.cli.reading import AS_OF, JSON
from mainstay.cli.words import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mainstay.insight.calibration import Calibration
    from mainstay.insight.reliability import Reliability
    from mainstay.scoring.queries.insights import ClientSum, CurrencyFigures, InsightsPage

_MANY = 6


@click.command(
    help=_(
        "Show insights as of the last update: money at risk, expected cash, client concentration, who is "
        "drifting away, and how far to trust the forecast. “mainstay score” updates them now."
    )
)
@AS_OF
@JSON
@click.pass_obj
def book(asked: Asked, as_of: date | None, *, is_json: bool) -> None:
    """Print the latest scores, or those of a day."""
    with opened(asked) as at:
        from mainstay.cli import show
        from mainstay.scoring.queries.insights import insights

        page = insights(by=at.by, as_of=as_of)
        if is_json:
            show.as_json(None if page is None else _document(page))
        elif page is None and as_of is not None and insights(by=at.by) is not None:
            values = {"day": show.day(as_of)}
            click.echo(_("There are no figures for %(day)s: leave out --as-of, or give a later day.") % values)
        elif page is None:
            click.echo(_("No forecast yet: it runs overnight, or run “mainstay score” now."))
        else:
            _print(page)


def _print(page: InsightsPage) -> None:
    from mainstay.cli.show import console, day, percent
    from mainstay.insight.phrases import similarity_sentence, standing_sentence
    from mainstay.scoring import phrases

    out = console()
    out.print(_("As of %(day)s") % {"day": day(page.as_of)}, style="bold")
    if page.inactive_since:
        out.print(phrases.inactive_sentence(page.inactive_since))
    for one in page.currencies:
        _print_currency(one)
    _print_rated(page)
    if page.leaving:
        _heading(_("Drifting away"))
    for who in page.leaving:
        said = _("You say so: %(why)s") % {"why": who.said} if who.said else standing_sentence(who.reason)
        share = f" ({percent(who.share_ratio)})" if who.share_percent >= 1 else ""
        out.print(f"· {who.client.name}{share}")
        out.print(Padding(said, (0, 0, 0, 3), expand=False), style="dim")
    left = page.leaving_count - len(page.leaving)
    if left > 0:
        out.print(ngettext("… and %(count)d more", "… and %(count)d more", left) % {"count": left})
    if page.alike:
        _heading(_("Clients most like your best ones"))
    for alike in page.alike[:_MANY]:
        out.print(f"· {alike.client.name} ({percent(alike.ratio)})")
        out.print(Padding(similarity_sentence(alike.reason), (0, 0, 0, 3), expand=False), style="dim")
    _print_calibration(page.calibration)
    out.print(phrases.own_record_sentence(page.own_dates))


def _print_calibration(found: Calibration) -> None:
    from mainstay.cli.show import console
    from mainstay.scoring import phrases

    out = console()
    _heading(_("How far to trust the forecast"))
    if earlier := phrases.earlier_months_sentence(found):
        out.print(earlier)
    for title, one_kind in ((_("Late"), found.late), (_("More than 30 days late"), found.late30)):
        _print_trust(title, one_kind)
    out.print(phrases.range_sentence(found))
    out.print(phrases.error_sentence(found))
    if said := phrases.cash_error_sentence(found):
        out.print(said)
    for said in phrases.unreliable_sentences(found):
        out.print(said, style="bold")


def _heading(text: str) -> None:
    from mainstay.cli.show import console

    console().print()
    console().print(text, style="bold")


def _print_currency(one: CurrencyFigures) -> None:
    from mainstay.cli.outlook_pages import print_ahead
    from mainstay.cli.show import console, money, percent
    from mainstay.scoring import phrases

    out, now, code = console(), one.now, one.now.currency
    _heading(code)
    out.print(
        ngettext(
            "%(open)s open in %(count)d invoice; %(risk)s of it expected never to be paid.",
            "%(open)s open in %(count)d invoices; %(risk)s of it expected never to be paid.",
            now.invoices,
        )
        % {"open": money(now.open_minor, code), "count": now.invoices, "risk": money(now.at_risk_minor, code)}
    )
    print_ahead(now)
    hangs = now.dependence
    if hangs is not None and one.largest is not None:
        out.print(phrases.half_sentence(hangs))
        facts = {"name": one.largest.name, "share": percent(hangs.largest_ratio)}
        out.print(_("The largest client: %(name)s, %(share)s of what you invoiced.") % facts)
        out.print(phrases.stops_sentence(hangs, code))
        out.print(phrases.pays_late_sentence(hangs, code))
        parts = {
            "steady": money(now.steady_minor, code),
            "stepping": money(now.stepping_minor, code),
            "other": money(one.other_minor, code),
        }
        out.print(
            _("Invoiced in the last 12 months: %(steady)s to steady clients, %(stepping)s to stepping stones, "
              "%(other)s to all others.") % parts
        )  # fmt: skip


def _print_rated(page: InsightsPage) -> None:
    from mainstay.cli.show import Column, console, table
    from mainstay.insight.phrases import STANDINGS

    _heading(_("Clients by rating"))
    rows = [[str(label), str(page.rated.get(word, 0))] for word, label in STANDINGS.items()]
    console().print(table([Column(""), Column(_("clients"), is_figure=True)], rows))


def _print_trust(title: str, found: Reliability) -> None:
    from mainstay.cli.show import Column, console, percent, table
    from mainstay.scoring.phrases import few_sentence

    if not found.is_enough:
        console().print(f"{title}: {few_sentence(found)}")
        return
    columns = [
        Column(name, is_figure=True) for name in (title, _("Forecast"), _("Actual"), _("At least"), _("At most"))
    ]
    rows = [[str(one.cases), *map(percent, (one.predicted, one.happened, one.low80, one.high80))] for one in found.bins]
    console().print(table(columns, rows))


def _document(page: InsightsPage) -> dict[str, Any]:
    from mainstay.insight.phrases import STANDINGS

    return {
        "as_of": page.as_of,
        "scored_at": page.scored_at,
        "versions": page.versions,
        "inputs": page.inputs,
        "currencies": [_currency_document(one) for one in page.currencies],
        "leaving": [
            {
                "ref": one.client.ref,
                "name": one.client.name,
                "share_percent": one.share_percent,
                "since": one.since_on,
                "reason": {"code": one.reason.code, **one.reason.params},
                "said": one.said,
            }
            for one in page.leaving
        ],
        "leaving_count": page.leaving_count,
        "ratings": {word: page.rated.get(word, 0) for word in STANDINGS},
        "alike": [
            {"ref": one.client.ref, "name": one.client.name, "code": one.reason.code, **one.reason.params}
            for one in page.alike
        ],
        "calibration": _calibration_document(page.calibration),
        "own_dates": page.own_dates._asdict(),
        "days": page.days,
    }


def _currency_document(one: CurrencyFigures) -> dict[str, Any]:
    from mainstay.schemas.json_documents import major

    code = one.now.currency
    largest = None if one.largest is None else {"ref": one.largest.ref, "name": one.largest.name}
    document = major({**asdict(one.now), "trend": [asdict(day) for day in one.trend]}, code)
    document["riskiest"] = _sums(one.riskiest, code)
    if document["dependence"] is not None:
        document["dependence"] |= {"largest": largest, "top": _sums(one.top, code)}
    return {**document, "other": major({"other_minor": one.other_minor}, code)["other"]}


def _sums(found: Sequence[ClientSum], currency: str) -> list[dict[str, str]]:
    from mainstay.kernel.money import decimal_text

    return [
        {"ref": one.client.ref, "name": one.client.name, "amount": decimal_text(one.minor, currency)} for one in found
    ]


def _calibration_document(found: Calibration) -> dict[str, Any]:
    return {
        **asdict(found),
        "unreliable": found.unreliable,
        "as_of": date.fromordinal(found.as_of),
        "until": date.fromordinal(found.until),
    }
