"""The firms kept here, the demonstration among them, and where their books lie."""

from __future__ import annotations

import csv
import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from io import StringIO
from typing import TYPE_CHECKING, TextIO

import click

from mainstay.cli.details import answer, drafted
from mainstay.cli.opening import DEMO, OWNER, Asked, Described, faults, opened, refuse, start, system_time_zone
from mainstay.cli.reading import JSON, KEY
from mainstay.cli.words import LANGUAGES, _, spoken

if TYPE_CHECKING:
    from mainstay.firm.queries.firms import FirmRow


@click.command(
    help=_("Make the demonstration firm, a small IT support firm, beside your own book; --remove removes it.")
)
@click.option("--remove", "is_removal", is_flag=True, help=_("Remove the demonstration firm and its book."))
@click.pass_obj
def demo(asked: Asked, *, is_removal: bool) -> None:
    """Make or remove the demonstration firm; your own books are not touched."""
    with faults():
        start(asked)
        from mainstay.demonstration.actions.demonstrating import make_demonstration, remove_demonstration
        from mainstay.demonstration.rules.plan import day_there
        from mainstay.firm.queries.firms import firm_exists

        now = datetime.now(UTC)
        if is_removal:
            remove_demonstration(by=OWNER, now=now)
            click.echo(_("The demonstration firm is removed."))
            return
        if firm_exists(DEMO):
            click.echo(_("The demonstration firm is there: look at it with “mainstay --firm demo today”."))
            return
        make_demonstration(language=spoken(), today=day_there(spoken(), now), by=OWNER, now=now)
        click.echo(_("The demonstration firm is ready: look at it with “mainstay --firm demo today”."))


@click.group(
    cls=Described, invoke_without_command=True, help=_("List the firms kept here; add one, describe it, remove it.")
)
@click.option("--json", "is_json", is_flag=True, help=_("Print JSON for other programs."))
@click.pass_context
def firms(ctx: click.Context, *, is_json: bool) -> None:
    """List the firms unless a command follows."""
    if ctx.invoked_subcommand is not None:
        return
    with faults():
        start(ctx.obj)
        from mainstay.cli import show
        from mainstay.firm.queries import firms as reading

        rows = reading.firms()
        if is_json:
            names = ("slug", "name", "country", "language", "currency", "time_zone", "region", "closed_days",
                     "is_demonstration", "copy_of")  # fmt: skip
            show.as_json({"firms": [{name: getattr(row, name) for name in names} for row in rows]})
            return
        if not rows:
            click.echo(
                _("No firm is kept here yet: “mainstay import invoices FILE” makes one, or “mainstay firms add”.")
            )
            return
        headings = [show.Column(_("short name")), show.Column(_("name")), show.Column(_("country"))]
        headings += [show.Column(_("language")), show.Column(_("currency")), show.Column("")]
        shown = [[r.slug, r.name, r.country, r.language, r.currency, _kind_of(r)] for r in rows]
        show.console().print(show.table(headings, shown))


def _kind_of(firm: FirmRow) -> str:
    if firm.is_demonstration:
        return _("demonstration")
    return _("copy of %(firm)s") % {"firm": firm.copy_of} if firm.copy_of else ""


@firms.command(help=_("Add a firm with a book of its own under the short name SLUG."))
@click.argument("slug")
@click.option("--name", required=True, help=_("The firm's name as clients know it."))
@click.option("--country", default=None, help=_("Two letters, such as GB or TR; by the language where not given."))
@click.option("--currency", default="", help=_("The currency the firm bills in; the country's where not given."))
@click.option("--speaks", type=click.Choice(LANGUAGES), help=_("The firm's language."))
@click.option("--time-zone", default="", help=_("Such as Europe/Istanbul; the machine's where not given."))
@click.pass_obj
def add(
    asked: Asked, slug: str, name: str, country: str | None, currency: str, speaks: str | None, time_zone: str
) -> None:
    """Found a firm."""
    with faults():
        start(asked)
        from mainstay.firm.actions.firms import found_firm

        language = speaks or spoken()
        country = country or ("TR" if language == "tr" else "GB")
        made = found_firm(
            slug=slug,
            name=name,
            country=country,
            language=language,
            currency=currency or ("TRY" if country == "TR" else "GBP"),
            time_zone=time_zone or system_time_zone(country),
            by=OWNER,
            now=datetime.now(UTC),
        )
        click.echo(_("%(name)s is ready: use it with --firm %(slug)s.") % {"name": made.name, "slug": made.slug})


@firms.command(help=_("Describe the firm you work in (or --firm NAME): its name, country, language and so on."))
@click.option("--name", help=_("The firm's name as clients know it."))
@click.option("--country", help=_("Two letters, such as GB or TR."))
@click.option("--currency", help=_("Such as GBP or TRY."))
@click.option("--speaks", type=click.Choice(LANGUAGES), help=_("The firm's language."))
@click.option("--time-zone", help=_("Such as Europe/Istanbul."))
@click.option("--region", help=_("Where it has holidays of its own: SCT for Scotland."))
@click.option("--closed-days", help=_("Days the firm is closed: 2026-12-24..2026-12-31, 2026-05-22."))
@click.option("--legal-name", help=_("The name it is registered under."))
@click.option("--street", help=_("Street and number."))
@click.option("--postal-code", help=_("Postcode."))
@click.option("--city", help=_("City."))
@click.option("--tax-office", help=_("Tax office."))
@click.option("--tax-number", help=_("Tax number (VKN, TCKN, UTR)."))
@click.option("--vat-number", help=_("VAT number."))
@click.option("--company-number", help=_("Company number."))
@click.option("--opening-hours", help=_("Opening hours, as one line."))
@click.option("--public-address", help=_("Public web address."))
@click.option(
    "--bank-account",
    "accounts",
    multiple=True,
    help=_("“GBP; Harbour Bank; IBAN or account number”, once for each; these replace all that were there."),
)
@click.option(
    "--from",
    "file",
    type=click.File(encoding="utf-8-sig"),
    help=_("Read the details from firm.csv of an export, or from FILE.json; options given beside it win."),
)
@KEY
@JSON
@click.pass_obj
def describe(
    asked: Asked, /, *, speaks: str | None, accounts: tuple[str, ...], file: TextIO | None, key: str, is_json: bool,
    **details: str | None,
) -> None:  # fmt: skip
    """Change what is known of the firm."""
    with opened(asked, key=key) as book:
        from mainstay.firm.forms.firm import FirmForm
        from mainstay.firm.queries.firms import firm_details, this_firm
        from mainstay.timeline.actions.describing import describe_firm

        more = {"language": speaks, "bank_accounts": "\n".join(accounts) if accounts else None, **details}
        given = _details_in(file) | {name: value for name, value in more.items() if value is not None}
        given = {name: _rows_of(value) if name == "bank_accounts" else value for name, value in given.items()}
        draft = drafted(FirmForm, FirmForm.document_of(firm_details()) | given)
        changes = {name: text for name, text in draft.texts.items() if name in given}
        describe_firm(changes=changes, by=book.by, now=book.now, key=key)
        row = this_firm()
        shown = (row.slug, row.name, "-".join(filter(None, (row.country, row.region))), row.language, row.currency,
                 row.time_zone, row.closed_days)  # fmt: skip
        answer(" · ".join(filter(None, shown)), FirmForm.document_of(firm_details()), is_json=is_json)


def _rows_of(value: object) -> object:
    """Bank accounts as the rows of the form; what is no text of them stays as it is, for the form to refuse."""
    from mainstay.firm.rules.bank_accounts import split_accounts

    found = split_accounts(value) if isinstance(value, str) else None
    return value if found is None else [asdict(one) for one in found]


def _details_in(file: TextIO | None) -> dict[str, object]:
    """What a file says of the firm: the sheet "Firm" of an export as CSV, or a JSON object."""
    if file is None:
        return {}
    from mainstay.firm.queries.sheets import FIRM_HEADINGS
    from mainstay.intake.guards import unguarded

    text = file.read()
    try:
        document = json.loads(text) if text.lstrip().startswith("{") else next(csv.DictReader(StringIO(text)), None)
    except (ValueError, csv.Error):
        document = None
    known = {**FIRM_HEADINGS, **{name: name for name in FIRM_HEADINGS.values()}}
    found: dict[str, object] = {
        known[name]: value if isinstance(value, list) else unguarded(str(value or ""))
        for name, value in (document or {}).items()
        if name in known
    }
    if not found:
        refuse(_("%(file)s has no details of a firm: give firm.csv of an export.") % {"file": file.name})
    return found


@firms.command(help=_("Remove the firm SLUG with all its records; only a backup brings it back."))
@click.argument("slug")
@click.option("--yes", "is_sure", is_flag=True, help=_("Do not ask."))
@click.pass_obj
def remove(asked: Asked, slug: str, *, is_sure: bool) -> None:
    """Remove a firm after asking for its short name."""
    with faults():
        start(asked)
        from mainstay.firm.actions.firms import remove_firm
        from mainstay.firm.queries.firms import firm_exists
        from mainstay.store.context import UnknownFirm

        if not firm_exists(slug):
            raise UnknownFirm(firm=slug)
        if not is_sure:
            typed = click.prompt(_("This removes every record of the firm. Type its short name to go on"))
            if typed != slug:
                click.echo(_("That is another name: nothing was removed."), err=True)
                sys.exit(2)
        remove_firm(slug=slug, by=OWNER, now=datetime.now(UTC))
        click.echo(_("The firm “%(firm)s” and its book are removed.") % {"firm": slug})


@click.command(help=_("Print the folder that holds the books (MAINSTAY_HOME)."))
@click.pass_obj
def where(asked: Asked) -> None:
    """Print the place, and nothing else, so that scripts can use it."""
    with faults():
        start(asked)
        from mainstay.store.paths import home

        click.echo(str(home()))
