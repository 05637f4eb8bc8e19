"""An outlook in words: how likely late or never, why, and what would change it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from mainstay.kernel.problem import Reason

_STEPS: Final = (
    ("invoice_days", gettext_lazy("invoices like this one: %(change)s")),
    ("record_days", gettext_lazy("the client’s own record: %(change)s")),
    ("open_days", gettext_lazy("what else the client has open: %(change)s")),
    ("due_days", gettext_lazy("paying by the due date: %(change)s")),
    ("waited_days", gettext_lazy("it is still unpaid: %(change)s")),
)
"""What moves the middle, in the order in which it is taken in."""


_RUNS: Final = {
    "month_end": gettext_lazy("the client pays on the last working day of the month"),
    "middle": gettext_lazy("the client pays on the 15th of the month"),
    "mondays": gettext_lazy("the client pays on Mondays"),
    "tuesdays": gettext_lazy("the client pays on Tuesdays"),
    "wednesdays": gettext_lazy("the client pays on Wednesdays"),
    "thursdays": gettext_lazy("the client pays on Thursdays"),
    "fridays": gettext_lazy("the client pays on Fridays"),
    "quarter_end": gettext_lazy("the client pays on the last working day of the quarter"),
}
"""Schedules of insight.pay_runs in words."""
_LATE: Final = (
    (100_000, gettext_lazy("Very likely on time.")),
    (350_000, gettext_lazy("Probably on time.")),
    (650_000, gettext_lazy("Could go either way.")),
    (900_000, gettext_lazy("Probably late.")),
    (1_000_001, gettext_lazy("Very likely late.")),
)
"""Below which chance of late, in millionths, it is called what; the user's guide has the same table."""
_IN_TEN, _IN_HUNDRED, _SURE = 150_000, 10_000, 950_000
"""From which chance of never one speaks of tenths, of one in so many at all, and of nearly every one."""
_EXACT: Final = 20
_LEAST: Final = 0.01
"""Nothing about the future is 0 % or 100 %."""

_CHANGES: Final = {
    "dispute_settled": gettext_lazy("If the dispute is settled today: %(effect)s."),
    "part_paid": gettext_lazy("If a part of it is paid today: %(effect)s."),
}


def late_words(late_ppm: int, days_late: int) -> str:
    """Say how likely an invoice is late, from a chance in millionths; one past due is late already."""
    if days_late > 0:
        return _("Overdue.")
    return str(next(words for below, words in _LATE if late_ppm < below))


def never_words(never_ppm: int) -> str:
    """Say how many of such invoices are never paid, from a chance in millionths: "About 1 in 12 such invoices …"."""
    if never_ppm < _IN_HUNDRED:
        return _("Almost certain to be paid.")
    if never_ppm >= _SURE:
        return _("Very unlikely to be paid.")
    if never_ppm >= _IN_TEN:
        tenths = (never_ppm + 50_000) // 100_000
        return _("About %(count)d in 10 invoices like this are never paid.") % {"count": tenths}
    one_in = round(1_000_000 / never_ppm)
    one_in = one_in if one_in <= _EXACT else round(one_in, -1)
    return _("About 1 in %(count)d invoices like this is never paid.") % {"count": one_in}


def change_sentence(
    code: str,
    count: int,
    *,
    expected: tuple[date, date],
    never: tuple[float, float],
    day: Callable[[date], str],
    percent: Callable[[float], str],
) -> str:
    """Say what one other fact would make of an outlook: the expected day and the chance of never, each now and then.

    The code is that of insight.what_if; `day` and `percent` write a day and a share. What stays, or moves by
    a day, is not said.
    """
    was_on, on = expected
    was_never, is_never = (percent(min(max(round(share, 2), _LEAST), 1 - _LEAST)) for share in never)
    parts = []
    if abs((on - was_on).days) > 1:
        parts.append(_("expected on %(day)s (now %(was)s)") % {"day": day(on), "was": day(was_on)})
    if was_never != is_never or not parts:
        parts.append(_("risk of non-payment %(share)s (now %(was)s)") % {"share": is_never, "was": was_never})
    effect = {"effect": "; ".join(parts)}
    if code == "others_paid":
        text = ngettext(
            "If the client pays its other open invoice today: %(effect)s.",
            "If the client pays its %(count)d other open invoices today: %(effect)s.",
            count,
        )
        return text % {"count": count, **effect}
    if code == "nothing_paid":
        text = ngettext(
            "If the client pays nothing for %(count)d more day: %(effect)s.",
            "If the client pays nothing for %(count)d more days: %(effect)s.",
            count,
        )
        return text % {"count": count, **effect}
    return str(_CHANGES[code]) % effect


def outlook_sentence(reason: Reason) -> str:
    """Say why an invoice is expected when it is: from the firm's habit to this invoice, in days that add up."""
    figures = reason.params
    days = int(str(figures["firm_days"]))
    if reason.code == "shipped_prior":
        parts = [
            ngettext(
                "No payment is known yet, so this is what is usual elsewhere with such terms: %(days)d day",
                "No payment is known yet, so this is what is usual elsewhere with such terms: %(days)d days",
                days,
            )
            % {"days": days}
        ]
    else:
        parts = [
            ngettext("Usual here with such terms: %(days)d day", "Usual here with such terms: %(days)d days", days)
            % {"days": days}
        ]
    parts += [
        str(label) % {"change": _change(change)} for name, label in _STEPS if (change := int(str(figures.get(name, 0))))
    ]
    payments = int(str(figures["payments"]))
    if reason.code == "client_record":
        parts.append(
            ngettext(
                "%(payments)d payment of the client counts %(percent)d%%",
                "%(payments)d payments of the client count %(percent)d%%",
                payments,
            )
            % {"payments": payments, "percent": round(float(str(figures["counts_ratio"])) * 100)}
        )
    elif reason.code == "firm_habit":
        parts.append(_("no payment of the client is known yet"))
    if "pay_run" in figures:
        parts.append(str(_RUNS[str(figures["pay_run"])]))
    if figures["is_disputed"]:
        parts.append(_("it is disputed"))
    return "; ".join(parts)


def _change(days: int) -> str:
    if days < 0:
        return ngettext("%(days)d day earlier", "%(days)d days earlier", -days) % {"days": -days}
    return ngettext("%(days)d day later", "%(days)d days later", days) % {"days": days}
