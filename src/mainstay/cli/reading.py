"""Reading the book: today, clients, receivables, invoices."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from mainstay.cli.opening import Asked, Opened, opened, refuse
from mainstay.cli.words import LANGUAGES, _, gettext_noop, said_in, spoken
from mainstay.kernel.text import fold


class Day(click.ParamType[date]):
    """A day as YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day; says how to write one otherwise."""
        from mainstay.schemas.amounts_and_days import plain_day

        if isinstance(value, date):
            return value
        try:
            return plain_day(str(value))
        except ValueError:
            self.fail(_("“%(value)s” is not a day: write it as 2026-03-31.") % {"value": value}, param, ctx)


class Amount(click.ParamType[Decimal]):
    """An amount as 1234.50."""

    name = "amount"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """Read the amount; says how to write one otherwise."""
        from mainstay.schemas.amounts_and_days import is_plain_amount

        if not is_plain_amount(str(value)):
            self.fail(_("“%(value)s” is not an amount: write it as 1234.50.") % {"value": value}, param, ctx)
        return Decimal(str(value))


class OneOf(click.Choice[str]):
    """One of a few words, listed in the language spoken; English and Turkish ones are always taken, however cased."""

    def __init__(self, words: str) -> None:
        super().__init__(words.split())
        self._in_each = [said_in(language, words).split() for language in LANGUAGES]

    def normalize_choice(self, choice: object, ctx: click.Context | None) -> str:
        """The word of the language spoken for what was typed or is offered; what is no word of ours stays."""
        del ctx
        folded = fold(str(choice))
        here = self._in_each[LANGUAGES.index(spoken())]
        places = (words.index(word) for words in self._in_each for word in words if fold(word) == folded)
        return next((here[place] for place in places), str(choice))

    @property
    def offered(self) -> list[str]:
        """The words in the language spoken."""
        return [self.normalize_choice(choice, None) for choice in self.choices]


class OneOfOrName(OneOf):
    """One of a few words, or a name that the book knows."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word, or what was typed."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            return str(value)


# Translators: single words in this order, each written as a person types it, without spaces inside.
STANDING = OneOf(gettext_noop("steady stepping_stone new drifting too_early"))
# Translators: single words in this order, each written as a person types it, without spaces inside.
PAYMENT = OneOf(gettext_noop("on_time slow_but_sure at_risk not_paying"))
# Translators: single words in this order, each written as a person types it, without spaces inside.
RATING = OneOf(gettext_noop("steady stepping_stone new drifting too_early on_time slow_but_sure at_risk not_paying"))
# Translators: single words in this order, each written as a person types it, without spaces inside.
_STATE = OneOf(gettext_noop("open overdue risk settled all"))
# Translators: single words in this order, each written as a person types it, without spaces inside.
_AGE = OneOf(gettext_noop("current 1-30 31-60 61-90 90+"))
# Translators: single words in this order, each written as a person types it, without spaces inside.
_OVERDUE_OR_AGE = OneOf(gettext_noop("overdue current 1-30 31-60 61-90 90+"))
# Translators: single words in this order, each written as a person types it, without spaces inside.
_CLIENT_SORT = OneOfOrName(gettext_noop("name owed overdue slowest"))
# Translators: single words in this order, each written as a person types it, without spaces inside.
_INVOICE_SORT = OneOf(gettext_noop("number client issued due total open"))
# Translators: single words in this order, each written as a person types it, without spaces inside.
_RECEIVABLE_SORT = OneOf(gettext_noop("client owed overdue current 1-30 31-60 61-90 90+"))
# Translators: single words in this order, each written as a person types it, without spaces inside.
PAYMENT_SORT = OneOf(gettext_noop("paid client amount left"))
REVERSE = click.option("--reverse", "is_turned", is_flag=True, help=_("Sort the other way round."))
JSON = click.option("--json", "is_json", is_flag=True, help=_("Print JSON for other programs."))
KEY = click.option(
    "--key",
    default="",
    help=_(
        "A label of your choice: a command repeated with the same label is not done twice and gives the same answer."
    ),
)
AS_OF = click.option("--as-of", type=Day(), help=_("As known at the end of this day (2026-03-31)."))


WHO = click.option("--who", help=_("Only the work of this person: e-mail address or name."))


def work_asked(book: Opened, who: str | None) -> tuple[str, ...]:
    """The addresses of those whose work the person named does on this day; nobody in particular without one."""
    from mainstay.firm.queries.people import colleague_called
    from mainstay.tasks.queries.standing_in import work_of

    return work_of(email=colleague_called(who).email, today=book.today, by=book.by) if who else ()


@click.command(help=_("Read this morning: what is owed, whom to call first, what changed."))
@click.option("--today", "day", type=Day(), help=_("Stand on this day (2026-03-31); nothing later is known."))
@WHO
@JSON
@click.pass_obj
def today(asked: Asked, day: date | None, who: str | None, *, is_json: bool) -> None:
    """Print the morning."""
    with opened(asked, today=day) as book:
        from mainstay.briefing.queries.morning import morning
        from mainstay.cli import show
        from mainstay.cli.panels.printing import print_morning
        from mainstay.schemas import json_documents

        page = morning(today=book.today, by=book.by, people=work_asked(book, who))
        if is_json:
            show.as_json(json_documents.morning_document(page))
        else:
            print_morning(page)


def _order_of_clients(book: Opened, typed: str, *, is_turned: bool) -> str:
    """The order that was typed, as a ClientFilter has it; says which there are otherwise."""
    from mainstay.fields.queries.definitions import fields_in_use

    sort = typed
    if typed not in _CLIENT_SORT.choices:
        fields = fields_in_use(by=book.by)
        sort = next((f"f-{one.ref}" for one in fields if fold(one.name) == fold(typed)), "")
        if not sort:
            choices = ", ".join((*_CLIENT_SORT.offered, *(one.name for one in fields)))
            refuse(
                _("Clients can’t be sorted by “%(sort)s”. Choose one of these: %(choices)s.")
                % {"sort": typed, "choices": choices}
            )
    if is_turned and sort in {"owed", "overdue", "slowest"}:
        refuse(
            _(
                "--reverse works with names and custom fields; clients sorted by what they owe or how they pay "
                "always begin with the most."
            )
        )
    return f"{sort}-down" if is_turned else sort


@click.command(help=_("List the clients in alphabetical order, or those that fit a SEARCH, however it is cased."))
@click.argument("search", nargs=-1)
@AS_OF
@click.option("--owing", "has_debt", is_flag=True, help=_("Only clients with something owing."))
@click.option("--late", type=click.IntRange(min=0), help=_("Only clients overdue for more than so many days."))
@click.option("--owed-at-least", "least", type=Amount(), help=_("Only clients who owe so much in one currency."))
@click.option("--contact-due", "is_due", is_flag=True, help=_("Only clients whose next contact is due."))
@click.option("--standing", type=STANDING, help=_("Only clients of this relationship."))
@click.option("--payment", type=PAYMENT, help=_("Only clients who pay like this."))
@click.option("--archived", "is_archived", is_flag=True, help=_("Only archived clients."))
@click.option("--tag", default="", help=_("Only clients with this tag."))
@click.option("--group", default="", help=_("Only clients of this group."))
@click.option("--sort", type=_CLIENT_SORT, default="name", help=_("The sort order, or the name of a custom field."))
@REVERSE
@WHO
@JSON
@click.pass_obj
def clients(
    asked: Asked,
    search: tuple[str, ...],
    as_of: date | None,
    late: int | None,
    least: Decimal | None,
    standing: str | None,
    payment: str | None,
    tag: str,
    group: str,
    sort: str,
    who: str | None,
    *,
    has_debt: bool,
    is_archived: bool,
    is_due: bool,
    is_turned: bool,
    is_json: bool,
) -> None:
    """Print the list of clients."""
    with opened(asked, today=as_of) as book:
        from mainstay.cli import pages, show
        from mainstay.overview.queries.clients import clients_page
        from mainstay.overview.rules.client_filter import ClientFilter
        from mainstay.rates.queries.rates import total_at_rates
        from mainstay.schemas import json_documents
        from mainstay.schemas.rates import total_document

        wanted = ClientFilter(
            search=" ".join(search),
            has_debt=has_debt,
            late_over=late,
            owed_at_least=least,
            is_contact_due=is_due,
            is_archived=is_archived,
            standing=standing or "",
            payment=payment or "",
            tag=tag,
            group=group,
            people=work_asked(book, who),
            sort=_order_of_clients(book, sort, is_turned=is_turned),
        )
        page = clients_page(as_of=book.today, wanted=wanted, by=book.by)
        total = total_at_rates(sums=page.open_minor, as_of=page.as_of, by=book.by)
        if is_json:
            listed = [json_documents.client_row_document(row) for row in page.clients]
            document = {"as_of": str(page.as_of), "clients": listed, "total_at_rates": total_document(total)}
            show.as_json(document)
        else:
            pages.print_clients(page)
            pages.print_total(total)


@click.command(help=_("Show what is owed, by days past due, per currency and client."))
@AS_OF
@click.option("--search", default="", help=_("Only clients whose name, e-mail or city holds this."))
@click.option("--currency", default="", help=_("Only amounts in this currency (GBP)."))
@click.option("--age", type=_OVERDUE_OR_AGE, help=_("Only clients whose debts are this late."))
@click.option("--tag", default="", help=_("Only clients with this tag."))
@click.option("--group", default="", help=_("Only clients of this group."))
@click.option("--sort", type=_RECEIVABLE_SORT, default="owed", help=_("The sort order."))
@REVERSE
@WHO
@JSON
@click.pass_obj
def receivables(
    asked: Asked,
    as_of: date | None,
    search: str,
    currency: str,
    age: str | None,
    tag: str,
    group: str,
    sort: str,
    who: str | None,
    *,
    is_turned: bool,
    is_json: bool,
) -> None:
    """Print the receivables."""
    with opened(asked, today=as_of) as book:
        from mainstay.billing.queries import receivables as reading
        from mainstay.billing.rules.receivable_filter import TURNED, ReceivableFilter
        from mainstay.cli import pages, show
        from mainstay.rates.queries.rates import total_at_rates
        from mainstay.schemas import json_documents
        from mainstay.schemas.rates import total_document
        from mainstay.scoring.queries.forecasts import expected_currencies

        wanted = ReceivableFilter(
            search=search,
            age=age or "",
            tag=tag,
            group=group,
            people=work_asked(book, who),
            sort=sort + TURNED * is_turned,
        )
        page = reading.receivables(as_of=book.today, by=book.by, currency=currency, wanted=wanted)
        opened_minor = {group.currency: group.ageing.open_minor for group in page.currencies}
        # When it is expected is known of all that is owed, never of a part.
        is_whole = wanted.is_plain
        scored = expected_currencies(as_of=book.today, open_minor=opened_minor, by=book.by) if is_whole else {}
        total = total_at_rates(sums=opened_minor, as_of=page.as_of, by=book.by)
        if is_json:
            document = json_documents.receivables_document(page, scored)
            show.as_json({**document, "total_at_rates": total_document(total)})
        else:
            pages.print_receivables(page, scored)
            pages.print_total(total)


@click.command(
    help=_(
        "Show the provision for doubtful debts today, by days past due and by client: what of each open invoice may "
        "never be paid. --out writes it as CSV for the accountant."
    )
)
@click.option("--out", type=click.Path(path_type=Path), help=_("Where it is written, as CSV."))
@JSON
@click.pass_obj
def provision(asked: Asked, out: Path | None, *, is_json: bool) -> None:
    """Print the provision, or write it to a file."""
    with opened(asked) as book:
        from mainstay.cli import provision_pages, show
        from mainstay.overview.queries.provision_file import write_provision
        from mainstay.schemas.scoring import provision_document
        from mainstay.scoring.queries import provision as reading

        if out is not None:
            try:
                with out.open("wb") as file:
                    write_provision(file, as_of=book.today, by=book.by)
            except OSError as error:
                refuse(_("%(file)s cannot be written: %(why)s.") % {"file": out, "why": error.strerror})
        page = reading.provision(as_of=book.today, by=book.by)
        if is_json:
            show.as_json(provision_document(page))
        elif out is not None:
            click.echo(_("The provision is in %(file)s.") % {"file": out})
        else:
            provision_pages.print_provision(page)


@click.command(
    help=_(
        "List invoices, 50 at a time: open ones oldest due first (--state risk: most at risk first), else newest first."
    )
)
@click.option("--state", type=_STATE, default=_STATE.normalize_choice("open", None), show_default=True)
@click.option("--currency", default="", help=_("Only invoices in this currency (GBP)."))
@click.option("--age", type=_AGE, help=_("Only open invoices so many days past due."))
@click.option("--search", default="", help=_("Only invoices whose number or client holds this."))
@click.option("--client", help=_("Only invoices of this client: its reference, its own number or its name."))
@click.option("--as-of", type=Day(), help=_("As known at the end of this day (2026-03-31)."))
@click.option("--sort", type=_INVOICE_SORT, help=_("The sort order."))
@click.option("--page", "number", type=click.IntRange(1), default=1, show_default=True, help=_("Which page."))
@JSON
@click.pass_obj
def invoices(
    asked: Asked,
    state: str,
    currency: str,
    age: str | None,
    search: str,
    client: str | None,
    as_of: date | None,
    sort: str | None,
    number: int,
    *,
    is_json: bool,
) -> None:  # fmt: skip
    """Print a page of invoices."""
    with opened(asked, today=as_of) as book:
        from mainstay.billing.rules.invoice_filter import InvoiceFilter
        from mainstay.cli import pages, show
        from mainstay.clients.queries.fetching import client_called
        from mainstay.overview.queries.invoices import invoices_page
        from mainstay.rates.queries.rates import total_at_rates
        from mainstay.schemas import json_documents
        from mainstay.schemas.rates import total_document

        theirs = client_called(wanted=client, by=book.by).ref if client else ""
        wanted = InvoiceFilter(state, currency, age or "", search, sort or "", theirs)
        page = invoices_page(wanted=wanted, as_of=book.today, number=number, by=book.by, is_past=as_of is not None)
        total = total_at_rates(sums=page.open_minor, as_of=page.as_of, by=book.by)
        if is_json:
            show.as_json({**json_documents.invoices_document(page), "total_at_rates": total_document(total)})
        else:
            pages.print_invoices(page)
            pages.print_total(total)
