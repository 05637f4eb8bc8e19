"""The sentences of the morning: why to speak to somebody now, and what is new since yesterday."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from mainstay.kernel import formatting
from mainstay.overview.gathered import CALL_REASONS, CHANGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from mainstay.briefing.rules.call_list import CallListEntry
    from mainstay.briefing.rules.changes import Change
    from mainstay.briefing.rules.learnt import LearntOfBook


def why_now(word: CallListEntry) -> str:
    """Say in one sentence why to speak to this client now (or why not yet)."""
    return CALL_REASONS[word.reason.code].sentence(word.reason)


def call_title(name: str) -> str:
    """Say what is to be done: “Call Işık İnşaat”."""
    return gettext("Call %(name)s") % {"name": name}


def learnt_sentences(learnt: LearntOfBook) -> list[tuple[str, str, str]]:
    """What was learnt as (label, client's ref, name and how): “Slowest”, “Işık İnşaat, 45 days late as a rule”."""
    language = get_language() or "en"
    found = [
        (str(label), payer.client.ref, f"{payer.client.name}, {usual_delay(payer.days)}")
        for label, payer in ((_("Slowest"), learnt.slowest), (_("Best"), learnt.best))
        if payer is not None
    ]
    found += [(str(_("Went quiet")) if not place else "", one.ref, one.name) for place, one in enumerate(learnt.quiet)]
    more = learnt.quiet_count - len(learnt.quiet)
    if more > 0:
        said = ngettext("and %(count)s more", "and %(count)s more", more)
        found.append(("", "", said % {"count": formatting.decimal(Decimal(more), 0, language)}))
    return found


def usual_delay(days: int) -> str:
    """Say when a client usually pays: “usually 45 days late”, “usually on time”."""
    if days > 0:
        return ngettext("usually %(count)d day late", "usually %(count)d days late", days) % {"count": days}
    if days < 0:
        return ngettext("usually %(count)d day early", "usually %(count)d days early", -days) % {"count": -days}
    return gettext("usually on the due date")


def change_words(change: Change) -> str:
    """Say what is new, beside the client and the amount: “paid”, “invoice 17 became overdue”, “now: steady client”."""
    kind = CHANGES[change.kind]
    return str(kind.words) % {kind.about: kind.shown(change.number)}


def change_title(kind: str, count: int) -> str:
    """The heading above the changes of a kind: “Payments received: 5”."""
    return gettext("%(title)s: %(count)d") % {"title": CHANGES[kind].title or kind, "count": count}


def change_sentence(change: Change, money: Callable[[int, str], str]) -> str:
    """Say what is new in one sentence; `money` writes the amounts as the surface does."""
    kind = CHANGES[change.kind]
    values = {"name": change.name, kind.about: kind.shown(change.number)}
    if change.currency:
        values["amount"] = money(change.minor, change.currency)
    return str(kind.sentence) % values
