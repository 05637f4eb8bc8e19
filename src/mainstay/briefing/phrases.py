"""The sentences of the morning: why to speak to somebody now, and what is new since yesterday."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext

from mainstay.overview.gathered import CALL_REASONS, CHANGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from mainstay.briefing.rules.call_list import CallListEntry
    from mainstay.briefing.rules.changes import Change


def why_now(word: CallListEntry) -> str:
    """Say in one sentence why to speak to this client now (or why not yet)."""
    return CALL_REASONS[word.reason.code].sentence(word.reason)


def call_title(name: str) -> str:
    """Say what is to be done: “Call Işık İnşaat”."""
    return gettext("Call %(name)s") % {"name": name}


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
