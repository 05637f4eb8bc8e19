"""The sentences of the morning: why to speak to somebody now, and what is new since yesterday."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mainstay.overview.gathered import CHANGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from mainstay.briefing.rules.changes import Change
    from mainstay.briefing.rules.speaking import Word


def why_now(word: Word) -> str:
    """Say in one sentence why to speak to this client now (or why not yet), compared with what is usual for them."""
    figures = word.reason.params
    late = int(str(figures["days_late"]))
    how_late = ngettext("%(count)d day late", "%(count)d days late", late) % {"count": late}
    values = {"late": how_late, "usual": _usual(int(str(figures.get("usual", 0)))), "paid": figures.get("paid", 0)}
    match word.reason.code:
        case "disputed":
            return _("What is overdue (%(late)s) is disputed: settle the dispute before you ask for money.") % values
        case "never_paid":
            return _("The oldest invoice is %(late)s and this client has never paid one so far.") % values
        case "no_record":
            return _("The oldest invoice is %(late)s; there is no payment yet to compare it with.") % values
        case "short_record":
            return _("The oldest invoice is %(late)s; the few payments so far came %(usual)s.") % values
        case "longest_ever":
            return _("The oldest invoice is %(late)s, longer than ever before: they usually pay %(usual)s.") % values
        case "getting_slower":
            return (
                _("The oldest invoice is %(late)s; they usually pay %(usual)s and have been getting slower.") % values
            )
        case "later_than_usual":
            return _("The oldest invoice is %(late)s; they usually pay %(usual)s.") % values
        case _:
            return _("The oldest invoice is %(late)s, which is usual for them: they pay %(usual)s.") % values


def _usual(days: int) -> str:
    if days > 0:
        return ngettext("%(count)d day after it is due", "%(count)d days after it is due", days) % {"count": days}
    if days < 0:
        return ngettext("%(count)d day before it is due", "%(count)d days before it is due", -days) % {"count": -days}
    return _("on the day it is due")


def change_words(change: Change) -> str:
    """Say what is new, beside the client and the amount: “paid”, “invoice 17 became overdue”, “now: steady client”."""
    kind = CHANGES[change.kind]
    return str(kind.words) % {kind.about: kind.shown(change.number)}


def change_sentence(change: Change, money: Callable[[int, str], str]) -> str:
    """Say what is new in one sentence; `money` writes the amounts as the surface does."""
    kind = CHANGES[change.kind]
    values = {"name": change.name, kind.about: kind.shown(change.number)}
    if change.currency:
        values["amount"] = money(change.minor, change.currency)
    return str(kind.sentence) % values
