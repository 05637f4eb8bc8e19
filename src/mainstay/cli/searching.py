"""Finding anything in the book by what one remembers of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mainstay.cli.opening import Asked, opened
from mainstay.cli.pages import no_invoices
from mainstay.cli.reading import OneOf
from mainstay.cli.show import Column, as_json, console, day, money, table
from mainstay.cli.words import _, gettext_noop, ngettext
from mainstay.insight.phrases import STANDINGS
from mainstay.kernel.money import decimal_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mainstay.overview.queries.search import SearchPage

# Translators: single words in this order, each written as a person types it, without spaces inside.
_KIND = OneOf(gettext_noop("clients invoices payments"))


@click.command(help=_("Find clients, invoices and payments that hold the TEXT or are of exactly this amount."))
@click.argument("text", nargs=-1, required=True)
@click.option("--only", "kind", type=_KIND, help=_("List one kind, fifty at a time."))
@click.option("--page", "number", type=click.IntRange(min=1), default=1, help=_("With --only: which fifty."))
@click.option("--json", "is_json", is_flag=True, help=_("Print JSON for other programs."))
@click.pass_obj
def search(asked: Asked, text: tuple[str, ...], kind: str | None, number: int, *, is_json: bool) -> None:
    """Print what fits, the best first."""
    with opened(asked) as book:
        from mainstay.overview.queries.search import search as search_for

        page = search_for(text=" ".join(text), kind=kind or "", number=number, by=book.by)
        if is_json:
            as_json(_document(page))
        else:
            _print(page)


def _document(page: SearchPage) -> dict[str, object]:
    """The page as JSON: how many fit of each kind, and the best of them."""
    return {
        "text": page.text,
        "only": page.kind,
        "page": page.number,
        "pages": page.pages,
        "clients": {
            "count": page.clients.count,
            "found": [
                {
                    "ref": c.ref,
                    "name": c.name,
                    "city": c.city,
                    "email": c.email,
                    "contact": c.contact,
                    "standing": c.standing or None,
                }
                for c in page.clients.rows
            ],
        },
        "invoices": {
            "count": page.invoices.count,
            "found": [
                {
                    "ref": i.ref,
                    "number": i.number,
                    "client": i.client_name,
                    "currency": i.currency,
                    "total": decimal_text(i.total_minor, i.currency),
                    "open": decimal_text(i.open_minor, i.currency),
                    "issued_on": str(i.issued_on),
                    "due_on": str(i.due_on),
                }
                for i in page.invoices.rows
            ],
        },
        "payments": {
            "count": page.payments.count,
            "found": [
                {
                    "ref": p.ref,
                    "client": p.client_name,
                    "currency": p.currency,
                    "amount": decimal_text(p.minor, p.currency),
                    "paid_on": str(p.paid_on) if p.is_day_known else None,
                    "note": p.note,
                }
                for p in page.payments.rows
            ],
        },
    }


def _print(page: SearchPage) -> None:
    if page.is_book_empty:
        console().print(no_invoices())
    elif not page.count:
        console().print(
            _("Nothing holds “%(text)s”: try fewer letters, a part of the name, the number or the exact amount.")
            % {"text": page.text}
        )
    _print_kind(
        "clients",
        _("Clients"),
        page.clients.count,
        [
            [c.ref, c.name, c.contact or c.city, str(STANDINGS[c.standing]) if c.standing else ""]
            for c in page.clients.rows
        ],
        [Column(""), Column("", words=20), Column(""), Column("")],
    )
    _print_kind(
        "invoices",
        _("Invoices"),
        page.invoices.count,
        [
            [
                i.number,
                i.client_name,
                day(i.issued_on),
                money(i.total_minor, i.currency),
                _("open: %(amount)s") % {"amount": money(i.open_minor, i.currency)} if i.open_minor else _("settled"),
            ]
            for i in page.invoices.rows
        ],
        [Column(""), Column("", words=20), Column(""), Column("", is_figure=True), Column("")],
    )
    _print_kind(
        "payments",
        _("Payments"),
        page.payments.count,
        [
            [
                p.ref,
                p.client_name,
                day(p.paid_on) if p.is_day_known else _("day unknown"),
                money(p.minor, p.currency),
                p.note,
            ]
            for p in page.payments.rows
        ],
        [Column(""), Column("", words=20), Column(""), Column("", is_figure=True), Column("")],
    )


def _print_kind(kind: str, heading: str, count: int, rows: Sequence[Sequence[str]], columns: Sequence[Column]) -> None:
    if not rows:
        return
    out = console()
    shown = ngettext("%(count)d found", "%(count)d found", count) % {"count": count}
    out.print(f"{heading} · {shown}", style="bold")
    out.print(table(columns, rows))
    if count > len(rows):
        out.print(_("All of them, fifty to a page: add --only %(kind)s, then --page 2.") % {"kind": kind}, style="dim")
    out.print()
