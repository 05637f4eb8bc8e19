"""Where one can go and what one can do from the search field: pages and acts by name, an amount behind an act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from mainstay.kernel.text import fold
from mainstay.overview.rules.amount_search import possible_values
from mainstay.web.opening import is_own_page, may_open

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from mainstay.kernel.actor import Actor

_MOST: Final = 6
"""So many ways stand above what was found; where nothing was typed, all of them."""


@dataclass(frozen=True, slots=True)
class Way:
    """A page or an act, as the person reads it, and its address."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class _Place:
    """A page, its name, other words people type for it, and whether it takes the amount typed behind its name."""

    page: str
    label: _StrPromise | str
    other: _StrPromise | str = ""
    takes_amount: bool = False


PLACES: Final = (
    _Place("today", gettext_lazy("Today")),
    _Place("clients", gettext_lazy("Clients"), pgettext_lazy("typed in search", "customers")),
    _Place("client_new", gettext_lazy("New client"), pgettext_lazy("typed in search", "add client customer")),
    _Place("tasks", gettext_lazy("Tasks"), pgettext_lazy("typed in search", "to-do list")),
    _Place("task_new", gettext_lazy("New task"), pgettext_lazy("typed in search", "add task reminder")),
    _Place("hand_over", gettext_lazy("Hand over"), pgettext_lazy("typed in search", "on leave away holiday")),
    _Place("receivables", gettext_lazy("Receivables"), pgettext_lazy("typed in search", "debtors ageing owed")),
    _Place("invoices", gettext_lazy("Invoices"), pgettext_lazy("typed in search", "bills")),
    _Place("invoice_new", gettext_lazy("New invoice"), pgettext_lazy("typed in search", "add issue write bill")),
    _Place("payments", gettext_lazy("Payments"), pgettext_lazy("typed in search", "receipts money in")),
    _Place(
        "payment_record", gettext_lazy("Record a payment"), pgettext_lazy("typed in search", "receipt money paid"),
        takes_amount=True,
    ),
    _Place("figures", gettext_lazy("Insights"), pgettext_lazy("typed in search", "figures forecast cash risk")),
    _Place("proposals", gettext_lazy("Suggestions")),
    _Place("provision", gettext_lazy("Provision for doubtful debts"), pgettext_lazy("typed in search", "bad debts")),
    _Place("import", gettext_lazy("Import"), pgettext_lazy("typed in search", "upload CSV excel file")),
    _Place("imports", gettext_lazy("Imports"), pgettext_lazy("typed in search", "undo import")),
    _Place("settings", gettext_lazy("Settings")),
    _Place(
        "settings_firm", gettext_lazy("Your business"),
        pgettext_lazy("typed in search", "business name currency days off"),
    ),
    _Place(
        "settings_new_firm", gettext_lazy("New firm"), pgettext_lazy("typed in search", "add company business switch")
    ),
    _Place("settings_people", gettext_lazy("People"), pgettext_lazy("typed in search", "team users invite roles")),
    _Place("settings_rates", gettext_lazy("Exchange rates"), pgettext_lazy("typed in search", "currencies")),
    _Place("settings_fields", gettext_lazy("Custom fields"), pgettext_lazy("typed in search", "own columns")),
    _Place(
        "settings_data", gettext_lazy("Data"),
        pgettext_lazy("typed in search", "export backup copies restore demonstration"),
    ),
    _Place("help", gettext_lazy("Help"), pgettext_lazy("typed in search", "manual guide")),
    _Place("keys", gettext_lazy("Keyboard shortcuts")),
    _Place("you", gettext_lazy("You"), pgettext_lazy("typed in search", "account password two-step language")),
    _Place("account_logout", gettext_lazy("Sign out"), pgettext_lazy("typed in search", "log out")),
)  # fmt: skip
"""Every way, in the order in which they stand where nothing was typed."""


def ways_for(text: str, by: Actor) -> tuple[Way, ...]:
    """The pages and acts open to `by` whose names hold every word typed, at the beginning of a word; all for no words.

    Those whose own name says it stand before those that people call so.

    "record payment 399.60" and "399,60 ödeme kaydet" lead to the form with that amount.
    """
    amounts = [word for word in text.split() if possible_values(word)]
    words = [fold(word) for word in text.split() if word not in amounts]
    if (text.strip() and not words) or len(amounts) > 1:
        return ()
    amount = amounts[0] if amounts else ""
    meant = [
        place
        for place in PLACES
        if (place.takes_amount or not amount)
        and _begin(words, f"{place.label} {place.other}")
        and _is_open(place.page, by)
    ]
    meant.sort(key=lambda place: not _begin(words, str(place.label)))
    return tuple(_way(place, amount) for place in (meant[:_MOST] if text.strip() else meant))


def _begin(words: list[str], names: str) -> bool:
    return all(any(name.startswith(word) for name in fold(names).split()) for word in words)


def _is_open(page: str, by: Actor) -> bool:
    return is_own_page(page) or may_open(page, by)


def _way(place: _Place, amount: str) -> Way:
    label, address = str(place.label), reverse(place.page)
    if not amount:
        return Way(label, address)
    return Way(
        _("%(act)s: %(amount)s") % {"act": label, "amount": amount}, f"{address}?{urlencode({'amount': amount})}"
    )
