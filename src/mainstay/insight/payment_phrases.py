"""A payment rating in words: what it is, why, and what its points rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mainstay.kernel.problem import Reason

PAYMENTS: Final = {
    "on_time": pgettext_lazy("payment rating", "On time"),
    "slow_but_sure": pgettext_lazy("payment rating", "Slow but sure"),
    "at_risk": pgettext_lazy("payment rating", "At risk"),
    "not_paying": pgettext_lazy("payment rating", "Not paying"),
}
"""How a client pays, by the name in `payment_rating.PAYMENTS`, the best first."""

_FEW: Final = 3
"""So many days are what a bank takes, as `payment_rating.PaymentPolicy` has it."""
_INPUTS: Final = {
    "on_time": gettext_lazy("Paid on time"),
    "sure": gettext_lazy("Paid within three months"),
    "longest": gettext_lazy("Longest delay"),
    "overdue": gettext_lazy("Overdue now"),
    "losses": gettext_lazy("Never paid"),
}
"""The inputs of the rating, in the order of `payment_rating.INPUTS`."""


def payment_sentence(reason: Reason) -> str:
    """Say in one sentence how a client pays, with two figures at most."""
    figures = reason.params
    paid, late, lost, overdue = (_number(figures, name) for name in ("paid", "late", "lost", "overdue"))
    usual, waits = _number(figures, "usual_days"), _number(figures, "overdue_days")
    longest = _number(figures, "longest_days")
    counts = {"late": late, "paid": paid}
    match reason.code:
        case "unrated":
            said = _nothing_known(overdue, waits)
        case "lost":
            said = _never_paid(lost)
        case "never_paid":
            said = ngettext(
                "They have never paid an invoice; the oldest is %(count)d day overdue.",
                "They have never paid an invoice; the oldest is %(count)d days overdue.",
                waits,
            ) % {"count": waits}
        case "stopped" | "overdue":
            said = f"{_waiting(waits)} {_usually(usual)}"
        case "at_risk":
            said = _("%(late)d of %(paid)d paid invoices came late, often too late to plan with the money.") % counts
        case "slow_but_sure" if usual:
            said = ngettext(
                "They always pay, usually %(count)d day late.", "They always pay, usually %(count)d days late.", usual
            ) % {"count": usual}
        case "slow_but_sure":
            said = _("They always pay, but not always on time: %(late)d of %(paid)d invoices came late.") % counts
        case _ if not late:
            said = ngettext(
                "They paid %(count)d invoice, on time.", "They paid all %(count)d invoices on time.", paid
            ) % {"count": paid}  # fmt: skip
        case _ if 0 < longest <= _FEW:
            said = ngettext(
                "They pay on time or a few days later, never more than %(count)d day late.",
                "They pay on time or a few days later, never more than %(count)d days late.",
                longest,
            ) % {"count": longest}
        case _:
            said = _("They usually pay on time: %(late)d of %(paid)d invoices came late.") % counts
    return said


def payment_points_lines(reason: Reason) -> list[tuple[str, int, str]]:
    """Give for each input its label, its points, and what they rest on or what is missing."""
    figures = reason.params
    lacks = figures["missing"]
    missing = lacks if isinstance(lacks, (list, tuple)) else ()
    return [
        (str(label), _number(figures, f"{name}_points"), _lacking(name) if name in missing else _says(name, figures))
        for name, label in _INPUTS.items()
    ]


def _says(name: str, figures: Mapping[str, object]) -> str:
    paid, late, lost, very_late = (_number(figures, name) for name in ("paid", "late", "lost", "very_late"))
    waits, longest = _number(figures, "overdue_days"), _number(figures, "longest_days")
    if name == "on_time":
        return _("%(count)d of %(paid)d paid invoices came on time.") % {"count": paid - late, "paid": paid}
    if name == "sure":
        if not very_late:
            return _("None came more than three months late in the last three years.")
        return ngettext(
            "%(count)d invoice came more than three months late, or not at all, in the last three years.",
            "%(count)d invoices came more than three months late, or not at all, in the last three years.",
            very_late,
        ) % {"count": very_late}
    if name == "longest":
        if not longest:
            return _("No payment came late in the last three years.")
        return ngettext("%(count)d day late.", "%(count)d days late.", longest) % {"count": longest}
    if name == "overdue":
        return _waiting(waits) if waits else _("Nothing is overdue.")
    if not lost:
        return _("Every invoice was paid or is still open.")
    return _never_paid(lost)


def _never_paid(count: int) -> str:
    return ngettext("%(count)d invoice was never paid.", "%(count)d invoices were never paid.", count) % {
        "count": count
    }


def _lacking(name: str) -> str:
    if name == "longest":
        return _("No payment has come yet.")
    if name == "losses":
        return _("No invoice has been paid or written off yet.")
    return _("No invoice has come due yet.")


def _nothing_known(overdue: int, waits: int) -> str:
    if not overdue:
        return _("No invoice has come due yet.")
    return ngettext(
        "Nothing has been paid yet; the oldest invoice is %(count)d day overdue.",
        "Nothing has been paid yet; the oldest invoice is %(count)d days overdue.",
        waits,
    ) % {"count": waits}


def _waiting(days: int) -> str:
    return ngettext(
        "The oldest invoice is %(count)d day overdue.", "The oldest invoice is %(count)d days overdue.", days
    ) % {"count": days}  # fmt: skip


def _usually(days: int) -> str:
    if not days:
        return _("They usually pay on time.")
    return ngettext("They usually pay %(count)d day late.", "They usually pay %(count)d days late.", days) % {
        "count": days
    }


def _number(figures: Mapping[str, object], name: str) -> int:
    return int(str(figures[name]))
