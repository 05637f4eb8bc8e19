"""The reasons of an outlook, as sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

if TYPE_CHECKING:
    from mainstay.kernel.problem import Reason

_STEPS: Final = (
    ("invoice_days", gettext_lazy("invoices like this one: %(change)s")),
    ("record_days", gettext_lazy("the client’s own record: %(change)s")),
    ("open_days", gettext_lazy("what else the client has open: %(change)s")),
    ("waited_days", gettext_lazy("it is still unpaid: %(change)s")),
)
"""What moves the middle, in the order in which it is taken in."""


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
    parts += [str(label) % {"change": _change(change)} for name, label in _STEPS if (change := int(str(figures[name])))]
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
    if figures["is_disputed"]:
        parts.append(_("it is disputed"))
    return "; ".join(parts)


def _change(days: int) -> str:
    if days < 0:
        return ngettext("%(days)d day earlier", "%(days)d days earlier", -days) % {"days": -days}
    return ngettext("%(days)d day later", "%(days)d days later", days) % {"days": days}
