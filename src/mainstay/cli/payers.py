"""Whose payment an amount is: the clients who may have paid it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mainstay.cli.opening import Asked, opened, refuse
from mainstay.cli.reading import JSON, Amount
from mainstay.cli.words import _

if TYPE_CHECKING:
    from decimal import Decimal


@click.command(
    help=_("List the clients who may have paid AMOUNT, the likeliest first: then “mainstay record payment” records it.")
)
@click.argument("amount", type=Amount())
@click.option("--currency", default="", help=_("Such as GBP or TRY; the firm's where not given."))
@click.option("--note", default="", help=_("What the bank statement says."))
@JSON
@click.pass_obj
def payers(asked: Asked, amount: Decimal, currency: str, note: str, *, is_json: bool) -> None:
    """Print who may have paid."""
    with opened(asked) as book:
        from mainstay.billing.phrases.sentences import payer_sentence
        from mainstay.billing.queries.payers import likely_payers
        from mainstay.cli import show
        from mainstay.kernel.currencies import is_currency
        from mainstay.kernel.money import Money
        from mainstay.schemas.billing import payer_document

        code = currency.upper() or book.firm.currency  # machine text
        if not is_currency(code):
            refuse(_("“%(value)s” is not a currency in use: write its three letters, such as GBP or TRY.")
                   % {"value": currency})  # fmt: skip
        try:
            money = Money.parse(str(amount), code)
        except ValueError:
            refuse(_("“%(value)s” has more decimals than %(currency)s.") % {"value": amount, "currency": code})
        found = likely_payers(amount=money, note=note, by=book.by)
        if is_json:
            listed = [payer_document(one, code) for one in found]
            show.as_json({"amount": str(money), "currency": code, "payers": listed})
            return
        if not found:
            click.echo(_("No client owes anything in %(currency)s.") % {"currency": code})
            return
        columns = [show.Column(_("client"), words=20), show.Column("", words=20), show.Column("", is_typed=True)]
        cells = [[one.client_name, payer_sentence(one.reason, code), one.client_ref] for one in found]
        show.console().print(show.table(columns, cells))
