"""The details of a client as options of a command, and amounts as typed there."""

from __future__ import annotations

from decimal import InvalidOperation
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from mainstay.cli.opening import refuse
from mainstay.cli.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

_Command = TypeVar("_Command", bound="Callable[..., Any]")
_LIMIT: Final = "credit_limit"
_FLAGS: Final = {"terms_days": "terms", "deposit_percent": "deposit", "client_group": "group"}


def details_of(default: str | None) -> Callable[[_Command], _Command]:
    """Add an option for each detail of a client; what is not given is `default`."""

    def add(command: _Command) -> _Command:
        for name, words in reversed(_options().items()):
            flag = "--" + _FLAGS.get(name, name).replace("_", "-")
            command = click.option(flag, name, default=default, help=words)(command)
        return command

    return add


def _options() -> dict[str, str]:
    return {
        "email": _("E-mail address."),
        "phone": _("Telephone."),
        "street": _("Street."),
        "postal_code": _("Postal code."),
        "city": _("City."),
        "region": _("Region."),
        "country": _("Country."),
        "tax_number": _("Tax number."),
        "website": _("Website."),
        "language": _("The language they are written to in: en or tr."),
        "terms_days": _("Days from invoice to due day."),
        "currency": _("The currency this client is billed in."),
        _LIMIT: _("The most you let be open, such as 5000."),
        "deposit_percent": _("How many percent of a job are paid before it begins."),
        "client_group": _("A word of yours by which you sort clients."),
        "notes": _("Notes."),
    }


def read_details(given: dict[str, Any], currency: str) -> dict[str, Any]:
    """The details as a draft takes them: terms as a number, the credit limit in minor units; empty is none."""
    details = dict(given)
    if _LIMIT in details:
        text = details.pop(_LIMIT)
        details["credit_limit_minor"] = minor_of(text, currency) if text else None
        if text:
            details["currency"] = currency
    if "terms_days" in details:
        refusal = _("“%(value)s” is not a number of days: write it as 30.")
        details["terms_days"] = _whole(details["terms_days"].strip(), refusal)
    if "deposit_percent" in details:
        refusal = _("“%(value)s” is not a whole percentage: write it as 30.")
        details["deposit_percent"] = _whole(details["deposit_percent"].strip().removesuffix("%"), refusal)
    return details


def _whole(text: str, refusal: str) -> int | None:
    if text and not text.removeprefix("-").isdecimal():
        refuse(refusal % {"value": text})
    return int(text) if text else None


def minor_of(amount: str, currency: str) -> int:
    """Minor units of a plain amount; says how to write it otherwise."""
    from mainstay.kernel.currencies import is_currency
    from mainstay.kernel.money import Money

    if not is_currency(currency):
        refuse(
            _("“%(value)s” is not a currency in use: write its three letters, such as GBP or TRY.")
            % {"value": currency}
        )
    try:
        return Money.parse(amount, currency).minor
    except (InvalidOperation, ValueError, OverflowError):
        refuse(
            _("“%(value)s” is not an amount in %(currency)s: write it plainly, such as 1234.50.")
            % {"value": amount, "currency": currency}
        )
