"""What clients shows in a terminal: contacts and terms, the next contact, what a search found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding

from mainstay.cli.pages import contact_line, days_counted
from mainstay.cli.show import Column, console, day, money, table
from mainstay.cli.words import _
from mainstay.clients.phrases import FIELDS, unknown_country_sentence, value_shown
from mainstay.insight.phrases import STANDINGS
from mainstay.overview.phrases import happening_sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from mainstay.clients.queries.found import ClientFound
    from mainstay.clients.queries.panels import (
        ContactsDuePanel,
        ContactsPanel,
        CountryPanel,
        FactsPanel,
        NextContactPanel,
    )
    from mainstay.kernel.money import Money


def print_contacts(panel: ContactsPanel) -> None:
    """What was agreed, and whom to speak to."""
    out = console()
    if panel.terms_days is not None:
        out.print(_("Terms: %(days)s") % {"days": days_counted(panel.terms_days, str(panel.terms_days))})
    if panel.responsible:
        out.print(_("Looked after by %(name)s") % {"name": panel.responsible})
    if panel.deposit_percent:
        out.print(_("Deposit: %(n)s%% of each job") % {"n": panel.deposit_percent})
    if panel.credit_limit_minor is not None:
        out.print(_("Credit limit: %(amount)s") % {"amount": money(panel.credit_limit_minor, panel.currency)})
    for one in panel.contacts:
        receives = value_shown("receives", one.receives)
        out.print(" · ".join(word for word in (one.name, one.role, one.email, one.phone, receives) if word))


def print_facts(panel: FactsPanel) -> None:
    """What else is known, and the time zone."""
    out = console()
    for field, value in panel.facts.items():
        # The group stands beside the name.
        if field != "client_group":
            out.print(f"{FIELDS[field]}: {value_shown(field, value.replace(chr(10), ', '))}")
    if panel.zone.name:
        guess = " " + _("(a guess)") if panel.zone.is_guess else ""
        out.print(f"{FIELDS['time_zone']}: {panel.zone.name}{guess}")


def print_country(panel: CountryPanel) -> None:
    """Which country is meant, and how to say so."""
    console().print(unknown_country_sentence(panel.country))
    likely = panel.likely[0] if panel.likely else "GB"
    console().print(_("Set it with “mainstay client change NAME --country %(code)s”.") % {"code": likely}, style="dim")


def print_next_contact(panel: NextContactPanel) -> None:
    """What is planned."""
    if panel.next_contact is not None:
        console().print(_("Next contact: %(planned)s") % {"planned": contact_line(panel.next_contact)})


def print_contacts_due(panel: ContactsDuePanel) -> None:
    """The next contacts that are due, each with the last word there was."""
    out = console()
    out.print()
    out.print(_("Follow-ups due"), style="bold")
    for contact in panel.contacts:
        out.print(f"· {contact.client_name} · {contact_line(contact)}")
        if (last := contact.last_word) is not None:
            said = f"{day(last.happened_on)}: {happening_sentence(last.kind, last.facts, _money)}"
            out.print(Padding(said, (0, 0, 0, 3), expand=False), style="dim")


def found_clients(rows: Sequence[ClientFound]) -> Table:
    """The clients that a search found, as a table."""
    shown = [[c.ref, _marked(c), c.contact or c.city, _rating(c.standing), _rating(c.payment)] for c in rows]
    return table([Column(""), Column("", words=20), Column(""), Column(""), Column("")], shown)


def _marked(found: ClientFound) -> str:
    return found.name + " " + _("(archived)") if found.is_archived else found.name


def _rating(word: str) -> str:
    return str(STANDINGS[word]) if word else ""


def _money(amount: Money) -> str:
    return money(amount.minor, amount.currency)
