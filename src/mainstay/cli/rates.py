"""Exchange rates in a terminal: listed, set, removed, imported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO

import click

from mainstay.cli.details import FROM, answer, document_from, drafted
from mainstay.cli.opening import Asked, WithDefault, opened
from mainstay.cli.reading import JSON, KEY, Day
from mainstay.cli.words import _
from mainstay.kernel.text import upper

if TYPE_CHECKING:
    from datetime import date


@click.group(cls=WithDefault, help=_("Exchange rates of a day: set them, remove them (“mainstay rates” lists them)."))
def rates() -> None:
    """Group what concerns exchange rates."""


@rates.command(name="list", help=_("The exchange rates, the newest first; of one CURRENCY alone where it is given."))
@click.argument("currency", required=False, default="")
@JSON
@click.pass_obj
def all_of_them(asked: Asked, /, currency: str, *, is_json: bool) -> None:
    """List the exchange rates."""
    with opened(asked) as book:
        from mainstay.cli.show import as_json, day
        from mainstay.rates.phrases import rate_words
        from mainstay.rates.queries.rates import all_rates
        from mainstay.schemas.rates import rate_document

        found = all_rates(by=book.by, currency=_code(currency))
        if is_json:
            as_json({"rates": [rate_document(one) for one in found]})
            return
        if not found:
            click.echo(_("No exchange rates yet."))
        for one in found:
            click.echo(f"{day(one.on)}  {rate_words(one)}  {one.ref}")


@rates.command(
    name="set",
    help=_(
        "Say what one unit of ONE is worth: “mainstay rates set EUR 0.8712 GBP --on 2026-11-03” reads 1 EUR = 0.8712 "
        "GBP. OTHER is the firm’s currency where not given. A rate of that day is corrected."
    ),
)
@click.argument("one", required=False)
@click.argument("rate", required=False)
@click.argument("other", required=False)
@click.option("--on", help=_("The day of the rate (2026-03-31); today where not given."))
@FROM
@JSON
@KEY
@click.pass_obj
def put(asked: Asked, /, file: TextIO | None, key: str, *, is_json: bool, **given: Any) -> None:
    """Set an exchange rate, or correct it."""
    with opened(asked, key=key) as book:
        from mainstay.firm.queries.own_currency import own_currency
        from mainstay.rates.actions.rates import set_rate
        from mainstay.rates.forms import RateForm
        from mainstay.rates.phrases import rate_words
        from mainstay.rates.queries.rates import row_of

        document = {"other": own_currency(), "on": book.today.isoformat(), **document_from(file, **given)}
        for name in ("one", "other"):
            document[name] = _code(str(document.get(name) or ""))
        draft = drafted(RateForm, document, today=book.today)
        rate = set_rate(draft=draft, by=book.by, now=book.now, key=key)
        said = _("Saved: %(rate)s") % {"rate": rate_words(row_of(rate))}
        answer(said, {"ref": rate.ref, **RateForm.document_of(draft)}, is_json=is_json)


@rates.command(
    help=_("Correct RATE (its reference): what it is worth, its currencies, its day; what is not given stays.")
)
@click.argument("rate_ref", metavar="RATE")
@click.option("--one", help=_("The currency the rate is for."))
@click.option("--rate", help=_("What one unit of it is worth."))
@click.option("--other", help=_("The currency the rate is in."))
@click.option("--on", help=_("The day of the rate (2026-03-31)."))
@FROM
@JSON
@KEY
@click.pass_obj
def change(asked: Asked, /, rate_ref: str, file: TextIO | None, key: str, *, is_json: bool, **given: Any) -> None:
    """Correct an exchange rate."""
    with opened(asked, key=key) as book:
        from mainstay.rates.actions.rates import change_rate
        from mainstay.rates.forms import RateForm
        from mainstay.rates.phrases import rate_words
        from mainstay.rates.queries.rates import rate_called, row_of
        from mainstay.rates.rules.drafts import RateDraft, rate_text

        there = rate_called(wanted=rate_ref, on=None, by=book.by)
        seen = RateDraft(there.one, rate_text(there.billionths), there.other, there.valid_on)
        document = {**RateForm.document_of(seen), **document_from(file, **given)}
        draft = drafted(RateForm, document, today=book.today)
        rate = change_rate(ref=there.ref, draft=draft, by=book.by, now=book.now, key=key)
        said = _("Saved: %(rate)s") % {"rate": rate_words(row_of(rate))}
        answer(said, {"ref": rate.ref, **RateForm.document_of(draft)}, is_json=is_json)


@rates.command(help=_("Remove a rate: RATE is its reference, or a currency with the day in --on."))
@click.argument("rate")
@click.option("--on", type=Day(), help=_("The day of the rate (2026-03-31)."))
@JSON
@KEY
@click.pass_obj
def remove(asked: Asked, /, rate: str, on: date | None, key: str, *, is_json: bool) -> None:
    """Remove an exchange rate."""
    with opened(asked, key=key) as book:
        from mainstay.rates.actions.rates import remove_rate
        from mainstay.rates.phrases import rate_words
        from mainstay.rates.queries.rates import rate_called, row_of

        there = rate_called(wanted=rate if rate.startswith("x-") else _code(rate), on=on, by=book.by)
        said = _("Removed: %(rate)s") % {"rate": rate_words(row_of(there))}
        remove_rate(ref=there.ref, by=book.by, now=book.now, key=key)
        answer(said, {"ref": there.ref}, is_json=is_json)


@rates.command(name="import", help=_("Import FILE.csv, the sheet “Exchange rates” of an export."))
@click.argument("file", type=click.File(encoding="utf-8-sig"))
@JSON
@KEY
@click.pass_obj
def bring(asked: Asked, /, file: TextIO, key: str, *, is_json: bool) -> None:
    """Import exchange rates."""
    with opened(asked, key=key) as book:
        from mainstay.rates.actions.importing import import_rates

        found = import_rates(text=file.read(), by=book.by, now=book.now, key=key)
        said = _("Exchange rates: %(rates)d imported, %(known)d already there.") % found._asdict()
        answer(said, found._asdict(), is_json=is_json)


def _code(text: str) -> str:
    """The code of a currency, however it was typed."""
    return upper(text.strip(), "en")
